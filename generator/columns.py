"""The same facts without any file: columns of the register's tables, for measuring and for tests.

What a clean set of files would come to once imported: natural keys as text, everything else as
numbers, one body at a time. Identity numbers stand in for pseudonyms, because hashing 25 million
of them is not what a measurement of the engine is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from domain.delivery import Columns
from domain.map_sheet import pack_columns
from domain.tables import ACTIVE, JOINT_NATURAL, JURISTIC, NATURAL, OWNER, POSSESSOR, STATE
from domain.text import Text
from generator.bodies import Body
from generator.buildings import SAME_AS_LAND, TYPE_NUMBERS
from generator.condominiums import LIVING, TRADING, price_rows
from generator.dice import Integers
from generator.nation import Facts, make_facts
from generator.owners import AGENCY
from generator.owners import JURISTIC as FIRM
from generator.registry import code_cells
from generator.sheets import Cells, joined, padded, spread, whole
from generator.surveys import building_codes
from generator.treasury import building_price_table
from generator.uses import (
    AGRICULTURE,
    EMPTY,
    LIVED_IN,
    MAIN_RESIDENCE,
    OTHER_RESIDENCE,
    UNUSED,
    UNUSED_3_YEARS,
    UNUSED_6_YEARS,
    Uses,
)

REGISTRY_DAY: Final = 19_723
"""1 January 2567, in days since 1 January 1970."""
PRICE_DAY: Final = 19_358
"""1 January 2566, when the round of prices begins."""
_HEADER_ROWS: Final = 1
_JOINT_MIX: Final = 0x9E3779B97F4A7C15
_CONDO_PRICE_KEYS: Final = 7_000_000_000


@dataclass(frozen=True, kw_only=True)
class BodyColumns:
    """One body: `tables` for its register, by table name, and `prices` for its province's list."""

    body: Body
    tables: Mapping[str, Columns]
    prices: Mapping[str, Columns]


def columns_of(seed: int, bodies: Iterator[Body]) -> Iterator[BodyColumns]:
    """Yield the facts of each body as columns, one body in memory at a time."""
    for body in bodies:
        yield body_columns(seed, make_facts(seed, body))


def body_columns(seed: int, facts: Facts) -> BodyColumns:
    """Return the facts of one body as columns."""
    keys = _parcel_keys(facts)
    buildings = _building_keys(facts)
    units = _unit_keys(facts)
    return BodyColumns(
        body=facts.body,
        tables={
            "parcel": _parcels(facts, keys),
            "building": _buildings(facts, buildings),
            "unit": _units(facts, units),
            "owner": _owners(facts, keys, buildings, units),
            "member": _members(facts),
            "use": _uses(facts, keys, buildings, units),
        },
        prices=_prices(seed, facts),
    )


def parties(facts: Facts) -> Integers:
    """Return the number that stands for each party.

    One person alone: their identity number. Joint owners: a mix of all members' numbers and
    shares, with a bit above all identity numbers, so that the two never meet.
    """
    owners = facts.owners
    numbers = owners.people.identity[owners.members].astype(np.uint64)
    mixed = (
        numbers * np.uint64(31) + (owners.num * 1009 + owners.den).astype(np.uint64)
    ) * np.uint64(_JOINT_MIX)
    sums = np.add.reduceat(mixed ^ (mixed >> np.uint64(29)), owners.party_start[:-1])
    joint = (sums >> np.uint64(2)).astype(np.int64) | (1 << 50)
    alone = owners.people.identity
    return np.concatenate([alone, joint[len(alone) :]])


def _text(cells: Cells, rows: int) -> Text:
    column = spread(cells, rows)
    if not rows:
        return Text.of(())
    if column.offset:
        column = pa.concat_arrays([column])
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, dtype="<i4", count=rows + 1)
    return Text(ends, memoryview(data)[: int(ends[-1])].tobytes() if data is not None else b"")


def _parcel_keys(facts: Facts) -> pa.StringArray:
    parcels = facts.parcels
    plots = np.arange(len(parcels), dtype=np.int64)
    titled = joined(
        "P:", whole(parcels.title_type), f":{facts.body.branch:08d}:", whole(parcels.title_no)
    )
    coded = joined("C:", code_cells(facts, plots))
    return pc.if_else(pa.array(parcels.title_no > 0), titled, coded)


def _building_keys(facts: Facts) -> pa.StringArray:
    codes = building_codes(facts, facts.buildings, np.arange(len(facts.buildings), dtype=np.int64))
    return joined("B:", codes)


def _unit_keys(facts: Facts) -> pa.StringArray:
    units = facts.units
    if not len(units):
        return pa.array([], type=pa.string())
    of, number = units.condominium, units.floor * 100 + units.number
    registered = joined(whole(of + 1), whole(2548 + of * 2), between="/")
    name = joined(whole(99 + of), whole(number), between="/")
    return joined("U", f"{facts.body.branch:08d}", registered, "A", name, between=":")


def _rows(count: int) -> Integers:
    return np.arange(count, dtype=np.int64) + _HEADER_ROWS + 1


def _parcels(facts: Facts, keys: pa.StringArray) -> Columns:
    parcels = facts.parcels
    n = len(parcels)
    plots = np.arange(n, dtype=np.int64)
    return {
        "property": _text(keys, n),
        "since": np.full(n, REGISTRY_DAY),
        "row": _rows(n),
        "status": np.full(n, ACTIVE),
        "title_type": parcels.title_type,
        "code": _text(joined("C:", code_cells(facts, plots)), n),
        "sheet": sheet_keys(facts),
        "tambon": parcels.tambon,
        "area_cwah": parcels.area_cwah,
    }


def sheet_keys(facts: Facts) -> Integers:
    """Return the packed map sheet key of each plot, (n,)."""
    parcels = facts.parcels
    return pack_columns(
        utm1=parcels.utm1,
        utm2=parcels.utm2,
        utm3=parcels.utm3,
        utm4=parcels.utm4,
        scale=parcels.scale,
        land_no=parcels.land_no,
    )


def _buildings(facts: Facts, keys: pa.StringArray) -> Columns:
    buildings = facts.buildings
    b = len(buildings)
    return {
        "property": _text(keys, b),
        "since": facts_days(facts)[buildings.parcel],
        "row": _rows(b),
        "status": buildings.status,
        "stands_on": _text(joined("C:", code_cells(facts, buildings.parcel)), b),
        "type": TYPE_NUMBERS[buildings.kind],
        "structure": buildings.structure,
        "area_dm2": buildings.area_dm2,
        "completed_year": buildings.completed,
    }


def facts_days(facts: Facts) -> Integers:
    """Return the day each plot was first surveyed, (n,); the state's own plots at the first."""
    days = np.full(len(facts.parcels), REGISTRY_DAY, dtype=np.int64)
    days[facts.land_uses.of] = facts.land_uses.surveyed
    return days


def _units(facts: Facts, keys: pa.StringArray) -> Columns:
    units = facts.units
    u = len(units)
    tambons = np.asarray([tambon.code for tambon in facts.body.tambons])
    return {
        "property": _text(keys, u),
        "since": np.full(u, REGISTRY_DAY),
        "row": _rows(u),
        "status": np.full(u, ACTIVE),
        "price_key": _price_key(facts.body, price_rows(units)),
        "area_dm2": units.area_dm2,
        "tambon": tambons[units.condominium % len(tambons)],
    }


def _price_key(body: Body, row: Integers) -> Integers:
    """Return a number for a row of the body's condominium prices, in place of its hashed text."""
    return _CONDO_PRICE_KEYS + body.slot * 100_000 + row


def _owners(
    facts: Facts, parcels: pa.StringArray, buildings: pa.StringArray, units: pa.StringArray
) -> Columns:
    owners = facts.owners
    apart = np.flatnonzero(facts.buildings.owner != SAME_AS_LAND)
    of_unit = facts.units.owner
    party = np.concatenate([owners.party_of_parcel, facts.buildings.owner[apart], of_unit])
    keys = pa.concat_arrays([parcels, buildings.take(pa.array(apart)), units])
    kind = owners.people.person[owners.heads(party)]
    person = np.select([kind == AGENCY, kind == FIRM], [STATE, JURISTIC], NATURAL)
    person = np.where(owners.sizes(party) > 1, JOINT_NATURAL, person)
    relation = np.full(len(party), OWNER)
    relation[: len(parcels)] = np.where(owners.possesses, POSSESSOR, OWNER)
    since = np.full(len(party), REGISTRY_DAY, dtype=np.int64)
    since[: len(parcels)] = owners.acquired
    return {
        "property": _text(keys, len(party)),
        "since": since,
        "row": _rows(len(party)),
        "party": parties(facts)[party],
        "person": person,
        "relation": relation,
    }


def _members(facts: Facts) -> Columns:
    owners = facts.owners
    joint = np.arange(len(owners.people), len(owners.party_start) - 1, dtype=np.int64)
    start = int(owners.party_start[len(owners.people)])
    rows = len(owners.members) - start
    return {
        "party": np.repeat(parties(facts)[joint], owners.sizes(joint)),
        "since": np.full(rows, REGISTRY_DAY),
        "row": _rows(rows),
        "member": owners.people.identity[owners.members[start:]],
        "num": owners.num[start:],
        "den": owners.den[start:],
    }


def _uses(
    facts: Facts, parcels: pa.StringArray, buildings: pa.StringArray, units: pa.StringArray
) -> Columns:
    """Return one fact a property: the areas of its uses, all uses of one survey together."""
    land, built = facts.land_uses, facts.building_uses
    vacant = (UNUSED, UNUSED_3_YEARS, UNUSED_6_YEARS)
    land_class = np.select(
        [land.code == AGRICULTURE, np.isin(land.code, (MAIN_RESIDENCE, OTHER_RESIDENCE)),
         np.isin(land.code, vacant)],
        [0, 1, 3], 2,
    )  # fmt: skip
    built_class = np.select([built.code == LIVED_IN, built.code == EMPTY], [1, 3], 2)
    unit_use = facts.units.use
    unit_class = np.select([unit_use == LIVING, unit_use == TRADING], [1, 2], 3)
    one, other = _by_property(land, land_class), _by_property(built, built_class)
    u = len(facts.units)
    areas = np.concatenate([one.areas, other.areas, np.zeros((u, 4), dtype=np.int64)])
    areas[len(areas) - u + np.arange(u), unit_class] = facts.units.area_dm2
    keys = pa.concat_arrays(
        [parcels.take(pa.array(one.of)), buildings.take(pa.array(other.of)), units]
    )
    none = np.zeros(u, dtype=np.int64)
    return {
        "property": _text(keys, len(areas)),
        "since": np.concatenate([one.since, other.since, none + REGISTRY_DAY]),
        "row": _rows(len(areas)),
        **{name: areas[:, place] for place, name in enumerate(("agriculture", "residence"))},
        **{name: areas[:, place + 2] for place, name in enumerate(("other", "vacant"))},
        "vacant_from": np.concatenate([one.vacant_from, other.vacant_from, none]),
        "main": np.concatenate([one.main, other.main, facts.units.named]),
    }


@dataclass(frozen=True, kw_only=True)
class _Used:
    of: Integers
    since: Integers
    areas: Integers
    vacant_from: Integers
    main: Integers


def _by_property(uses: Uses, use_class: Integers) -> _Used:
    first = np.flatnonzero(uses.running == 1)
    place = np.cumsum(uses.running == 1) - 1
    areas = np.zeros((len(first), 4), dtype=np.int64)
    np.add.at(areas, (place, use_class), uses.area)
    main = np.maximum.reduceat(uses.named, first) if len(first) else uses.named
    since = uses.unused_since
    # The first whole year without use, and the tax year after it, in the Buddhist Era; s.94 starts
    # in 2563. Only a day that is 1 January itself starts its own year.
    day = np.maximum(since, 0).astype("datetime64[D]")
    year = day.astype("datetime64[Y]")
    whole_year = year.astype(np.int64) + 1970 + (day > year.astype("datetime64[D]"))
    began = np.where(since >= 0, np.maximum(whole_year + 544, 2563), 0)
    vacant_from = np.maximum.reduceat(began, first) if len(first) else began
    return _Used(
        of=uses.of[first],
        since=uses.surveyed[first],
        areas=areas,
        vacant_from=vacant_from,
        main=main,
    )


def _prices(seed: int, facts: Facts) -> dict[str, Columns]:
    parcels, units = facts.parcels, facts.units
    n, kinds = len(parcels), len(TYPE_NUMBERS)
    rows = np.unique(price_rows(units))
    return {
        "land_price": {
            "sheet": sheet_keys(facts),
            "since": np.full(n, PRICE_DAY),
            "row": _rows(n),
            "price_satang": parcels.price_baht * 100,
        },
        "building_price": {
            "type": TYPE_NUMBERS,
            "since": np.full(kinds, PRICE_DAY),
            "row": _rows(kinds),
            "price_satang": building_price_table(seed, facts.body.province.code) * 100,
        },
        "condo_price": {
            "price_key": _price_key(facts.body, rows),
            "since": np.full(len(rows), PRICE_DAY),
            "row": _rows(len(rows)),
            "price_satang": (20_000 + rows % 4 * 500) * 100,
            "key": _text(joined("made-up|", padded(rows, 6)) if len(rows) else "", len(rows)),
        },
    }
