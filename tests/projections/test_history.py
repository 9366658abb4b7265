"""A property on both time axes: what was recorded of it, and what was known of each year when."""

from datetime import date

import pytest

from projections.history import History, PropertyUnknown, history
from tests.domain.deliveries import BODY
from tests.projections.town import LAW, Town, code, deed, house

YEARS = (2568, 2569)


def told(town: Town, text: str = "01A001", position: int | None = None) -> History:
    return history(
        town.registers, LAW, body=BODY, property_=text, tax_years=YEARS, position=position
    )


@pytest.fixture
def town() -> Town:
    """A plot known by its title and its code, sold on 20 December 2568, told in March."""
    town = Town()
    town.priced({1: 50_000, 2: 40_000})
    town.titles({"number": 1, "party": 1}, {"number": 2, "party": 5})
    town.used(1, other=1)
    town.sold(1, to=2, on=date(2025, 12, 20))
    return town


def test_every_fact_under_title_and_code_is_told_in_the_order_of_the_log(town: Town) -> None:
    found = told(town)

    assert (found.property, set(found.names)) == (deed(1), {deed(1), code(1)})
    assert [(one.table, one.subject, one.origin.position) for one in found.facts] == [
        ("land_price", "", 2),
        ("parcel", deed(1), 3),
        ("owner", deed(1), 3),
        ("use", code(1), 4),
        ("owner", deed(1), 5),
    ]


def test_what_is_true_on_a_day_depends_on_when_one_asks(town: Town) -> None:
    found = told(town)

    owners = {(one.tax_year, one.position): one.party for one in found.known}
    assert found.positions == [2, 3, 4, 5]
    assert [owners[2569, at] for at in found.positions] == [0, 1, 1, 2]
    assert [owners[2568, at] for at in found.positions] == [0, 1, 1, 1]
    last = found.known[-1]
    assert (last.kind, last.area, dict(last.uses)) == (1, 40_000, {"other": 1})
    assert last.price_satang == 50_000_00


def test_title_and_code_lead_to_the_same_plot(town: Town) -> None:
    assert told(town, deed(1)) == told(town, code(1)) == told(town, "01A001")


def test_a_history_as_known_then_ends_then(town: Town) -> None:
    found = told(town, position=4)

    assert [one.origin.position for one in found.facts] == [2, 3, 3, 4]
    assert found.positions == [2, 3, 4]


def test_a_neighbours_facts_are_not_told_but_that_they_adjoin_is(town: Town) -> None:
    town.corrected("adjacency", 2, other=code(1), on=1)

    found = told(town)

    assert [one.subject for one in found.facts if one.table == "adjacency"] == [code(2)]
    assert not [one for one in found.facts if one.subject == deed(2)]


def test_a_building_has_a_history_of_its_own(town: Town) -> None:
    town.built(1, m2=100, other=1)

    found = told(town, "01A001-B001")

    assert found.property == house(1)
    assert {one.table for one in found.facts} == {"building", "use"}
    assert found.known[-1].price_satang is None


def test_a_property_nobody_told_of_is_refused(town: Town) -> None:
    with pytest.raises(PropertyUnknown) as refused:
        told(town, "99Z999")

    assert str(refused.value) == (
        "The register of 05600601 knows no property 99Z999. Give a parcel code (01A001), "
        "a building code (01A001-B001) or a key such as P:1:60010000:100."
    )
