"""Collection of the tax: what is owed, paid and late on any day, by the facts of an account."""

from domain.collection.clocks import (
    PAYMENT,
    InstalmentsRefused,
    after,
    instalments_of,
    month_end,
    month_start,
    pay_by,
    received_on,
    refund_interest,
    started_months,
)
from domain.collection.facts import (
    AccountFacts,
    Demand,
    Instalment,
    Money,
    Refund,
    Waiver,
    WarningLetter,
    WriteOff,
)
from domain.collection.standing import (
    Applied,
    CollectionLaw,
    Owed,
    Split,
    Standing,
    standing,
)

__all__ = [
    "PAYMENT",
    "AccountFacts",
    "Applied",
    "CollectionLaw",
    "Demand",
    "Instalment",
    "InstalmentsRefused",
    "Money",
    "Owed",
    "Refund",
    "Split",
    "Standing",
    "Waiver",
    "WarningLetter",
    "WriteOff",
    "after",
    "instalments_of",
    "month_end",
    "month_start",
    "pay_by",
    "received_on",
    "refund_interest",
    "standing",
    "started_months",
]
