"""s.35: the base is the whole value: area times price, a building less its depreciation."""

from collections.abc import Callable
from itertools import accumulate, repeat
from typing import Any

import pytest

from tests.law.asking import Given, by_a_company
from tests.oracle.s35_value import DEPRECIATION_PERCENT


def plot(rai: int, ngan: int, wah: str, price_per_wah: str) -> Given:
    """A plot put to other use (0.3%), by its area as the deed shows it."""
    return {
        "id": "A",
        "kind": "land",
        "area": {"rai": rai, "ngan": ngan, "wah": wah},
        "price_per_wah": price_per_wah,
        "uses": [{"class": "other", "percent": "100"}],
    }


def shop(**more: object) -> Given:
    """A shop of 100 m2 at 100,000 baht: 10M gross, of which 0.3% is 30,000."""
    return {
        "id": "B",
        "kind": "building",
        "area_m2": "100",
        "price_per_m2": "100000",
        "uses": [{"class": "other", "percent": "100"}],
        **more,
    }


LAND = [
    # 1 rai = 400 wah: 400 x 10,000 = 4,000,000 x 0.3%
    (plot(1, 0, "0", "10000"), "12000.00"),
    # 1 ngan = 100 wah
    (plot(0, 1, "0", "10000"), "3000.00"),
    (plot(0, 0, "1", "10000"), "30.00"),
    # 400 + 200 + 25.5 = 625.5 wah x 1,250.25 = 782,031.375 x 0.3% = 2,346.094125
    (plot(1, 2, "25.5", "1250.25"), "2346.09"),
    # 0.01 wah x 1,000,000 = 10,000 x 0.3%
    (plot(0, 0, "0.01", "1000000"), "30.00"),
    # 33.33 wah x 333.33 = 11,109.8889 x 0.3% = 33.3296667
    (plot(0, 0, "33.33", "333.33"), "33.33"),
    # 12 rai 3 ngan 99.99 = 5,199.99 wah x 25 = 129,999.75 x 0.3% = 389.99925
    (plot(12, 3, "99.99", "25"), "390.00"),
    # 9,999 rai at the highest price there is: 3,999,600 wah x 1,000,000 = 3,999,600M.
    # 28,750,000 + 3,994,600M x 0.7%
    (plot(9999, 0, "0", "1000000"), "27990950000.00"),
]


@pytest.mark.parametrize(("given", "due"), LAND)
def test_s35_land_is_worth_its_square_wah_times_the_price(
    tax: Callable[[dict[str, Any]], str], given: Given, due: str
) -> None:
    assert tax(by_a_company(given)) == due


AGES = [
    # (structure, completed years, percent off the gross 10M; the tax is 30,000 - 300 a percent)
    ("concrete", 0, 0, "30000.00"),
    ("concrete", 1, 1, "29700.00"),
    ("concrete", 9, 9, "27300.00"),
    ("concrete", 10, 10, "27000.00"),
    ("concrete", 11, 12, "26400.00"),
    ("concrete", 12, 14, "25800.00"),
    ("concrete", 30, 50, "15000.00"),
    ("concrete", 41, 72, "8400.00"),
    ("concrete", 42, 74, "7800.00"),
    ("concrete", 43, 76, "7200.00"),
    ("concrete", 44, 76, "7200.00"),
    ("concrete", 60, 76, "7200.00"),
    ("concrete", 120, 76, "7200.00"),
    ("half", 0, 0, "30000.00"),
    ("half", 1, 2, "29400.00"),
    ("half", 5, 10, "27000.00"),
    ("half", 6, 14, "25800.00"),
    ("half", 15, 50, "15000.00"),
    ("half", 16, 55, "13500.00"),
    ("half", 20, 75, "7500.00"),
    ("half", 21, 80, "6000.00"),
    ("half", 22, 85, "4500.00"),
    ("half", 23, 85, "4500.00"),
    ("half", 120, 85, "4500.00"),
    ("wood", 0, 0, "30000.00"),
    ("wood", 1, 3, "29100.00"),
    ("wood", 5, 15, "25500.00"),
    ("wood", 6, 20, "24000.00"),
    ("wood", 15, 65, "10500.00"),
    ("wood", 16, 72, "8400.00"),
    ("wood", 18, 86, "4200.00"),
    ("wood", 19, 93, "2100.00"),
    ("wood", 20, 93, "2100.00"),
    ("wood", 120, 93, "2100.00"),
]


@pytest.mark.parametrize(("structure", "age", "percent", "due"), AGES)
def test_s35_a_building_loses_its_depreciation_by_structure_and_completed_age(
    tax: Callable[[dict[str, Any]], str], structure: str, age: int, percent: int, due: str
) -> None:
    assert int(due.removesuffix(".00")) == 30_000 - 300 * percent

    assert tax(by_a_company(shop(structure=structure, age_years=age))) == due


BY_RULE = {
    # structure: (years, percent a year), one after the other
    "concrete": [(10, 1), (32, 2), (1, 2)],
    "half": [(5, 2), (10, 4), (6, 5), (1, 5)],
    "wood": [(5, 3), (10, 5), (3, 7), (1, 7)],
}


@pytest.mark.parametrize("structure", BY_RULE)
def test_s35_the_printed_depreciation_table_is_its_yearly_rule_at_every_age(structure: str) -> None:
    yearly = [
        percent for years, percent in BY_RULE[structure] for percent in repeat(percent, years)
    ]

    assert DEPRECIATION_PERCENT[structure] == (0, *accumulate(yearly))


@pytest.mark.parametrize("structure", BY_RULE)
def test_s35_every_age_to_a_hundred_is_depreciated_by_the_yearly_rule(
    tax: Callable[[dict[str, Any]], str], structure: str
) -> None:
    yearly = [
        percent for years, percent in BY_RULE[structure] for percent in repeat(percent, years)
    ]
    for age in range(101):
        due = 30_000 - 300 * sum(yearly[:age])

        assert tax(by_a_company(shop(structure=structure, age_years=age))) == f"{due}.00", age


OTHER_VALUES = [
    # Without a structure class there is a price and no depreciation.
    (shop(), "30000.00"),
    # A unit's price is what a used unit is worth: 55.25 m2 x 120,000 = 6,630,000 x 0.3%.
    (
        {
            "id": "C",
            "kind": "condo_unit",
            "area_m2": "55.25",
            "price_per_m2": "120000",
            "uses": [{"class": "other", "percent": "100"}],
        },
        "19890.00",
    ),
    # 33.33 m2 x 7,250 = 241,642.50, 12 years of wood (50%) = 120,821.25 x 0.3% = 362.46375
    (
        shop(area_m2="33.33", price_per_m2="7250", structure="wood", age_years=12),
        "362.46",
    ),
]


@pytest.mark.parametrize(("given", "due"), OTHER_VALUES)
def test_s35_units_and_unclassed_buildings_are_worth_area_times_price(
    tax: Callable[[dict[str, Any]], str], given: Given, due: str
) -> None:
    assert tax(by_a_company(given)) == due
