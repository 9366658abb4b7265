"""What the machine's memory gives to all cores: the triad a = b + 3 c on columns in no cache."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bench.machine import timed

_MIB: Final = 1_024**2
_BYTES_PER_GB: Final = 10**9
_COLUMNS: Final = 3


@njit(nogil=True)
def _triad(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any]) -> None:
    for at in range(len(a)):
        a[at] = b[at] + 3 * c[at]


def triad_gb_per_second(*, mib: int = 256, repeats: int = 5) -> float:
    """Return how many bytes a second are read and written; `mib` is the size of one column."""
    threads = os.cpu_count() or 1
    columns = [np.ones(mib * _MIB // 8, dtype=np.int64) for _ in range(_COLUMNS)]
    parts = list(zip(*(np.array_split(column, threads) for column in columns), strict=True))

    def run() -> None:
        list(pool.map(lambda part: _triad(*part), parts))

    with ThreadPoolExecutor(threads) as pool:
        run()
        found = timed(run, repeats=repeats)
    return _COLUMNS * columns[0].nbytes / min(found.seconds) / _BYTES_PER_GB
