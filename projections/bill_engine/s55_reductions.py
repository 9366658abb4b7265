"""What is taken off the tax: standing list and year's decree (s.55), relief (s.56, s.57)."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.law import YearLaw
from projections.assessables import Assessables

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]

NANOBAHT_PER_SATANG: Final = 10_000_000
ROOM_NANOBAHT: Final = 30_000_000
"""What may be added to the largest tax of the working columns without passing 2**63."""
_PARTS: Final = 1_000_000


def fractions(law: YearLaw) -> tuple[Longs, Longs]:
    """Return numerator and denominator of what remains, by entry of the standing list (s.55)."""
    last = max(law.standing_reductions, default=0)
    num, den = np.ones(last + 1, dtype=np.int64), np.ones(last + 1, dtype=np.int64)
    percents = {entry: law.standing_percent(entry) for entry in (0, *law.standing_reductions)}
    remains = {percent: law.combined_reduction(percent) for percent in set(percents.values())}
    for entry, percent in percents.items():
        num[entry], den[entry] = remains[percent]
    return num, den


def reduced(tax_nanobaht: Longs, reduction: Ints, num: Longs, den: Longs, out: Longs) -> None:
    """Write the tax `(l,)` in satang after reductions: the one rounding, half up.

    All lines get the year's reduction, in which nearly all of them stop; then those on the
    standing list get theirs.
    """
    _remaining(tax_nanobaht, num[0], den[0] * NANOBAHT_PER_SATANG, out)
    listed = np.flatnonzero(reduction != 0)
    if len(listed):
        entry, remaining = reduction[listed], np.empty(len(listed), dtype=np.int64)
        divisor = den[entry] * NANOBAHT_PER_SATANG
        _remaining(tax_nanobaht[listed], num[entry], divisor, remaining)
        out[listed] = remaining


def _remaining(
    tax_nanobaht: Longs, num: Longs | np.int64, divisor: Longs | np.int64, out: Longs
) -> None:
    """Write tax * num / divisor, rounded half up.

    With T = a*D + b, T*num/D = a*num + b*num/D, which stays below 2**63.
    """
    if np.ndim(num) == 0 and num == 1 and divisor // 2 <= ROOM_NANOBAHT:
        np.add(tax_nanobaht, divisor // 2, out=out)
        out //= divisor
        return
    whole, rest = np.divmod(tax_nanobaht, divisor)
    out[:] = whole * num + (2 * rest * num + divisor) // (2 * divisor)


def relieved(columns: Assessables, num: Longs, den: Longs, tax_nanobaht: Longs, out: Longs) -> None:
    """Write the tax in satang of the lines with a relief (s.56, s.57), in place; they are few."""
    at = columns.relief_lines
    if len(at) == 0:
        return
    entry = columns.reduction[at]
    facts = (tax_nanobaht[at], num[entry], den[entry], columns.relief_ppm)
    out[at] = [
        exactly(tax, num=n, den=d, relief_ppm=ppm)
        for tax, n, d, ppm in zip(*(column.tolist() for column in facts), strict=True)
    ]


def exactly(
    tax_nanobaht: int, *, of: int = 1, num: int = 1, den: int = 1, relief_ppm: int = 0
) -> int:
    """Return `tax / of` after reductions and relief in satang, rounded half up once, any size."""
    top = tax_nanobaht * num * (_PARTS - relief_ppm)
    bottom = of * den * _PARTS * NANOBAHT_PER_SATANG
    return (2 * top + bottom) // (2 * bottom)
