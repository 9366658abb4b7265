"""The smaller survey of 2568: what was built, pulled down or put to another use since the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from generator.building_types import PLACE_OF
from generator.buildings import DEMOLISHED, FLOORS, IN_USE, SAME_AS_LAND, Buildings
from generator.changes import SPLIT, Change
from generator.dice import Integers, Mask, dice
from generator.nation import Facts
from generator.sheets import Sheet
from generator.stories import Told
from generator.surveys import building, building_use, land_use
from generator.uses import (
    AGRICULTURE,
    LIVED_IN,
    OTHER,
    OTHER_RESIDENCE,
    UNUSED,
    UNUSED_3_YEARS,
    UNUSED_6_YEARS,
    WORKED_IN,
    Uses,
)
from generator.ways import BUSINESS, FARM, HOME, MIXED, SECOND_HOME, VACANT

_FROM: Final = 20_254
_DAYS: Final = 150
"""The second survey runs from 15 June 2568 for 150 days."""
_BUILT: Final = 2568
_HOUSE: Final = PLACE_OF["105"]
_WAREHOUSE: Final = PLACE_OF["502"]
_HOUSE_DM2: Final = 16_000
_WAREHOUSE_DM2: Final = 60_000


@dataclass(frozen=True, kw_only=True)
class Resurvey:
    """The three sheets of the second survey, English headings, and how many plots it looks at."""

    land_use: Sheet
    building: Sheet
    building_use: Sheet
    plots: int


def make_resurvey(seed: int, told: Told, changes: Sequence[Change]) -> Resurvey:
    """Draw the second survey: plots no act of the land office touched, and pieces split off."""
    facts = told.facts
    chance = dice(seed, facts.body.code, "second survey")
    free = np.ones(len(facts.parcels), dtype=np.bool_)
    free[told.plots] = False
    free[[change.plot for change in changes]] = False
    way = facts.parcels.way
    empty = _some(chance, np.flatnonzero(free & (way == VACANT)), 0.06)
    farms = _some(chance, np.flatnonzero(free & (way == FARM)), 0.008)
    gone = _some(chance, _lone_buildings(facts, free), 0.006)
    cleared = facts.buildings.parcel[gone]
    plots = np.concatenate([empty, farms, cleared])
    codes = np.repeat([OTHER_RESIDENCE, OTHER, UNUSED], [len(empty), len(farms), len(cleared)])
    days = _FROM + chance.integers(0, _DAYS, len(plots))
    uses = _land_uses(plots, codes, facts.parcels.area_cwah[plots], days)
    new = _new_buildings(np.concatenate([empty, farms]), len(empty), facts)
    built_days = days[: len(new)]
    old = _taken(facts.buildings, gone, status=DEMOLISHED)
    pieces = [change for change in changes if change.effect == SPLIT and change.month < "256811"]
    sheet = _with_pieces(facts, uses, pieces)
    return Resurvey(
        land_use=sheet,
        building=building(facts, _both(new, old), np.concatenate([built_days, days[len(new) :]])),
        building_use=building_use(facts, new, _building_uses(new, built_days)),
        plots=sheet.rows,
    )


def _some(chance: np.random.Generator, among: Integers, share: float) -> Integers:
    count = round(len(among) * share)
    return np.sort(chance.choice(among, size=count, replace=False)).astype(np.int64)


def _lone_buildings(facts: Facts, free: Mask) -> Integers:
    """Return the buildings that are the only one on a plot and are their land owner's."""
    buildings = facts.buildings
    count = np.bincount(buildings.parcel, minlength=len(facts.parcels))
    alone = (count[buildings.parcel] == 1) & free[buildings.parcel]
    homely = np.isin(facts.parcels.way[buildings.parcel], (HOME, SECOND_HOME, BUSINESS))
    return np.flatnonzero(alone & homely & (buildings.owner == SAME_AS_LAND))


def _land_uses(plots: Integers, codes: Integers, area: Integers, days: Integers) -> Uses:
    n = len(plots)
    none = np.zeros(n, dtype=np.int64)
    return Uses(
        of=plots,
        running=none + 1,
        code=codes,
        area=area,
        named=none,
        used_by=none + 1,
        crop=np.where(codes == AGRICULTURE, 1, 0),
        crop_count=none,
        unused_since=np.where(codes == UNUSED, days - 30, -1),
        floor=none,
        surveyed=days,
        surveyor=plots % 6,
    )


def _new_buildings(plots: Integers, houses: int, facts: Facts) -> Buildings:
    n = len(plots)
    house = np.arange(n) < houses
    none = np.zeros(n, dtype=np.int64)
    count = np.bincount(facts.buildings.parcel, minlength=len(facts.parcels))
    return Buildings(
        parcel=plots,
        running=count[plots] + 1,
        kind=np.where(house, _HOUSE, _WAREHOUSE),
        structure=none + 2,
        area_dm2=np.where(house, _HOUSE_DM2, _WAREHOUSE_DM2),
        completed=none + _BUILT,
        status=none + IN_USE,
        owner=none + SAME_AS_LAND,
        business=np.where(house, 0, 100),
        house=1 + plots % 399,
        house_part=none,
    )


def _building_uses(new: Buildings, days: Integers) -> Uses:
    n = len(new)
    none = np.zeros(n, dtype=np.int64)
    assert (FLOORS[new.kind] > 0).all()
    return Uses(
        of=np.arange(n, dtype=np.int64),
        running=none + 1,
        code=np.where(new.business > 0, WORKED_IN, LIVED_IN),
        area=new.area_dm2,
        named=none,
        used_by=none + 1,
        crop=none,
        crop_count=none,
        unused_since=none - 1,
        floor=none,
        surveyed=days,
        surveyor=none,
    )


def _taken(buildings: Buildings, which: Integers, *, status: int) -> Buildings:
    columns = {name: column[which] for name, column in vars(buildings).items()}
    return Buildings(**{**columns, "status": np.full(len(which), status, dtype=np.int64)})


def _both(one: Buildings, other: Buildings) -> Buildings:
    return Buildings(
        **{name: np.concatenate([column, getattr(other, name)])
           for name, column in vars(one).items()}
    )  # fmt: skip


_USE_OF_WAY: Final = {FARM: AGRICULTURE, HOME: OTHER_RESIDENCE, SECOND_HOME: OTHER_RESIDENCE,
                      BUSINESS: OTHER, MIXED: OTHER}  # fmt: skip


def _with_pieces(facts: Facts, uses: Uses, pieces: Sequence[Change]) -> Sheet:
    """Add the rest of each split plot and its pieces, under the pieces' own parcel codes."""
    plots = np.asarray([piece.plot for piece in pieces], dtype=np.int64)
    area = np.asarray([piece.area_cwah for piece in pieces], dtype=np.int64)
    ways = facts.parcels.way[plots]
    codes = np.asarray([_USE_OF_WAY.get(int(way), UNUSED) for way in ways], dtype=np.int64)
    codes, since = _as_before(facts, plots, codes)
    days = np.maximum(np.asarray([piece.day for piece in pieces], dtype=np.int64) + 5, _FROM)
    more = replace(_land_uses(plots, codes, area, days), unused_since=since)
    whole = Uses(
        **{name: np.concatenate([column, getattr(more, name)])
           for name, column in vars(uses).items()}
    )  # fmt: skip
    sheet = land_use(facts, whole)
    coded = [number for number, piece in enumerate(pieces) if piece.code]
    rows = len(uses) + np.asarray(coded, dtype=np.int64)
    return sheet.patched("parcel_code", rows, [pieces[number].code for number in coded])


def _as_before(facts: Facts, plots: Integers, codes: Integers) -> tuple[Integers, Integers]:
    """Return the pieces' uses: what the first survey saw on the plot they were cut from."""
    first = np.zeros(len(facts.parcels), dtype=np.int64)
    before = facts.land_uses
    rows = np.flatnonzero(before.running == 1)
    first[before.of[rows]] = rows
    vacant = np.isin(before.code[first[plots]], (UNUSED, UNUSED_3_YEARS, UNUSED_6_YEARS))
    seen = before.code[first[plots]]
    return np.where(vacant, seen, codes), np.where(vacant, before.unused_since[first[plots]], -1)
