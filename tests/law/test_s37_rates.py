"""s.37 and s.94: six ladders, marginal on the net base, each edge belonging to the slice below."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.law.asking import Given, asked, building, by_a_company, land

MILLION = 1_000_000


def _farm(value: str) -> Given:
    return by_a_company(land("A", value, "agriculture"))


def _main_residence(value: str) -> Given:
    return asked(land("A", value, "residence", main_residence=True))


def _main_building_only(value: str) -> Given:
    return asked(building("A", value, "residence", main_residence=True))


def _other_residence(value: str) -> Given:
    return asked(land("A", value, "residence"))


def _other(value: str) -> Given:
    return asked(land("A", value, "other"))


def _vacant(value: str) -> Given:
    return asked(land("A", value, "vacant"))


EDGES = [
    # (asked with, exempt M, edge of the net base M, tax 100 baht below, at the edge, 100 above)
    # Farming by a company: 75 x 0.01%; + 25 x 0.03%; + 400 x 0.05%; + 500 x 0.07%; then 0.1%.
    (_farm, 0, 75, "7499.99", "7500.00", "7500.03"),
    (_farm, 0, 100, "14999.97", "15000.00", "15000.05"),
    (_farm, 0, 500, "214999.95", "215000.00", "215000.07"),
    (_farm, 0, 1_000, "564999.93", "565000.00", "565000.10"),
    # Main residence with its land: 50M exempt; 25 x 0.03%; + 25 x 0.05%; then 0.1%.
    (_main_residence, 50, 25, "7499.97", "7500.00", "7500.05"),
    (_main_residence, 50, 50, "19999.95", "20000.00", "20000.10"),
    # The house alone: 10M exempt; 40 x 0.02%; + 25 x 0.03%; + 25 x 0.05%; then 0.1%.
    (_main_building_only, 10, 40, "7999.98", "8000.00", "8000.03"),
    (_main_building_only, 10, 65, "15499.97", "15500.00", "15500.05"),
    (_main_building_only, 10, 90, "27999.95", "28000.00", "28000.10"),
    # Other residence: 50 x 0.02%; + 25 x 0.03%; + 25 x 0.05%; then 0.1%.
    (_other_residence, 0, 50, "9999.98", "10000.00", "10000.03"),
    (_other_residence, 0, 75, "17499.97", "17500.00", "17500.05"),
    (_other_residence, 0, 100, "29999.95", "30000.00", "30000.10"),
    # Other: 50 x 0.3%; + 150 x 0.4%; + 800 x 0.5%; + 4,000 x 0.6%; then 0.7%.
    (_other, 0, 50, "149999.70", "150000.00", "150000.40"),
    (_other, 0, 200, "749999.60", "750000.00", "750000.50"),
    (_other, 0, 1_000, "4749999.50", "4750000.00", "4750000.60"),
    (_other, 0, 5_000, "28749999.40", "28750000.00", "28750000.70"),
    # Vacant in its first years climbs the same steps.
    (_vacant, 0, 50, "149999.70", "150000.00", "150000.40"),
    (_vacant, 0, 200, "749999.60", "750000.00", "750000.50"),
    (_vacant, 0, 1_000, "4749999.50", "4750000.00", "4750000.60"),
    (_vacant, 0, 5_000, "28749999.40", "28750000.00", "28750000.70"),
]


@pytest.mark.parametrize(("asking", "exempt", "edge", "below", "at", "above"), EDGES)
def test_s94_only_what_lies_above_an_edge_pays_the_next_rate(
    tax: Callable[[dict[str, Any]], str],
    asking: Callable[[str], Given],
    exempt: int,
    edge: int,
    below: str,
    at: str,
    above: str,
) -> None:
    value = Decimal((exempt + edge) * MILLION)

    # A satang to either side is less than half a satang of tax.
    given = {step: tax(asking(str(value + Decimal(step)))) for step in STEPS}

    assert given == dict(zip(STEPS, (below, at, at, at, above), strict=True))


STEPS = ("-100.00", "-0.01", "0.00", "0.01", "100.00")


@pytest.mark.parametrize("year", [2565, 2567, 2568, 2569, 2570, 2571, 2572, 2580])
def test_s37_the_decree_of_2564_keeps_its_rates_until_another_is_made(
    tax: Callable[[dict[str, Any]], str], year: int
) -> None:
    # 150,000 + 50M x 0.4%
    assert tax(by_a_company(land("A", "100000000.00"), year=year)) == "350000.00"


def test_s37_absent_facts_mean_a_natural_person_in_the_first_vacant_year(
    tax: Callable[[dict[str, Any]], str],
) -> None:
    # 4M x 0.3%; and 60M farmed less 50M = 10M x 0.01%, which a company would not get.
    bare = {
        "tax_year": 2569,
        "properties": [land("A", "4000000.00", "vacant"), land("B", "60000000.00", "agriculture")],
    }

    assert tax(bare) == "13000.00"


def test_s37_a_value_of_nothing_owes_nothing(tax: Callable[[dict[str, Any]], str]) -> None:
    assert tax(by_a_company(land("A", "0.00"))) == "0.00"


ROUNDING = [
    # 0.01% of 50 baht is half a satang: upwards. 49.99 stays below.
    (by_a_company(land("A", "50.00", "agriculture")), "0.01"),
    (by_a_company(land("A", "49.99", "agriculture")), "0.00"),
    # 2.5 satang go to 3, not to the even 2.
    (by_a_company(land("A", "250.00", "agriculture")), "0.03"),
    # Two lines, two roundings; one base, one rounding.
    (
        by_a_company(land("A", "50.00", "agriculture"), land("B", "50.00", "agriculture")),
        "0.02",
    ),
    (
        by_a_company(
            land("A", "50.00", "agriculture", adjoins=["B"]), land("B", "50.00", "agriculture")
        ),
        "0.01",
    ),
]


@pytest.mark.parametrize(("request_", "due"), ROUNDING)
def test_where_the_act_is_silent_a_line_is_rounded_once_half_a_satang_upwards(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
