"""Which land a building stands on after its plot's title was merged into another (s.10)."""

import numpy as np
from numpy.typing import NDArray

from domain.tables import NO_KEY
from projections.as_of import LAND, AsOf

Keys = NDArray[np.int32]


def ground(view: AsOf, codes: Keys) -> Keys:
    """Return the land that parcel codes `(n,)` mean on the day, -1 for none (and for code -1).

    A code means the parcel that carries it. Where that title has ended and exactly one title in
    force came from it, it means that one: a building is not gone because two deeds became one.
    Where a plot was divided up whole, a survey must say on which piece the building stands.
    """
    below = np.where(codes >= 0, view.home[codes], NO_KEY).astype(np.int32)
    lost = np.flatnonzero((below >= 0) & (view.kind[below] != LAND))
    if len(lost) == 0 or len(view.facts("registration")) == 0:
        return below
    below[lost] = _successors(view)[_titles(view)[below[lost]]]
    return below


def _titles(view: AsOf) -> Keys:
    """Return for each key the title that carries or carried it as its parcel code, else itself."""
    title = np.arange(len(view), dtype=np.int32)
    known = np.flatnonzero(view.coded >= 0).astype(np.int32)
    code = view.facts("parcel").column("code")[view.coded[known]].astype(np.int32)
    title[code[code != known]] = known[code != known]
    return title


def _successors(view: AsOf) -> Keys:
    """Return for each key the one title in force that came from it, -1 for none or several."""
    facts = view.facts("registration")
    rows = facts.known(day=view.day, position=view.position)
    child = view.home[facts.column("property")[rows]]
    mother = facts.column("other")[rows]
    linked = mother >= 0
    linked[linked] &= view.kind[child[linked]] == LAND
    pairs = np.unique(np.stack([mother[linked], child[linked]]), axis=1)
    count = np.bincount(pairs[0], minlength=len(view)) if pairs.size else np.zeros(len(view))
    found = np.full(len(view), NO_KEY, dtype=np.int32)
    if pairs.size:
        alone = count[pairs[0]] == 1
        found[pairs[0][alone]] = pairs[1][alone]
    return found
