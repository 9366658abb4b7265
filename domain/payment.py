"""Money that came in: one stream a payment, by the bank's own reference, for ever.

A payment is a fact, so it is recorded even where it matches nothing; then it waits in suspense with
the reason by name. The same payment told again by another way (webhook, inquiry, day file) adds
nothing. A reversal may be told before the payment it takes back; both orders end the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Final
from uuid import UUID

from domain import crockford
from domain.errors import Conflict, OnePerson, Refused
from domain.local_body import Signed
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, Range, places, stream_id

CHANNELS: Final = ("qr", "barcode", "counter", "post", "transfer", "card")
"""How the money was paid; what day counts depends on it (s.49 to s.51)."""

SOURCES: Final = ("webhook", "inquiry", "file", "officer")
"""Who told us of it."""

SUSPENDED_FOR: Final = (
    "unknown-reference",
    "no-such-notice",
    "no-such-order",
    "another-biller",
    "earlier-day",
    "closed-day",
)
"""Why money waits: what was typed is no reference; its notice or order does not exist; the account
it was paid to is not that body's; an officer entered it for an earlier day, which spares the payer
penalty or surcharge, or for a day whose money was counted, so another officer has to agree."""

_BANK_SHIFT: Final = 29


class PaymentUnknown(Refused):
    """No payment of that bank and reference was ever told."""

    code = "payment-unknown"


class NotInSuspense(Refused):
    """The payment does not wait to be matched."""

    code = "not-in-suspense"


class OtherAmount(Refused):
    """The parts do not add up to the payment."""

    code = "other-amount"


class NoReason(Refused):
    """Money that was given to a bill is moved for a reason."""

    code = "no-reason"


class NothingProposed(Refused):
    """Nothing waits for approval."""

    code = "nothing-proposed"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of a payment goes to one account, in satang; `notice` is the bill's number."""

    body: int
    tax_year: int
    notice: int
    taxpayer: int
    amount_satang: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a bank or an officer tells of one payment.

    `paid_on` is the day that counts as payment: the bank's receipt (s.51), the stamp of the post
    (s.51), the officer's receipt (s.49, s.50). `ref1` and `ref2` are as sent by the bank only where
    they have the form of ours, "" otherwise; `ref_digest` is a keyed digest of what was sent, as a
    payer may have typed an identity number. `holder` is the body whose account the money is in, 0
    for the common account of orders, -1 for a biller id that is none of ours.
    """

    bank: str
    bank_reference: str
    amount_satang: int
    paid_at: datetime
    paid_on: date
    channel: str
    holder: int
    ref1: str
    ref2: str
    ref_digest: int
    source: str


@stored("Payment.Received", version=1)
@dataclass(frozen=True, kw_only=True)
class Received(Event):
    """Money came in."""

    told: Told
    officer: str
    recorded_at: datetime


@stored("Payment.Allocated", version=1)
@dataclass(frozen=True, kw_only=True)
class Allocated(Event):
    """The money belongs to these accounts; `order` is 0 where a bill was paid by itself."""

    order: int
    parts: tuple[Part, ...]
    proposed_by: str
    officer: str
    recorded_at: datetime
    reason: str = ""


@stored("Payment.Suspended", version=1)
@dataclass(frozen=True, kw_only=True)
class Suspended(Event):
    """The money matches nothing and waits; `reason` is one of SUSPENDED_FOR."""

    reason: str
    officer: str
    recorded_at: datetime


@stored("Payment.MatchProposed", version=1)
@dataclass(frozen=True, kw_only=True)
class MatchProposed(Event):
    """An officer says whose the money is, in suspense or wrongly given; another approves.

    `reason` is a code; "" where the money waits, for whose sake `Suspended` has one.
    """

    parts: tuple[Part, ...]
    officer: str
    recorded_at: datetime
    reason: str = ""


@stored("Payment.ReturnProposed", version=1)
@dataclass(frozen=True, kw_only=True)
class ReturnProposed(Event):
    """An officer wants money in suspense returned to whoever sent it; another approves.

    With a reason, a code, an officer's own entry is to be struck out: it was of another sum, of
    money entered twice or never taken.
    """

    officer: str
    recorded_at: datetime
    reason: str = ""


@stored("Payment.Returned", version=1)
@dataclass(frozen=True, kw_only=True)
class Returned(Event):
    """Money in suspense went back to its sender, or an officer's entry was struck out."""

    amount_satang: int
    returned_on: date
    proposed_by: str
    officer: str
    recorded_at: datetime


@stored("Payment.Reversed", version=1)
@dataclass(frozen=True, kw_only=True)
class Reversed(Event):
    """The bank took the payment back."""

    reversed_on: date
    source: str
    officer: str
    recorded_at: datetime


PaymentEvent = (
    Received | Allocated | Suspended | MatchProposed | ReturnProposed | Returned | Reversed
)


@lru_cache(maxsize=4_096)
def payment_stream(bank: str, bank_reference: str) -> UUID:
    """Return the stream of a payment: the same for every telling of it, for ever.

    Those asked for lately are kept: a line of a bank's file is looked for first and recorded then.
    """
    digest = blake2b(f"{bank}\x1f{bank_reference}".encode(), digest_size=12).digest()
    number = int.from_bytes(digest, "big")
    place = int(bank) << _BANK_SHIFT | number >> 63 & (1 << _BANK_SHIFT) - 1
    return stream_id(Kind.PAYMENT, place, number=number & (1 << 63) - 1)


def payments_of(bank: str) -> Range:
    """Return the range of the streams of a bank's payments, which holds no other bank's."""
    first = int(bank) << _BANK_SHIFT
    return places(Kind.PAYMENT, first, first + (1 << _BANK_SHIFT) - 1)


def receipt_number(stream: UUID) -> str:
    """Return the number on a payment's receipt: R, and 13 letters and digits of its own."""
    return "R" + crockford.write(stream.int & (1 << 62) - 1)


@dataclass(kw_only=True)
class Payment:
    """What the log says of one payment."""

    bank: str
    bank_reference: str
    version: int = 0
    received: Received | None = None
    received_position: int = 0
    allocated: Allocated | None = None
    suspended: str = ""
    match_proposed: MatchProposed | None = None
    return_proposed: ReturnProposed | None = None
    returned: Returned | None = None
    reversed: Reversed | None = None

    @cached_property
    def stream(self) -> UUID:
        """Id of the payment's stream."""
        return payment_stream(self.bank, self.bank_reference)

    @property
    def receipt_number(self) -> str:
        """The number on the receipt."""
        return receipt_number(self.stream)

    @classmethod
    def replay(cls, bank: str, reference: str, recorded: Iterable[Recorded]) -> "Payment":
        """Build the payment from its recorded acts."""
        payment = cls(bank=bank, bank_reference=reference)
        for one in recorded:
            payment.apply(one)
        return payment

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        event = recorded.event
        match event:
            case Received():
                self.received, self.received_position = event, recorded.position
            case Allocated():
                self.allocated, self.suspended, self.match_proposed = event, "", None
            case Suspended():
                self.suspended = event.reason
            case MatchProposed():
                self.match_proposed = event
            case ReturnProposed():
                self.return_proposed = event
            case Returned():
                self.returned, self.suspended = event, ""
            case Reversed():
                self.reversed = event
        self.version = event.version

    @property
    def state(self) -> str:
        """Where the money is: allocated, in suspense, returned, reversed, or only announced."""
        if self.received is None:
            return "reversed-before-told"
        if self.reversed is not None:
            return "reversed"
        if self.returned is not None:
            return "returned"
        return "in-suspense" if self.suspended else "allocated"

    def receive(
        self, told: Told, *, parts: Sequence[Part], order: int, suspend: str, by: Signed
    ) -> Sequence[PaymentEvent]:
        """Record the money and whose it is, or why nobody's; nothing where it is known already.

        Raises `Conflict` where the bank told another amount under the same reference before.
        """
        assert (told.bank, told.bank_reference) == (self.bank, self.bank_reference)
        if self.received is not None:
            if self.received.told.amount_satang != told.amount_satang:
                raise Conflict(
                    f"Bank {self.bank} told this payment before with another amount. What was "
                    "told first stands; ask the bank which is right."
                )
            return ()
        assert bool(parts) != bool(suspend)
        assert not parts or sum(part.amount_satang for part in parts) == told.amount_satang
        received = Received(
            stream=self.stream,
            version=self.version + 1,
            told=told,
            officer=by.officer,
            recorded_at=by.at,
        )
        if suspend:
            return (
                received,
                Suspended(
                    stream=self.stream,
                    version=self.version + 2,
                    reason=suspend,
                    officer=by.officer,
                    recorded_at=by.at,
                ),
            )
        return (received, self._allocated(parts, order, by=by, proposed_by="", ahead=2))

    def _allocated(
        self,
        parts: Sequence[Part],
        order: int,
        *,
        by: Signed,
        proposed_by: str,
        ahead: int = 1,
        reason: str = "",
    ) -> Allocated:
        return Allocated(
            stream=self.stream,
            version=self.version + ahead,
            order=order,
            parts=tuple(parts),
            proposed_by=proposed_by,
            officer=by.officer,
            recorded_at=by.at,
            reason=reason,
        )

    def reverse(self, *, reversed_on: date, source: str, by: Signed) -> Sequence[Reversed]:
        """Record that the bank took the payment back; nothing where that is known already."""
        if self.reversed is not None:
            return ()
        return (
            Reversed(
                stream=self.stream,
                version=self.version + 1,
                reversed_on=reversed_on,
                source=source,
                officer=by.officer,
                recorded_at=by.at,
            ),
        )

    def propose_match(
        self, parts: Sequence[Part], *, by: Signed, reason: str = ""
    ) -> MatchProposed:
        """Propose whose the money is: in suspense, or given to the wrong account before.

        Raises `NotInSuspense`, `OtherAmount`, `NoReason`.
        """
        told = self._here()
        if self.state == "allocated" and not reason:
            raise NoReason(
                "The money was given to a bill already. Say why it is another's, by a code such as "
                "MISTYPED or PAYER-ASKED."
            )
        total = sum(part.amount_satang for part in parts)
        if total != told.amount_satang or any(part.amount_satang <= 0 for part in parts):
            raise OtherAmount(
                f"The parts add up to {total:,} satang and the payment is "
                f"{told.amount_satang:,} satang; each part is above zero."
            )
        return MatchProposed(
            stream=self.stream,
            version=self.version + 1,
            parts=tuple(parts),
            officer=by.officer,
            recorded_at=by.at,
            reason=reason,
        )

    def approve_match(self, *, by: Signed) -> Allocated:
        """Give the money to the proposed accounts. Raises `NothingProposed`, `OnePerson`."""
        self._here()
        proposed = self.match_proposed
        if proposed is None:
            raise NothingProposed("Nobody proposed whose this payment is.")
        _two_people(proposed.officer, by)
        return self._allocated(
            proposed.parts, 0, by=by, proposed_by=proposed.officer, reason=proposed.reason
        )

    @property
    def match_waits(self) -> MatchProposed | None:
        """What was proposed of whose the money is and can still be approved."""
        return self.match_proposed if self.state in {"in-suspense", "allocated"} else None

    @property
    def return_waits(self) -> ReturnProposed | None:
        """What was proposed of returning the money and can still be approved."""
        proposed = self.return_proposed
        if proposed is None or self.state not in {"in-suspense", "allocated"}:
            return None
        return proposed if self.state == "in-suspense" or proposed.reason else None

    def propose_return(self, *, by: Signed, reason: str = "") -> ReturnProposed:
        """Propose to return money in suspense, or to strike an officer's entry out for a reason.

        Raises `NotInSuspense`, `NoReason`.
        """
        self._going_back(reason)
        return ReturnProposed(
            stream=self.stream,
            version=self.version + 1,
            officer=by.officer,
            recorded_at=by.at,
            reason=reason,
        )

    def approve_return(self, *, returned_on: date, by: Signed) -> Returned:
        """Return the money. Raises `NothingProposed`, `OnePerson`, `NotInSuspense`, `NoReason`."""
        self._here()
        if self.return_proposed is None:
            raise NothingProposed("Nobody proposed to return this payment.")
        told = self._going_back(self.return_proposed.reason)
        _two_people(self.return_proposed.officer, by)
        return Returned(
            stream=self.stream,
            version=self.version + 1,
            amount_satang=told.amount_satang,
            returned_on=returned_on,
            proposed_by=self.return_proposed.officer,
            officer=by.officer,
            recorded_at=by.at,
        )

    def _here(self) -> Told:
        if self.received is None:
            raise PaymentUnknown("No payment of that bank and reference was told to us.")
        if self.state not in {"in-suspense", "allocated"}:
            raise NotInSuspense(f"The payment is {self.state}; there is no money of it to give.")
        return self.received.told

    def _going_back(self, reason: str) -> Told:
        told = self._here()
        if self.state == "in-suspense":
            return told
        if told.source != "officer":
            raise NotInSuspense(f"The payment is {self.state}; only money in suspense goes back.")
        if not reason:
            raise NoReason(
                "The entry was given to a bill already. Say why it is struck out, by a code such "
                "as OTHER-AMOUNT or ENTERED-TWICE."
            )
        return told


def _two_people(proposed_by: str, by: Signed) -> None:
    if proposed_by == by.officer:
        raise OnePerson(f"{by.officer} proposed this and so cannot approve it; another has to.")
