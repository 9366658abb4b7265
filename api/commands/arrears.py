"""Who is in arrears, letters of warning, and what the land office is told (s.60, s.61)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from api.commands.notices import among
from api.office import Office
from domain.calendar import to_days
from domain.collection import month_start
from domain.errors import Refused
from domain.local_body import Signed
from domain.roll import CAME_BACK, SERVICES, Roll
from domain.rows import Rows
from projections.arrears import Arrear, by_property, to_warn

DAYS_TO_PAY = 15
"""What a letter of warning gives where the chief sets no other (s.69 leaves it to the letter)."""


class TooEarly(Refused):
    """The step of the year's calendar has not come yet (s.60, s.61)."""

    code = "too-early"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list that was recorded: how many lines, their tax in satang, the log position after it."""

    count: int
    tax_satang: int
    position: int


def arrears_of(office: Office, *, body: int, tax_year: int, on: date) -> list[Arrear]:
    """Return who is in arrears on a day, by notice. Raises `NotIssued`."""
    roll = office.rolls.roll(body, tax_year)
    roll.must_be_issued()
    law = office.law.for_year(tax_year)
    return office.late.of(roll, office.registers.body(body), law, on=on)


def warn(
    office: Office,
    *,
    body: int,
    tax_year: int,
    on: date,
    by: Signed,
    days_to_pay: int = DAYS_TO_PAY,
) -> Listed:
    """Record letters of warning to all in arrears who have none yet (s.61).

    Raises `TooEarly` before the calendar's month, `NothingToIssue`, `NotIssued`.
    """
    law = office.law.for_year(tax_year)
    _not_before(month_start(tax_year, law.calendar.warning_month), on, "warning (s.61)")
    roll = office.rolls.roll(body, tax_year)
    rows = to_warn(arrears_of(office, body=body, tax_year=tax_year, on=on), roll)
    act = roll.warn(rows, issued_on=on, days_to_pay=days_to_pay, by=by)
    position = office.log.record([act])
    return Listed(count=len(rows), tax_satang=_sum(rows), position=position)


def serve_warnings(office: Office, *, body: int, tax_year: int, services: Rows, by: Signed) -> int:
    """Record how letters of warning were received; return the position."""
    roll = office.rolls.roll(body, tax_year)
    return office.log.record([roll.serve_warnings(services, by=by)])


def warned_alike(
    roll: Roll,
    *,
    manner: int,
    served_on: date,
    received_on: date,
    notices: Collection[int] | None = None,
) -> Rows:
    """Return services, in one manner on one day, of letters that have none yet; None: of all.

    Letters that came back are among those that have one. Raises `NoticeUnknown` for a notice that
    has no such letter.
    """
    numbers = [
        notice
        for event in roll.warnings
        for notice in event.warned["notice"].tolist()
        if (warned := roll.warning_of(notice)) is not None
        and (warned.service is None) != (manner == CAME_BACK)
    ]
    waiting = among(
        np.array(numbers, dtype=np.int64), notices, manner=manner, what="No such letter is out for"
    )
    count = len(waiting)
    return Rows(
        SERVICES,
        {
            "notice": waiting,
            "amendment": np.zeros(count, dtype=np.int64),
            "manner": np.full(count, manner),
            "served_on": np.full(count, to_days(served_on)),
            "received_on": np.full(count, to_days(received_on)),
        },
    )


def tell_land_office(office: Office, *, body: int, tax_year: int, on: date, by: Signed) -> Listed:
    """Record the list of properties in arrears for the land office (s.60). Raises `TooEarly`."""
    law = office.law.for_year(tax_year)
    first = month_start(tax_year, law.calendar.land_office_month)
    _not_before(first, on, "the land office's list (s.60)")
    roll = office.rolls.roll(body, tax_year)
    rows = by_property(arrears_of(office, body=body, tax_year=tax_year, on=on), roll)
    position = office.log.record([roll.tell_land_office(rows, told_on=on, by=by)])
    return Listed(count=len(rows), tax_satang=_sum(rows), position=position)


def _not_before(first: date, on: date, what: str) -> None:
    if on < first:
        raise TooEarly(
            f"The calendar of the year has {what} from {first.isoformat()}; it is {on.isoformat()}."
        )


def _sum(rows: Rows) -> int:
    return int(rows["tax_satang"].sum()) if len(rows) else 0
