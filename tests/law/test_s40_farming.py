"""s.40: a natural person's farming is exempt up to 50 million baht in each local body, together."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, building, by_a_company, land


def farm(name: str, value: str, **more: object) -> Given:
    """A farmed plot."""
    return land(name, value, "agriculture", **more)


TABLE = [
    (asked(farm("A", "50000000.00")), "0.00"),
    (asked(farm("A", "50000000.01")), "0.00"),
    # 100 baht x 0.01%
    (asked(farm("A", "50000100.00")), "0.01"),
    # 60 - 50 = 10M x 0.01%, whether one plot or two apart.
    (asked(farm("A", "60000000.00")), "1000.00"),
    (asked(farm("A", "30000000.00"), farm("B", "30000000.00")), "1000.00"),
    # A company gets none: 50M x 0.01%.
    (by_a_company(farm("A", "50000000.00")), "5000.00"),
    # A body each, 50M each: nothing; 100M each: 50M x 0.01%, twice.
    (
        asked(
            farm("A", "30000000.00", local_body="04120101"),
            farm("B", "30000000.00", local_body="04120102"),
        ),
        "0.00",
    ),
    (
        asked(
            farm("A", "100000000.00", local_body="04120101"),
            farm("B", "100000000.00", local_body="04120102"),
        ),
        "10000.00",
    ),
    # What one body leaves unused is not carried to another: 0; 80 - 50 = 30M x 0.01%.
    (
        asked(
            farm("A", "20000000.00", local_body="04120101"),
            farm("B", "80000000.00", local_body="04120102"),
        ),
        "3000.00",
    ),
    # The highest base first: 120 - 50 = 70M = 7,000; 20M = 2,000. (The other way: 12,000.)
    (asked(farm("A", "120000000.00"), farm("B", "20000000.00")), "9000.00"),
    (asked(farm("B", "20000000.00"), farm("A", "120000000.00")), "9000.00"),
    # 40 wholly, 10 of the 30, none of the 20: 20 + 20 = 40M x 0.01%.
    (
        asked(farm("C", "20000000.00"), farm("A", "40000000.00"), farm("B", "30000000.00")),
        "4000.00",
    ),
    # Land and buildings together: 45 + 10 - 50 = 5M x 0.01%.
    (
        asked(farm("A", "45000000.00"), building("B", "10000000.00", "agriculture", on="A")),
        "500.00",
    ),
    # A barn on another's land too: 45 wholly, 5 of the 10.
    (asked(farm("A", "45000000.00"), building("B", "10000000.00", "agriculture")), "500.00"),
    # Only the farmed share: 100 - 50 = 50M x 0.01% = 5,000; 100M as other = 350,000.
    (asked(land("A", "200000000.00", {"agriculture": "50", "other": "50"})), "355000.00"),
    # A contiguous 80 + 60 is one base of 140, the highest: 90M = 7,500 + 4,500; 100M = 15,000.
    (
        asked(
            farm("A", "80000000.00", adjoins=["B"]),
            farm("B", "60000000.00"),
            farm("C", "100000000.00"),
        ),
        "27000.00",
    ),
    # Apart, 100 is the highest: 50M = 5,000; 80M = 7,500 + 1,500; 60M = 6,000.
    (
        asked(farm("A", "80000000.00"), farm("B", "60000000.00"), farm("C", "100000000.00")),
        "20000.00",
    ),
    # Of two equal bases the first named: 10M x 0.01% x 10% = 100; 60M x 0.01% = 6,000 ...
    (asked(farm("A", "60000000.00", reduction_percent="90"), farm("B", "60000000.00")), "6100.00"),
    # ... and 10M x 0.01% = 1,000; 60M x 0.01% x 10% = 600.
    (asked(farm("B", "60000000.00"), farm("A", "60000000.00", reduction_percent="90")), "1600.00"),
    # One base, half of it on the 50% list, shares the exemption by value: 100 - 50 = 50M = 5,000;
    # 40/100 of it halved = 1,000; 60/100 = 3,000.
    (
        asked(
            farm("A", "40000000.00", reduction_percent="50", adjoins=["B"]),
            farm("B", "60000000.00"),
        ),
        "4000.00",
    ),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s40_exempts_fifty_million_of_farming_a_person_and_body_highest_base_first(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
