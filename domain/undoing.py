"""A delivery undone: what was known before it is recorded again; nothing is erased.

An act cannot be taken out of the log, so its undoing is another act. For each fact the delivery
told, the fact that held for the same day before is told again. What somebody told later for the
same day stays, and where nothing was known before there is nothing to go back to: a plot is then
retired, an exemption or reduction set to nothing, and other facts stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np

from domain.delivery import Act, Columns, Delivery
from domain.errors import Refused
from domain.facts import Facts
from domain.register import Register
from domain.rows import Rows, Text
from domain.tables import BUILDING_DEMOLISHED, FINDINGS, NO_KEY, RETIRED, TABLES

UNDONE: Final = "UNDONE"
_NOTHING: Final[Mapping[str, Mapping[str, int]]] = {
    "parcel": {"status": RETIRED},
    "unit": {"status": RETIRED},
    "building": {"status": BUILDING_DEMOLISHED},
    "exemption": {"share_ppm": 0},
    "reduction": {"entry": 0},
    "relief": {"reduction_ppm": 0},
    "adjacency": {"on": 0},
}
"""How a table says that there is nothing, where nothing was known before."""


class NoSuchDelivery(Refused):
    """No delivery was recorded at that position of the register."""

    code = "no-such-delivery"


class NothingToUndo(Refused):
    """Nothing of the delivery stands any more, or nothing was known before it."""

    code = "nothing-to-undo"


@dataclass(kw_only=True)
class Undoing:
    """What undoing comes to: the delivery that does it, and how many facts stay, and why."""

    delivery: Delivery
    facts: int
    newer: int
    unknown_before: int


@dataclass(kw_only=True)
class _Back:
    """Cells of one table to be told again, and what cannot be."""

    cells: dict[str, list[int]] = field(default_factory=dict)
    newer: int = 0
    unknown: int = 0


def undoing(register: Register, position: int, *, officer: str, at: datetime) -> Undoing:
    """Return the delivery that undoes another. Raises `NoSuchDelivery`, `NothingToUndo`."""
    acts = _acts_at(register, position)
    if not acts:
        raise NoSuchDelivery(
            f"The register of {register.body:08d} recorded no delivery at position {position}."
        )
    back = {
        name: _Back() if not len(facts.column("since")) else _table_back(facts, acts)
        for name, facts in register.facts.items()
    }
    total, tables = 0, {}
    for name, one in back.items():
        count = len(one.cells.get("since", ()))
        if count:
            tables[name] = _columns(register, name, one.cells, first_row=total + 1)
            total += count
    if not total:
        raise NothingToUndo(
            "Nothing of that delivery can be undone: it was told anew since, or nothing was known "
            "before it."
        )
    head: Act = register.acts[min(acts)]
    return Undoing(
        delivery=Delivery(
            feed="correction",
            authority="LAO",
            officer=officer,
            as_of=head.as_of,
            recorded_at=at,
            file_sha256="",
            rows_in=total,
            facts=tables,
            findings=Rows.empty(FINDINGS),
            reason=UNDONE,
        ),
        facts=total,
        newer=sum(one.newer for one in back.values()),
        unknown_before=sum(one.unknown for one in back.values()),
    )


def _acts_at(register: Register, position: int) -> set[int]:
    """Return the parts of the delivery recorded from a position on; a large one has several."""
    if position not in register.act_positions:
        return set()
    first = register.act_positions.index(position)
    parts = register.acts[first].parts
    return set(range(first, first + parts)) if register.acts[first].part == 1 else set()


def _table_back(facts: Facts, acts: set[int]) -> _Back:
    """Put together what held before, row by row, for the facts that some acts told."""
    act = facts.column("act")
    mine = np.isin(act, list(acts))
    back = _Back()
    if not mine.any():
        return back
    keys = [facts.column(name) for name in facts.table.identity]
    near = np.flatnonzero(np.isin(keys[0], keys[0][mine]))
    since = facts.column("since")
    said: dict[tuple[int, ...], list[int]] = {}
    for row in near.tolist():
        said.setdefault(tuple(int(key[row]) for key in keys), []).append(row)
    last = max(acts)
    for row in np.flatnonzero(mine).tolist():
        rows = said[tuple(int(key[row]) for key in keys)]
        day = int(since[row])
        if any(int(act[one]) > last and int(since[one]) == day for one in rows):
            back.newer += 1
            continue
        before = [one for one in rows if int(act[one]) < min(acts) and int(since[one]) <= day]
        held = max(before, key=lambda one: (int(since[one]), one), default=None)
        _tell_again(facts, back, row, held)
    return back


def _tell_again(facts: Facts, back: _Back, row: int, held: int | None) -> None:
    nothing = _NOTHING.get(facts.table.name)
    if held is None and nothing is None:
        back.unknown += 1
        return
    for column in facts.table.schema.columns:
        source = row if held is None or column.name == "since" else held
        value = int(facts.column(column.name)[source])
        if held is None and nothing is not None:
            value = nothing.get(column.name, value)
        back.cells.setdefault(column.name, []).append(value)


def _columns(
    register: Register, name: str, cells: Mapping[str, list[int]], *, first_row: int
) -> Columns:
    """Return the columns of a table with natural keys in place of dense ones."""
    table = TABLES[name]
    found: dict[str, np.ndarray[Any, Any] | Text] = {}
    for column, values in cells.items():
        if column == "row":
            found["row"] = np.arange(first_row, first_row + len(values), dtype=np.int32)
        elif column in table.keys:
            space = register.spaces[table.keys[column]]
            found[column] = Text.of(list(_keys(space.all(), values)))
        else:
            dtype = next(c.dtype for c in table.schema.columns if c.name == column)
            found[column] = np.asarray(values, dtype=dtype)
    return found


def _keys(names: list[str], values: list[int]) -> Iterator[str]:
    for value in values:
        yield "" if value == NO_KEY else names[value]
