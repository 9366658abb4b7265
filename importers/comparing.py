"""What a delivery says, held against what the register knows: remarks for a clerk, no refusals.

A remark keeps no row back: the register must not depend on which of two files came first. It is
recorded with the act, so that it can be told later who was told what.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import to_days
from domain.delivery import Columns
from domain.price_list import PriceList, PricesAnnounced
from domain.register import Decision, Register
from domain.rows import Rows, Text
from domain.tables import (
    ACTIVE,
    MAIN_RESIDENCE_NAMED,
    MAIN_RESIDENCE_ON_DUTY,
    NO_KEY,
    TABLES,
)
from importers.problems import Problem, Severity
from projections.as_of import BUILDING, LAND, ON_SHEET, UNIT, as_of
from projections.main_residences import homes_of, several_homes
from projections.properties import CLASSES

CHANGED_FOLD: Final = 5
"""A price more than five times, or less than a fifth of, the round before is a slip or news."""
_DECLARED_BY: Final = ("parcel", "building", "unit")
_CWAH_PER_RAI, _CWAH_PER_NGAN = 40_000, 10_000
_NAMED = (MAIN_RESIDENCE_NAMED, MAIN_RESIDENCE_ON_DUTY)
_LARGEST_DAY: Final = 2**31 - 1

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def remarks(
    register: Register, decision: Decision, *, feed: str, stated: Columns, followers: Ints
) -> list[Problem]:
    """Return what is odd about a decided delivery beside what the register knew before it.

    `stated` is what the file says of titles in passing (`property`, `row`, `area_cwah`, `sheet`);
    `followers` `(k, 2)` pairs a row with the row whose fact it is part of.
    """
    tables = decision.tables
    found = list(_waiting(register, decision, followers))
    latest = max(to_days(act.as_of) for act in (*register.acts, decision.act))
    titles: list[Rows | Columns] = (
        [tables["parcel"]] if "parcel" in tables and feed != "trf" else []
    )
    if len(stated.get("row", ())):
        titles.append(_resolved(register, stated))
    if titles:
        # A file that comes late is held against what was known for its own day.
        known = _Known.of(register, day=to_days(decision.act.as_of))
        found += [odd for rows in titles for odd in _titles(known, rows)]
    if "use" in tables:
        found += _uses(_Known.of(register, day=latest), tables["use"])
        found += _second_homes(register, decision, day=latest)
    return found


def _waiting(register: Register, decision: Decision, followers: Ints) -> Iterator[Problem]:
    """Point out rows about a parcel, building or unit that nobody has told of yet (XREF-01)."""
    tables = decision.tables
    subjects = [
        (np.asarray(rows[column]).astype(np.int64), np.asarray(rows["row"]).astype(np.int64))
        for name, rows in tables.items()
        for column, space in TABLES[name].keys.items()
        if space == "property" and not (name in _DECLARED_BY and column in {"property", "code"})
    ]
    if not subjects:
        return
    least = 1 + max(int(keys.max(initial=-1)) for keys, _ in subjects)
    declared = _declared(register, tables, least)
    lost = np.unique(np.concatenate([keys[~declared[keys]] for keys, _ in subjects]))
    declared[_drawn(register, decision, lost)] = True
    rows = [row[~declared[keys]] for keys, row in subjects]
    waiting = np.unique(np.concatenate(rows))
    waiting = np.union1d(waiting, followers[np.isin(followers[:, 1], waiting), 0])
    yield from (_remark("XREF-01", row) for row in waiting.tolist())


def _declared(register: Register, tables: Mapping[str, Rows], least: int) -> Flags:
    """Say of each key whether a plot, building or unit of that name was ever told of."""
    told: list[NDArray[np.integer]] = []
    for name in _DECLARED_BY:
        facts = register.facts[name]
        told.append(facts.column("property"))
        if name == "parcel":
            told.append(facts.column("code"))
        if name in tables:
            # A title that only ends with this file was not known before it.
            alive = (
                np.asarray(tables[name]["status"]) == ACTIVE if name == "parcel" else slice(None)
            )
            told.append(np.asarray(tables[name]["property"])[alive])
            if name == "parcel":
                told.append(np.asarray(tables[name]["code"])[alive])
    size = max(least, *(int(keys.max(initial=-1)) + 1 for keys in told))
    declared = np.zeros(size + 1, dtype=np.bool_)
    for keys in told:
        declared[keys] = True
    declared[NO_KEY] = True
    return declared


def _drawn(register: Register, decision: Decision, keys: Ints) -> Ints:
    """Return which of some keys are plots that a map calls by a sheet the register knows."""
    if not len(keys):
        return keys
    space = register.spaces["property"]
    brought = [event.keys["property"] for event in decision.events if "property" in event.keys]
    fresh = Text.concat(brought)
    texts = [
        space.key(key) if key < len(space) else fresh[key - len(space)] for key in keys.tolist()
    ]
    by_sheet = [(key, text) for key, text in zip(keys.tolist(), texts, strict=True)
                if text.startswith(ON_SHEET)]  # fmt: skip
    sheets = np.asarray([int(text.removeprefix(ON_SHEET)) for _, text in by_sheet], np.int64)
    known = np.isin(sheets, register.facts["parcel"].column("sheet"))
    return np.asarray([key for key, _ in by_sheet], np.int64)[known]


@dataclass(frozen=True, kw_only=True)
class _Known:
    """Area and map sheet of each key `(n,)` as the register has them; 0 where it has none."""

    kind: NDArray[np.uint8]
    area: Ints
    sheet: Ints

    @classmethod
    def of(cls, register: Register, *, day: int) -> "_Known":
        view = as_of(register, day=day)
        parcel, building = view.parcel[view.home], view.building[view.home]
        kind = view.kind[view.home]
        area = np.select(
            [kind == LAND, kind == BUILDING, kind == UNIT],
            [
                view.value("parcel", "area_cwah", parcel),
                view.value("building", "area_dm2", building),
                view.value("unit", "area_dm2", view.unit[view.home]),
            ],
            0,
        )
        sheet = np.where(kind == LAND, view.value("parcel", "sheet", parcel), 0)
        return cls(kind=kind, area=area, sheet=sheet)

    def at(self, keys: Ints) -> tuple[Ints, Ints, Ints]:
        """Return kind, area and sheet of keys, 0 for those the register has not seen."""
        if not len(self.kind):
            nothing = np.zeros(len(keys), dtype=np.int64)
            return nothing, nothing, nothing
        new = keys >= len(self.kind)
        place = np.where(new, 0, keys)
        kind, area, sheet = (
            np.where(new, 0, column[place]).astype(np.int64)
            for column in (self.kind, self.area, self.sheet)
        )
        return kind, area, sheet


def _titles(known: _Known, rows: Rows | Columns) -> list[Problem]:
    """Point out titles told with another area (AREA-07) or map sheet (DUP-02) than before."""
    keys, row, area, sheet = (
        np.asarray(rows[name]).astype(np.int64)
        for name in ("property", "row", "area_cwah", "sheet")
    )
    _, old_area, old_sheet = known.at(keys)
    other_area = np.flatnonzero((area > 0) & (old_area > 0) & (area != old_area))
    other_sheet = np.flatnonzero((sheet > 0) & (old_sheet > 0) & (sheet != old_sheet))
    found = [
        _remark("AREA-07", int(row[one]), old=_rai(int(old_area[one])), new=_rai(int(area[one])))
        for one in other_area.tolist()
    ]
    return found + [_remark("DUP-02", int(row[one])) for one in other_sheet.tolist()]


def _uses(known: _Known, rows: Rows) -> list[Problem]:
    """Point out uses that cover more (USE-01) or less (USE-03) than the plot or building."""
    keys, row = (np.asarray(rows[name]).astype(np.int64) for name in ("property", "row"))
    used = np.sum([np.asarray(rows[name]).astype(np.int64) for name in CLASSES], axis=0)
    kind, area, _ = known.at(keys)
    found = []
    for one in np.flatnonzero((area > 0) & (used > 0) & (used != area)).tolist():
        left = int(area[one] - used[one])
        if left < 0:
            found.append(_remark("USE-01", int(row[one])))
        else:
            land = kind[one] == LAND
            found.append(
                _remark(
                    "USE-03",
                    int(row[one]),
                    n=f"{left / 100:,.2f}",
                    unit="ตร.ว." if land else "ตร.ม.",
                    unit_english="square wah" if land else "square metres",
                )
            )
    return found


def _second_homes(register: Register, decision: Decision, *, day: int) -> list[Problem]:
    """Point out main residences of a natural person who has another one (USE-06; s.41)."""
    rows = decision.tables["use"]
    said = np.flatnonzero(np.isin(np.asarray(rows["main"]), _NAMED))
    if len(said) == 0:
        return []
    view = as_of(register.supposing(decision.events), day=day)
    mine = view.home[np.asarray(rows["property"])[said]]
    several = np.isin(mine, several_homes(homes_of(view)).key)
    return [_remark("USE-06", int(one)) for one in np.asarray(rows["row"])[said[several]].tolist()]


def price_remarks(prices: PriceList, events: list[PricesAnnounced]) -> list[Problem]:
    """Point out prices that are far from those of the round before (VAL-05)."""
    found: list[Problem] = []
    for event in events:
        for name, rows in event.tables.items():
            if not len(prices.facts[name]):
                continue
            identity = prices.facts[name].table.identity[0]
            key, row, since, price = (
                np.asarray(rows[one]).astype(np.int64)
                for one in (identity, "row", "since", "price_satang")
            )
            for day in np.unique(since).tolist():
                before = prices.in_force(name, day=day - 1)
                mine = np.flatnonzero(since == day)
                at = before.find(key[mine])
                mine, at = mine[at >= 0], at[at >= 0]
                old = before.price_satang[at]
                far = (price[mine] > old * CHANGED_FOLD) | (price[mine] * CHANGED_FOLD < old)
                found += [_remark("VAL-05", one) for one in row[mine[far]].tolist()]
    return found


def _resolved(register: Register, stated: Columns) -> Columns:
    text = stated["property"]
    assert isinstance(text, Text)
    return {**stated, "property": register.spaces["property"].find_all(text)}


def _rai(cwah: int) -> str:
    """Write an area as titles do, 1-2-53.6 for a rai, two ngan and 53.6 square wah."""
    rai, rest = divmod(cwah, _CWAH_PER_RAI)
    ngan, wah = divmod(rest, _CWAH_PER_NGAN)
    tail = f"{wah // 100}.{wah % 100:02d}".rstrip("0").rstrip(".")
    return f"{rai}-{ngan}-{tail}"


def _remark(code: str, row: int, **details: str) -> Problem:
    return Problem(code=code, severity=Severity.TO_DO, row=row, details=details)
