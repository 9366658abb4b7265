"""s.42: contiguous plots that are treated differently share one ladder, and add up to it."""

from fractions import Fraction
from random import Random

import pytest

from domain.law import YearLaw
from projections.bill_engine import assess
from projections.bill_engine.s37_rates import exact_tax
from tests.projections.bill_engine.building import (
    AGRICULTURE,
    BAHT,
    MAIN,
    OTHER,
    VACANT,
    Ladder,
    Line,
    Row,
    alone,
    bill_of,
    columns_of,
    worth,
)

MILLION = 1_000_000 * BAHT


def test_s42_lines_pay_their_part_of_the_ladders_tax_each_at_its_own_points(law: YearLaw) -> None:
    # 100M: 350,000 in the first year as vacant, 950,000 in the seventh; 40% and 60% of them.
    ladder = Ladder(
        table=VACANT,
        lines=[
            Line(rows=[worth(40 * MILLION)], vacant_years=1),
            Line(rows=[worth(60 * MILLION)], vacant_years=7),
        ],
    )

    found = assess(columns_of(ladder), law)

    assert found.line_tax_satang.tolist() == [14_000_000, 57_000_000]
    assert found.bill_tax_satang.tolist() == [71_000_000]


@pytest.mark.parametrize("table", [AGRICULTURE, MAIN, OTHER, VACANT])
def test_s42_the_lines_of_a_ladder_add_up_to_what_one_line_would_be(
    law: YearLaw, table: int
) -> None:
    random = Random(table)
    for _ in range(100):
        values = [
            random.choice((0, random.randrange(10**6), random.randrange(200 * MILLION)))
            for _ in range(random.randint(2, 5))
        ]
        # Two entries of one percentage: two lines that are treated alike.
        lines = [
            Line(rows=[worth(value)], reduction=4 + number % 2)
            for number, value in enumerate(values)
        ]
        whole = Line(rows=[worth(value) for value in values], reduction=4)

        apart = assess(columns_of(Ladder(table=table, lines=lines)), law)
        together = assess(columns_of(Ladder(table=table, lines=[whole])), law)

        assert apart.line_value_csat.sum() == together.line_value_csat[0]
        assert apart.line_exempt_csat.sum() == together.line_exempt_csat[0]
        assert apart.line_net_csat.sum() == together.line_net_csat[0]
        off = int(apart.bill_tax_satang[0]) - int(together.bill_tax_satang[0])
        assert abs(2 * off) <= len(lines) + 1


def test_s42_each_line_is_the_exact_share_rounded_once(law: YearLaw) -> None:
    random = Random("exact share")
    for _ in range(200):
        values = [random.randrange(1, 300 * MILLION) for _ in range(3)]
        reliefs = [random.choice((0, 250_000, 333_333)) for _ in values]
        lines = [
            Line(rows=[worth(value)], relief_ppm=relief, vacant_years=number * 3 + 1)
            for number, (value, relief) in enumerate(zip(values, reliefs, strict=True))
        ]

        found = assess(columns_of(Ladder(table=VACANT, lines=lines)), law).line_tax_satang

        for number, (value, relief) in enumerate(zip(values, reliefs, strict=True)):
            whole = exact_tax(
                law.ladders.ladder(VACANT),
                sum(values),
                surcharge_pcm=law.vacancy.surcharge_pcm(number * 3 + 1),
                cap_pcm=law.vacancy.cap_pcm,
            )
            due = Fraction(whole * value * (10**6 - relief), sum(values) * 10**6 * 10**7)
            assert int(found[number]) == (2 * due.numerator + due.denominator) // (
                2 * due.denominator
            )


def test_s42_a_ladder_worth_nothing_owes_nothing(law: YearLaw) -> None:
    lines = [
        Line(rows=[worth(0)], vacant_years=1),
        Line(rows=[Row(price=MILLION, exempt_ppm=1_000_000)], vacant_years=7),
    ]

    found = assess(columns_of(Ladder(table=VACANT, lines=lines)), law)

    assert found.line_net_csat.tolist() == [0, 0]
    assert found.bill_tax_satang.tolist() == [0]


def test_s42_what_is_public_of_one_plot_takes_no_exemption_from_the_next(law: YearLaw) -> None:
    lines = [
        Line(rows=[Row(price=60 * MILLION, exempt_ppm=1_000_000)], relief_ppm=500_000),
        Line(rows=[worth(60 * MILLION)]),
    ]

    found = assess(columns_of(Ladder(table=MAIN, lines=lines)), law)

    # s.8 takes off all of the first; the 50 million of s.41 go to the second: 10M at 0.03%.
    assert found.line_exempt_csat.tolist() == [60 * MILLION, 50 * MILLION]
    assert found.line_tax_satang.tolist() == [0, 300_000]


def test_s42_ladders_beside_one_of_several_lines_are_taxed_as_alone(law: YearLaw) -> None:
    several = Ladder(
        table=OTHER,
        lines=[
            Line(rows=[worth(40 * MILLION)], reduction=4),
            Line(rows=[worth(60 * MILLION)]),
        ],
    )
    others = [alone(AGRICULTURE, 70 * MILLION), alone(MAIN, 60 * MILLION), alone(OTHER, MILLION)]

    found = assess(columns_of(bill_of(others[0], several, *others[1:])), law)

    by_itself = [int(assess(columns_of(one), law).bill_tax_satang[0]) for one in others]
    assert found.line_tax_satang.tolist() == [by_itself[0], 1_400_000, 21_000_000, *by_itself[1:]]
