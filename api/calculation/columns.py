"""Requests of one tax year put into the engine's columns, and the plan that leads back from them.

Each request is its own taxpayer; each local body it names is a bill of its own (s.7).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from api.calculation.request import BUILDING, WHOLE_USE, Property, Request
from api.calculation.terms import Terms
from domain.law import YearLaw
from projections.arrangement import (
    CLASSES,
    TABLE_AGRICULTURE,
    TABLE_MAIN_BUILDING_ONLY,
    TABLE_MAIN_RESIDENCE,
    TABLE_OTHER,
    TABLE_RESIDENCE,
    TABLE_VACANT,
)
from projections.assessables import Assessables

Share = tuple[Property, int, int]
"""A property, the part of it before this use and the part in this use, in millionths of a percent.
"""

Treatment = tuple[int, int, int]
"""What parts a ladder into lines: first year of the step of vacancy, standing percent, relief."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a bill: what one part of a tax base is made of (s.42)."""

    table: int
    vacant_years: int
    standing_percent: int
    relief_ppm: int
    shares: Sequence[Share]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bill:
    """One request's properties in one local body: ladders, each of one or more lines."""

    body: str | None
    ladders: Sequence[Sequence[Line]]


def bills_of(request: Request) -> list[Bill]:
    """Put a request's properties under the ladders of the law, by first appearance (s.42)."""
    groups = _groups(request.properties)
    bodies: dict[str | None, dict[tuple[int, int], dict[Treatment, list[Share]]]] = {}
    for place, one in enumerate(request.properties):
        before = 0
        for use, part in one.uses:
            table = table_of(one, use, natural=request.natural)
            treatment = (
                _step(one.vacant_years, request.law) if table == TABLE_VACANT else 0,
                one.standing_percent,
                one.relief_ppm,
            )
            ladders = bodies.setdefault(one.body, {})
            lines = ladders.setdefault((groups[place], table), {})
            lines.setdefault(treatment, []).append((one, before, part))
            before += part
    return [
        Bill(
            body=body,
            ladders=[
                [
                    Line(
                        table=table,
                        vacant_years=treatment[0],
                        standing_percent=treatment[1],
                        relief_ppm=treatment[2],
                        shares=shares,
                    )
                    for treatment, shares in lines.items()
                ]
                for (_, table), lines in ladders.items()
            ],
        )
        for body, ladders in bodies.items()
    ]


def table_of(one: Property, use: int, *, natural: bool) -> int:
    """Return the rate table of one use of a property (s.37, s.94 (1) to (6)).

    A natural person's main residence has its own; a building on another's land the one of s.41
    paragraph 2; a condominium unit, which carries its part of the land, that of land and building.
    """
    name = CLASSES[use]
    if name == "agriculture":
        return TABLE_AGRICULTURE
    if name == "other":
        return TABLE_OTHER
    if name == "vacant":
        return TABLE_VACANT
    if not (natural and one.main):
        return TABLE_RESIDENCE
    alone = one.kind == BUILDING and one.on is None
    return TABLE_MAIN_BUILDING_ONLY if alone else TABLE_MAIN_RESIDENCE


def _step(vacant_years: int, law: YearLaw) -> int:
    """Return the first year of the step of s.43 that a year as vacant belongs to."""
    every = law.vacancy.every_years
    return (vacant_years - 1) // every * every + 1


def _groups(properties: Sequence[Property]) -> list[int]:
    """Return for each property the group it belongs to: contiguous land and what stands on it.

    That plots adjoin is mutual, goes on from plot to plot, and ends at a local body's border.
    """
    root = list(range(len(properties)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for place, one in enumerate(properties):
        for other in (*one.adjoins, *(() if one.on is None else (one.on,))):
            if properties[other].body == one.body:
                root[find(other)] = find(place)
    return [find(place) for place in range(len(properties))]


@dataclass(kw_only=True)
class Columns:
    """The engine's columns while bills are put into them, as lists."""

    terms: Terms
    rows: dict[str, list[int]] = field(
        default_factory=lambda: {
            name: [] for name in ("kind", "area", "price_satang", "structure", "age")
        }
    )
    shared: list[tuple[int, int, int]] = field(default_factory=list)
    exempt: list[tuple[int, int]] = field(default_factory=list)
    line_start: list[int] = field(default_factory=lambda: [0])
    lines: list[tuple[int, int, int]] = field(default_factory=list)
    relief: list[tuple[int, int]] = field(default_factory=list)
    ladder_start: list[int] = field(default_factory=lambda: [0])
    bill_start: list[int] = field(default_factory=lambda: [0])
    taxpayer: list[int] = field(default_factory=list)
    natural: list[int] = field(default_factory=list)
    old_tax: list[tuple[int, int]] = field(default_factory=list)

    def add(self, request: Request, bill: Bill, *, taxpayer: int) -> None:
        """Add one bill of a request."""
        for ladder in bill.ladders:
            for line in ladder:
                self._add_line(line)
            self.ladder_start.append(len(self.lines))
        if request.old_tax_satang is not None:
            self.old_tax.append((len(self.taxpayer), request.old_tax_satang))
        self.bill_start.append(len(self.ladder_start) - 1)
        self.taxpayer.append(taxpayer)
        self.natural.append(int(request.natural))

    def _add_line(self, line: Line) -> None:
        for one, before, part in line.shares:
            place = len(self.rows["kind"])
            self.rows["kind"].append(one.kind)
            self.rows["area"].append(one.worth.area)
            self.rows["price_satang"].append(one.worth.price_satang)
            self.rows["structure"].append(one.worth.structure)
            self.rows["age"].append(one.worth.age)
            if part < WHOLE_USE:
                self.shared.append((place, part, before))
            if one.exempt_ppm:
                self.exempt.append((place, one.exempt_ppm))
        if line.relief_ppm:
            self.relief.append((len(self.lines), line.relief_ppm))
        entry = self.terms.reductions[line.standing_percent].entry
        self.lines.append((line.table, line.vacant_years, entry))
        self.line_start.append(len(self.rows["kind"]))

    def assessables(self) -> Assessables:
        """Return the columns for the engine, each bill a run of its own."""
        bills = len(self.taxpayer)
        shared, exempt = _turned(self.shared, 3), _turned(self.exempt, 2)
        lines, relief, old = (
            _turned(self.lines, 3),
            _turned(self.relief, 2),
            _turned(self.old_tax, 2),
        )
        found = Assessables(
            kind=np.asarray(self.rows["kind"], dtype=np.uint8),
            area=np.asarray(self.rows["area"], dtype=np.int64),
            price_satang=np.asarray(self.rows["price_satang"], dtype=np.int64),
            structure=np.asarray(self.rows["structure"], dtype=np.uint8),
            age=np.asarray(self.rows["age"], dtype=np.int16),
            shared_rows=shared[0],
            share_num=shared[1],
            share_den=np.full(len(self.shared), WHOLE_USE, dtype=np.int64),
            share_before=shared[2],
            exempt_rows=exempt[0],
            exempt_ppm=exempt[1],
            line_start=np.asarray(self.line_start, dtype=np.int64),
            table=lines[0].astype(np.uint8),
            vacant_years=lines[1].astype(np.uint8),
            reduction=lines[2].astype(np.uint8),
            relief_lines=relief[0],
            relief_ppm=relief[1],
            ladder_start=np.asarray(self.ladder_start, dtype=np.int64),
            bill_start=np.asarray(self.bill_start, dtype=np.int64),
            body=np.zeros(bills, dtype=np.int32),
            taxpayer=np.asarray(self.taxpayer, dtype=np.int64),
            natural=np.asarray(self.natural, dtype=np.uint8),
            old_tax_bills=old[0],
            old_tax_satang=old[1],
            body_start=np.arange(bills + 1, dtype=np.int64),
            rate_set=np.zeros(bills, dtype=np.uint8),
        )
        found.check()
        return found


def _turned(
    rows: Iterable[tuple[int, ...]], width: int
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.asarray(list(rows), dtype=np.int64).reshape(-1, width).T
