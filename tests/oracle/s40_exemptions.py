"""What is taken off the bases: public use (s.8), farming (s.40, 96), the main residence (s.41)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tests.oracle import s37_rates as rates
from tests.oracle.rounding import HELD, half_up

FARMING_PER_PERSON_AND_BODY = Fraction(50_000_000)
MAIN_RESIDENCE = Fraction(50_000_000)
MAIN_BUILDING_ONLY = Fraction(10_000_000)
FARMERS_WHOLLY_EXEMPT = (2563, 2564, 2565)


def public_part(value: Fraction, exempt_percent: Fraction) -> Fraction:
    """The baht of a share that s.8 leaves untaxed, held to 1/10,000 baht."""
    return half_up(value * exempt_percent / 100, HELD)


def farming(bases: Sequence[Fraction], tax_year: int, *, natural: bool) -> list[Fraction]:
    """What each agricultural base of one person in one local body loses (s.40, s.96), baht.

    `bases` stand in the order in which they first appear. The highest is served first; of two
    equal ones, the first.
    """
    if not natural:
        return [Fraction(0) for _ in bases]
    if tax_year in FARMERS_WHOLLY_EXEMPT:
        return list(bases)
    # ASSUMPTION: the notice of s.40 ¶2 on the order was not found; the Ministry of Finance decides.
    left = FARMING_PER_PERSON_AND_BODY
    exempt = [Fraction(0) for _ in bases]
    for place in sorted(range(len(bases)), key=lambda place: (-bases[place], place)):
        exempt[place] = min(left, bases[place])
        left -= exempt[place]
    return exempt


_LIMBS: Mapping[str, Fraction] = {
    rates.MAIN_RESIDENCE: MAIN_RESIDENCE,
    rates.MAIN_BUILDING_ONLY: MAIN_BUILDING_ONLY,
}


def residence(base: Fraction, table: str) -> Fraction:
    """What one base of a residence loses by s.41: ¶1 with its land (or a unit), ¶2 without."""
    return min(base, _LIMBS.get(table, Fraction(0)))
