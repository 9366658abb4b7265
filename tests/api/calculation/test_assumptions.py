"""An answer names the open points of the law that its tax depended on, and no others."""

import pytest

from api.calculation import answer
from domain.law import load_law
from tests.law.asking import Given, asked, building, by_a_company, land, unit

MILLION = "1000000.00"

DEPENDS = [
    (by_a_company(land("A", MILLION)), []),
    (by_a_company(land("A", "1000001.00")), ["rounding"]),
    (by_a_company(land("A", "1000.00")), ["smallest_amount"]),
    (by_a_company(land("A", MILLION, {"other": "50", "vacant": "50"})), ["value_precision"]),
    (asked(unit("A", "60000000.00", main_residence=True)), ["residence_unit"]),
    (
        by_a_company(
            {
                "id": "B",
                "kind": "building",
                "area_m2": "100",
                "price_per_m2": "10000",
                "structure": "wood",
                "age_years": 0,
                "uses": [{"class": "other", "percent": "100"}],
            }
        ),
        ["age_zero"],
    ),
    (
        by_a_company(
            {
                "id": "B",
                "kind": "building",
                "area_m2": "100",
                "price_per_m2": "10000",
                "structure": "wood",
                "uses": [{"class": "other", "percent": "100"}],
            }
        ),
        ["unknown_building_age"],
    ),
    # Farms above the 50M of s.40, apart: which of them it goes to counts.
    (
        asked(land("A", "60000000.00", "agriculture"), land("B", "20000000.00", "agriculture")),
        ["farming_exemption_order"],
    ),
    (asked(land("A", "60000000.00", "agriculture")), []),
    (asked(land("A", "20000000.00", "agriculture"), land("B", MILLION, "agriculture")), []),
    # Contiguous plots: with a building on them, of one residence, of several classes.
    (
        by_a_company(
            land("A", MILLION, adjoins=["B"]), land("B", MILLION), building("C", MILLION, on="B")
        ),
        ["contiguous_buildings"],
    ),
    (
        asked(
            land("A", "60000000.00", "residence", main_residence=True, adjoins=["B"]),
            land("B", MILLION, "residence", main_residence=True),
        ),
        ["unused_residence_exemption"],
    ),
    (
        by_a_company(land("A", MILLION, adjoins=["B"]), land("B", MILLION, "residence")),
        ["contiguous_classes"],
    ),
    (by_a_company(land("A", MILLION, adjoins=["B"]), land("B", MILLION)), []),
    # A list and a year's decree that would take more than 90% together.
    (
        by_a_company(land("A", MILLION, reduction_percent="50"), year=2563),
        ["reductions_together"],
    ),
    (by_a_company(land("A", MILLION, reduction_percent="50"), year=2566), []),
    (by_a_company(land("A", MILLION, reduction_percent="90"), year=2566), []),
    # s.97, with and without a decree in its year.
    (
        by_a_company(land("A", "100000000.00"), year=2564, tax_2562="5000.00"),
        ["phase_in_order", "phase_in_scope"],
    ),
    (by_a_company(land("A", "100000000.00"), year=2565, tax_2562="5000.00"), ["phase_in_scope"]),
    (by_a_company(land("A", MILLION), year=2565, tax_2562="5000.00"), []),
    # A year whose decree nobody has seen.
    (by_a_company(land("A", MILLION), year=2590), ["rates_carried_forward"]),
]


@pytest.mark.parametrize(("request_", "names"), DEPENDS)
def test_the_open_points_a_bill_depends_on_are_named(request_: Given, names: list[str]) -> None:
    assert [one["name"] for one in answer(request_)["assumptions"]] == names


def test_an_open_point_is_told_in_both_languages_with_who_decides() -> None:
    (told,) = answer(by_a_company(land("A", "1000001.00")))["assumptions"]

    rounding = load_law().settings.points["rounding"]
    assert told == {
        "name": "rounding",
        "value": rounding.value,
        "provision": rounding.provision,
        "english": rounding.english,
        "thai": rounding.thai,
        "decides": rounding.decides,
    }


def test_another_decision_of_an_open_point_changes_the_bill_and_is_told() -> None:
    farms = asked(land("A", "110000000.00", "agriculture"), land("B", "40000000.00", "agriculture"))
    law = load_law().having({"farming_exemption_order": "lowest_value_first"})

    usual, other = answer(farms), answer(farms, law)

    # 60M + 40M x 0.01%; or 75M x 0.01% + 25M x 0.03%.
    assert (usual["tax"], other["tax"]) == ("10000.00", "15000.00")
    assert [one["value"] for one in other["assumptions"]] == ["lowest_value_first"]
