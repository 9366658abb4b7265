"""The year's notices: looked at, prepared by one, approved by another, served, amended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.office import BANGKOK, Office
from domain.calendar import to_days
from domain.collection import after, pay_by
from domain.failpoints import Failpoint, reached
from domain.local_body import Signed
from domain.roll import (
    CAME_BACK,
    SERVICES,
    NoticeBatch,
    NoticesIssued,
    NoticeUnknown,
    Roll,
    ServiceImpossible,
)
from domain.rows import Rows
from projections.accounts import extensions_of
from projections.notice_preview import Preview, preview
from projections.notices import amendment, first_issue
from projections.registers import BodyBills

Numbers = NDArray[np.integer[Any]]

BY_HAND = 1
LATE_FACT = 1


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What was issued: how many notices, their tax, and the log position after it."""

    notices: int
    tax_satang: int
    amendment: int
    position: int


def preview_notices(office: Office, *, body: int, tax_year: int) -> Preview:
    """Hold the year's bills as known now against last year's notices, or bills where none went."""
    bills = office.registers.bills(body, office.law, tax_year=tax_year)
    return _against_last_year(office, bills)


def _against_last_year(office: Office, bills: BodyBills) -> Preview:
    body, tax_year = bills.body.code, bills.law.year
    last = office.rolls.roll(body, tax_year - 1)
    if last.issued:
        taxpayers, tax = last.taxpayers, last.tax_satang()
    elif tax_year > office.law.first_tax_year:
        before = office.registers.bills(body, office.law, tax_year=tax_year - 1)
        taxpayers = before.arranged.assessables.taxpayer.astype(np.int64)
        tax = before.assessment.bill_tax_satang
    else:
        taxpayers = tax = np.zeros(0, dtype=np.int64)
    return preview(bills, last_taxpayers=taxpayers[tax > 0], last_tax_satang=tax[tax > 0])


def prepare_notices(
    office: Office, *, body: int, tax_year: int, answers: Mapping[str, str], by: Signed
) -> int:
    """Prepare the year's notices, or what changed since they went out; return the position.

    Raises `GateUnanswered` before the first issue, `NothingToIssue`.
    """
    roll = office.rolls.roll(body, tax_year)
    bills = office.registers.bills_to_issue(body, office.law, tax_year=tax_year)
    answered = []
    if not roll.issued:
        answered = list(_against_last_year(office, bills).must_be_answered(answers))
    batch = batch_of(bills, roll, on=by.at.astimezone(BANGKOK).date())
    return office.log.record([roll.prepare(batch, answered=answered, by=by)])


def approve_notices(
    office: Office, *, body: int, tax_year: int, issued_on: date, pay_by: date, by: Signed
) -> Issued:
    """Approve and issue what was prepared, computed again from the register position it names.

    Raises `NotPrepared`, `OnePerson`.
    """
    roll = office.rolls.roll(body, tax_year)
    position = roll.prepared.register_position if roll.prepared else None
    bills = office.registers.bills_to_issue(body, office.law, tax_year=tax_year, position=position)
    batch = batch_of(bills, roll, on=issued_on)
    if roll.issued:
        amended = roll.amend(batch, issued_on=issued_on, by=by)
        reached(Failpoint.NOTICES_COMPUTED)
        number, position = amended[0].amendment, office.log.record(amended)
    else:
        issued = roll.issue(batch, issued_on=issued_on, pay_by=pay_by, by=by)
        reached(Failpoint.NOTICES_COMPUTED)
        number, position = 0, office.log.record(issued)
    return Issued(
        notices=len(batch.notices),
        tax_satang=batch.tax_satang,
        amendment=number,
        position=position,
    )


def last_day_to_pay(office: Office, *, body: int, tax_year: int) -> date:
    """Return the last day of a year's calendar to pay (s.46), the body's extension in (s.14)."""
    extended = extensions_of(office.registers.body(body), tax_year)
    return pay_by(office.law.for_year(tax_year), extended)


def batch_of(bills: BodyBills, roll: Roll, *, on: date) -> NoticeBatch:
    """Put together the first issue, or what differs from it by facts told since (s.53).

    Three years after the last day to pay nobody is asked for more. ASSUMPTION: less is told
    whenever it is found, as s.54 binds the taxpayer alone; the Interior Ministry should say.
    """
    if not roll.issued:
        return first_issue(bills)
    first = roll.issues[0][1]
    assert isinstance(first, NoticesIssued)
    last_day = after(first.pay_by, bills.law.terms["reassessment"])
    return amendment(bills, roll, reason=LATE_FACT, only_less=on > last_day)


def serve_notices(office: Office, *, body: int, tax_year: int, services: Rows, by: Signed) -> int:
    """Record how notices reached their taxpayers (s.13); return the position."""
    roll = office.rolls.roll(body, tax_year)
    return office.log.record([roll.serve(services, by=by)])


def served_alike(
    roll: Roll,
    *,
    manner: int,
    served_on: date,
    received_on: date,
    amendment: int = 0,
    notices: Collection[int] | None = None,
) -> Rows:
    """Return services, in one manner on one day, of notices of an issue; None: of all.

    Raises `NoticeUnknown` for one that the issue does not have.
    """
    numbers = np.concatenate(
        [
            event.notices["notice"]
            for _, event in roll.issues
            if getattr(event, "amendment", 0) == amendment
        ]
    )
    numbers = among(numbers, notices, manner=manner, what=f"The issue {amendment} does not have")
    count = len(numbers)
    return Rows(
        SERVICES,
        {
            "notice": numbers,
            "amendment": np.full(count, amendment),
            "manner": np.full(count, manner),
            "served_on": np.full(count, to_days(served_on)),
            "received_on": np.full(count, to_days(received_on)),
        },
    )


def among(numbers: Numbers, wanted: Collection[int] | None, *, manner: int, what: str) -> Numbers:
    """Return the wanted ones of some notices' numbers, None: all.

    Raises `NoticeUnknown`, and `ServiceImpossible` where all are said to have come back.
    """
    if wanted is None and manner == CAME_BACK:
        raise ServiceImpossible("Name the notices whose letters came back.")
    if wanted is None:
        return numbers
    known = numbers[np.isin(numbers, list(wanted))]
    if strange := sorted(set(wanted) - set(known.tolist())):
        raise NoticeUnknown(f"{what} notice number {strange[0]:,}.")
    return known
