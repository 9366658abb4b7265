"""Three years after the last day to pay nobody is asked for more (s.53)."""

from datetime import date
from pathlib import Path

import pytest

from api.commands.notices import approve_notices, prepare_notices
from tests.api.commands.desk import BODY, ISSUED, PAY_BY, YEAR, Desk, officer

SOLD = date(2025, 12, 20)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2)
    desk.issue()
    return desk


def billed_by_difference(desk: Desk, on: date) -> list[tuple[int, int]]:
    """Amend on a day; return taxpayer and tax of each notice that changed."""
    year = {"body": BODY, "tax_year": YEAR}
    prepare_notices(desk.office, **year, answers={}, by=officer("officer-1", on))
    by = officer("chief-1", on)
    approve_notices(desk.office, **year, issued_on=on, pay_by=PAY_BY, by=by)
    rows = desk.office.rolls.roll(BODY, YEAR).issues[-1][1].notices
    return list(zip(rows["taxpayer"].tolist(), rows["tax_satang"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        (date(2029, 6, 30), [(1, 0), (9, 6_000_000)]),
        (date(2029, 7, 1), [(1, 0)]),
    ],
)
def test_s53_a_late_fact_asks_for_more_within_three_years_and_for_less_at_any_time(
    desk: Desk, on: date, asked: list[tuple[int, int]]
) -> None:
    desk.town.sold(1, to=9, on=SOLD)

    assert ISSUED < PAY_BY < on
    assert billed_by_difference(desk, on) == asked
