"""Money as whole satang: reading it, showing it, and the one rounding rule."""

import re
from typing import overload

import numpy as np
from numpy.typing import NDArray

_BAHT = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?")


def parse_baht(text: str) -> int:
    """Read an amount of baht as satang.

    The grammar is strict and ASCII: an optional minus, 1 to 15 digits, and at most two decimals.
    Thai digits, separators, currency signs and exponents are the importers' business.
    Raises ValueError for anything else.
    """
    found = _BAHT.fullmatch(text)
    if found is None:
        msg = "An amount of baht is written like 1234.56: digits and at most two decimals."
        raise ValueError(msg)
    sign, baht, decimals = found.groups()
    satang = int(baht) * 100 + int((decimals or "").ljust(2, "0"))
    return -satang if sign else satang


def show_baht(satang: int) -> str:
    """Show satang as baht with two decimals and no separators: `-1234.56`."""
    baht, rest = divmod(abs(int(satang)), 100)
    return f"{'-' if satang < 0 else ''}{baht}.{rest:02d}"


def show_baht_grouped(satang: int) -> str:
    """Show satang as baht with two decimals and thousands separated: `1,234.56`."""
    baht, rest = divmod(abs(int(satang)), 100)
    return f"{'-' if satang < 0 else ''}{baht:,}.{rest:02d}"


@overload
def half_up(numerator: int, denominator: int) -> int: ...
@overload
def half_up(
    numerator: NDArray[np.int64], denominator: int | NDArray[np.int64]
) -> NDArray[np.int64]: ...
@overload
def half_up(numerator: int, denominator: NDArray[np.int64]) -> NDArray[np.int64]: ...


def half_up(
    numerator: int | NDArray[np.int64], denominator: int | NDArray[np.int64]
) -> int | NDArray[np.int64]:
    """Divide and round to the nearest whole, halves towards plus infinity.

    Works on integers and on int64 arrays `(n,)`, element by element. No intermediate is larger
    than the operands, so what fits in int64 stays exact. Raises ValueError unless every
    denominator is positive.
    """
    # One bill's figures are asked for by the million, and NumPy takes ten times as long for one.
    is_one = isinstance(numerator, int) and isinstance(denominator, int)
    if denominator <= 0 if is_one else np.any(np.less_equal(denominator, 0)):
        msg = "A share or a rate has a denominator above zero."
        raise ValueError(msg)
    if isinstance(numerator, np.ndarray) or isinstance(denominator, np.ndarray):
        return _half_up_columns(np.asarray(numerator), np.asarray(denominator))
    quotient, rest = divmod(int(numerator), int(denominator))
    return quotient + (2 * rest >= int(denominator))


def _half_up_columns(
    numerator: NDArray[np.int64], denominator: NDArray[np.int64]
) -> NDArray[np.int64]:
    if numerator.dtype.kind not in "iu" or denominator.dtype.kind not in "iu":
        msg = "Money is counted in whole satang, never in floating point."
        raise TypeError(msg)
    quotient, rest = np.divmod(numerator.astype(np.int64), denominator.astype(np.int64))
    rounded: NDArray[np.int64] = quotient + (rest >= denominator - rest)
    return rounded
