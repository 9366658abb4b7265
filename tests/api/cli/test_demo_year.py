"""The demo's year on a town of thirty plots, held to the satang."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import func, select

from api.cli.demo_year import PAID_LATE, DemoYear
from api.commands.accounts import standing_of
from tests.api.commands.desk import BODY, YEAR, Desk

TAX = 6_000_000
PLOTS = 30
VACANT, LATE_PAYER, SOLD = 1, 2, 3
BUYER = 99


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, *range(1, PLOTS + 1))
    desk.town.priced(dict.fromkeys(range(1, PLOTS + 1), 50_000))
    desk.office.follow()
    return desk


def test_a_year_from_notices_to_arrears_ends_with_every_satang_in_its_place(
    desk: Desk, tmp_path: Path
) -> None:
    said = StringIO()
    year = DemoYear(
        office=desk.office,
        out=Console(file=said, width=200),
        body=BODY,
        tax_year=YEAR,
        folder=tmp_path,
        spared=[f"01A{number:03d}" for number in (VACANT, LATE_PAYER, SOLD)],
    )
    year.issue()
    year.collect()
    desk.town.sold(SOLD, to=BUYER, on=date(2025, 12, 20))
    year.bill_the_difference(BUYER)
    year.object(f"01A{VACANT:03d}")
    late = year.warn_the_late(f"01A{LATE_PAYER:03d}")
    year.pay_late(late)

    desk.office.follow()
    roll = desk.office.rolls.roll(BODY, YEAR)
    stands = [
        standing_of(desk.office, bill=year.bill(notice), on=PAID_LATE)
        for notice in range(1, roll.notices + 1)
    ]
    states = [one.state for one in stands]
    assert all(one.balances for one in stands)
    assert states.count("settled") == PLOTS
    assert states.count("owed") == 1
    assert standing_of(desk.office, bill=late, on=PAID_LATE).paid.penalty_satang == TAX * 40 // 100
    payments = desk.office.views.tables.collection.payments
    total = select(func.sum(payments.c.amount_satang), func.count())
    (row,) = desk.office.views.rows(total)
    paid = sum(one.received_satang for one in stands)
    assert tuple(row.values()) == (paid, PLOTS - 2)
    assert "silence accepts it" in said.getvalue()
