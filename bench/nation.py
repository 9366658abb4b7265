"""A made-up nation as the engine's columns: seeded, skewed as the real one, made block by block.

At size 1: 40 million parcels, 30 million buildings and 2 million units, owned by about 25 million
taxpayers in 7,770 local bodies, of which Bangkok has 2 million parcels and the median fewer than
5,000. A few per cent have mixed uses (s.38); owners have one to four parcels, some of them
contiguous (s.42). Nothing here is timed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from projections.assessables import Assessables

Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]

PARCELS: Final = 40_000_000
BODIES: Final = 7_770
CAPITAL_PARCELS: Final = 2_000_000
TAXPAYERS: Final = 25_000_000
PARCELS_PER_BATCH: Final = 1_000_000

LAND, BUILDING, UNIT = 1, 2, 3
FARM, MAIN, MAIN_BUILDING, RESIDENCE, OTHER, VACANT = 1, 2, 3, 4, 5, 6
STANDING_ENTRIES: Final = 4

NATURAL_PERSONS: Final = 0.96
NEXT_IS_ANOTHER_GROUP: Final = 0.75
HOME_IS_MAIN: Final = 0.75
FARM_BUILDING_IS_A_HOUSE: Final = 0.5
MIXED_USE: Final = 0.035
EXEMPT_UNDER_S8: Final = 0.004


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How often the rarer provisions apply; a comparison with less law leaves some out."""

    ordinance_bodies: int = 5
    reduction_per_mille: int = 30
    relief_per_mille: int = 1
    split_ladders: bool = True


FULL_LAW: Final = Mix()
"""Everything the engine knows."""

SHARED_LAW: Final = Mix(ordinance_bodies=0, relief_per_mille=0, split_ladders=False)
"""What every peer models too: no ordinances, no s.56 relief, one line a ladder."""


@dataclass(frozen=True, kw_only=True)
class Nation:
    """The columns and how many properties they hold."""

    columns: Assessables
    parcels: int
    buildings: int
    units: int
    taxpayers: int

    @property
    def properties(self) -> int:
        """Parcels, buildings and units together."""
        return self.parcels + self.buildings + self.units


def make_nation(size: float, *, seed: int = 2569, mix: Mix = FULL_LAW) -> Nation:
    """Make the nation, or a part of it: `size` 1 is all of it, 0.01 a hundredth of the bodies."""
    parts: list[Assessables] = []
    counts = np.zeros(3, dtype=np.int64)
    for number, (codes, parcels) in enumerate(_batches(body_sizes(size, seed))):
        random = np.random.default_rng((seed, number))
        part, count = _Batch(random=random, codes=codes, parcels=parcels, mix=mix).assessables()
        parts.append(part)
        counts += count
    columns = join(parts)
    ordinances = min(mix.ordinance_bodies, len(columns.rate_set) - 1)
    columns.rate_set[1 : 1 + ordinances] = 1
    return Nation(
        columns=columns,
        parcels=int(counts[0]),
        buildings=int(counts[1]),
        units=int(counts[2]),
        taxpayers=len(np.unique(columns.taxpayer)),
    )


def body_sizes(size: float, seed: int) -> NDArray[np.int64]:
    """Return the parcels of each body, the capital first; a part of a nation has its skew."""
    random = np.random.default_rng(seed)
    bodies = max(2, round(BODIES * size))
    shape = np.exp(random.normal(0.0, 0.75, bodies - 1))
    rest = (PARCELS - CAPITAL_PARCELS) * size
    parcels = np.maximum((shape * (rest / shape.sum())).astype(np.int64), 20)
    return np.concatenate([[max(40, round(CAPITAL_PARCELS * size))], parcels])


def _batches(parcels: NDArray[np.int64]) -> Iterator[tuple[Ints, NDArray[np.int64]]]:
    first = 0
    total = np.concatenate([[0], np.cumsum(parcels)])
    while first < len(parcels):
        last = int(np.searchsorted(total, total[first] + PARCELS_PER_BATCH, side="right")) - 1
        last = max(last, first + 1)
        yield np.arange(first, last), parcels[first:last]
        first = last


def join(parts: list[Assessables]) -> Assessables:
    """Put the batches together in narrow columns, letting go of each as it is taken."""
    whole = Assessables.join(parts)
    parts.clear()
    narrow = {
        name: column.astype(np.int32)
        for name, column in vars(whole).items()
        if column.dtype == np.int64 and name not in _WIDE
    }
    return Assessables(**{**vars(whole), **narrow})


_WIDE: Final = {"share_num", "share_den", "share_before", "taxpayer", "old_tax_satang"}


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Rows before they are in the Act's order, `(n,)` each; `num` of `den` after `before`."""

    bill: Ints
    group: Ints
    table: Ints
    kind: Ints
    area: Ints
    price_satang: Ints
    structure: Ints
    age: Ints
    num: Ints
    before: Ints
    years: Ints

    def take(self, which: Ints) -> "_Rows":
        return _Rows(**{name: column[which] for name, column in vars(self).items()})

    def but(self, **columns: Ints) -> "_Rows":
        return _Rows(**{**vars(self), **columns})

    @staticmethod
    def concat(parts: list["_Rows"]) -> "_Rows":
        return _Rows(
            **{name: np.concatenate([vars(p)[name] for p in parts]) for name in vars(parts[0])}
        )


_DEN: Final = 1_000
"""Shares of mixed use are in thousandths of the area."""


@dataclass(frozen=True, kw_only=True)
class _Batch:
    """Some whole bodies being made."""

    random: np.random.Generator
    codes: Ints
    parcels: NDArray[np.int64]
    mix: Mix

    def assessables(self) -> tuple[Assessables, NDArray[np.int64]]:
        """Return the columns of the bodies, and the number of parcels, buildings and units."""
        body = np.repeat(np.arange(len(self.codes), dtype=np.int32), self.parcels)
        bill = self._bills(body)
        group, first_of_group = self._groups(bill)
        natural = self.random.random(int(bill[-1]) + 1) < NATURAL_PERSONS
        use, main = self._uses(bill, group, first_of_group, natural)
        land = self._land(body, bill, group, use, main)
        houses = self._buildings(land)
        body_of_bill = body[np.flatnonzero(np.diff(bill, prepend=-1))]
        alone = self._alone(len(body) // 66, body_of_bill, group)
        units = self._units(len(body) // 20, body_of_bill, group)
        counts = np.array([len(land.bill), len(houses.bill) + len(alone.bill), len(units.bill)])
        rows = _Rows.concat([*self._mixed(land), *self._mixed(houses), alone, units])
        return self._ordered(rows, body_of_bill, natural), counts

    def _bills(self, body: Ints) -> Ints:
        """Return the bill each parcel is on: owners of one to four parcels, within a body."""
        owned = self.random.choice(4, size=len(body), p=[0.62, 0.2, 0.1, 0.08]) + 1
        starts = np.cumsum(owned)
        new = np.zeros(len(body), dtype=np.bool_)
        new[starts[starts < len(body)]] = True
        new[1:] |= body[1:] != body[:-1]
        new[0] = True
        return (np.cumsum(new) - 1).astype(np.int32)

    def _groups(self, bill: Ints) -> tuple[Ints, Ints]:
        """Return each parcel's group of contiguous plots, and the first parcel of each group."""
        new = self.random.random(len(bill)) < NEXT_IS_ANOTHER_GROUP
        new[1:] |= bill[1:] != bill[:-1]
        new[0] = True
        return (np.cumsum(new) - 1).astype(np.int32), np.flatnonzero(new)

    def _uses(self, bill: Ints, group: Ints, first: Ints, natural: Flags) -> tuple[Ints, Flags]:
        """Return the table of each parcel's land, and which is a main residence: one a person."""
        tables = np.array([FARM, RESIDENCE, OTHER, VACANT], dtype=np.uint8)
        use = self.random.choice(tables, size=len(first), p=[0.42, 0.38, 0.12, 0.08])
        of_bill = bill[first]
        homes = np.flatnonzero((use == RESIDENCE) & natural[of_bill])
        _, one = np.unique(of_bill[homes], return_index=True)
        homes = homes[one][self.random.random(len(one)) < HOME_IS_MAIN]
        main = np.zeros(len(first), dtype=np.bool_)
        main[homes] = True
        use[main] = MAIN
        return use[group], main[group]

    def _land(self, body: Ints, bill: Ints, group: Ints, use: Ints, main: Flags) -> _Rows:
        n = len(body)
        typical = np.array([0, 200_000, 8_000, 0, 9_000, 15_000, 20_000])[use]
        area = (typical * np.exp(self.random.normal(0, 0.7, n))).astype(np.int32) + 100
        area = np.where(main, area // 100 * 100 + 100, area).astype(np.int32)
        # Land in the middle of a town is dear; farms are far out. Prices are in tens of baht.
        level = np.exp(self.random.normal(7.6, 0.9, len(self.codes)))
        level = np.where(self.codes == 0, 60_000, level)[body]
        far = np.where(use == FARM, 0.12, 1.0)
        price = (level * far * np.exp(self.random.normal(0, 0.5, n)) / 10).astype(np.int32) + 1
        nothing = np.zeros(n, dtype=np.uint8)
        years = np.where(use == VACANT, self.random.choice([1, 4, 7], size=n, p=[0.7, 0.2, 0.1]), 0)
        # A group has one length of vacancy, but for a few that make a ladder of several lines.
        first = np.flatnonzero(np.diff(group, prepend=-1))
        odd = self.random.random(n) < (0.005 if self.mix.split_ladders else 0)
        years = np.where(odd, years, years[first][group])
        return _Rows(
            bill=bill,
            group=group,
            table=use,
            kind=nothing + LAND,
            area=area,
            price_satang=np.minimum(price, 100_000) * np.int32(1_000),
            structure=nothing,
            age=nothing.astype(np.int16),
            num=np.full(n, _DEN, dtype=np.int16),
            before=nothing.astype(np.int16),
            years=years.astype(np.uint8),
        )

    def _buildings(self, land: _Rows) -> _Rows:
        """Return the buildings on the owner's own land; a farm may have a barn or a house."""
        chance = np.array([0, 0.34, 1.12, 0, 1.12, 1.15, 0.18])[land.table]
        count = (chance + self.random.random(len(chance))).astype(np.int64)
        rows = land.take(np.repeat(np.arange(len(count)), count))
        n = len(rows.bill)
        house = (rows.table == FARM) & (self.random.random(n) < FARM_BUILDING_IS_A_HOUSE)
        table = np.where(house, RESIDENCE, rows.table).astype(np.uint8)
        return self._built(rows.but(table=table))

    def _built(self, rows: _Rows) -> _Rows:
        n = len(rows.bill)
        area = (12_000 * np.exp(self.random.normal(0, 0.6, n))).astype(np.int32) + 900
        return rows.but(
            kind=np.full(n, BUILDING, dtype=np.uint8),
            area=area,
            price_satang=(self.random.integers(45, 125, n, dtype=np.int32) * 10_000),
            structure=self.random.choice(np.array([1, 2, 3], np.uint8), size=n, p=[0.2, 0.6, 0.2]),
            age=self.random.integers(0, 50, n, dtype=np.int16),
        )

    def _alone(self, n: int, body_of_bill: Ints, group: Ints) -> _Rows:
        """Return main residences on somebody else's land (s.41 paragraph 2), on existing bills."""
        place = np.unique(self.random.integers(0, len(body_of_bill), n))
        last = int(group[-1]) + 1 + len(body_of_bill)
        return self._built(
            self._single(
                bill=place.astype(np.int32),
                group=(last + np.arange(len(place))).astype(np.int32),
                table=np.full(len(place), MAIN_BUILDING, dtype=np.uint8),
            )
        )

    def _units(self, n: int, body_of_bill: Ints, group: Ints) -> _Rows:
        """Return condominium units: most are lived in, a third as the main residence."""
        place = np.sort(self.random.integers(0, len(body_of_bill), n))
        tables = np.array([MAIN, RESIDENCE, OTHER, VACANT], dtype=np.uint8)
        table = self.random.choice(tables, size=n, p=[0.35, 0.5, 0.1, 0.05])
        last = int(group[-1]) + 1 + 2 * len(body_of_bill)
        rows = self._single(
            bill=place.astype(np.int32),
            group=(last + np.arange(n)).astype(np.int32),
            table=table,
        )
        return rows.but(
            kind=np.full(n, UNIT, dtype=np.uint8),
            area=self.random.integers(2_200, 12_000, n, dtype=np.int32),
            price_satang=self.random.integers(20, 180, n, dtype=np.int32) * 50_000,
            years=(table == VACANT).astype(np.uint8),
        )

    def _single(self, *, bill: Ints, group: Ints, table: Ints) -> _Rows:
        nothing = np.zeros(len(bill), dtype=np.uint8)
        return _Rows(
            bill=bill,
            group=group,
            table=table,
            kind=nothing,
            area=nothing,
            price_satang=nothing,
            structure=nothing,
            age=nothing.astype(np.int16),
            num=np.full(len(bill), _DEN, dtype=np.int16),
            before=nothing.astype(np.int16),
            years=nothing,
        )

    def _mixed(self, rows: _Rows) -> list[_Rows]:
        """Return the rows, a few per cent of them as two uses by area (s.38)."""
        n = len(rows.bill)
        mixed = (rows.table != VACANT) & (self.random.random(n) < MIXED_USE)
        at = np.flatnonzero(mixed)
        share = self.random.integers(50, _DEN - 50, len(at)).astype(np.int16)
        num = rows.num.copy()
        num[at] = share
        second = rows.take(at)
        other = np.where(second.table == OTHER, RESIDENCE, OTHER).astype(np.uint8)
        return [rows.but(num=num), second.but(table=other, num=_DEN - share, before=share)]

    def _ordered(self, rows: _Rows, body_of_bill: Ints, natural: Flags) -> Assessables:
        """Put the rows in the Act's order, and the lines' own facts beside them."""
        key = (rows.bill.astype(np.int64) << 36) | (rows.group.astype(np.int64) << 12)
        key |= (rows.table.astype(np.int64) << 8) | rows.years
        order = np.argsort(key, kind="stable")
        rows, key = rows.take(order), key[order]
        line_start = _runs(key)
        ladder_start = _runs((key >> 8)[line_start[:-1]])
        bill_start = _runs(rows.bill[line_start[:-1]][ladder_start[:-1]])
        first = line_start[:-1]
        bills = rows.bill[first][ladder_start[:-1]][bill_start[:-1]]
        body = body_of_bill[bills]
        n, lines = len(rows.bill), len(first)
        shared = np.flatnonzero(rows.num < _DEN)
        exempt = np.flatnonzero(self.random.random(n) < EXEMPT_UNDER_S8)
        reduced = self.random.integers(0, 1_000, lines) < self.mix.reduction_per_mille
        entries = self.random.integers(1, STANDING_ENTRIES + 1, lines)
        relief = np.flatnonzero(self.random.integers(0, 1_000, lines) < self.mix.relief_per_mille)
        return Assessables(
            kind=rows.kind,
            area=rows.area.astype(np.int32),
            price_satang=rows.price_satang.astype(np.int32),
            structure=rows.structure,
            age=rows.age,
            shared_rows=shared.astype(np.int32),
            share_num=rows.num[shared].astype(np.int64),
            share_den=np.full(len(shared), _DEN, dtype=np.int64),
            share_before=rows.before[shared].astype(np.int64),
            exempt_rows=exempt.astype(np.int32),
            exempt_ppm=self.random.choice([250_000, 1_000_000], size=len(exempt)).astype(np.int32),
            line_start=line_start,
            table=rows.table[first],
            vacant_years=rows.years[first],
            reduction=np.where(reduced, entries, 0).astype(np.uint8),
            relief_lines=relief.astype(np.int32),
            relief_ppm=np.full(len(relief), 500_000, dtype=np.int32),
            ladder_start=ladder_start,
            bill_start=bill_start,
            body=(self.codes[body] + 10_000_000).astype(np.int32),
            taxpayer=self._taxpayers(body),
            natural=natural[bills].astype(np.uint8),
            old_tax_bills=np.zeros(0, dtype=np.int32),
            old_tax_satang=np.zeros(0, dtype=np.int64),
            body_start=_runs(body),
            rate_set=np.zeros(len(self.codes), dtype=np.uint8),
        )

    def _taxpayers(self, body: Ints) -> NDArray[np.int64]:
        """Return pseudonyms, rising within each body; some people own in several bodies."""
        start = _runs(body)
        serial = np.arange(len(body)) - np.repeat(start[:-1], np.diff(start))
        base = self.random.integers(0, TAXPAYERS * 8, len(start) - 1)
        numbers: NDArray[np.int64] = (base[body - body[0]] + serial) * 45_000_000_007 + 1
        return numbers


def _runs(keys: Ints) -> NDArray[np.int32]:
    """Return the offsets of runs of equal keys: `(runs + 1,)`."""
    changes = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    return np.concatenate([[0], changes, [len(keys)]]).astype(np.int32)
