"""Sums over runs of rows, lines and ladders, exact in int64."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]


def run_sums(values: Longs, starts: Ints, out: Longs) -> None:
    """Write the sum of each run `(r,)` of `values` `(n,)`; `starts` are r + 1 offsets.

    Where every run has one element there is nothing to add.
    """
    if len(out) == len(values):
        out[:] = values
    elif len(out):
        np.add.reduceat(values, starts[:-1], out=out)


def run_of(starts: Ints) -> NDArray[np.int32]:
    """Return `(n,)` the run each element belongs to."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
