"""Rounds of a province's prices beside each other: what came, what went, by how much they moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import from_days
from domain.price_list import PriceList

STEPS_PERCENT: Final = (33, 50, 80, 95, 105, 125, 200, 300)
"""Upper bounds of the steps by which prices moved: the new one in percent of the old."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """Prices of one table that begin on one day; `day` in ISO form."""

    table: str
    day: str
    prices: int


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One table on two days. `steps` counts prices by STEPS_PERCENT, and those above the last.

    `median_percent` is the middle new price in percent of its old one, 0 where none is on both.
    """

    table: str
    before: int
    after: int
    come: int
    gone: int
    same: int
    median_percent: int
    steps: Sequence[int]


def rounds(prices: PriceList) -> list[Round]:
    """Return the days on which prices begin, latest first, with how many."""
    found = []
    for name, facts in prices.facts.items():
        if len(facts):
            days, counts = np.unique(facts.column("since"), return_counts=True)
            found += [
                Round(table=name, day=from_days(int(day)).isoformat(), prices=int(count))
                for day, count in zip(days, counts, strict=True)
            ]
    return sorted(found, key=lambda one: (one.day, one.table), reverse=True)


def compare_rounds(prices: PriceList, *, first: int, second: int) -> list[Moved]:
    """Hold what is in force on one day against another; days as numbers."""
    return [_moved(prices, name, first, second) for name in prices.facts]


def _moved(prices: PriceList, name: str, first: int, second: int) -> Moved:
    one, other = prices.in_force(name, day=first), prices.in_force(name, day=second)
    at = one.find(other.keys)
    both = np.flatnonzero(at >= 0)
    percent = _percent(one.price_satang[at[both]], other.price_satang[both])
    steps = np.bincount(
        np.searchsorted(np.asarray(STEPS_PERCENT), percent, side="left"),
        minlength=len(STEPS_PERCENT) + 1,
    )
    return Moved(
        table=name,
        before=len(one.keys),
        after=len(other.keys),
        come=len(other.keys) - len(both),
        gone=len(one.keys) - len(both),
        same=int(np.count_nonzero(one.price_satang[at[both]] == other.price_satang[both])),
        median_percent=int(np.sort(percent)[len(percent) // 2]) if len(percent) else 0,
        steps=steps.tolist(),
    )


def _percent(old: NDArray[np.int64], new: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(new * 100 // np.maximum(old, 1))
