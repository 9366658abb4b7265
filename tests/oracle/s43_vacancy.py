"""The points added to the rate of land and buildings left vacant year after year (s.43)."""

from fractions import Fraction

POINTS_A_STEP = Fraction(3, 10)
YEARS_A_STEP = 3
HIGHEST_RATE = Fraction(3)


def steps(vacant_years: int) -> int:
    """How many times points were added by the n-th consecutive vacant tax year: 4th, 7th, 10th."""
    return (vacant_years - 1) // YEARS_A_STEP


def added_percent(step: int) -> Fraction:
    """Percentage points over the rate collected under s.37(4), before the cap of 3 percent."""
    return POINTS_A_STEP * step
