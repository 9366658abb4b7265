"""What is let off the tax: lists and year decrees (s.55), disaster and damage (s.56, 57)."""

from collections.abc import Mapping
from fractions import Fraction

YEAR_DECREES: Mapping[int, Fraction] = {
    2563: Fraction(90),  # Gazette 10 June 2563
    2564: Fraction(90),  # (No.2) Gazette 31 January 2564
    2566: Fraction(15),  # (No.3) Gazette 19 March 2566
}
STANDING_LISTS = (Fraction(0), Fraction(50), Fraction(90))
NO_DECREE_OF_2566_ON = Fraction(90)
LEAST_PAYABLE = Fraction(10)


def payable_percent(standing: Fraction, tax_year: int) -> Fraction:
    """Percent of the tax still payable after the standing list and the year's decree (s.55).

    The decree of 2566 works on what the list leaves, except for the 90% list; s.55 lets no more
    than 90% go.
    """
    if standing not in STANDING_LISTS:
        message = f"the decree of 20 January 2563 has no list of {standing} percent"
        raise ValueError(message)
    decree = YEAR_DECREES.get(tax_year, Fraction(0))
    if tax_year == 2566 and standing == NO_DECREE_OF_2566_ON:
        decree = Fraction(0)
    # ASSUMPTION: a list and a 90% decree together stop at 90%; the Ministry of Finance decides.
    return max(LEAST_PAYABLE, (100 - standing) * (100 - decree) / 100)


def after_relief(tax: Fraction, relief_percent: Fraction) -> Fraction:
    """The tax left after the part that the local chief remits for disaster or damage (s.56, 57)."""
    return tax * (100 - relief_percent) / 100
