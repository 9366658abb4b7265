"""A look through a spreadsheet's parts before a reader builds it in memory.

A sheet is a grid in memory as wide and tall as its farthest cells, and each cell repeats its
shared text, so both are bounded here: sizes as they come out of the ZIP, the grid, the text.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from importers.carriers import unpacking
from importers.carriers.encoding import too_large
from importers.carriers.limits import Limits
from importers.problems import refusal

_OVERLAP = 256
_SPARSE_FROM, _SPARSE = 5_000_000, 50
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FAR_COLUMN = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{2,7})[0-9]")
_FAR_ROW = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]{1,7}([0-9]{5,})")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_SHARED_CELL = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s>](.*?)</(?:\w+:)?si>", re.DOTALL)
_REPEATED = re.compile(
    rb"number-(rows|columns)-repeated\s*=\s*[\"']([0-9]+)[\"'][^>]*>(.{0,400})", re.DOTALL
)
_MOST_REPEATED = 1000
_FEW_ROWS = 10_000
_MOST_TEXT_BYTES = 1 << 31


def refuse_traps(path: Path, limits: Limits) -> None:
    """Read an XLSX, XLSB or ODS through and raise `FileRefused` if it would cost too much.

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


class _Part:
    """What was seen of one part of a spreadsheet while its bytes went by."""

    def __init__(self, *, name: str, limits: Limits) -> None:
        self._xml = name.endswith((".xml", ".rels", ".vml"))
        self._sheet = "worksheets/" in name and self._xml
        self._strings = name.endswith("sharedstrings.xml")
        self._content = name == "content.xml"
        self._limits = limits
        self._columns, self._rows, self._cells = 1, 1, 0
        self._since_text = 0
        self.longest_text = 0
        self.shared_cells = 0

    def look(self, window: bytes, fresh_from: int) -> None:
        """Look at the next bytes; `window` starts with the last of those before."""
        if self._xml and _DECLARATION.search(window):
            raise refusal("FILE-08", why="มีการประกาศ DOCTYPE", why_english="it declares a DOCTYPE")
        if self._sheet:
            self._look_at_cells(window, window[fresh_from:])
        elif self._strings:
            self._look_at_strings(window)
        elif self._content:
            self._look_at_repeats(window)

    def refuse_grid(self) -> None:
        """Refuse a sheet whose farthest cells span too large a grid."""
        if self._columns > self._limits.columns:
            raise too_large("จำนวนคอลัมน์", "columns", self._columns, self._limits.columns)
        if self._rows > self._limits.sheet_rows:
            raise too_large("จำนวนแถว", "rows", self._rows, self._limits.sheet_rows)
        grid = self._columns * self._rows
        sparse = grid > _SPARSE_FROM and self._cells * _SPARSE < grid
        if grid > self._limits.grid_cells or sparse:
            raise too_large("จำนวนช่อง", "cells", grid, self._limits.grid_cells)

    def _look_at_cells(self, window: bytes, fresh: bytes) -> None:
        self._cells += len(_CELL.findall(fresh))
        self.shared_cells += len(_SHARED_CELL.findall(fresh))
        for letters in set(_FAR_COLUMN.findall(window)):
            self._columns = max(self._columns, _column_number(letters))
        rows = _FAR_ROW.findall(window)
        if rows:
            self._rows = max(self._rows, *map(int, rows))
        elif self._rows < _FEW_ROWS:
            self._rows = max(self._rows, min(self._cells, _FEW_ROWS))
        self._columns = max(self._columns, 26 if self._cells else 1)

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


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


_INDEXED = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>([0-9]+)<")


def _refuse_multiplied(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits
) -> None:
    """Count exactly how much text the cells would repeat, and refuse too much (FILE-08)."""
    unpacked = unpacking.Unpacked(limits)
    strings: list[int] = []
    total = 0
    for entry in sorted(entries, key=lambda each: "sharedstrings" not in each.filename.casefold()):
        name = entry.filename.casefold()
        if not (name.endswith("sharedstrings.xml") or "worksheets/" in name):
            continue
        whole = b"".join(unpacking.chunks(archive, entry, unpacked))
        if name.endswith("sharedstrings.xml"):
            strings = [len(text) for text in _TEXT.findall(whole)]
            continue
        for index in _INDEXED.findall(whole):
            total += strings[int(index)] if int(index) < len(strings) else 0
    if total > _MOST_TEXT_BYTES:
        raise refusal("FILE-08", why="ข้อความซ้ำมากผิดปกติ", why_english="its text multiplies")
