"""s.42 and s.95: contiguous plots of one owner are one base for each class of use."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, building, by_a_company, land, unit

FORTY = "40000000.00"

TABLE = [
    # Apart: 40M x 0.3% = 120,000, three times.
    (by_a_company(land("A", FORTY), land("B", FORTY), land("C", FORTY)), "360000.00"),
    # Two of them side by side: 80M = 150,000 + 120,000; and 120,000.
    (
        by_a_company(land("A", FORTY, adjoins=["B"]), land("B", FORTY), land("C", FORTY)),
        "390000.00",
    ),
    # A row of three: 120M = 150,000 + 70M x 0.4%. Whoever says that they touch.
    (
        by_a_company(
            land("A", FORTY, adjoins=["B"]), land("B", FORTY, adjoins=["C"]), land("C", FORTY)
        ),
        "430000.00",
    ),
    (
        by_a_company(land("A", FORTY), land("B", FORTY, adjoins=["A", "C"]), land("C", FORTY)),
        "430000.00",
    ),
    (
        by_a_company(
            land("A", FORTY), land("B", FORTY, adjoins=["A"]), land("C", FORTY, adjoins=["B"])
        ),
        "430000.00",
    ),
    # Said twice or of itself, no more than said once.
    (
        by_a_company(land("A", FORTY, adjoins=["B", "B"]), land("B", FORTY, adjoins=["A"])),
        "270000.00",
    ),
    # A building stands with its land: 40 + 40 + 40 = 120M.
    (
        by_a_company(
            land("A", FORTY, adjoins=["B"]), land("B", FORTY), building("Bb", FORTY, on="B")
        ),
        "430000.00",
    ),
    (by_a_company(building("Ab", FORTY, on="A"), land("A", FORTY)), "270000.00"),
    # One on another's land stands alone.
    (by_a_company(land("A", FORTY), building("Ab", FORTY)), "240000.00"),
    # Units are no land: each alone.
    (by_a_company(unit("A", FORTY, "other"), unit("B", FORTY, "other")), "240000.00"),
    # Each class its own ladder: 40M x 0.3%; 60M = 10,000 + 10M x 0.03%.
    (
        by_a_company(land("A", FORTY, adjoins=["B"]), land("B", "60000000.00", "residence")),
        "133000.00",
    ),
    # Shares of mixed plots meet in their class: 30 + 50 = 80M as other = 270,000; 10 + 30 farmed.
    (
        by_a_company(
            land("A", FORTY, {"other": "75", "agriculture": "25"}, adjoins=["B"]),
            land("B", "80000000.00", {"agriculture": "37.5", "other": "62.5"}),
        ),
        "274000.00",
    ),
    # A border between bodies parts them; what lies beyond it joins nothing on this side.
    (
        by_a_company(
            land("A", FORTY, adjoins=["B"], local_body="04120101"),
            land("B", FORTY, local_body="04120102"),
        ),
        "240000.00",
    ),
    (
        by_a_company(
            land("A", FORTY, adjoins=["X"], local_body="04120101"),
            land("X", FORTY, adjoins=["B"], local_body="04120102"),
            land("B", FORTY, local_body="04120101"),
        ),
        "360000.00",
    ),
    # The main residence and the second house beside it: 60 - 50 = 10M x 0.03%; 60M = 13,000.
    (
        asked(
            land("A", "60000000.00", "residence", main_residence=True, adjoins=["B"]),
            land("B", "60000000.00", "residence"),
        ),
        "16000.00",
    ),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s42_adds_up_contiguous_plots_of_one_owner_within_a_class(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
