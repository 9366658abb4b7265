"""Chance with a name: every draw comes from the seed, the local body and what is drawn."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


def dice(seed: int, place: int, purpose: str) -> np.random.Generator:
    """Return the random numbers of one purpose in one place.

    The same three arguments always give the same numbers, so one body can be made without the
    others, and a new kind of draw leaves the old ones as they were.
    """
    return np.random.default_rng([seed, place, crc32(purpose.encode())])


def log_normal(
    chance: np.random.Generator, median: Numbers | float, sigma: Numbers | float, size: int
) -> Numbers:
    """Return `size` positive draws around a median, skewed to the right as sizes and prices are."""
    return np.asarray(median * np.exp(chance.standard_normal(size) * sigma), dtype=np.float64)


def pick(chance: np.random.Generator, weights: tuple[float, ...], size: int) -> Integers:
    """Return `size` indices drawn by weights, which need not add up to 1."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(edges, chance.random(size) * edges[-1], side="right")
    return np.asarray(found, dtype=np.int64)


def ranges(counts: Integers) -> Integers:
    """Return 0..count-1 for each count, one after the other, (sum of counts,)."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(starts, counts)
