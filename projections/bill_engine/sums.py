"""Sums over runs of rows, lines and ladders, exact in int64."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]

_FEW = 64
"""Runs of several elements are few where there are so many times more runs."""


def run_sums(values: Longs, starts: Ints, out: Longs) -> None:
    """Write the sum of each run `(r,)` of `values` `(n,)`; `starts` are r + 1 offsets.

    A sum is the difference of two prefix sums, which is faster than adding run by run. A prefix
    may pass 2**63 and wrap round; the difference is exact all the same, modulo 2**64.
    """
    runs = len(out)
    if runs == len(values):
        out[:] = values
    elif (len(values) - runs) * _FEW < runs:
        _mostly_single(values, starts, out)
    else:
        prefix = np.empty(len(values) + 1, dtype=np.int64)
        prefix[0] = 0
        np.cumsum(values, out=prefix[1:])
        at_start = prefix[starts]
        np.subtract(at_start[1:], at_start[:-1], out=out)


def _mostly_single(values: Longs, starts: Ints, out: Longs) -> None:
    """Write the sums where nearly every run has one element."""
    out[:] = values[starts[:-1]]
    for run in np.flatnonzero(starts[1:] - starts[:-1] > 1).tolist():
        out[run] = values[starts[run] : starts[run + 1]].sum()


def run_containing(starts: Ints, elements: Ints) -> NDArray[np.intp]:
    """Return `(k,)` the run each element belongs to; quick for few elements."""
    # A needle of another type would copy all offsets at every call.
    return np.searchsorted(starts, elements.astype(starts.dtype), side="right") - 1


def elements_of(starts: Ints, runs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the elements of some runs, in order."""
    first, size = starts[runs], starts[runs + 1] - starts[runs]
    before = np.cumsum(size) - size
    return np.repeat(first - before, size) + np.arange(int(size.sum()))
