"""Whom an act concerns and what they are told of it.

Payments are told of by the payment and not by the account, so that one that pays several bills of a
body is one message. What is told of a day (reminders) is in `reminders`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from domain import account, delegation, objection, payment, roll
from domain.bill_reference import BillReference
from domain.log import Log
from domain.log.events import Event, Recorded
from domain.log.stream_ids import read_stream_id
from domain.objection import Objection
from domain.rows import Rows
from projections.notifications import kinds
from projections.notifications.happening import Happening
from projections.notifications.rules import CODE_GOOD_FOR, WORTH_TELLING, day_in_bangkok
from projections.parameters import listed
from projections.read_models import Views

ACTS: Final = frozenset(
    {
        "Account",
        "LocalBody.CalendarExtended",
        "Objection.AcceptedBySilence",
        "Objection.Decided",
        "Objection.Filed",
        "Payment.Allocated",
        "Payment.Returned",
        "Payment.Reversed",
        "Roll.NoticesAmended",
        "Roll.NoticesIssued",
        "Roll.NoticesServed",
        "Roll.WarningsIssued",
        "Taxpayer",
    }
)
"""The acts that are read, by their stored names."""

_MATTERS: Final[Mapping[type[Event], str]] = {
    objection.Filed: kinds.MATTER_FILED,
    objection.Decided: kinds.MATTER_DECIDED,
    objection.AcceptedBySilence: kinds.MATTER_ACCEPTED,
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """Reads what an act says to whom; `chosen` picks those whose affairs anybody is told of."""

    log: Log
    views: Views
    chosen: Callable[[Collection[int]], Collection[int]]

    def of(self, recorded: Recorded) -> Iterator[Happening]:
        """Yield what an act is told of; most acts are told to nobody."""
        event = recorded.event
        match event:
            case roll.NoticesIssued() | roll.NoticesAmended() | roll.WarningsIssued():
                yield from self._of_roll(event)
            case payment.Allocated() | payment.Returned() | payment.Reversed():
                yield from self._of_payment(event)
            case account.Approved() if event.proposal.kind == "refund":
                name = read_stream_id(event.stream)
                back = event.proposal.amount_satang + event.interest_satang
                yield _happened(
                    event, kinds.MONEY_BACK, name.number, body=name.place, amount_satang=back
                )
            case objection.Filed() | objection.Decided() | objection.AcceptedBySilence():
                yield from self._of_matter(event)
            case _:
                yield from _of_affairs(event)

    def _of_roll(
        self, event: roll.NoticesIssued | roll.NoticesAmended | roll.WarningsIssued
    ) -> Iterator[Happening]:
        if isinstance(event, roll.NoticesIssued):
            rows = event.notices.take(event.notices["tax_satang"] > 0)
            yield from self._of_rows(event, rows, kind=kinds.NOTICE_ISSUED, day=event.pay_by)
        elif isinstance(event, roll.NoticesAmended):
            changed = event.notices["tax_satang"] != event.notices["tax_before_satang"]
            rows = event.notices.take(changed)
            yield from self._of_rows(event, rows, kind=kinds.NOTICE_AMENDED, day=None)
        else:
            yield from self._of_rows(event, event.warned, kind=kinds.WARNED, day=None)

    def _of_rows(
        self,
        event: roll.NoticesIssued | roll.NoticesAmended | roll.WarningsIssued,
        rows: Rows,
        *,
        kind: str,
        day: date | None,
    ) -> Iterator[Happening]:
        body = read_stream_id(event.stream).place
        notices: list[int] = rows["notice"].tolist()
        if isinstance(event, roll.WarningsIssued):
            known = self._taxpayers(body, event.tax_year, notices)
            taxpayers = [known.get(one, 0) for one in notices]
        else:
            taxpayers = rows["taxpayer"].tolist()
        chosen = self.chosen(taxpayers)
        taxes = rows["tax_satang"].tolist()
        for notice, taxpayer, tax in zip(notices, taxpayers, taxes, strict=True):
            if taxpayer in chosen:
                bill = BillReference(body=body, tax_year=event.tax_year, notice=notice)
                yield _happened(
                    event,
                    kind,
                    taxpayer,
                    body=body,
                    tax_year=event.tax_year,
                    reference=bill.ref1,
                    amount_satang=tax,
                    day=day,
                )

    def _taxpayers(self, body: int, tax_year: int, notices: Sequence[int]) -> Mapping[int, int]:
        """Return whose some notices are, as the read models have it."""
        table = self.views.tables.collection.notices
        found = self.views.rows(
            select(table.c.notice, table.c.taxpayer).where(
                table.c.body == body,
                table.c.tax_year == tax_year,
                table.c.notice.in_(listed(notices)),
            )
        )
        return {row["notice"]: row["taxpayer"] for row in found}

    def _of_payment(
        self, event: payment.Allocated | payment.Returned | payment.Reversed
    ) -> Iterator[Happening]:
        """Tell whose money came, whose is another's or struck out now, whose the bank took back.

        A payment that the bank took back before it told of it came to nobody.
        """
        before, reversed_before = self._before(event)
        if reversed_before:
            return
        after = _shares(event.parts) if isinstance(event, payment.Allocated) else {}
        lost = (
            kinds.PAYMENT_REVERSED if isinstance(event, payment.Reversed) else kinds.PAYMENT_MOVED
        )
        for taxpayer, body in sorted(before.keys() | after.keys()):
            change = after.get((taxpayer, body), 0) - before.get((taxpayer, body), 0)
            if change:
                yield _happened(
                    event,
                    kinds.PAID if change > 0 else lost,
                    taxpayer,
                    body=body,
                    amount_satang=abs(change),
                    receipt=payment.receipt_number(event.stream),
                )

    def _before(
        self, event: payment.Allocated | payment.Returned | payment.Reversed
    ) -> tuple[Mapping[tuple[int, int], int], bool]:
        """Return whose the money was before an act, and whether the bank had taken it back."""
        shares: Mapping[tuple[int, int], int] = {}
        taken_back = False
        for one in self.log.stream(event.stream):
            if one.event.version >= event.version:
                break
            if isinstance(one.event, payment.Allocated):
                shares = _shares(one.event.parts)
            taken_back |= isinstance(one.event, payment.Reversed)
        return shares, taken_back

    def _of_matter(
        self, event: objection.Filed | objection.Decided | objection.AcceptedBySilence
    ) -> Iterator[Happening]:
        name = read_stream_id(event.stream)
        first = next(self.log.stream(event.stream)).event
        assert isinstance(first, objection.Filed)
        matter = Objection(body=name.place, tax_year=name.year, number=name.number)
        yield _happened(
            event,
            _MATTERS[type(event)],
            first.statement.taxpayer,
            body=name.place,
            tax_year=name.year,
            reference=matter.reference,
            day=event.answer_by if isinstance(event, objection.Filed) else None,
        )


def _of_affairs(event: Event) -> Iterator[Happening]:
    """Tell a taxpayer of leave that was given in their name; perhaps it was not they."""
    taxpayer = read_stream_id(event.stream).number
    match event:
        case delegation.DelegationGranted():
            yield _happened(event, kinds.DELEGATION_GIVEN, taxpayer, day=event.until)
        case delegation.ConsentGiven():
            yield _happened(event, kinds.CONSENT_GIVEN, taxpayer, day=event.until)
        case delegation.ChannelChosen() if event.channels:
            # An address that nobody has shown to be theirs gets a code and nothing else.
            yield Happening(
                kind=kinds.ADDRESS_CODE,
                what=f"{kinds.ADDRESS_CODE} {event.version}",
                taxpayer=taxpayer,
                until=event.recorded_at + CODE_GOOD_FOR,
                channels=event.prove,
            )
            day = day_in_bangkok(event.recorded_at).isoformat()
            yield Happening(
                kind=kinds.CHANNELS_CHOSEN,
                what=f"{kinds.CHANNELS_CHOSEN} {day}",
                taxpayer=taxpayer,
                until=event.recorded_at + WORTH_TELLING,
                channels=tuple(one for one in event.channels if one not in event.prove),
            )
        case _:
            pass


def _shares(parts: Sequence[payment.Part]) -> Mapping[tuple[int, int], int]:
    """Add up what of a payment is each taxpayer's in each local body."""
    shares: dict[tuple[int, int], int] = {}
    for part in parts:
        key = (part.taxpayer, part.body)
        shares[key] = shares.get(key, 0) + part.amount_satang
    return shares


def _happened(
    event: Event,
    kind: str,
    taxpayer: int,
    *,
    body: int = 0,
    **told: Any,  # noqa: ANN401 - fields of a happening
) -> Happening:
    # One payment may be told of in several bodies.
    at: datetime = event.recorded_at  # type: ignore[attr-defined]
    return Happening(
        kind=kind,
        what=f"{event.stream.hex} {event.version} {body}",
        taxpayer=taxpayer,
        body=body,
        until=at + WORTH_TELLING,
        **told,
    )
