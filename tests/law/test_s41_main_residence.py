"""s.41: the house in whose register one stands: 50 million exempt with its land, 10 without."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.law.asking import Given, asked, building, by_a_company, land, unit


def home(land_value: str, house_value: str, **more: object) -> list[Given]:
    """A plot and the house on it, both the owner's and both the main residence."""
    told = {"main_residence": True, **more}
    return [
        land("A", land_value, "residence", **told),
        building("Ab", house_value, "residence", on="A", **told),
    ]


TABLE = [
    # Paragraph 1: 30 + 20 = 50M exempt; 100 baht more x 0.03%.
    (asked(*home("30000000.00", "20000000.00")), "0.00"),
    (asked(*home("30000000.01", "20000000.00")), "0.00"),
    (asked(*home("30000100.00", "20000000.00")), "0.03"),
    # Without the name in the register: 50M x 0.02% from the first baht.
    (asked(*home("30000000.00", "20000000.00", main_residence=False)), "10000.00"),
    # A company has no main residence.
    (by_a_company(*home("30000000.00", "20000000.00")), "10000.00"),
    # The plot alone, the house being another's, is what the request says it is.
    (asked(land("A", "10000000.00", "residence")), "2000.00"),
    (asked(land("A", "60000000.00", "residence", main_residence=True)), "3000.00"),
    # Paragraph 2: the house without the land, 10M exempt; 100 baht more x 0.02%.
    (asked(building("A", "10000000.00", "residence", main_residence=True)), "0.00"),
    (asked(building("A", "10000000.01", "residence", main_residence=True)), "0.00"),
    (asked(building("A", "10000100.00", "residence", main_residence=True)), "0.02"),
    # 60M not the main residence: 50M x 0.02% + 10M x 0.03%. A company's, just so.
    (asked(building("A", "60000000.00", "residence")), "13000.00"),
    (
        by_a_company(building("A", "60000000.00", "residence", main_residence=True)),
        "13000.00",
    ),
    # A unit takes the limb with land (Supreme Court 3227/2568): 97,615,089 - 50M = 47,615,089;
    # 7,500 + 22,615,089 x 0.05% = 11,307.5445.
    (asked(unit("A", "50000000.00", main_residence=True)), "0.00"),
    (asked(unit("A", "97615089.00", main_residence=True)), "18807.54"),
    (asked(unit("A", "8000000.00")), "1600.00"),
    # A garden beside it that is no part of the residence: 20M x 0.02%, the house being exempt.
    (
        asked(
            *home("25000000.00", "15000000.00", adjoins=["G"])[:1],
            *home("25000000.00", "15000000.00")[1:],
            land("G", "20000000.00", "residence"),
        ),
        "4000.00",
    ),
    # A garden that is: one base of 60M, one exemption: 10M x 0.03%.
    (
        asked(
            *home("25000000.00", "15000000.00"),
            land("G", "20000000.00", "residence", main_residence=True, adjoins=["A"]),
        ),
        "3000.00",
    ),
    # Its farmed, let and vacant shares are not residence: 40% of 100M = 40M exempt;
    # 20M x 0.3% = 60,000 twice; the farmed 20M under s.40.
    (
        asked(
            land(
                "A",
                "100000000.00",
                {"residence": "40", "other": "20", "vacant": "20", "agriculture": "20"},
                main_residence=True,
            )
        ),
        "120000.00",
    ),
    # An inherited home on the 50% list: 36 + 24 - 50 = 10M x 0.03%, half.
    (asked(*home("36000000.00", "24000000.00", reduction_percent="50")), "1500.00"),
    # Only the house is on the list: 24/60 of 3,000 halved = 600; 36/60 = 1,800.
    (
        asked(
            *home("36000000.00", "24000000.00")[:1],
            *home("36000000.00", "24000000.00", reduction_percent="50")[1:],
        ),
        "2400.00",
    ),
]


@pytest.mark.parametrize(("request_", "due"), TABLE)
def test_s41_exempts_the_registered_home_by_what_its_owner_owns_of_it(
    tax: Callable[[dict[str, Any]], str], request_: Given, due: str
) -> None:
    assert tax(request_) == due
