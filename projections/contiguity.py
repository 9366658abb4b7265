"""Which plots of one owner are one base: contiguous land and the owner's buildings on it (s.42)."""

import numpy as np
from numpy.typing import NDArray

from projections.as_of import LAND, AsOf


def contiguous(
    view: AsOf,
    key: NDArray[np.int32],
    party: NDArray[np.int64],
    own_land: NDArray[np.int32],
    apart: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """Return `(p,)` for each property the smallest position of the group it belongs to.

    Plots are contiguous where pairs or a group code say so and both have the same owner; a
    building on its owner's own land goes with that plot (s.42 paragraph 2). Where that plot is
    one of several contiguous ones, the buildings on it that `apart` `(p,)` names are a group of
    their own instead: only land is added up.
    """
    place = np.full(len(view) + 1, -1, dtype=np.int32)
    place[key] = np.arange(len(key), dtype=np.int32)
    one, other = _pairs(view, place)
    land_one, land_other = _coded(view, key, party)
    one, other = np.concatenate([one, land_one]), np.concatenate([other, land_other])
    same = party[one] == party[other]
    label = _components(len(key), one[same], other[same])
    below = place[own_land]
    stands = (own_land >= 0) & (below >= 0)
    label[stands] = label[below[stands]]
    alone = stands & apart & (_plots(label, stands)[label] > 1)
    at = np.flatnonzero(alone)
    _, first, plot = np.unique(below[at], return_index=True, return_inverse=True)
    label[at] = at[first][plot]
    return label


def _plots(label: NDArray[np.int32], stands: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Count by label the members of its group that stand on nothing: its plots."""
    return np.bincount(label[~stands], minlength=len(label))


def _pairs(view: AsOf, place: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the pairs of positions that adjoin on the day."""
    facts = view.facts("adjacency")
    nothing = np.zeros(0, dtype=np.int32)
    if len(facts) == 0:
        return nothing, nothing
    one = view.home[facts.column("property")].astype(np.int64)
    other = view.home[facts.column("other")].astype(np.int64)
    pair = np.minimum(one, other) * len(view) + np.maximum(one, other)
    rows = facts.known(day=view.day, position=view.position)[::-1]
    _, first = np.unique(pair[rows], return_index=True)
    rows = rows[first]
    rows = rows[facts.column("on")[rows] == 1]
    a, b = place[one[rows]], place[other[rows]]
    both = (a >= 0) & (b >= 0)
    return a[both], b[both]


def _coded(
    view: AsOf, key: NDArray[np.int32], party: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return pairs of positions of one owner's plots that carry the same group code."""
    group = view.value("group", "group", view.group[key], missing=-1)
    at = np.flatnonzero((group >= 0) & (view.kind[key] == LAND)).astype(np.int32)
    order = at[np.lexsort((party[at], group[at]))]
    same = (group[order][1:] == group[order][:-1]) & (party[order][1:] == party[order][:-1])
    return order[:-1][same], order[1:][same]


def _components(count: int, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.int32]:
    """Label connected positions `(count,)` by their smallest: hooking and pointer jumping."""
    label = np.arange(count, dtype=np.int32)
    while True:
        smaller = np.minimum(label[one], label[other])
        before = label.copy()
        np.minimum.at(label, label[one], smaller)
        np.minimum.at(label, label[other], smaller)
        label = label[label]
        if np.array_equal(before, label):
            return label
