"""What the answer covers: the plot by all its names, what stands on it, and what it came from."""

from datetime import date
from pathlib import Path

import pytest

from api.commands.clearance import ask
from domain.correction import UnknownProperty
from domain.register import LandRegistryReceived
from projections.clearance import Clearance
from tests.api.commands.desk import BODY, Desk
from tests.projections.town import LONG_AGO, code, deed, house

LATE = date(2026, 7, 20)
MERGED = 1_043
"""The land office's word for a merger, by its number."""


def asked(desk: Desk, text: str) -> Clearance:
    return ask(desk.office, body=BODY, text=text, on=LATE, today=LATE)


def test_a_plot_is_the_same_under_its_title_and_its_code(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 1, 2)
    desk.issue()

    by_title, by_code = asked(desk, deed(1)), asked(desk, code(1))

    assert by_title.holds == by_code.holds
    assert [hold.tax_satang for hold in by_title.holds] == [6_000_000]


def test_a_deed_is_known_by_its_number_where_no_other_has_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 1, 2)
    same_number = {
        "property": "P:1:60020000:2", "code": "", "sheet": 0, "area_cwah": 100, "status": 1,
        "since": LONG_AGO,
    }  # fmt: skip
    desk.town.act(LandRegistryReceived, parcel=[same_number])

    assert asked(desk, "1").key == deed(1)
    with pytest.raises(UnknownProperty):
        asked(desk, "2")


def test_late_tax_on_a_building_is_told_for_the_plot_under_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 1)
    desk.town.priced(house_baht=10_000)
    desk.town.built(1, m2=1_000, other=1_000)
    desk.issue()

    found = asked(desk, code(1))

    assert house(1) in found.covers
    assert {hold.property for hold in found.holds} == {deed(1), house(1)}
    total = sum(hold.tax_satang for hold in found.holds)
    assert total == desk.office.rolls.roll(BODY, 2569).tax_satang()[0]


def test_a_title_that_came_from_another_bears_what_was_late_on_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 1)
    desk.issue()
    desk.town.titles({"number": 30, "since": date(2026, 7, 1)})
    child = {"property": deed(30), "other": deed(1), "status": MERGED, "since": date(2026, 7, 1)}
    desk.town.act(LandRegistryReceived, registration=[child])

    assert not asked(desk, deed(30)).clear
