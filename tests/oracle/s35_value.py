"""What one property is worth on the tax date (s.35), from a stated value or from area and price."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.oracle.rounding import HELD, half_up

WAH_IN_A_RAI = 400
WAH_IN_A_NGAN = 100

# The Treasury's table of 2535 as printed: a place in the row is a completed age, from 0.
# fmt: off
DEPRECIATION_PERCENT: Mapping[str, tuple[int, ...]] = {
    "concrete": (
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
        12, 14, 16, 18, 20, 22, 24, 26, 28, 30,
        32, 34, 36, 38, 40, 42, 44, 46, 48, 50,
        52, 54, 56, 58, 60, 62, 64, 66, 68, 70,
        72, 74, 76,
    ),
    "half": (
        0, 2, 4, 6, 8, 10, 14, 18, 22, 26, 30,
        34, 38, 42, 46, 50, 55, 60, 65, 70, 75,
        80, 85,
    ),
    "wood": (
        0, 3, 6, 9, 12, 15, 20, 25, 30, 35, 40,
        45, 50, 55, 60, 65, 72, 79, 86, 93,
    ),
}
# fmt: on


def depreciation_percent(structure: str | None, age_years: int) -> int:
    """Percent taken off the gross value at a completed age; the last printed row goes on for ever.

    A building without a structure class (fences, roads, a price for the whole) is not depreciated.
    """
    if structure is None:
        return 0
    row = DEPRECIATION_PERCENT[structure]
    return row[min(age_years, len(row) - 1)]


def value_of(given: Mapping[str, Any]) -> Fraction:
    """The property's whole value in baht, no debt taken off (s.35 ¶1), held to 1/10,000."""
    if "value" in given:
        return Fraction(given["value"])
    if given["kind"] == "land":
        area = given["area"]
        wah = (
            Fraction(area.get("rai", 0)) * WAH_IN_A_RAI
            + Fraction(area.get("ngan", 0)) * WAH_IN_A_NGAN
            + Fraction(area.get("wah", 0))
        )
        return wah * Fraction(given["price_per_wah"])
    gross = Fraction(given["area_m2"]) * Fraction(given["price_per_m2"])
    if given["kind"] == "condo_unit":
        return gross
    off = depreciation_percent(given.get("structure"), int(given.get("age_years", 0)))
    return half_up(gross * (100 - off) / 100, HELD)
