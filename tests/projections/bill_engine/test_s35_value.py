"""s.35: area times price, less depreciation, held to 1/100 satang; never a wrapped number."""

import pytest

from domain.law import YearLaw
from projections.assessables import LARGEST_VALUE_CSAT
from projections.bill_engine import assess
from tests.projections.bill_engine.building import OTHER, Ladder, Line, Row, columns_of

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
