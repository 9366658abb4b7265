"""What an officer records about single properties: exemptions, reductions, relief after damage."""

from __future__ import annotations

from typing import Final

import numpy as np

from generator.dice import Integers, Mask, dice
from generator.nation import Facts
from generator.owners import JURISTIC
from generator.registry import code_cells
from generator.sheets import Cells, Sheet, sheet_of, spread, words
from generator.stories import Told
from generator.ways import BUSINESS, HOME, SECOND_HOME, STATE_LAND

_STATE_ITEM: Final = 1
"""Item 1 of section 8: the state's property used for the state's or the public's affairs."""
_CHARITY_ITEM: Final = 7


def standing(seed: int, told: Told) -> Sheet:
    """Write exemptions (s.8), standing reductions (s.55) and relief (s.57), one row a property.

    `kind` says which; `item` is the item of section 8; `entry` the words of the standing decree's
    list; `percent` the part exempt or remitted; `until` ends a reduction; `tax_year` is of relief.
    """
    facts = told.facts
    chance = dice(seed, facts.body.code, "standing")
    free = np.ones(len(facts.parcels), dtype=np.bool_)
    free[told.plots] = False
    way = facts.parcels.way
    state = np.flatnonzero(way == STATE_LAND)
    charity = _few(chance, np.flatnonzero(free & (way == BUSINESS)), 500)
    schools = _few(chance, np.flatnonzero(free & (way == BUSINESS) & _of_firms(facts)), 60)
    schools = np.setdiff1d(schools, charity)
    inherited = _few(chance, np.flatnonzero(free & (way == HOME) & facts.homes), 40)
    unsold = _few(chance, np.flatnonzero(free & (way == SECOND_HOME) & _of_firms(facts)), 4)
    damaged = _few(chance, np.flatnonzero(free & (way == HOME) & ~facts.homes), 300)
    parts = (
        (state, "exemption", _STATE_ITEM, "", 100, "", ""),
        (charity, "exemption", _CHARITY_ITEM, "", 40, "", ""),
        (schools, "reduction", 0, "private-school", 90, "", ""),
        (inherited, "reduction", 0, "inherited-residence", 50, "", ""),
        (unsold, "reduction", 0, "npa", 90, "31/12/2571", ""),
        (damaged, "relief", 57, "", 50, "", "2569"),
    )
    plots = np.concatenate([part[0] for part in parts])
    of = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])

    def column(place: int) -> Cells:
        return words([str(part[place] or "") for part in parts], of)

    columns: dict[str, Cells] = {
        "lao_code": facts.body.code8,
        "parcel_code": code_cells(facts, plots),
        "kind": column(1),
        "item": column(2),
        "entry": column(3),
        "percent": column(4),
        "since": spread("1/1/2567", len(plots)),
        "until": column(5),
        "tax_year": column(6),
    }
    return sheet_of(columns, len(plots))


def _few(chance: np.random.Generator, among: Integers, one_in: int) -> Integers:
    count = -(-len(among) // one_in)
    return np.sort(chance.choice(among, size=min(count, len(among)), replace=False))


def _of_firms(facts: Facts) -> Mask:
    owners = facts.owners
    heads = owners.heads(owners.party_of_parcel)
    return np.asarray(owners.people.person[heads] == JURISTIC, dtype=np.bool_)
