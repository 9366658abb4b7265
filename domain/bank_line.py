"""One telling of a payment or of its reversal, from whatever channel."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

KINDS: Final = ("payment", "reversal")
"""A bank tells that money came in, or that it took money back."""


@dataclass(frozen=True, kw_only=True)
class BankLine:
    """What a bank, or an officer who took the money, tells of one payment.

    `kind` is one of KINDS. `bank` has 3 digits and `bank_reference` is the bank's own, which names
    the payment for ever. `paid_at` has its zone; `paid_on` is the day in Bangkok that counts as
    payment (s.51). `channel` and `source` are of `domain.payment`'s CHANNELS and SOURCES. `biller`
    is "" where an officer took the money, whose body is `body` then. `ref1` and `ref2` are as a
    payer typed them, so they may be somebody's identity number: never into a message or the log.
    """

    kind: str
    bank: str
    bank_reference: str
    amount_satang: int
    paid_at: datetime
    paid_on: date
    channel: str
    biller: str
    ref1: str
    ref2: str
    source: str
    body: int | None = None
