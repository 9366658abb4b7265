"""The value of land, buildings and units: area times price, less depreciation (s.35)."""

import numpy as np
from numpy.typing import NDArray

from domain.law import YearLaw
from projections.assessables import LARGEST_BILL_CSAT, LARGEST_VALUE_CSAT, Assessables
from projections.bill_engine.sums import run_sums

Longs = NDArray[np.int64]

_AGES = 64
_STRUCTURES = 4
_HALF = 32


def remaining_percent(law: YearLaw) -> Longs:
    """Return the percent of value left by `structure * 64 + age`; structure 0 keeps all of it."""
    table = np.full((_STRUCTURES, _AGES), 100, dtype=np.int64)
    for structure, percents in law.depreciation.items():
        taken_off = np.asarray(percents, dtype=np.int64)
        table[structure] -= taken_off[np.minimum(np.arange(_AGES), len(percents) - 1)]
    return table.reshape(-1)


def values(columns: Assessables, remaining: Longs, out: Longs) -> None:
    """Write the value of each row's whole property `(n,)` in csat (s.35).

    Depreciated values are rounded half up to 1/100 satang; with prices in whole baht nothing is
    lost. Raises OverflowError for a property above LARGEST_VALUE_CSAT.
    """
    _check(columns)
    np.multiply(columns.area, columns.price_satang, out=out, dtype=np.int64, casting="unsafe")
    if columns.structure.any():
        place = columns.structure.astype(np.int16) * np.int16(_AGES)
        place += np.minimum(columns.age, np.int16(_AGES - 1))
        out *= remaining[place.astype(np.intp)]
        out += 50
        out //= 100


def check_bills(columns: Assessables, values: Longs) -> None:
    """Raise OverflowError where the rows `(n,)` of a bill are worth above LARGEST_BILL_CSAT.

    Lines, ladders and a person's farms are parts of a bill, so none of their sums can wrap round.
    Mostly the largest value times the number of rows tells; otherwise the upper and lower halves
    of the values are added apart, which cannot wrap.
    """
    if int(values.max(initial=0)) * columns.rows <= LARGEST_BILL_CSAT:
        return
    starts = columns.line_start[columns.bill_line_start]
    upper, lower = np.empty(columns.bills, np.int64), np.empty(columns.bills, np.int64)
    run_sums(values >> _HALF, starts, upper)
    run_sums(values & ((1 << _HALF) - 1), starts, lower)
    if bool(np.any(upper + (lower >> _HALF) > LARGEST_BILL_CSAT >> _HALF)):
        msg = f"A bill's properties are worth above {LARGEST_BILL_CSAT // 10_000:,} baht."
        raise OverflowError(msg)


def _check(columns: Assessables) -> None:
    """Check bounds before multiplying: NumPy would wrap in silence."""
    if columns.rows == 0:
        return
    if int(columns.area.max()) * int(columns.price_satang.max()) <= LARGEST_VALUE_CSAT:
        return
    most = LARGEST_VALUE_CSAT // np.maximum(columns.area.astype(np.int64), 1)
    if bool((columns.price_satang > most).any()):
        msg = f"A property's value is above {LARGEST_VALUE_CSAT // 10_000:,} baht."
        raise OverflowError(msg)
