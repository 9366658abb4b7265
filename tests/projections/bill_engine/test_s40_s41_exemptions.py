"""s.40, s.41, s.96: who is exempt of how much, and how 50 million go round several farms."""

import pytest

from domain.law import Law, YearLaw
from projections.bill_engine import assess
from tests.projections.bill_engine.building import (
    AGRICULTURE,
    BAHT,
    MAIN,
    MAIN_BUILDING,
    OTHER,
    RESIDENCE,
    VACANT,
    Bill,
    Body,
    alone,
    bill_of,
    columns_of,
)

MILLION = 1_000_000 * BAHT


def exempt_of(bill: Bill, law: YearLaw) -> list[int]:
    """What of each line is exempt, in 1/100 satang."""
    return [int(csat) for csat in assess(columns_of(bill), law).line_exempt_csat]


def farms(*csat: int, natural: bool = True) -> Bill:
    return bill_of(*(alone(AGRICULTURE, one) for one in csat), natural=natural)


@pytest.mark.parametrize(
    ("values", "exempt"),
    [
        ([50 * MILLION], [50 * MILLION]),
        ([50 * MILLION + 1], [50 * MILLION]),
        ([20 * MILLION, 30 * MILLION], [20 * MILLION, 30 * MILLION]),
        ([20 * MILLION, 120 * MILLION], [0, 50 * MILLION]),
        ([20 * MILLION, 40 * MILLION], [10 * MILLION, 40 * MILLION]),
        ([30 * MILLION, 30 * MILLION, 30 * MILLION], [30 * MILLION, 20 * MILLION, 0]),
        ([10 * MILLION, 45 * MILLION, 20 * MILLION], [0, 45 * MILLION, 5 * MILLION]),
        ([0, 60 * MILLION], [0, 50 * MILLION]),
    ],
)
def test_s40_a_persons_farms_are_exempt_to_50_million_the_dearest_first(
    values: list[int], exempt: list[int], law: YearLaw
) -> None:
    assert exempt_of(farms(*values), law) == exempt


def test_s40_the_cheapest_first_is_the_other_reading(law_in_force: Law) -> None:
    cheapest = law_in_force.having({"farming_exemption_order": "lowest_value_first"})

    found = exempt_of(farms(20 * MILLION, 120 * MILLION, 20 * MILLION), cheapest.for_year(2569))

    assert found == [20 * MILLION, 10 * MILLION, 20 * MILLION]


def test_s40_exempts_no_company(law: YearLaw) -> None:
    assert exempt_of(farms(20 * MILLION, natural=False), law) == [0]


def test_s40_each_person_has_50_million_in_each_body(law: YearLaw) -> None:
    body = Body(bills=[farms(60 * MILLION), farms(60 * MILLION, natural=False)])

    found = assess(columns_of(body, farms(60 * MILLION), farms(10 * MILLION, 45 * MILLION)), law)

    assert found.line_exempt_csat.tolist() == [
        50 * MILLION,
        0,
        50 * MILLION,
        5 * MILLION,
        45 * MILLION,
    ]


def test_s40_looks_at_farms_alone(law: YearLaw) -> None:
    bill = bill_of(
        alone(OTHER, 90 * MILLION),
        alone(AGRICULTURE, 40 * MILLION),
        alone(VACANT, 90 * MILLION, vacant_years=1),
        alone(AGRICULTURE, 40 * MILLION),
    )

    assert exempt_of(bill, law) == [0, 40 * MILLION, 0, 10 * MILLION]


@pytest.mark.parametrize(("year", "exempt"), [(2565, 90 * MILLION), (2566, 50 * MILLION)])
def test_s96_farmers_were_wholly_exempt_until_2565(
    law_in_force: Law, year: int, exempt: int
) -> None:
    assert exempt_of(farms(90 * MILLION), law_in_force.for_year(year)) == [exempt]
    assert exempt_of(farms(90 * MILLION, natural=False), law_in_force.for_year(year)) == [0]


@pytest.mark.parametrize(
    ("table", "limit"),
    [(MAIN, 50 * MILLION), (MAIN_BUILDING, 10 * MILLION), (RESIDENCE, 0), (OTHER, 0)],
)
def test_s41_a_main_residence_is_exempt_once_to_its_limit(
    law: YearLaw, table: int, limit: int
) -> None:
    for value in (limit - 1, limit, limit + 1):
        if value >= 0:
            assert exempt_of(bill_of(alone(table, value)), law) == [min(value, limit)]
