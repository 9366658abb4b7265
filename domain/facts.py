"""An append-only table of facts in columns, and the judgement whether a new fact says anything new.

The rows of all acts lie one under the other. What is true on a day, as known at a log position, is
a selection: of the rows that became true by that day and were recorded by that position, the
latest day wins and, on one day, the one recorded last.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.ordering import stable_order
from domain.rows import Rows, Text
from domain.tables import Table

UNCHANGED: Final = 0
"""The register already holds this very fact: same subject, same day, same values."""
CONFIRMED: Final = 1
"""The fact repeats what is known for that day from an earlier day."""
CHANGED: Final = 2
"""The fact says something the register does not know."""


class Facts:
    """The facts of one table, in the order in which they were recorded."""

    def __init__(self, table: Table) -> None:
        """Start an empty table."""
        self.table = table
        self._parts: list[Rows] = []
        self._positions: list[int] = []
        self._acts: list[int] = []
        self._joined: dict[str, NDArray[np.integer[Any]]] = {}
        self._joined_parts = 0

    def copy(self) -> "Facts":
        """Return a table of its own with the same rows, which are shared."""
        copy = Facts(self.table)
        copy._parts, copy._positions = [*self._parts], [*self._positions]
        copy._acts = [*self._acts]
        copy._joined, copy._joined_parts = dict(self._joined), self._joined_parts
        return copy

    def append(self, rows: Rows, *, position: int, act: int) -> None:
        """Put the rows of one act under the others. `act` is its index in the register."""
        if len(rows):
            self._parts.append(rows)
            self._positions.append(position)
            self._acts.append(act)

    def __len__(self) -> int:
        """Count the rows."""
        return sum(len(part) for part in self._parts)

    def column(self, name: str) -> NDArray[np.integer[Any]]:
        """Return one whole column `(n,)`; besides the schema's, `position` and `act`."""
        if self._joined_parts != len(self._parts):
            self._joined = {}
            self._joined_parts = len(self._parts)
        if name not in self._joined:
            self._joined[name] = self._join(name)
        return self._joined[name]

    def _join(self, name: str) -> NDArray[np.integer[Any]]:
        if name in {"position", "act"}:
            values = self._positions if name == "position" else self._acts
            counts = [len(part) for part in self._parts]
            dtype = np.int64 if name == "position" else np.int32
            return np.repeat(np.asarray(values, dtype=dtype), counts)
        parts = [np.asarray(part[name]) for part in self._parts]
        if parts:
            return np.concatenate(parts) if len(parts) > 1 else parts[0]
        dtype_name = next(c.dtype for c in self.table.schema.columns if c.name == name)
        return np.zeros(0, dtype=dtype_name)

    def text(self, name: str, index: int) -> str:
        """Return one cell of a text column."""
        for part in self._parts:
            if index < len(part):
                column = part[name]
                assert isinstance(column, Text)
                return column[index]
            index -= len(part)
        raise IndexError(index)

    def known(self, *, day: int, position: int | None) -> NDArray[np.intp]:
        """Return the rows true by `day` and recorded by `position`, in the order of precedence.

        The last of several rows about one subject is the one that holds.
        """
        since = self.column("since")
        keep = since <= day
        if position is not None:
            keep &= self.column("position") <= position
        rows = np.flatnonzero(keep)
        days = since[rows]
        if np.any(days[1:] < days[:-1]):
            rows = rows[stable_order(days)]
        return rows

    def latest(self, count: int, *, day: int, position: int | None = None) -> NDArray[np.int32]:
        """Return `(count,)` the row that holds for each dense key, -1 where there is none."""
        return self.last_of(self.known(day=day, position=position), count)

    def last_of(
        self,
        known: NDArray[np.intp],
        count: int,
        *,
        home: NDArray[np.int32] | None = None,
        where: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.int32]:
        """Return `(count,)` the row of those `known` that holds for each dense key, else -1.

        `home` translates a key to the one it stands for; `where` leaves out rows `(n,)`.
        """
        rows = known if where is None else known[where[known]]
        keys = self.column(self.table.identity[0])[rows]
        if home is not None:
            keys = home[keys]
        found = np.full(count, -1, dtype=np.int32)
        found[keys] = rows
        return found

    def judge(self, incoming: Rows) -> NDArray[np.uint8]:
        """Say for each incoming row `(n,)` whether it is CHANGED, CONFIRMED or UNCHANGED.

        A row is judged against what is known for its own day, the rows before it in the same
        delivery included.
        """
        verdict = np.full(len(incoming), CHANGED, dtype=np.uint8)
        first = self.table.identity[0]
        stored_keys, keys = self.column(first), np.asarray(incoming[first])
        stored = np.flatnonzero(_among(stored_keys, keys)) if len(stored_keys) else None
        doubtful = _among(keys, stored_keys[stored]) if stored is not None else _repeated(keys)
        if stored is not None:
            doubtful |= _repeated(keys)
        at = np.flatnonzero(doubtful)
        if len(at) == 0:
            return verdict
        merged = self._merge(stored, incoming, at)
        verdict[at] = self._compare(merged, len(at))
        return verdict

    def overruled(self, incoming: Rows) -> NDArray[np.bool_]:
        """Say of each incoming row `(n,)` whether what was told last for its day says otherwise."""
        names = (*self.table.identity, "since")
        first = self.table.identity[0]
        stored = np.flatnonzero(_among(self.column(first), np.asarray(incoming[first])))
        subjects = zip(*(self.column(name)[stored].tolist() for name in names), strict=True)
        last = dict(zip(subjects, stored.tolist(), strict=True))
        told = zip(*(np.asarray(incoming[name]).tolist() for name in names), strict=True)
        before = np.array([last.get(one, -1) for one in told], dtype=np.int64)
        known = before >= 0
        other = np.zeros(len(before), dtype=np.bool_)
        for name in self.table.values:
            said = np.asarray(incoming[name])[known]
            other[known] |= self.column(name)[before[known]] != said
        return other

    def _merge(
        self, stored: NDArray[np.intp] | None, incoming: Rows, at: NDArray[np.intp]
    ) -> Mapping[str, NDArray[np.integer[Any]]]:
        numeric = [c.name for c in self.table.schema.columns if c.dtype != "text"]
        merged = {}
        for name in numeric:
            new = np.asarray(incoming[name])[at]
            old = self.column(name)[stored] if stored is not None else new[:0]
            merged[name] = np.concatenate([old, new])
        return merged

    def _compare(
        self, merged: Mapping[str, NDArray[np.integer[Any]]], incoming: int
    ) -> NDArray[np.uint8]:
        values = [name for name in self.table.values if name in merged]
        subject = [merged[name] for name in self.table.identity]
        total = len(merged["since"])
        arrival = np.arange(total)
        fresh = arrival >= total - incoming
        verdict = np.full(total, CHANGED, dtype=np.uint8)

        order = np.lexsort((arrival, merged["since"], *reversed(subject)))
        repeats = _same_as_previous([*subject, *(merged[name] for name in values)], order)
        verdict[order[repeats]] = CONFIRMED

        said = [*subject, merged["since"], *(merged[name] for name in values)]
        order = np.lexsort((arrival, *reversed(said)))
        verdict[order[_same_as_previous(said, order)]] = UNCHANGED
        return verdict[fresh]


def _among(keys: NDArray[np.integer[Any]], sought: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Say of each key `(n,)` whether it is one of those sought.

    Dense integers are looked up in a table of their span. Of wide keys the sought are put in
    order, never the others: a body's prices are held against a whole province's.
    """
    if keys.dtype.itemsize < 8 or len(sought) == 0:  # noqa: PLR2004 - bytes of an i8 key
        return np.isin(keys, sought)
    ordered = np.unique(sought)
    at = np.searchsorted(ordered, keys)
    found: NDArray[np.bool_] = ordered[np.minimum(at, len(ordered) - 1)] == keys
    return found


def _repeated(keys: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Say of each key whether it stands more than once."""
    order = stable_order(keys)
    same = keys[order][1:] == keys[order][:-1]
    repeated = np.zeros(len(keys), dtype=np.bool_)
    repeated[order[1:][same]] = True
    repeated[order[:-1][same]] = True
    return repeated


def _same_as_previous(
    columns: list[NDArray[np.integer[Any]]], order: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Say of each row, taken in `order`, whether it equals the one before it in all columns."""
    same = np.zeros(len(order), dtype=np.bool_)
    if len(order) > 1:
        same[1:] = True
        for column in columns:
            ordered = column[order]
            same[1:] &= ordered[1:] == ordered[:-1]
    return same
