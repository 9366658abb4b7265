"""The register on a day, as known at a log position: which facts hold, and under which key."""

from datetime import date

import numpy as np
import pytest

from domain.calendar import to_days
from domain.register import LandRegistryReceived, SurveyReceived
from projections.as_of import BUILDING, LAND, AsOf, as_of
from tests.domain.deliveries import BODY
from tests.projections.town import LONG_AGO, Town, code, deed, house

NEW_YEAR = date(2026, 1, 1)


def view(town: Town, day: date = NEW_YEAR, position: int | None = None) -> AsOf:
    return as_of(town.registers.register(BODY), day=to_days(day), position=position)


def key(town: Town, natural: str) -> int:
    found = town.registers.register(BODY).spaces["property"].find(natural)
    assert found is not None
    return found


def owner(town: Town, number: int, day: date = NEW_YEAR, position: int | None = None) -> int:
    seen = view(town, day, position)
    at = np.asarray([key(town, deed(number))])
    return int(seen.value("owner", "party", seen.owner[at])[0])


def test_s9_who_owns_on_1_january_pays_even_if_sold_the_next_day() -> None:
    town = Town()
    town.titles({"number": 1, "party": 1})
    town.sold(1, to=2, on=date(2026, 1, 2))

    assert owner(town, 1) == 1
    assert owner(town, 1, date(2026, 1, 2)) == 2


def test_a_late_act_changes_what_is_known_and_not_what_was_known() -> None:
    town = Town()
    before = town.titles({"number": 1, "party": 1})
    after = town.sold(1, to=2, on=date(2025, 12, 20))

    assert owner(town, 1, position=before) == 1
    assert owner(town, 1, position=after) == 2


def test_of_two_facts_of_one_day_the_one_recorded_last_holds() -> None:
    town = Town()
    town.titles({"number": 1, "party": 1})
    town.sold(1, to=2, on=date(2025, 5, 5))
    town.sold(1, to=3, on=date(2025, 5, 5))

    assert owner(town, 1) == 3


def test_an_older_fact_told_later_does_not_replace_a_newer_one() -> None:
    town = Town()
    town.titles({"number": 1, "party": 1})
    town.sold(1, to=3, on=date(2025, 5, 5))
    town.sold(1, to=2, on=date(2024, 5, 5))

    assert owner(town, 1) == 3
    assert owner(town, 1, date(2025, 1, 1)) == 2


def test_a_surveys_code_stands_for_the_title_that_carries_it_whichever_came_first() -> None:
    for survey_first in (True, False):
        town = Town()
        if survey_first:
            town.used(1, other=1)
        town.titles({"number": 1})
        if not survey_first:
            town.used(1, other=1)

        seen = view(town)

        title = key(town, deed(1))
        assert seen.home[key(town, code(1))] == title
        assert seen.kind[key(town, code(1))] == 0
        assert seen.value("use", "other", seen.use[np.asarray([title])])[0] == 1


def test_a_code_passes_to_the_new_title_when_the_old_one_is_cancelled() -> None:
    town = Town()
    town.titles({"number": 1})
    town.used(1, other=1)
    on = date(2025, 3, 1)
    town.act(
        LandRegistryReceived,
        parcel=[
            {
                "property": deed(1), "status": 2, "area_cwah": 40_000, "since": on,
                "code": code(1), "sheet": 1,
            },
            {
                "property": deed(900), "area_cwah": 40_000, "since": on, "code": code(1),
                "sheet": 1,
            },
        ],
    )  # fmt: skip

    seen = view(town)

    assert seen.kind[key(town, deed(1))] == 0
    assert seen.home[key(town, code(1))] == key(town, deed(900))
    assert view(town, date(2025, 1, 1)).home[key(town, code(1))] == key(town, deed(1))


@pytest.mark.parametrize(("status", "kind"), [(1, BUILDING), (2, 0), (3, BUILDING), (4, 0)])
def test_s5_a_house_being_built_or_pulled_down_is_no_building(status: int, kind: int) -> None:
    town = Town()
    town.titles({"number": 1})
    row = {
        "property": house(1), "status": status, "stands_on": code(1), "since": LONG_AGO,
        "type": 1050, "structure": 2, "area_dm2": 10_000, "completed_year": 2560,
    }  # fmt: skip
    town.act(SurveyReceived, building=[row])

    seen = view(town)

    assert seen.kind[key(town, house(1))] == kind
    assert seen.kind[key(town, deed(1))] == LAND


def test_before_anything_is_true_nothing_is_known() -> None:
    town = Town()
    town.titles({"number": 1, "since": date(2025, 1, 2)})

    seen = view(town, date(2025, 1, 1))

    assert not seen.kind.any()
    assert owner(town, 1, date(2025, 1, 1)) == 0
