"""What the survey officers see: how land and buildings are used, and who lives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from generator.bodies import Body
from generator.buildings import DERELICT, FLOORS, SAME_AS_LAND, Buildings
from generator.dice import Integers, Mask, dice
from generator.owners import JURISTIC, NATURAL, Owners
from generator.parcels import Parcels
from generator.ways import BUSINESS, FARM, HOME, MIXED, SECOND_HOME, STATE_LAND, VACANT

AGRICULTURE: Final = 1
MAIN_RESIDENCE: Final = 2
OTHER_RESIDENCE: Final = 4
OTHER: Final = 5
UNUSED: Final = 6
UNUSED_3_YEARS: Final = 8
UNUSED_6_YEARS: Final = 9
"""Land uses as LTAX numbers them."""

LIVED_IN: Final = 1
WORKED_IN: Final = 3
EMPTY: Final = 4
"""Building uses as LTAX numbers them."""

FIRST_SURVEY: Final = 2567
_SURVEY_FROM: Final = 19_737
_SURVEY_DAYS: Final = 300
"""The first survey runs from 15 January 2567 for 300 days."""
_FARM_HOUSE_CWAH: Final = 10_000
"""A farmhouse takes up to 100 square wah of its farm."""


@dataclass(frozen=True, kw_only=True)
class Uses:
    """Uses of land or buildings, `(u,)`, in the order of the properties.

    `of` is the index of the parcel or building; `area` in 1/100 square wah or 1/100 m². `named` is
    1 where the owner's name is in the house register. `unused_since` is a day, -1 for none.
    `floor` is the floor of a building's use, 0 for all floors.
    """

    of: Integers
    running: Integers
    code: Integers
    area: Integers
    named: Integers
    used_by: Integers
    crop: Integers
    crop_count: Integers
    unused_since: Integers
    floor: Integers
    surveyed: Integers
    surveyor: Integers

    def __len__(self) -> int:
        return len(self.of)


def survey_days(body: Body, parcels: Parcels) -> Integers:
    """Return the day each plot is surveyed, `(n,)`: street by street through the year 2567."""
    share = parcels.strip / (parcels.strip[-1] + 1)
    days = _SURVEY_FROM + body.slot % 7 + (share * _SURVEY_DAYS).astype(np.int64)
    return np.asarray(days, dtype=np.int64)


def make_homes(
    seed: int, body: Body, parcels: Parcels, owners: Owners, buildings: Buildings
) -> Mask:
    """Say which plots are somebody's main residence, `(n,)`: at most one plot of each owner.

    A house on another's land is a main residence of the house's owner alone, so not the plot's.
    """
    chance = dice(seed, body.code, "homes")
    heads = owners.heads(owners.party_of_parcel)
    may = np.isin(parcels.way, (HOME, MIXED)) & (owners.people.person[heads] == NATURAL)
    may[buildings.parcel[buildings.owner != SAME_AS_LAND]] = False
    may &= chance.random(len(parcels)) < 0.93  # noqa: PLR2004 - a share of homes
    chosen = np.flatnonzero(may)
    _, first = np.unique(heads[chosen], return_index=True)
    main = np.zeros(len(parcels), dtype=np.bool_)
    main[chosen[first]] = True
    return main


def make_land_uses(
    seed: int, body: Body, parcels: Parcels, owners: Owners, buildings: Buildings, homes: Mask
) -> Uses:
    """Draw the uses of land: one row a plot, two where a shophouse or a farmhouse shares it."""
    chance = dice(seed, body.code, "land uses")
    way = parcels.way
    n = len(parcels)
    has_house = np.zeros(n, dtype=np.bool_)
    has_house[buildings.parcel] = True
    farm_house = (way == FARM) & has_house & (parcels.area_cwah > 2 * _FARM_HOUSE_CWAH)
    surveyed_plots = np.flatnonzero(way != STATE_LAND)
    second = ((way == MIXED) | farm_house)[surveyed_plots]
    of = np.repeat(surveyed_plots, 1 + second)
    running = np.ones(len(of), dtype=np.int64)
    running[1:][of[1:] == of[:-1]] = 2
    code, since = _codes(chance, parcels, homes, of, running, survey_days(body, parcels))
    business = _business_of_plot(n, buildings)[of]
    whole = parcels.area_cwah[of]
    worked = np.where(way[of] == MIXED, whole * business // 100, _FARM_HOUSE_CWAH) // 10 * 10
    split = np.repeat(second, 1 + second)
    area = np.where(split, np.where(running == 2, worked, whole - worked), whole)  # noqa: PLR2004
    farmed = code == AGRICULTURE
    firm = owners.people.person[owners.heads(owners.party_of_parcel)][of] == JURISTIC
    let = (chance.random(len(of)) < 0.12) & (code != MAIN_RESIDENCE)  # noqa: PLR2004
    return Uses(
        of=of,
        running=running,
        code=code,
        area=area,
        named=np.where(code == MAIN_RESIDENCE, 1, 0),
        used_by=np.where(let & ~firm, 2, 1),
        crop=np.where(farmed, _crops(chance, body, len(of)), 0),
        crop_count=np.where(farmed & (chance.random(len(of)) < 0.3), whole // 1000 + 5, 0),  # noqa: PLR2004
        unused_since=since,
        floor=np.zeros(len(of), dtype=np.int64),
        surveyed=survey_days(body, parcels)[of],
        surveyor=parcels.strip[of] % 6,
    )


def _business_of_plot(n: int, buildings: Buildings) -> Integers:
    business = np.zeros(n, dtype=np.int64)
    main = buildings.running == 1
    business[buildings.parcel[main]] = buildings.business[main]
    return business


def _codes(
    chance: np.random.Generator,
    parcels: Parcels,
    homes: Mask,
    of: Integers,
    running: Integers,
    surveyed: Integers,
) -> tuple[Integers, Integers]:
    """Return the LTAX use and the day since when a plot is unused."""
    way = parcels.way[of]
    lived = np.where(homes[of], MAIN_RESIDENCE, OTHER_RESIDENCE)
    second = running == 2  # noqa: PLR2004 - the second use of a plot
    code = np.select(
        [(way == FARM) & second, way == FARM, (way == MIXED) & second, way == BUSINESS],
        [OTHER_RESIDENCE, AGRICULTURE, OTHER, OTHER],
        lived,
    )
    unused = way == VACANT
    years = np.minimum(chance.gamma(1.5, 3.2, len(of)), 18.0)
    since = surveyed[of] - 370 - (years * 365.25).astype(np.int64)
    long = surveyed[of] - since
    by_years = np.select(
        [long >= 6 * 366, long >= 3 * 366], [UNUSED_6_YEARS, UNUSED_3_YEARS], UNUSED
    )
    return np.where(unused, by_years, code), np.where(unused, since, -1)


def _crops(chance: np.random.Generator, body: Body, size: int) -> Integers:
    """Return crops as LTAX numbers them; half of the fields grow what the province grows most."""
    common = 1 if body.province.code % 2 else 3
    drawn = chance.integers(1, 14, size)
    return np.where(chance.random(size) < 0.5, common, drawn)  # noqa: PLR2004 - a share of fields


def make_building_uses(
    seed: int, body: Body, parcels: Parcels, buildings: Buildings, homes: Mask
) -> Uses:
    """Draw the uses of buildings: one row, or two where people live above their shop."""
    chance = dice(seed, body.code, "building uses")
    b = len(buildings)
    counted = np.flatnonzero(parcels.way[buildings.parcel] != STATE_LAND)
    split = ((buildings.business > 0) & (buildings.business < 100))[counted]  # noqa: PLR2004
    of = np.repeat(counted, 1 + split)
    running = np.ones(len(of), dtype=np.int64)
    running[1:][of[1:] == of[:-1]] = 2
    parted = np.repeat(split, 1 + split)
    whole, business = buildings.area_dm2[of], buildings.business[of]
    worked = whole * business // 100
    first = running == 1
    way = parcels.way[buildings.parcel[of]]
    living = np.isin(way, (HOME, SECOND_HOME, MIXED))
    code = np.where(parted & first, WORKED_IN, np.where(living, LIVED_IN, WORKED_IN))
    code = np.where(buildings.status[of] == DERELICT, EMPTY, code)
    apart = buildings.owner[of] != SAME_AS_LAND
    named = (code == LIVED_IN) & np.where(
        apart,
        chance.random(b)[of] < 0.7,  # noqa: PLR2004 - a share of houses
        homes[buildings.parcel[of]],
    )
    surveyed = survey_days(body, parcels)[buildings.parcel[of]]
    empty_since = surveyed - 500 - chance.integers(0, 2_500, len(of))
    return Uses(
        of=of,
        running=running,
        code=code,
        area=np.where(parted, np.where(first, worked, whole - worked), whole),
        named=named.astype(np.int64),
        used_by=np.where(chance.random(len(of)) < 0.1, 2, 1),  # noqa: PLR2004 - a share let
        crop=np.zeros(len(of), dtype=np.int64),
        crop_count=np.zeros(len(of), dtype=np.int64),
        unused_since=np.where(code == EMPTY, empty_since, -1),
        floor=np.where(parted, np.where(first, 1, np.floor(FLOORS[buildings.kind[of]])), 0).astype(
            np.int64
        ),
        surveyed=surveyed,
        surveyor=parcels.strip[buildings.parcel[of]] % 6,
    )
