"""s.55: the standing 50% and 90% lists and the decrees of single years, never more than 90%."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, by_a_company, land

BY_YEAR = [
    # 100M as other is 350,000; (year, no list, 50% list, 90% list)
    (2563, "35000.00", "35000.00", "35000.00"),  # decree 90%: the most there is
    (2564, "35000.00", "35000.00", "35000.00"),  # decree (No.2) 90%
    (2565, "350000.00", "175000.00", "35000.00"),
    (2566, "297500.00", "148750.00", "35000.00"),  # decree (No.3) 15%: 85%, 42.5%, 10%
    (2567, "350000.00", "175000.00", "35000.00"),
    (2568, "350000.00", "175000.00", "35000.00"),
    (2569, "350000.00", "175000.00", "35000.00"),
    (2570, "350000.00", "175000.00", "35000.00"),
]


@pytest.mark.parametrize(("year", "none", "half", "ninety"), BY_YEAR)
def test_s55_a_standing_list_and_the_years_decree_stack_up_to_ninety_percent(
    tax: Callable[[dict[str, Any]], str], year: int, none: str, half: str, ninety: str
) -> None:
    given = {
        percent: tax(by_a_company(land("A", "100000000.00", reduction_percent=percent), year=year))
        for percent in ("0", "50", "90")
    }

    assert given == {"0": none, "50": half, "90": ninety}


TABLE = [
    # Absent is none.
    (by_a_company(land("A", "100000000.00"), year=2566), "297500.00"),
    # A reduction is of the tax, not of the base: half of 350,000, not the tax of 50M (150,000).
    (by_a_company(land("A", "100000000.00", reduction_percent="50")), "175000.00"),
    # One base of 100M, 60 of it on the 90% list: 350,000 x 60% x 10% + 350,000 x 40%.
    (
        by_a_company(
            land("A", "60000000.00", reduction_percent="90", adjoins=["B"]),
            land("B", "40000000.00"),
        ),
        "161000.00",
    ),
    # In 2566, 60 on the 90% list and 40 on the 50% list: 21,000 + 140,000 x 42.5% = 59,500.
    (
        by_a_company(
            land("A", "60000000.00", reduction_percent="90", adjoins=["B"]),
            land("B", "40000000.00", reduction_percent="50"),
            year=2566,
        ),
        "80500.00",
    ),
    # Each plot by itself: 60M = 190,000 x 50%; 40M = 120,000.
    (
        by_a_company(land("A", "60000000.00", reduction_percent="50"), land("B", "40000000.00")),
        "215000.00",
    ),
    # All of a mixed plot: (30,000 + 350,000) x 50%.
    (
        by_a_company(
            land("A", "200000000.00", {"residence": "50", "other": "50"}, reduction_percent="50")
        ),
        "190000.00",
    ),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s55_reduces_the_tax_of_what_is_on_the_list_and_of_nothing_else(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
