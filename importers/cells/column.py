"""The one way a column is read: plain cells at once, the others value by value, exactly.

The exact function of a parser is the authority. A fast function may answer only for cells on
which it would say the same; a test compares the two on random cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from importers.carriers.batch import Cells, Kind
from importers.cells.cell import BLANK, Cell, Exact, Note
from importers.cells.plain import raw
from importers.problems import Severity

# A NumPy array (n,) of numbers or an Arrow string array (n,); Arrow has no types to name.
Part: TypeAlias = Any


@dataclass(frozen=True, kw_only=True)
class Fast:
    """What could be read at once: `plain` (n,) bool, and parts of which only plain rows count.

    A plain cell is never blank and has no notes.
    """

    plain: NDArray[np.bool_]
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Parser:
    """How cells of one type are read.

    `parts` names the values a cell gives with their dtypes ("i8", "i4" or "text"); most have one.
    `wanted_thai` and `wanted_english` say in a few words what the cell should hold.
    """

    name: str
    exact: Exact
    wanted_thai: str
    wanted_english: str
    parts: tuple[tuple[str, str], ...] = (("value", "i8"),)
    fast: Callable[[pa.StringArray], Fast | None] | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One code on some rows of a batch: `rows` (k,) indices, `details` (k,) or none at all."""

    code: str
    severity: Severity
    rows: NDArray[np.int64]
    details: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A column read: each part (n,), which cells are filled in and usable, and findings.

    Where `given` is False a number part holds 0 and a text part "". `ok` is False only where a
    finding keeps the row out.
    """

    parts: Mapping[str, Part]
    given: NDArray[np.bool_]
    ok: NDArray[np.bool_]
    findings: tuple[Finding, ...] = ()

    @property
    def values(self) -> Part:
        """The first part, (n,)."""
        return next(iter(self.parts.values()))

    def numbers(self, part: str = "") -> NDArray[np.int64]:
        """Return a number part (n,), the first by default; 0 where not given."""
        return np.asarray(self.parts[part] if part else self.values, dtype=np.int64)

    def texts(self, part: str = "") -> list[str]:
        """Return a text part as strings (n,), the first by default; "" where not given."""
        return list((self.parts[part] if part else self.values).to_pylist())


@dataclass
class _Notes:
    """Findings of one column while it is read, grouped by code and severity."""

    rows: dict[tuple[str, Severity], list[NDArray[np.int64]]] = field(default_factory=dict)
    details: dict[tuple[str, Severity], list[Mapping[str, str]]] = field(default_factory=dict)

    def add(self, note: Note, rows: NDArray[np.int64]) -> None:
        key = (note.code, note.gravity)
        self.rows.setdefault(key, []).append(rows)
        self.details.setdefault(key, []).extend([dict(note.details)] * len(rows))

    def findings(self) -> tuple[Finding, ...]:
        return tuple(
            Finding(
                code=code,
                severity=severity,
                rows=np.concatenate(rows),
                details=tuple(self.details[code, severity]),
            )
            for (code, severity), rows in self.rows.items()
        )


def parse_column(cells: Cells, parser: Parser) -> Parsed:
    """Read a column (n,) with a parser; never raises for what a cell holds."""
    if len(cells) > 1 and _all_alike(cells):
        first = np.zeros(1, dtype=np.int64)
        return _repeated(parse_column(cells.take(first), parser), len(cells))
    fast = parser.fast(cells.text) if parser.fast and len(cells) else None
    if fast is None:
        return _finish(cells, parser, fast, np.arange(len(cells)))
    plain = fast.plain
    if cells.kinds is not None:
        plain = plain & (cells.kinds < Kind.DATE)
    names = [name for name, _ in parser.parts]
    if plain.all():
        return Parsed(parts=dict(zip(names, fast.parts, strict=True)), given=plain, ok=plain.copy())
    rest = np.flatnonzero(~plain)
    if _are_blank(cells, rest) and parser.exact("", Kind.TEXT) == BLANK:
        parts = [_where_given(part, plain, cells) for part in fast.parts]
        if all(part is not None for part in parts):
            everywhere = np.ones(len(cells), dtype=np.bool_)
            return Parsed(parts=dict(zip(names, parts, strict=True)), given=plain, ok=everywhere)
    return _finish(cells, parser, fast, rest)


def _all_alike(cells: Cells) -> bool:
    """Say whether all cells of a column hold the same, as that of the file's day often does."""
    if cells.kinds is not None and (cells.kinds != cells.kinds[0]).any():
        return False
    bytes_ = raw(cells.text)
    lengths = bytes_.lengths
    width = int(lengths[0])
    if (lengths != width).any():
        return False
    return width == 0 or bool(np.array_equal(bytes_.data[width:], bytes_.data[:-width]))


def _repeated(one: Parsed, count: int) -> Parsed:
    """Return what a column of so many cells comes to that all hold what one does."""
    return Parsed(
        parts={
            name: np.repeat(part, count)
            if isinstance(part, np.ndarray)
            else pa.repeat(part[0], count)
            for name, part in one.parts.items()
        },
        given=np.repeat(one.given, count),
        ok=np.repeat(one.ok, count),
        findings=tuple(
            replace(finding, rows=np.arange(count), details=finding.details * count)
            for finding in one.findings
        ),
    )


def _are_blank(cells: Cells, rows: NDArray[np.int64]) -> bool:
    """Say whether some cells hold nothing and are known to be nothing else but text."""
    return cells.kinds is None and not raw(cells.text).lengths[rows].any()


def _where_given(part: Part, given: NDArray[np.bool_], cells: Cells) -> Part | None:
    """Return a part that is blank where the cell is; None for a text that is not the cell's own."""
    if isinstance(part, np.ndarray):
        return np.where(given, part, 0).astype(part.dtype)
    return part if part is cells.text else None


def _finish(cells: Cells, parser: Parser, fast: Fast | None, rest: NDArray[np.int64]) -> Parsed:
    """Read the cells at `rest` exactly, once for each distinct text and kind."""
    results, which = _distinct(cells.take(rest) if fast is not None else cells, parser.exact)
    given = np.ones(len(cells), dtype=np.bool_)
    ok = np.ones(len(cells), dtype=np.bool_)
    given[rest] = np.array([cell.values is not None for cell in results], dtype=np.bool_)[which]
    ok[rest] = np.array([cell.ok for cell in results], dtype=np.bool_)[which]
    notes = _Notes()
    noted = [index for index, cell in enumerate(results) if cell.notes]
    if noted:
        order = np.argsort(which, kind="stable")
        starts = np.searchsorted(which[order], np.arange(len(results) + 1))
        for index in noted:
            rows = rest[order[starts[index] : starts[index + 1]]]
            for note in results[index].notes:
                notes.add(note, rows)
    parts = {
        name: _scatter(
            fast.parts[number] if fast is not None else None,
            [cell.values[number] if cell.values is not None else None for cell in results],
            which,
            rest,
            dtype,
        )
        for number, (name, dtype) in enumerate(parser.parts)
    }
    return Parsed(parts=parts, given=given, ok=ok, findings=notes.findings())


def _distinct(cells: Cells, exact: Exact) -> tuple[list[Cell], NDArray[np.int64]]:
    """Return the results for each distinct cell and, for each cell, which result is its own."""
    encoded = cells.text.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    which = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    if cells.kinds is None or not cells.kinds.any():
        return [exact(word, Kind.TEXT) for word in words], which
    pairs, which = np.unique(which * len(Kind) + cells.kinds, return_inverse=True)
    results = [exact(words[pair // len(Kind)], Kind(pair % len(Kind))) for pair in pairs.tolist()]
    return results, which


def _scatter(
    fast: Part | None,
    values: list[Any],
    which: NDArray[np.int64],
    rest: NDArray[np.int64],
    dtype: str,
) -> Part:
    """Return the fast values with those of `rest` put in; `fast` None means rest is everything."""
    if dtype == "text":
        words = pa.array(["" if value is None else value for value in values], type=pa.string())
        found = words.take(pa.array(which))
        if fast is None:
            return found
        index = np.arange(len(fast), dtype=np.int64)
        index[rest] = len(fast) + np.arange(len(rest))
        return pa.concat_arrays([fast, found]).take(pa.array(index))
    numbers = np.array([0 if value is None else value for value in values], dtype=dtype)[which]
    if fast is None:
        return numbers
    merged = np.array(fast, dtype=dtype)
    merged[rest] = numbers
    return merged
