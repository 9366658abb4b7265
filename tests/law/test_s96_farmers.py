"""s.96: natural persons' farming was wholly exempt in the first three tax years, 2563 to 2565."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, building, by_a_company, land

TABLE = [
    (asked(land("A", "500000000.00", "agriculture"), year=2563), "0.00"),
    (asked(land("A", "500000000.00", "agriculture"), year=2564), "0.00"),
    (asked(land("A", "500000000.00", "agriculture"), year=2565), "0.00"),
    # 2566: 500 - 50 = 450M = 7,500 + 7,500 + 350M x 0.05% = 190,000, less 15%.
    (asked(land("A", "500000000.00", "agriculture"), year=2566), "161500.00"),
    (asked(land("A", "500000000.00", "agriculture"), year=2567), "190000.00"),
    # Buildings of the farm with it, in every body.
    (
        asked(
            land("A", "90000000.00", "agriculture", local_body="04120101"),
            building("B", "90000000.00", "agriculture", on="A", local_body="04120101"),
            land("C", "90000000.00", "agriculture", local_body="04120102"),
            year=2565,
        ),
        "0.00",
    ),
    # A company pays: 100M = 7,500 + 7,500; in 2564 a tenth.
    (by_a_company(land("A", "100000000.00", "agriculture"), year=2565), "15000.00"),
    (by_a_company(land("A", "100000000.00", "agriculture"), year=2564), "1500.00"),
    # Only the farmed share is exempt: the other 100M pay 350,000.
    (
        asked(land("A", "200000000.00", {"agriculture": "50", "other": "50"}), year=2565),
        "350000.00",
    ),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s96_natural_persons_paid_nothing_for_farming_until_2565(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
