"""s.35: area times price, less depreciation, held to 1/100 satang; never a wrapped number."""

import pytest

from domain.law import YearLaw
from projections.assessables import LARGEST_BILL_CSAT, LARGEST_VALUE_CSAT, Assessables
from projections.bill_engine import assess
from tests.projections.bill_engine.building import (
    AGRICULTURE,
    OTHER,
    Body,
    Ladder,
    Line,
    Row,
    alone,
    bill_of,
    columns_of,
    worth,
)

WOOD, CONCRETE, HALF = 1, 2, 3


def value_of(row: Row, law: YearLaw) -> int:
    columns = columns_of(Ladder(table=OTHER, lines=[Line(rows=[row])]))
    return int(assess(columns, law).row_value_csat[0])


TABLE = [
    # 625.50 square wah at 1,250.25 baht = 782,031.375 baht.
    (Row(area=62_550, price=125_025), 7_820_313_750),
    (Row(area=0, price=125_025), 0),
    (Row(area=62_550, price=0), 0),
    # 100 m2 at 7,250: 725,000 less 20% in the 15th year of concrete, 65% of wood, 50% of half.
    (Row(area=10_000, price=725_000, structure=CONCRETE, age=15), 5_800_000_000),
    (Row(area=10_000, price=725_000, structure=WOOD, age=15), 2_537_500_000),
    (Row(area=10_000, price=725_000, structure=HALF, age=15), 3_625_000_000),
    # Older than the table: its last row goes on.
    (Row(area=10_000, price=725_000, structure=WOOD, age=63), 507_500_000),
    (Row(area=10_000, price=725_000, structure=WOOD, age=64), 507_500_000),
    (Row(area=10_000, price=725_000, structure=WOOD, age=9_999), 507_500_000),
    # Without a structure an age takes nothing off.
    (Row(area=10_000, price=725_000, age=50), 7_250_000_000),
    # 1/100 satang less 7%, 50%, 55%: 0.93, 0.5 and 0.45 of it, half up.
    (Row(area=1, price=1, structure=WOOD, age=19), 0),
    (Row(area=1, price=1, structure=HALF, age=15), 1),
    (Row(area=1, price=1, structure=HALF, age=16), 0),
    (Row(area=1, price=LARGEST_VALUE_CSAT), LARGEST_VALUE_CSAT),
    (Row(area=300_000_000, price=300_000_000), LARGEST_VALUE_CSAT),
    (
        Row(area=300_000_000, price=300_000_000, structure=CONCRETE, age=1),
        LARGEST_VALUE_CSAT // 100 * 99,
    ),
]


@pytest.mark.parametrize(("row", "csat"), TABLE)
def test_s35_a_property_is_worth_its_area_times_its_price_less_depreciation(
    row: Row, csat: int, law: YearLaw
) -> None:
    assert value_of(row, law) == csat


@pytest.mark.parametrize(
    "row",
    [
        Row(area=1, price=LARGEST_VALUE_CSAT + 1),
        Row(area=300_000_001, price=300_000_000),
        Row(area=2**40, price=2**40),
        Row(area=2**62, price=2),
    ],
)
def test_s35_a_value_too_large_for_the_columns_is_refused_and_not_wrapped(
    row: Row, law: YearLaw
) -> None:
    with pytest.raises(OverflowError, match=r"^A property's value is above 9,000,000,000,000 baht"):
        value_of(row, law)


def test_s35_a_large_area_beside_a_high_price_is_no_large_value(law: YearLaw) -> None:
    rows = [Row(area=9 * 10**16, price=1), Row(area=1, price=9 * 10**16)]
    columns = columns_of(Ladder(table=OTHER, lines=[Line(rows=rows)]))

    found = assess(columns, law)

    assert found.row_value_csat.tolist() == [LARGEST_VALUE_CSAT, LARGEST_VALUE_CSAT]
    assert found.line_value_csat.tolist() == [2 * LARGEST_VALUE_CSAT]


@pytest.mark.parametrize("table", [AGRICULTURE, OTHER])
@pytest.mark.parametrize("rows", [102, 103, 206])
def test_s35_properties_of_a_bill_too_large_for_the_columns_are_refused_and_not_wrapped(
    law: YearLaw, table: int, rows: int
) -> None:
    # 102 times nine trillion baht is just below 2**63 / 10,000; twice round it would look small.
    plots = [worth(LARGEST_VALUE_CSAT)] * rows
    apart = bill_of(*(alone(table, LARGEST_VALUE_CSAT) for _ in plots))
    together = Ladder(table=table, lines=[Line(rows=plots)])
    halves = [Line(rows=plots[:50]), Line(rows=plots[50:], reduction=1)]

    for columns in (
        columns_of(apart),
        columns_of(together),
        columns_of(Ladder(table=table, lines=halves)),
    ):
        if rows == 102:
            assert sum(assess(columns, law).line_value_csat.tolist()) == 102 * LARGEST_VALUE_CSAT
        else:
            with pytest.raises(
                OverflowError,
                match=r"^A bill's properties are worth above 922,337,203,685,477 baht\.$",
            ):
                assess(columns, law)


def test_s35_a_bill_may_be_worth_all_that_the_columns_hold_and_not_a_hundredth_satang_more(
    law: YearLaw,
) -> None:
    rest = LARGEST_BILL_CSAT - 102 * LARGEST_VALUE_CSAT
    plots = [worth(LARGEST_VALUE_CSAT)] * 102
    neighbour = alone(OTHER, LARGEST_VALUE_CSAT)

    def columns_with(last: int) -> Assessables:
        ladder = Ladder(table=OTHER, lines=[Line(rows=[*plots, worth(last)])])
        return columns_of(Body(bills=[bill_of(neighbour), bill_of(ladder), bill_of(neighbour)]))

    found = assess(columns_with(rest), law)
    assert found.line_net_csat.tolist()[1] == LARGEST_BILL_CSAT
    assert found.line_tax_satang.tolist()[1] == (
        # 0.7% of all, less 0.4 points of 50M, 0.3 of 150M, 0.2 of 800M and 0.1 of 4,000M:
        # 200,000 + 450,000 + 1,600,000 + 4,000,000 = 6,250,000 baht, in nanobaht.
        (LARGEST_BILL_CSAT * 700 - 6_250_000 * 10**9 + 5_000_000) // 10_000_000
    )
    with pytest.raises(OverflowError, match=r"^A bill's properties are worth above"):
        assess(columns_with(rest + 1), law)
