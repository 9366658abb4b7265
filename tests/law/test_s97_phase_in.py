"""s.97: in 2563 to 2565 the old tax of 2562 and 25, 50, 75 percent of what exceeds it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, by_a_company, land


def shop(year: int, old: str) -> Given:
    """100M as other: 350,000, and 35,000 after the decrees of 2563 and 2564."""
    return by_a_company(land("A", "100000000.00"), year=year, tax_2562=old)


TABLE = [
    # 5,000 + 25% of 30,000; 5,000 + 50% of 30,000; 50,000 + 75% of 300,000.
    (shop(2563, "5000.00"), "12500.00"),
    (shop(2564, "5000.00"), "20000.00"),
    (shop(2565, "50000.00"), "275000.00"),
    # Not more than the new tax: at it, above it, a satang under it.
    (shop(2563, "35000.00"), "35000.00"),
    (shop(2563, "40000.00"), "35000.00"),
    # 34,999.99 + 25% of 0.01 = 34,999.9925; 34,999.98 + 25% of 0.02 = 34,999.985, half upwards.
    (shop(2563, "34999.99"), "34999.99"),
    (shop(2563, "34999.98"), "34999.99"),
    # No old tax at all: a quarter of 35,000.
    (shop(2563, "0.00"), "8750.00"),
    # On the bill's sum: 4M x 0.3% + 1M x 0.02% = 12,200; 200 + 75% of 12,000.
    (
        asked(
            land("A", "4000000.00"),
            land("B", "1000000.00", "residence"),
            year=2565,
            tax_2562="200.00",
        ),
        "9200.00",
    ),
    # Over since 2566: 350,000 less 15%; 350,000.
    (shop(2566, "5000.00"), "297500.00"),
    (shop(2569, "5000.00"), "350000.00"),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s97_softens_the_first_three_years_after_the_decree(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
