"""Plots merged and split at a local body: one act that retires, makes and carries facts over.

The land office says so in its own time; until then the body's survey may show that plots are one
(or that one is several), and the tax follows the ground (s.10, s.27).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np

from domain.calendar import to_days
from domain.correction import latest_row, property_index
from domain.delivery import Columns, Delivery
from domain.errors import Refused
from domain.register import Register
from domain.rows import Rows, Text
from domain.tables import ACTIVE, FINDINGS, NO_KEY, RETIRED, TABLES

MERGED: Final = "MERGED"
SPLIT: Final = "SPLIT"
CODE: Final = re.compile(r"[0-9]{2}[A-Z][0-9]{3}(/[0-9]{1,3})?")
_AREAS: Final = ("agriculture", "residence", "other", "vacant")
_CARRIED: Final = ("owner", "price")


class CannotDivide(Refused):
    """These plots cannot be made one, or this one not several."""

    code = "cannot-divide"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A plot after a split: its parcel code and area; "" keeps the plot's own code."""

    code: str
    area_cwah: int


@dataclass(frozen=True, kw_only=True)
class _Plot:
    key: int
    rows: Mapping[str, int]


def merging(
    register: Register,
    texts: Sequence[str],
    *,
    since: date,
    officer: str,
    at: datetime,
) -> Delivery:
    """Make several plots of one owner one: the first stays, with all areas, uses and buildings.

    Raises `CannotDivide`, `UnknownProperty`.
    """
    plots = [_plot(register, text, since) for text in dict.fromkeys(texts)]
    if len({plot.key for plot in plots}) != len(texts) or len(plots) < 2:  # noqa: PLR2004 - a merger
        raise CannotDivide("Name two plots or more, each once.")
    owners = {_cell(register, "owner", plot, "party") for plot in plots}
    if len(owners) != 1:
        raise CannotDivide("The plots have different owners; a merger needs one owner of all.")
    first, others = plots[0], plots[1:]
    area = sum(_cell(register, "parcel", plot, "area_cwah") for plot in plots)
    told = _Told(register, since)
    told.add("parcel", first, first.key, {"area_cwah": area})
    for plot in others:
        told.add("parcel", plot, plot.key, {"status": RETIRED})
    uses = {name: sum(_cell(register, "use", plot, name) for plot in plots) for name in _AREAS}
    told.add("use", first, first.key, uses)
    for building in _standing_on(register, [plot.key for plot in others], since):
        told.add("building", building, building.key, {"stands_on": first.key})
    return told.delivery(officer, at, MERGED)


def splitting(
    register: Register,
    text: str,
    pieces: Sequence[Piece],
    *,
    since: date,
    officer: str,
    at: datetime,
) -> Delivery:
    """Make one plot several: the first keeps its code and what stands on it, others get a new code.

    Owner and price are the plot's; uses are shared out by area, what does not divide goes to the
    first. Raises `CannotDivide`, `UnknownProperty`.
    """
    plot = _plot(register, text, since)
    whole = _cell(register, "parcel", plot, "area_cwah")
    if len(pieces) < 2 or any(one.area_cwah <= 0 for one in pieces):  # noqa: PLR2004 - a split
        raise CannotDivide("A split makes two plots or more, each with an area.")
    if sum(one.area_cwah for one in pieces) != whole:
        raise CannotDivide(f"The areas add up to the plot's {whole} hundredths of a square wah.")
    _check_codes(register, pieces[1:])
    told = _Told(register, since)
    uses = {name: _cell(register, "use", plot, name) for name in _AREAS}
    shares = [
        {name: area * piece.area_cwah // whole for name, area in uses.items()} for piece in pieces
    ]
    for name, area in uses.items():
        shares[0][name] = area - sum(share[name] for share in shares[1:])
    told.add("parcel", plot, plot.key, {"area_cwah": pieces[0].area_cwah})
    told.add("use", plot, plot.key, shares[0])
    for piece, share in zip(pieces[1:], shares[1:], strict=True):
        code = f"C:{piece.code}"
        told.add("parcel", plot, code, {"area_cwah": piece.area_cwah}, texts={"code": code})
        told.add("use", plot, code, {**share, "main": 0})
        for table in _CARRIED:
            if plot.rows[table] >= 0:
                told.add(table, plot, code, {})
    return told.delivery(officer, at, SPLIT)


def _check_codes(register: Register, pieces: Sequence[Piece]) -> None:
    codes = [one.code for one in pieces]
    if len(set(codes)) != len(codes) or not all(CODE.fullmatch(code) for code in codes):
        raise CannotDivide("Each new plot has a parcel code of its own such as 01A001 or 01A001/1.")
    if any(register.spaces["property"].find(f"C:{code}") is not None for code in codes):
        raise CannotDivide("A new plot's parcel code is one that the register does not have yet.")


def _plot(register: Register, text: str, since: date) -> _Plot:
    """Return a plot in force with the rows that hold of it. Raises `CannotDivide`."""
    index, day = property_index(register, text), to_days(since)
    rows: dict[str, int] = {}
    key = index
    for name in ("parcel", "use", *_CARRIED):
        found, rows[name] = latest_row(register, name, index, day=day)
        if name == "parcel":
            key = found
    parcels = register.facts["parcel"]
    if rows["parcel"] < 0 or int(parcels.column("status")[rows["parcel"]]) != ACTIVE:
        raise CannotDivide("Only plots of land that are in force on the day are merged or split.")
    if rows["use"] < 0 or rows["owner"] < 0:
        raise CannotDivide("Owner and use of the plots have to be known first.")
    return _Plot(key=key, rows=rows)


def _cell(register: Register, table: str, plot: _Plot, column: str) -> int:
    return int(register.facts[table].column(column)[plot.rows[table]])


def _standing_on(register: Register, keys: Sequence[int], since: date) -> list[_Plot]:
    """Return the buildings that stand on plots, which a survey names by their parcel codes."""
    day, facts = to_days(since), register.facts["building"]
    parcels, count = register.facts["parcel"], len(register.spaces["property"])
    rows = parcels.latest(count, day=day)
    codes = {int(parcels.column("code")[rows[key]]) for key in keys if rows[key] >= 0} - {NO_KEY}
    ground = np.array(sorted(codes | set(keys)), dtype=np.int64)
    latest = facts.latest(count, day=day)
    known = np.flatnonzero(latest >= 0)
    there = known[np.isin(facts.column("stands_on")[latest[known]], ground)]
    return [_Plot(key=int(key), rows={"building": int(latest[key])}) for key in there]


class _Told:
    """The facts of one act, put together row by row."""

    def __init__(self, register: Register, since: date) -> None:
        self._register, self._since = register, since
        self._cells: dict[str, dict[str, list[int | str]]] = {}
        self._count = 0

    def add(
        self,
        table: str,
        like: _Plot,
        key: int | str,
        changed: Mapping[str, int],
        *,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """Add a fact like one that holds, of a property (a dense key, or a new natural one)."""
        self._count += 1
        schema = TABLES[table]
        cells = self._cells.setdefault(table, {})
        facts, row = self._register.facts[table], like.rows[table]
        for column in schema.schema.columns:
            value: int | str
            if column.name == "property":
                value = key if isinstance(key, str) else self._natural("property", key)
            elif column.name == "since":
                value = to_days(self._since)
            elif column.name == "row":
                value = self._count
            elif texts and column.name in texts:
                value = texts[column.name]
            else:
                value = changed.get(column.name, int(facts.column(column.name)[row]))
                if column.name in schema.keys:
                    value = self._natural(schema.keys[column.name], value)
            cells.setdefault(column.name, []).append(value)

    def _natural(self, space: str, key: int) -> str:
        return "" if key == NO_KEY else self._register.spaces[space].key(key)

    def delivery(self, officer: str, at: datetime, reason: str) -> Delivery:
        """Return the act."""
        return Delivery(
            feed="correction",
            authority="LAO",
            officer=officer,
            as_of=self._since,
            recorded_at=at,
            file_sha256="",
            rows_in=self._count,
            facts={name: self._columns(name, cells) for name, cells in self._cells.items()},
            findings=Rows.empty(FINDINGS),
            reason=reason,
        )

    @staticmethod
    def _columns(name: str, cells: Mapping[str, list[Any]]) -> Columns:
        table = TABLES[name]
        return {
            column.name: Text.of(cells[column.name])
            if column.name in table.keys
            else np.asarray(cells[column.name], dtype=column.dtype)
            for column in table.schema.columns
        }
