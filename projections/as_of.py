"""What one register says on a day, as known at a log position: one row per property and table.

Nothing is copied: the view holds, for each dense property key, which row of each table holds.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from domain.facts import Facts
from domain.register import Register
from domain.tables import (
    ACTIVE,
    BUILDING_DERELICT,
    BUILDING_IN_USE,
    NO_END,
    NO_KEY,
)

LAND = 1
BUILDING = 2
UNIT = 3

ON_SHEET = "S:"
"""Beginning of the key of a plot that a map knows by its sheet and land number alone."""

Rows = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class AsOf:
    """The register on a day. Arrays are `(n,)` over the dense property keys.

    `kind` is 0 for a key that is no taxable property on that day (retired, demolished, under
    construction, or only a parcel code). `home` is the key a fact about this key belongs to: a
    survey's parcel code stands for the parcel that carries it. The others are row indices into
    the register's tables, -1 where nothing is known. `coded` and `placed` are the latest rows of
    the parcel that name its parcel code and its sub-district: the land office's monthly acts know
    neither, and what they leave out stays as it was.
    """

    register: Register
    day: int
    position: int | None
    kind: NDArray[np.uint8]
    home: Rows
    parcel: Rows
    coded: Rows
    placed: Rows
    building: Rows
    unit: Rows
    owner: Rows
    use: Rows
    fixed_price: Rows
    reduction: Rows
    old_tax: Rows
    group: Rows

    def __len__(self) -> int:
        """Count the property keys."""
        return len(self.kind)

    def facts(self, table: str) -> Facts:
        """Return a table of the register."""
        return self.register.facts[table]

    def value(self, table: str, column: str, rows: Rows, *, missing: int = 0) -> NDArray[np.int64]:
        """Return `(m,)` a column's values at row indices, `missing` where the index is -1."""
        values = self.facts(table).column(column)
        if len(values) == 0:
            return np.full(len(rows), missing, dtype=np.int64)
        taken = values[rows].astype(np.int64)
        taken[rows < 0] = missing
        return taken


def as_of(register: Register, *, day: int, position: int | None = None) -> AsOf:
    """Select what the register says on a day, as known at a log position (None: all of it)."""
    count = len(register.spaces["property"])

    @cache
    def told(table: str) -> NDArray[np.intp]:
        return register.facts[table].known(day=day, position=position)

    def latest(
        table: str, home: Rows | None = None, where: NDArray[np.bool_] | None = None
    ) -> Rows:
        return register.facts[table].last_of(told(table), count, home=home, where=where)

    parcel, building, unit = latest("parcel"), latest("building"), latest("unit")
    owned = latest("owner")
    parcel = _told_later(register.facts["parcel"], parcel, owned, position)
    parcels = register.facts["parcel"]
    coded = latest("parcel", where=parcels.column("code") != NO_KEY)
    home = _homes(register, parcel, coded)
    kind = np.zeros(count, dtype=np.uint8)
    for rows, table, allowed, code in (
        (parcel, "parcel", (ACTIVE,), LAND),
        # A building under construction is no building yet; its land is used as residence or
        # whatever the survey says (Finance and Interior notice on residences).
        (building, "building", (BUILDING_IN_USE, BUILDING_DERELICT), BUILDING),
        (unit, "unit", (ACTIVE,), UNIT),
    ):
        known = np.flatnonzero(rows >= 0)
        status = register.facts[table].column("status")[rows[known]]
        kind[known[np.logical_or.reduce([status == one for one in allowed])]] = code
    kind[home != np.arange(count)] = 0
    kind[_codes_of_titles(register, coded)] = 0
    return AsOf(
        register=register,
        day=day,
        position=position,
        kind=kind,
        home=home,
        parcel=parcel,
        coded=coded,
        placed=latest("parcel", where=parcels.column("tambon") != 0),
        building=building,
        unit=unit,
        owner=_owners(owned, latest("owner", home)),
        use=latest("use", home),
        fixed_price=latest("price", home),
        reduction=latest("reduction", home),
        old_tax=latest("old_tax", home),
        group=latest("group", home),
    )


def _told_later(facts: Facts, parcel: Rows, owned: Rows, position: int | None) -> Rows:
    """Let a plot that was owned already be what the land office first said it is.

    A body's first registry often stands for a day after 1 January, though its titles are old.
    """
    # ASSUMPTION: setting `titles_before_the_registry`; the land office could send the older state.
    missing = (parcel < 0) & (owned >= 0)
    if not missing.any():
        return parcel
    rows = facts.known(day=NO_END, position=position)[::-1]
    first = np.full(len(parcel), -1, dtype=np.int32)
    first[facts.column("property")[rows]] = rows
    return np.where(missing, first, parcel).astype(np.int32)


def _owners(own: Rows, told: Rows) -> Rows:
    """Return the rows that say who owns each property.

    Of titled land the land office says it (s.10); what the local body's own list says under the
    parcel code counts only where the land office says nothing.
    """
    said: Rows = np.where(own >= 0, own, told)
    return said


def _codes_of_titles(register: Register, coded: Rows) -> Rows:
    """Return the parcel codes that titles carry or carried: they are no land beside the title."""
    known = np.flatnonzero(coded >= 0).astype(np.int32)
    code = register.facts["parcel"].column("code")[coded[known]].astype(np.int32)
    codes: Rows = code[code != known]
    return codes


def _homes(register: Register, parcel: Rows, coded: Rows) -> Rows:
    """Let each parcel code, and each plot on a map sheet, stand for the active parcel it is."""
    home = np.arange(len(parcel), dtype=np.int32)
    facts = register.facts["parcel"]
    known = np.flatnonzero(coded >= 0).astype(np.int32)
    code = facts.column("code")[coded[known]].astype(np.int32)
    # A plot once known by its code alone and now by its title is one plot: the title's.
    stands_for = (facts.column("status")[parcel[known]] == ACTIVE) & (code != known)
    home[code[stands_for]] = known[stands_for]
    drawn = register.spaces["property"].beginning(ON_SHEET)
    if drawn:
        keys = np.fromiter((key for key in drawn if key < len(parcel)), dtype=np.int32)
        sheets = np.fromiter(
            (int(drawn[key].removeprefix(ON_SHEET)) for key in keys.tolist()), dtype=np.int64
        )
        home[keys] = _on_sheets(register, parcel, home, keys, sheets)
    return home


def _on_sheets(
    register: Register, parcel: Rows, home: Rows, keys: Rows, sheets: NDArray[np.int64]
) -> Rows:
    """Return `(k,)` the parcels that lie on sheets under land numbers, the keys where none does."""
    facts = register.facts["parcel"]
    active = np.flatnonzero(parcel >= 0).astype(np.int32)
    active = active[facts.column("status")[parcel[active]] == ACTIVE]
    active = active[home[active] == active]
    carried = facts.column("sheet")[parcel[active]]
    order = np.argsort(carried, kind="stable")
    active, carried = active[order], carried[order]
    place = np.searchsorted(carried, sheets)
    found = np.append(carried, -1)[place] == sheets
    return np.where(found, np.append(active, -1)[place], keys).astype(np.int32)
