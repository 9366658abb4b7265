"""s.8: the part of a property that serves the State, rites or charity is no part of any base."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import asked, by_a_company, land, unit

TABLE = [
    # 100M as other, 40% of it let to the State: 60M = 150,000 + 10M x 0.4%.
    (by_a_company(land("A", "100000000.00", exempt_percent="40")), "190000.00"),
    (by_a_company(land("A", "100000000.00", exempt_percent="100")), "0.00"),
    (by_a_company(land("A", "100000000.00", exempt_percent="0")), "350000.00"),
    # s.8 goes before s.40: 80M farmed less 25% = 60M, less 50M = 10M x 0.01%.
    (asked(land("A", "80000000.00", "agriculture", exempt_percent="25")), "1000.00"),
    # ... and before s.41: a unit of 80M less a tenth = 72M, less 50M = 22M x 0.03%.
    (asked(unit("A", "80000000.00", main_residence=True, exempt_percent="10")), "6600.00"),
    # Of each use alike: 100M in halves, a fifth exempt: 40M x 0.02% + 40M x 0.3%.
    (
        by_a_company(
            land("A", "100000000.00", {"residence": "50", "other": "50"}, exempt_percent="20")
        ),
        "128000.00",
    ),
    # What lies beside it is not exempt: 100M less 100% and 60M in one base: 150,000 + 40,000.
    (
        by_a_company(
            land("A", "100000000.00", exempt_percent="100", adjoins=["B"]),
            land("B", "60000000.00"),
        ),
        "190000.00",
    ),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s8_takes_the_exempt_part_off_before_any_other_step(
    tax: Callable[[dict[str, Any]], str], request_: dict[str, Any], due: str
) -> None:
    assert tax(request_) == due
