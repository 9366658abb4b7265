"""The part of a property that is exempt whatever its use: public, religious, utility (s.8)."""

import numpy as np
from numpy.typing import NDArray

from projections.assessables import Assessables
from projections.bill_engine.sums import run_containing

Longs = NDArray[np.int64]

_PARTS = 1_000_000


def exempt_lines(columns: Assessables, values: Longs) -> Longs:
    """Return what of each line `(l,)` is exempt in csat: its rows' exempt parts (s.8)."""
    exempt = np.zeros(columns.lines, dtype=np.int64)
    lines = run_containing(columns.line_start, columns.exempt_rows)
    np.add.at(exempt, lines, exempt_rows(columns, values))
    return exempt


def exempt_rows(columns: Assessables, values: Longs) -> Longs:
    """Return the exempt part `(k,)` in csat of each row in `exempt_rows`, rounded half up (s.8)."""
    value = values[columns.exempt_rows]
    ppm = columns.exempt_ppm.astype(np.int64)
    whole, rest = np.divmod(value, _PARTS)
    return whole * ppm + (rest * ppm + _PARTS // 2) // _PARTS
