"""The read models of the collection say what the log says of notices and payments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.commands.payments import approve_match, propose_match, receive
from domain.payment import Part
from tests.api.commands.desk import BODY, ISSUED, PAY_BY, YEAR, Desk
from tests.api.commands.test_payments import BILLERS, CHIEF, CLERK, TAX, bill, line
from tests.domain.roll.test_roll import services


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2)
    desk.issue(received=date(2026, 4, 10))
    return desk


def rows(desk: Desk, name: str) -> Sequence[Mapping[str, Any]]:
    desk.office.follow()
    table = getattr(desk.office.views.tables.collection, name)
    return desk.office.views.rows(select(table).order_by(*table.primary_key.columns))


def test_each_notice_has_what_it_asks_for_and_its_days(desk: Desk) -> None:
    first, second = rows(desk, "notices")

    assert (first["body"], first["tax_year"], first["notice"]) == (BODY, YEAR, 1)
    assert (first["tax_satang"], first["first_tax_satang"], first["amendments"]) == (TAX, TAX, 0)
    assert (first["issued_on"], first["pay_by"]) == (ISSUED, PAY_BY)
    assert first["received_on"] == date(2026, 4, 10)
    assert {first["taxpayer"], second["taxpayer"]} == {1, 2}


def test_each_payment_has_its_state_and_whose_it_is(desk: Desk) -> None:
    receive(
        desk.office,
        [
            line(),
            line(reference="KB0002", ref1="1103700000006"),
            line(reference="KB0003"),
            line(reference="KB0003", kind="reversal"),
        ],
        billers=BILLERS,
        by=CLERK,
    )

    states = {one["bank_reference"]: one["state"] for one in rows(desk, "payments")}
    (part,) = [
        one
        for one in rows(desk, "payment_parts")
        if one["payment"]
        in {p["payment"] for p in rows(desk, "payments") if p["state"] == "allocated"}
    ]

    assert states == {"KB0001": "allocated", "KB0002": "in-suspense", "KB0003": "reversed"}
    assert (part["notice"], part["amount_satang"]) == (bill().notice, TAX)


def test_what_came_of_a_payment_is_written_whenever_its_acts_come(desk: Desk) -> None:
    lost = line(reference="KB0002", ref1="LUNCH")
    tellings = [
        [line(), lost, line(reference="KB0003", kind="reversal")],
        [line(reference="KB0003"), line(kind="reversal")],
    ]
    seen = []
    for told in tellings:
        receive(desk.office, told, billers=BILLERS, by=CLERK)
        seen.append({one["bank_reference"]: one["state"] for one in rows(desk, "payments")})
    which = {"bank": "004", "bank_reference": "KB0002"}
    taxpayer = desk.office.rolls.roll(BODY, YEAR).taxpayer_of(2)
    mine = Part(body=BODY, tax_year=YEAR, notice=2, taxpayer=taxpayer, amount_satang=TAX)
    propose_match(desk.office, **which, parts=[mine], by=CLERK)
    rows(desk, "payments")
    approve_match(desk.office, **which, on=PAY_BY, by=CHIEF)

    last = {one["bank_reference"]: one for one in rows(desk, "payments")}

    first = {"KB0001": "allocated", "KB0002": "in-suspense", "": "reversed"}
    second = {"KB0001": "reversed", "KB0002": "in-suspense", "KB0003": "reversed"}
    assert seen == [first, second]
    assert {name: one["state"] for name, one in last.items()} == {**second, "KB0002": "allocated"}
    assert {one["amount_satang"] for one in last.values()} == {TAX}
    assert {one["notice"] for one in rows(desk, "payment_parts")} == {1, 2}
    assert desk.office.views.set_aside() == []


def test_a_rebuild_gives_the_same_rows(desk: Desk) -> None:
    receive(desk.office, [line(), line(reference="KB0002")], billers=BILLERS, by=CLERK)
    names = ("notices", "payments", "payment_parts")
    followed = [rows(desk, name) for name in names]

    desk.office.views.rebuild(desk.office.log, desk.office.registers, desk.office.law)

    assert [rows(desk, name) for name in names] == followed


def test_of_acts_with_rows_few_are_in_memory_together(desk: Desk) -> None:
    office = desk.office
    pages: list[int] = []
    before = office.follow()
    first = office.rolls.roll(BODY, YEAR).serve(services(1, 2), by=CLERK)
    office.log.record([replace(first, version=first.version + more) for more in range(401)])

    office.views.follow(office.log, office.registers, advanced=pages.append)

    assert [position - before for position in pages] == [200, 400, 401]
