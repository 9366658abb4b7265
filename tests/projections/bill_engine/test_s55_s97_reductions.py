"""s.55 to s.57 and s.97: what is taken off the tax, and the one rounding of a line."""

from fractions import Fraction
from random import Random

import pytest

from domain.law import Law, YearLaw
from projections.bill_engine import assess
from tests.projections.bill_engine.building import BAHT, OTHER, RESIDENCE, alone, columns_of
from tests.projections.bill_engine.building import bill_of as bill

HALF_LIST, NINETY_LIST = 1, 4
MILLION = 1_000_000 * BAHT


def tax_of(csat: int, law: YearLaw, **more: int) -> int:
    return int(assess(columns_of(alone(OTHER, csat, **more)), law).bill_tax_satang[0])


def half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


@pytest.mark.parametrize(
    ("year", "none", "half", "ninety"),
    [
        (2563, "0.1", "0.1", "0.1"),
        (2565, "1", "0.5", "0.1"),
        (2566, "0.85", "0.425", "0.1"),
        (2569, "1", "0.5", "0.1"),
    ],
)
def test_s55_every_tax_is_its_exact_fraction_rounded_half_up(
    law_in_force: Law, year: int, none: str, half: str, ninety: str
) -> None:
    law, random = law_in_force.for_year(year), Random(year)
    for entry, remains in ((0, none), (HALF_LIST, half), (NINETY_LIST, ninety)):
        for _ in range(60):
            net = random.randrange(int(10 ** random.uniform(1, 13)))
            # All of it in the first slice, at 0.3%; 1/100 satang is 1/10,000 baht.
            net = min(net, 50 * MILLION)
            due = Fraction(net, 100) * Fraction(3, 1000) * Fraction(remains)

            assert tax_of(net, law, reduction=entry) == half_up(due)


def test_s42_half_a_satang_is_rounded_up_and_less_is_not(law: YearLaw) -> None:
    # 0.02% of 25 baht is half a satang.
    half = 25 * BAHT

    found = assess(columns_of(*(alone(RESIDENCE, net) for net in (half - 1, half, 3 * half))), law)

    assert found.line_tax_satang.tolist() == [0, 1, 2]


@pytest.mark.parametrize("ppm", [1, 250_000, 333_333, 999_999, 1_000_000])
def test_s56_relief_is_taken_off_what_the_reductions_leave(law: YearLaw, ppm: int) -> None:
    random = Random(ppm)
    for entry, remains in ((0, Fraction(1)), (HALF_LIST, Fraction(1, 2))):
        for _ in range(40):
            net = random.randrange(50 * MILLION)
            due = Fraction(net, 100) * Fraction(3, 1000) * remains * (1 - Fraction(ppm, 10**6))

            assert tax_of(net, law, reduction=entry, relief_ppm=ppm) == half_up(due)


@pytest.mark.parametrize(
    ("year", "old", "relief"),
    [
        # A decree of 90% leaves 35,000 of 350,000; the old tax is owed, and 25% or 50% of what
        # is more.
        (2563, 500_000, 2_250_000),
        (2564, 500_000, 1_500_000),
        (2563, 3_500_000, 0),
        (2563, 4_000_000, 0),
        (2563, 0, 2_625_000),
        (2566, 0, 0),
        (2563, None, 0),
        # Half of 1 satang more: the payable part is rounded half up.
        (2564, 3_499_999, 0),
        (2564, 3_499_998, 1),
    ],
)
def test_s97_a_bill_is_relieved_of_a_part_of_what_exceeds_the_old_tax(
    law_in_force: Law, year: int, old: int | None, relief: int
) -> None:
    whole = {2563: 3_500_000, 2564: 3_500_000, 2566: 29_750_000}[year]
    one = bill(alone(OTHER, 100 * MILLION), natural=False, old_tax_satang=old)

    found = assess(columns_of(one), law_in_force.for_year(year))

    assert found.bill_phase_in_satang.tolist() == [relief]
    assert found.bill_tax_satang.tolist() == [whole - relief]
    assert found.line_tax_satang.tolist() == [whole]


def test_s97_only_the_bills_with_an_old_tax_are_relieved(law_in_force: Law) -> None:
    bills = [
        bill(alone(OTHER, 100 * MILLION), old_tax_satang=old) for old in (None, 0, None, 500_000)
    ]

    found = assess(columns_of(*bills), law_in_force.for_year(2563))

    assert found.bill_phase_in_satang.tolist() == [0, 2_625_000, 0, 2_250_000]
