"""A taxpayer's account of one tax year in one local body."""

from domain.account.account import (
    Account,
    ClaimTooLate,
    InstalmentsTooLate,
    ProposalUnknown,
    ProposalWrong,
    account_stream,
)
from domain.account.acts import (
    GONE_FOR,
    PROPOSALS,
    REFUND_GROUNDS,
    AccountEvent,
    Approved,
    Declined,
    InstalmentsAgreed,
    PaymentGone,
    PaymentReceived,
    Proposal,
    Proposed,
    RefundClaimed,
)

__all__ = [
    "GONE_FOR",
    "PROPOSALS",
    "REFUND_GROUNDS",
    "Account",
    "AccountEvent",
    "Approved",
    "ClaimTooLate",
    "Declined",
    "InstalmentsAgreed",
    "InstalmentsTooLate",
    "PaymentGone",
    "PaymentReceived",
    "Proposal",
    "ProposalUnknown",
    "ProposalWrong",
    "Proposed",
    "RefundClaimed",
    "account_stream",
]
