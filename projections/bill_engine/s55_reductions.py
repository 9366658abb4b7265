"""What is taken off the tax: standing list and year's decree (s.55), relief (s.56, s.57)."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.law import YearLaw

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]

NANOBAHT_PER_SATANG: Final = 10_000_000
_PARTS: Final = 1_000_000


def fractions(law: YearLaw) -> tuple[Longs, Longs]:
    """Return numerator and denominator of what remains, by entry of the standing list (s.55)."""
    last = max(law.standing_reductions, default=0)
    num, den = np.ones(last + 1, dtype=np.int64), np.ones(last + 1, dtype=np.int64)
    for entry in (0, *law.standing_reductions):
        num[entry], den[entry] = law.combined_reduction(law.standing_percent(entry))
    return num, den


def reduced(tax_nanobaht: Longs, reduction: Ints, num: Longs, den: Longs, out: Longs) -> None:
    """Write the tax `(l,)` in satang after reductions: the one rounding, half up.

    With T = a*D + b and D = den satang, T*num/D = a*num + b*num/D, which stays below 2**63.
    """
    if den[0] == 1 and not reduction.any():
        np.add(tax_nanobaht, NANOBAHT_PER_SATANG // 2, out=out)
        out //= NANOBAHT_PER_SATANG
        return
    numerator = num[reduction]
    divisor = den[reduction] * NANOBAHT_PER_SATANG
    whole, rest = np.divmod(tax_nanobaht, divisor)
    out[:] = whole * numerator + (2 * rest * numerator + divisor) // (2 * divisor)


def exactly(
    tax_nanobaht: int, *, of: int = 1, num: int = 1, den: int = 1, relief_ppm: int = 0
) -> int:
    """Return `tax / of` after reductions and relief in satang, rounded half up once, any size."""
    top = tax_nanobaht * num * (_PARTS - relief_ppm)
    bottom = of * den * _PARTS * NANOBAHT_PER_SATANG
    return (2 * top + bottom) // (2 * bottom)
