"""s.56 and s.57: disaster and damage remit a part of the tax, after every reduction of s.55."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, by_a_company, land

TABLE = [
    # 350,000 less a quarter, less all, less nothing.
    (by_a_company(land("A", "100000000.00", relief_percent="25")), "262500.00"),
    (by_a_company(land("A", "100000000.00", relief_percent="100")), "0.00"),
    (by_a_company(land("A", "100000000.00", relief_percent="0")), "350000.00"),
    # A third to four places: 350,000 x 66.6667%.
    (by_a_company(land("A", "100000000.00", relief_percent="33.3333")), "233333.45"),
    # After the 50% list; and in 2566 after the decree too: 148,750 x 75%.
    (
        by_a_company(land("A", "100000000.00", reduction_percent="50", relief_percent="25")),
        "131250.00",
    ),
    (
        by_a_company(
            land("A", "100000000.00", reduction_percent="50", relief_percent="25"), year=2566
        ),
        "111562.50",
    ),
    # It is not bound by s.55's ninety percent: 35,000 x 10%.
    (
        by_a_company(land("A", "100000000.00", reduction_percent="90", relief_percent="90")),
        "3500.00",
    ),
    # One base of 100M, 40 of it flooded: 350,000 x 60% + 350,000 x 40% x 50%.
    (
        by_a_company(
            land("A", "60000000.00", adjoins=["B"]),
            land("B", "40000000.00", relief_percent="50"),
        ),
        "280000.00",
    ),
    # The base keeps its exemption: 70 - 50 = 20M x 0.01% = 2,000, half.
    (asked(land("A", "70000000.00", "agriculture", relief_percent="50")), "1000.00"),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s56_and_s57_remit_their_part_of_what_s55_leaves(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
