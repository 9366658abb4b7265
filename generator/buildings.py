"""The buildings on the plots: types, sizes, years and owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from generator.bodies import CITY, SUB_DISTRICT, TAO, TOWN, Body
from generator.building_types import BUILDING_TYPES, PLACE_OF
from generator.dice import Integers, Mask, dice, log_normal, pick, ranges
from generator.owners import NATURAL, Owners
from generator.parcels import Parcels
from generator.ways import BUSINESS, FARM, HOME, MIXED, SECOND_HOME, STATE_LAND

SAME_AS_LAND: Final = -1
IN_USE: Final = 1
UNDER_CONSTRUCTION: Final = 2
DERELICT: Final = 3
DEMOLISHED: Final = 4

TYPE_NUMBERS: Final = np.asarray([kind.number for kind in BUILDING_TYPES])
_STRUCTURES: Final = np.asarray([kind.structure for kind in BUILDING_TYPES])
_TYPICAL_M2: Final = np.asarray([kind.typical_m2 for kind in BUILDING_TYPES], dtype=np.float64)
FLOORS: Final = np.asarray([float(kind.floors) for kind in BUILDING_TYPES])


@dataclass(frozen=True, kw_only=True)
class Buildings:
    """The buildings of one body, `(b,)`, in the order of their plots.

    `kind` is the place in `BUILDING_TYPES`; `running` numbers the buildings of a plot from 1.
    `owner` is a party, or -1 where the land's owner owns it too. `business` is the share of the
    building's area in percent that serves business. `completed` is a Buddhist Era year.
    """

    parcel: Integers
    running: Integers
    kind: Integers
    structure: Integers
    area_dm2: Integers
    completed: Integers
    status: Integers
    owner: Integers
    business: Integers
    house: Integers
    house_part: Integers

    def __len__(self) -> int:
        return len(self.parcel)


Weights = Mapping[str, float]
_HOUSES: Final[Mapping[str, Weights]] = {
    CITY: {"105": 30, "202": 16, "103": 14, "203": 8, "106": 8, "404": 5, "107": 4, "104": 4,
           "108": 3, "112": 2, "109": 1, "201": 2, "204": 1, "111": 0.3, "402": 4},
    SUB_DISTRICT: {"103": 30, "105": 18, "106": 14, "101": 10, "102": 8, "104": 8, "202": 4,
                   "110": 0.5, "402": 4, "302": 3},
    TAO: {"103": 36, "102": 18, "101": 14, "106": 12, "105": 10, "104": 8, "110": 1, "111": 0.5},
}  # fmt: skip
_SHOPS: Final[Mapping[str, Weights]] = {
    CITY: {"404": 26, "405": 12, "403": 10, "402": 12, "406": 8, "407": 2, "408": 2, "409": 0.5,
           "509/1": 5, "501": 4, "502": 3, "510": 3, "513": 2, "518": 2, "520/1": 5, "516": 1,
           "506/1": 1, "506/2": 0.3, "508": 0.6, "505": 0.8, "509/2": 0.3, "511/1": 0.2,
           "511/2": 0.8, "512": 0.6, "514": 0.5, "515": 0.4, "507": 0.2, "519": 0.3,
           "520/2": 0.4, "522": 0.7, "401": 3},
    SUB_DISTRICT: {"402": 26, "404": 10, "401": 8, "301": 5, "302": 6, "303": 4, "501": 8, "513": 5,
                   "518": 4, "512": 2, "514": 3, "510": 3, "509/1": 3, "502": 3, "520/1": 3,
                   "505": 1, "508": 0.5},
    TAO: {"501": 16, "513": 12, "402": 12, "301": 8, "518": 8, "502": 10, "512": 5, "517": 6,
          "514": 4, "510": 3, "505": 2},
}  # fmt: skip
_SHOP_HOUSES: Final[Weights] = {"404": 30, "402": 26, "403": 14, "405": 12, "406": 6, "303": 4,
                                "302": 4, "516": 4}  # fmt: skip
_SIDE_BUILDINGS: Final[Weights] = {"503": 34, "504": 34, "523": 6, "521": 1, "501": 4, "611": 4,
                                   "601": 4, "608": 2, "610": 1, "602": 1, "603": 1, "604": 1,
                                   "605": 1, "606": 1, "607": 0.5, "609": 0.5, "612": 0.5,
                                   "613": 1, "614": 0.2}  # fmt: skip
_OF_THE_STATE: Final[Weights] = {"505": 30, "509/1": 40, "508": 6, "103": 14, "507": 1}
_FARM_BUILDINGS: Final[Weights] = {"517": 55, "501": 20, "103": 15, "101": 10}


def make_buildings(seed: int, body: Body, parcels: Parcels, owners: Owners) -> Buildings:
    """Draw the buildings of a body."""
    chance = dice(seed, body.code, "buildings")
    way = parcels.way
    counts = _counts(chance, way)
    parcel = np.repeat(np.arange(len(parcels), dtype=np.int64), counts)
    running = ranges(counts) + 1
    kind = _kinds(chance, body.kind, way[parcel], running)
    b = len(parcel)
    size_m2 = log_normal(chance, _TYPICAL_M2[kind], 0.3, b)
    completed = 2567 - np.minimum(chance.gamma(1.6, 11.0, b).astype(np.int64), 75) - 1
    status = np.where(chance.random(b) < 0.012, UNDER_CONSTRUCTION, IN_USE)  # noqa: PLR2004
    status = np.where(chance.random(b) < 0.008, DERELICT, status)  # noqa: PLR2004
    mixed = (way[parcel] == MIXED) & (running == 1)
    shares = np.asarray((20, 25, 30, 33, 40, 50, 50, 60))[chance.integers(0, 8, b)]
    return Buildings(
        parcel=parcel,
        running=running,
        kind=kind,
        structure=_STRUCTURES[kind],
        area_dm2=np.maximum(np.rint(size_m2 * 2), 8).astype(np.int64) * 50,
        completed=completed,
        status=status,
        owner=_owners(chance, owners, parcels, parcel, running),
        business=np.select([mixed, way[parcel] == BUSINESS], [shares, 100], 0),
        house=chance.integers(1, 400, b),
        house_part=np.where(chance.random(b) < 0.6, chance.integers(1, 60, b), 0),  # noqa: PLR2004
    )


_NONE_ONE_TWO: Final = {
    FARM: (92, 6, 2),
    HOME: (0, 80, 20),
    SECOND_HOME: (0, 88, 12),
    BUSINESS: (8, 80, 12),
    MIXED: (0, 92, 8),
    STATE_LAND: (60, 30, 10),
}


def _counts(chance: np.random.Generator, way: Integers) -> Integers:
    counts = np.zeros(len(way), dtype=np.int64)
    for of, weights in _NONE_ONE_TWO.items():
        here = way == of
        counts[here] = pick(chance, weights, int(here.sum()))
    return counts


def _kinds(chance: np.random.Generator, body: str, way: Integers, running: Integers) -> Integers:
    """Return the type of each building, as a place in `BUILDING_TYPES`."""
    like = CITY if body == TOWN else body
    main = running == 1
    kind = _draw(chance, _SIDE_BUILDINGS, len(way))
    for here, weights in (
        (main & ((way == HOME) | (way == SECOND_HOME)), _HOUSES[like]),
        (main & (way == BUSINESS), _SHOPS[like]),
        (main & (way == MIXED), _SHOP_HOUSES),
        (main & (way == STATE_LAND), _OF_THE_STATE),
        (main & (way == FARM), _FARM_BUILDINGS),
    ):
        kind[here] = _draw(chance, weights, int(here.sum()))
    return kind


def _draw(chance: np.random.Generator, weights: Weights, size: int) -> Integers:
    places = np.asarray([PLACE_OF[code] for code in weights])
    return places[pick(chance, tuple(weights.values()), size)]


def _owners(
    chance: np.random.Generator,
    owners: Owners,
    parcels: Parcels,
    parcel: Integers,
    running: Integers,
) -> Integers:
    """Let one house in thirty stand on another's land: its owner is some other person (s.48)."""
    people = owners.people
    other = chance.integers(0, len(people), len(parcel))
    apart: Mask = (chance.random(len(parcel)) < 0.033) & (running == 1)  # noqa: PLR2004
    apart &= np.isin(parcels.way[parcel], (HOME, SECOND_HOME, BUSINESS))
    apart &= people.person[other] == NATURAL
    return np.where(apart, other, SAME_AS_LAND)
