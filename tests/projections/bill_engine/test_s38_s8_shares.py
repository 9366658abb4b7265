"""s.38 and s.8: shares add up to the whole, and what is public is rounded half up."""

from random import Random

import pytest

from domain.law import YearLaw
from projections.assessables import LARGEST_VALUE_CSAT
from projections.bill_engine import assess
from tests.projections.bill_engine.building import OTHER, Ladder, Line, Row, columns_of


def shares_of(value: int, parts: list[int], law: YearLaw) -> list[int]:
    """The engine's shares of one property, each on a ladder of its own."""
    den, before, ladders = sum(parts), 0, []
    for part in parts:
        row = Row(price=value, share=(part, den, before))
        ladders.append(Ladder(table=OTHER, lines=[Line(rows=[row])]))
        before += part
    return [int(csat) for csat in assess(columns_of(*ladders), law).row_value_csat]


@pytest.mark.parametrize(
    ("value", "parts", "shares"),
    [
        (100, [1, 1, 1], [33, 33, 34]),
        (100, [1, 2], [33, 67]),
        (101, [500_000, 500_000], [50, 51]),
        (7, [0, 1], [0, 7]),
        (0, [1, 1], [0, 0]),
        (1, [1, 1], [0, 1]),
        (LARGEST_VALUE_CSAT, [1, 2], [LARGEST_VALUE_CSAT // 3, LARGEST_VALUE_CSAT // 3 * 2]),
    ],
)
def test_s38_what_rounding_leaves_goes_to_the_next_use(
    value: int, parts: list[int], shares: list[int], law: YearLaw
) -> None:
    assert shares_of(value, parts, law) == shares


@pytest.mark.parametrize("den", [3, 997, 10**6, 2_999_999_999, 3_000_000_000, 10**12])
def test_s38_shares_of_any_denominator_add_up_to_the_value(den: int, law: YearLaw) -> None:
    random = Random(den)
    for _ in range(20):
        value = random.choice((random.randrange(10**6), LARGEST_VALUE_CSAT - random.randrange(99)))
        cut = sorted(random.randrange(den + 1) for _ in range(3))
        parts = [end - start for start, end in zip([0, *cut], [*cut, den], strict=True)]

        shares = shares_of(value, parts, law)

        assert sum(shares) == value
        so_far = 0
        for share, end in zip(shares, [*cut, den], strict=True):
            so_far += share
            assert so_far == value * end // den


@pytest.mark.parametrize(
    ("value", "ppm", "exempt"),
    [
        (100, 500_000, 50),
        (1, 500_000, 1),
        (1, 499_999, 0),
        (3, 500_000, 2),
        (12_345, 1_000_000, 12_345),
        (10_000_001, 1, 10),
        (500_000, 1, 1),
        (499_999, 1, 0),
        (LARGEST_VALUE_CSAT, 999_999, LARGEST_VALUE_CSAT // 1_000_000 * 999_999),
        (LARGEST_VALUE_CSAT - 1, 1_000_000, LARGEST_VALUE_CSAT - 1),
    ],
)
def test_s8_the_public_part_is_taken_off_rounded_half_up(
    value: int, ppm: int, exempt: int, law: YearLaw
) -> None:
    row = Row(price=value, exempt_ppm=ppm)

    found = assess(columns_of(Ladder(table=OTHER, lines=[Line(rows=[row])])), law)

    assert found.line_value_csat.tolist() == [value]
    assert found.line_exempt_csat.tolist() == [exempt]
    assert found.line_net_csat.tolist() == [value - exempt]
