"""s.38: a property of several uses is taxed by the proportion of each, each on its own ladder."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, building, by_a_company, land, unit

TABLE = [
    # 120M, half main residence: 60 - 50 = 10M x 0.03% = 3,000; 150,000 + 10M x 0.4% = 190,000.
    (
        asked(land("A", "120000000.00", {"residence": "50", "other": "50"}, main_residence=True)),
        "193000.00",
    ),
    # 3M: 999,900 x 0.02% = 199.98; 2,000,100 x 0.3% = 6,000.30.
    (by_a_company(land("A", "3000000.00", {"residence": "33.33", "other": "66.67"})), "6200.28"),
    # 8M: 1M x 0.01% = 100; 7M x 0.3% = 21,000.
    (by_a_company(land("A", "8000000.00", {"agriculture": "12.5", "other": "87.5"})), "21100.00"),
    # 400M in quarters: 15,000 + 30,000 + 350,000 + 350,000.
    (
        by_a_company(
            land(
                "A",
                "400000000.00",
                {"agriculture": "25", "residence": "25", "other": "25", "vacant": "25"},
            )
        ),
        "745000.00",
    ),
    # The shop's shares of land and house are one base: 60% of 10M + 5M = 11M x 0.3%.
    (
        asked(
            land("A", "10000000.00", {"agriculture": "40", "other": "60"}),
            building("B", "5000000.00", "other", on="A"),
        ),
        "33000.00",
    ),
    # A shophouse on another's land: 15 - 10 = 5M x 0.02% = 1,000; 15M x 0.3% = 45,000.
    (
        asked(
            building("A", "30000000.00", {"residence": "50", "other": "50"}, main_residence=True)
        ),
        "46000.00",
    ),
    # A unit let in part as an office: 60M x 75% = 45M within the 50M; 15M x 0.3%.
    (
        asked(unit("A", "60000000.00", {"residence": "75", "other": "25"}, main_residence=True)),
        "45000.00",
    ),
    # A use of none of it changes nothing: 100M = 350,000.
    (by_a_company(land("A", "100000000.00", {"residence": "0", "other": "100"})), "350000.00"),
    # A hundredth of a percent of 1,000M is 100,000 x 0.01% = 10; 999.9M: 750,000 + 799.9M x 0.5%.
    (
        by_a_company(land("A", "1000000000.00", {"agriculture": "0.01", "other": "99.99"})),
        "4749510.00",
    ),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s38_each_use_pays_on_its_share_from_the_first_baht_of_its_own_ladder(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
