"""s.43: what is left vacant pays 0.3 points more every third year from its 4th, up to 3%."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, by_a_company, land

STEPS = [
    # (consecutive tax years as vacant, rate of the first slice, tax of 10M)
    (1, "0.3", "30000.00"),
    (2, "0.3", "30000.00"),
    (3, "0.3", "30000.00"),
    (4, "0.6", "60000.00"),
    (6, "0.6", "60000.00"),
    (7, "0.9", "90000.00"),
    (9, "0.9", "90000.00"),
    (10, "1.2", "120000.00"),
    (13, "1.5", "150000.00"),
    (16, "1.8", "180000.00"),
    (19, "2.1", "210000.00"),
    (22, "2.4", "240000.00"),
    (25, "2.7", "270000.00"),
    (27, "2.7", "270000.00"),
    (28, "3.0", "300000.00"),
    (30, "3.0", "300000.00"),
    (31, "3.0 and no more", "300000.00"),
    (38, "3.0 and no more", "300000.00"),
]


@pytest.mark.parametrize(("years", "rate", "due"), STEPS)
def test_s43_adds_0_3_points_in_the_4th_vacant_year_and_every_third_after(
    tax: Callable[[dict[str, Any]], str], years: int, rate: str, due: str
) -> None:
    assert int(due.removesuffix(".00")) == 10_000_000 // 1000 * int(rate[0] + rate[2])

    # In 2600, so that 38 years of the tax have gone by.
    assert tax(asked(land("A", "10000000.00", "vacant", vacant_years=years), year=2600)) == due


TABLE = [
    # The points come on every slice: 100M in the 7th year: 50M x 0.9% + 50M x 1.0%.
    (by_a_company(land("A", "100000000.00", "vacant", vacant_years=7)), "950000.00"),
    # 25th year, 5,100M: 50M x 2.7% + 150M x 2.8% + 800M x 2.9% + 4,000M x 3.0% + 100M x 3% (cap)
    # = 1,350,000 + 4,200,000 + 23,200,000 + 120,000,000 + 3,000,000.
    (
        by_a_company(land("A", "5100000000.00", "vacant", vacant_years=25), year=2587),
        "151750000.00",
    ),
    # 28th year: 3% of all of it.
    (
        by_a_company(land("A", "5100000000.00", "vacant", vacant_years=28), year=2590),
        "153000000.00",
    ),
    # Only the vacant share: 10M x 0.3% + 10M x 0.9%.
    (
        by_a_company(land("A", "20000000.00", {"other": "50", "vacant": "50"}, vacant_years=7)),
        "120000.00",
    ),
    # Years do not matter to what is in use: 10M x 0.02%.
    (asked(land("A", "10000000.00", "residence", vacant_years=7)), "2000.00"),
    # One base of 100M, 40 of it in the 1st year and 60 in the 7th:
    # 350,000 x 40% + 950,000 x 60% = 140,000 + 570,000.
    (
        by_a_company(
            land("A", "40000000.00", "vacant", vacant_years=1, adjoins=["B"]),
            land("B", "60000000.00", "vacant", vacant_years=7),
        ),
        "710000.00",
    ),
    # The 4th year in 2566, whose decree takes 15% after the points: 10M x 0.6% x 85%.
    (asked(land("A", "10000000.00", "vacant", vacant_years=4), year=2566), "51000.00"),
    # A standing reduction also comes after: 10M x 0.9% x 10%.
    (asked(land("A", "10000000.00", "vacant", vacant_years=7, reduction_percent="90")), "9000.00"),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s43_raises_the_rate_of_every_slice_of_what_is_vacant(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
