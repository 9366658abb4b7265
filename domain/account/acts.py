"""The acts of an account as the log stores them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.collection import Instalment
from domain.log.events import Event, stored

GONE_FOR: Final = ("reversed", "moved", "struck-out")
"""Why money left an account: the bank took it back; it was another account's; an officer entered it
wrongly."""

PROPOSALS: Final = {
    "extension": "s.14 paragraph 1",
    "waiver": "s.71",
    "write-off": "uncollectable arrears",
    "refund": "s.53, s.54, s.73, s.81",
}
"""What one officer proposes and another approves."""

REFUND_GROUNDS: Final = ("found-by-us", "claim", "body-erred", "objection", "appeal")
"""Why money goes back: s.53 without interest; s.54 by claim, with interest where the body erred;
s.73 by objection; s.81 by appeal, with interest from payment to decision."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is proposed; only the fields of its kind are set.

    `amount_satang` of a write-off (tax) or refund, `percent` of the penalty waived, `until` of an
    extension; of a refund `ground`, and from `since` to `until` its interest runs (None: none; to
    the day it is paid); `reason` a code from the officer's list, never free text about a person.
    """

    kind: str
    reason: str
    amount_satang: int = 0
    percent: int = 0
    until: date | None = None
    ground: str = ""
    since: date | None = None


@stored("Account.PaymentReceived", version=1)
@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Event):
    """Part of a payment belongs to this account; the day that counts is `paid_on` (s.51)."""

    payment: str
    notice: int
    amount_satang: int
    paid_on: date
    channel: str
    officer: str
    recorded_at: datetime


@stored("Account.PaymentGone", version=1)
@dataclass(frozen=True, kw_only=True)
class PaymentGone(Event):
    """The money of a payment is no longer this account's; `why` is one of GONE_FOR."""

    payment: str
    amount_satang: int
    gone_on: date
    why: str
    officer: str
    recorded_at: datetime


@stored("Account.InstalmentsAgreed", version=1)
@dataclass(frozen=True, kw_only=True)
class InstalmentsAgreed(Event):
    """The tax is paid in parts (s.52); the first takes what does not divide."""

    notice: int
    requested_on: date
    instalments: tuple[Instalment, ...]
    officer: str
    recorded_at: datetime


@stored("Account.RefundClaimed", version=1)
@dataclass(frozen=True, kw_only=True)
class RefundClaimed(Event):
    """The taxpayer claims money back (s.54, PDS 9); `decide_by` is the law's last day."""

    amount_satang: int
    claimed_on: date
    decide_by: date
    by: str
    recorded_at: datetime


@stored("Account.Proposed", version=1)
@dataclass(frozen=True, kw_only=True)
class Proposed(Event):
    """An officer proposes; nothing changes until another approves."""

    number: int
    proposal: Proposal
    officer: str
    recorded_at: datetime


@stored("Account.Approved", version=1)
@dataclass(frozen=True, kw_only=True)
class Approved(Event):
    """Another officer approved; it holds from `on`. `interest_satang` is a refund's."""

    number: int
    proposal: Proposal
    interest_satang: int
    on: date
    proposed_by: str
    officer: str
    recorded_at: datetime


@stored("Account.Declined", version=1)
@dataclass(frozen=True, kw_only=True)
class Declined(Event):
    """The proposal was declined, or taken back by who made it."""

    number: int
    reason: str
    officer: str
    recorded_at: datetime


AccountEvent = (
    PaymentReceived
    | PaymentGone
    | InstalmentsAgreed
    | RefundClaimed
    | Proposed
    | Approved
    | Declined
)
