"""A look through a spreadsheet's parts before a reader builds it in memory.

A sheet is a grid in memory as wide and tall as its farthest cells, and each cell repeats its
shared text, so both are bounded here: sizes as they come out of the ZIP, the grid, the text.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np

from importers.carriers import unpacking
from importers.carriers.encoding import too_large
from importers.carriers.limits import Limits
from importers.problems import refusal

_OVERLAP = 256
_SPARSE_FROM, _SPARSE = 5_000_000, 50
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SPREAD = (b"r =", b"r\t", b"r\n", b"r\r", b"r= ", b"r=\t", b"r=\n", b"r=\r")
_AROUND_EQUALS = re.compile(rb"\s*=\s*")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s>](.*?)</(?:\w+:)?si>", re.DOTALL)
_INDEXED = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>([0-9]+)<")
_REPEATED = re.compile(
    rb"number-(rows|columns)-repeated\s*=\s*[\"']([0-9]+)[\"'][^>]*>(.{0,400})", re.DOTALL
)
_MOST_REPEATED = 1000
_MOST_TEXT_BYTES = 1 << 31
_REFERENCE_BYTES = 12


def refuse_traps(path: Path, limits: Limits) -> frozenset[str]:
    """Read an XLSX or ODS through and return the names of its parts.

    Raises `FileRefused` if it would cost too much to read.

    FILE-06: unpacked size, rows, columns, grid; FILE-08: ratio, entity declarations, macros,
    unsafe names, text that multiplies.
    """
    unpacked = unpacking.Unpacked(limits)
    with unpacking.opened(path) as archive:
        entries = unpacking.checked_entries(archive, limits)
        names = [entry.filename.casefold() for entry in entries]
        if any(name.endswith("vbaproject.bin") for name in names):
            raise refusal("FILE-08", why="มีมาโคร", why_english="it holds macros")
        longest, shared_cells = 0, 0
        for entry in entries:
            name = entry.filename.casefold()
            part = _Part(name=name, limits=limits)
            tail = b""
            for chunk in unpacking.chunks(archive, entry, unpacked):
                part.look(tail + chunk, fresh_from=len(tail))
                tail = chunk[-_OVERLAP:]
            part.refuse_grid()
            longest = max(longest, part.longest_text)
            shared_cells += part.shared_cells
        if longest > limits.cell_characters * 3:
            raise too_large("ตัวอักษรในช่อง", "characters in a cell", longest, limits.cell_characters)
        if longest * shared_cells > _MOST_TEXT_BYTES:
            _refuse_multiplied(archive, entries, limits)
    return frozenset(names)


class _Part:
    """What was seen of one part of a spreadsheet while its bytes went by."""

    def __init__(self, *, name: str, limits: Limits) -> None:
        # Which part is a sheet is told by another part, so any part may be one.
        self._strings = name.endswith("sharedstrings.xml")
        self._content = name == "content.xml"
        self._limits = limits
        self._columns, self._rows, self._cells = 1, 1, 0
        self._since_text = 0
        self.longest_text = 0
        self.shared_cells = 0

    def look(self, window: bytes, fresh_from: int) -> None:
        """Look at the next bytes; `window` starts with the last of those before."""
        if b"<!" in window and _DECLARATION.search(window):
            raise refusal("FILE-08", why="มีการประกาศ DOCTYPE", why_english="it declares a DOCTYPE")
        if self._strings:
            self._look_at_strings(window)
        elif self._content:
            self._look_at_repeats(window)
        else:
            self._look_at_cells(window, window[fresh_from:])

    def refuse_grid(self) -> None:
        """Refuse a sheet whose farthest cells span too large a grid; other parts have no cells."""
        if not self._cells:
            return
        if self._columns > self._limits.columns:
            raise too_large("จำนวนคอลัมน์", "columns", self._columns, self._limits.columns)
        if self._rows > self._limits.sheet_rows:
            raise too_large("จำนวนแถว", "rows", self._rows, self._limits.sheet_rows)
        grid = self._columns * self._rows
        sparse = grid > _SPARSE_FROM and self._cells * _SPARSE < grid
        if grid > self._limits.grid_cells or sparse:
            raise too_large("จำนวนช่อง", "cells", grid, self._limits.grid_cells)

    def _look_at_cells(self, window: bytes, fresh: bytes) -> None:
        self._cells += fresh.count(b"<c ") + fresh.count(b"<c>") + fresh.count(b":c ")
        self.shared_cells += fresh.count(b't="s"') + fresh.count(b"t='s'")
        if any(spread in window for spread in _SPREAD):
            window = _AROUND_EQUALS.sub(b"=", window)
        columns, rows = _farthest(window)
        self._columns = max(self._columns, columns)
        # Cells that do not say where they are follow one another.
        self._rows = max(self._rows, rows, self._cells // self._limits.columns)

    def _look_at_strings(self, window: bytes) -> None:
        for text in _TEXT.findall(window):
            self.longest_text = max(self.longest_text, len(text))
        # A text longer than what is looked at together shows as no end of any text at all.
        ends = window.rfind(b"</")
        self._since_text = 0 if ends >= 0 else self._since_text + len(window)
        self.longest_text = max(self.longest_text, self._since_text)

    def _look_at_repeats(self, window: bytes) -> None:
        for what, count, after in _REPEATED.findall(window):
            row_end = after.find(b"</table:table-row>")
            here = after if row_end < 0 else after[:row_end]
            if int(count) > _MOST_REPEATED and b"<text:p>" in here:
                rows = what == b"rows"
                raise too_large(
                    "จำนวนแถว" if rows else "จำนวนคอลัมน์",
                    "rows" if rows else "columns",
                    int(count),
                    _MOST_REPEATED,
                )


def _farthest(xml: bytes) -> tuple[int, int]:
    """Return the farthest column and row that any attribute `r="AB12"` names."""
    data = np.frombuffer(xml + b"\0" * (_REFERENCE_BYTES + 4), dtype=np.uint8)
    named = np.flatnonzero((data[1:-3] == ord("r")) & (data[2:-2] == ord("=")))
    quoted = (data[named + 3] == ord('"')) | (data[named + 3] == ord("'"))
    at = named[quoted & (data[named] <= ord(" "))] + 4
    column = np.zeros(len(at), dtype=np.int64)
    row = np.zeros(len(at), dtype=np.int64)
    in_letters = np.ones(len(at), dtype=np.bool_)
    in_digits = np.ones(len(at), dtype=np.bool_)
    for place in range(_REFERENCE_BYTES):
        byte = data[np.minimum(at + place, len(data) - 1)]
        letter = (byte | 0x20) - ord("a")
        in_letters &= letter < 26  # noqa: PLR2004
        column[in_letters] = column[in_letters] * 26 + letter[in_letters] + 1
        digit = byte - ord("0")
        in_digits &= in_letters | (digit < 10)  # noqa: PLR2004
        counted = in_digits & ~in_letters
        row[counted] = row[counted] * 10 + digit[counted]
        if not counted.any() and not in_letters.any():
            break
    column[row == 0] = 0  # a word, not a place
    return int(column.max(initial=0)), int(row.max(initial=0))


def _refuse_multiplied(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits
) -> None:
    """Count exactly how much text the cells would repeat, and refuse too much (FILE-08)."""
    unpacked = unpacking.Unpacked(limits)
    strings: list[int] = []
    total = 0
    for entry in sorted(entries, key=lambda each: "sharedstrings" not in each.filename.casefold()):
        name = entry.filename.casefold()
        whole = b"".join(unpacking.chunks(archive, entry, unpacked))
        if name.endswith("sharedstrings.xml"):
            strings = [len(text) for text in _TEXT.findall(whole)]
            continue
        for index in _INDEXED.findall(whole):
            total += strings[int(index)] if int(index) < len(strings) else 0
    if total > _MOST_TEXT_BYTES:
        raise refusal("FILE-08", why="ข้อความซ้ำมากผิดปกติ", why_english="its text multiplies")
