"""The first three years' softening: last year's old taxes, and only a part of the excess (s.97)."""

from collections.abc import Mapping
from fractions import Fraction

from tests.oracle.rounding import SATANG, half_up

PERCENT_OF_THE_EXCESS: Mapping[int, int] = {2563: 25, 2564: 50, 2565: 75}


def softened(tax: Fraction, tax_2562: Fraction | None, tax_year: int) -> Fraction:
    """What is due, in baht to the satang: the old tax and 25, 50 or 75 percent of the excess."""
    # ASSUMPTION: after the year's decree, on the bill's sum; the Ministry of Interior decides.
    part = PERCENT_OF_THE_EXCESS.get(tax_year)
    if part is None or tax_2562 is None or tax <= tax_2562:
        return tax
    return half_up(tax_2562 + (tax - tax_2562) * part / 100, SATANG)
