"""The file a clerk gets back: the rows that were kept out, as sent, with what is wrong beside each.

It has the format and headings of the file sent, so it can be mended and sent again as it is. The
two columns in front, `ผลการตรวจ` and `ข้อความ`, are ignored by heading matching.

A CSV cell that a spreadsheet would run as a formula gets an apostrophe in front, and one more if it
already has apostrophes there; `restored` takes it off when the file comes back. In a
workbook every cell is typed, so nothing needs it.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.cell import WriteOnlyCell

from importers.carriers.batch import Batch, Cells, Kind
from importers.headings import MESSAGE_HEADING, RESULT_HEADING, Matched
from importers.problems import Problem, Severity, worst

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_HARMLESS = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?|-")
_GUARDED = r"^'('*[=+\-@\t\r\n])"
_RESULTS = {Severity.QUARANTINED: "ผิด", Severity.TO_DO: "ควรตรวจ", Severity.NOTE: "ทราบ"}
_SHEET_ROWS = 1_048_576


def guarded(text: str) -> str:
    """Return a CSV cell that no spreadsheet runs as a formula; `restored` undoes it."""
    if _FORMULA.match(text) and not _HARMLESS.fullmatch(text):
        return "'" + text
    return text


def restored(batch: Batch) -> Batch:
    """Return a batch of a correction file in CSV (`Matched.corrected`) with guards taken off."""
    columns = tuple(
        Cells(
            text=pc.replace_substring_regex(cells.text, pattern=_GUARDED, replacement=r"\1"),
            kinds=cells.kinds,
        )
        for cells in batch.columns
    )
    return replace(batch, columns=columns)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a correction file must repeat of the file sent: its heading rows and delimiter."""

    headings: tuple[tuple[str, ...], ...]
    delimiter: str = ","


def sent(top: Sequence[Sequence[str]], matched: Matched, delimiter: str) -> Sent:
    """Return the heading rows of a table as sent, without our own two columns of last time."""
    ours = ours_of(matched)
    rows = top[matched.first_row - 1 : matched.last_row]
    return Sent(
        headings=tuple(
            tuple(text for index, text in enumerate(row) if index not in ours) for row in rows
        ),
        delimiter=delimiter or ",",
    )


class CorrectionFile:
    """Writes a correction file row by row: CSV (UTF-8 with a byte order mark) or XLSX.

    Use as a context; `rows` counts what was written. The path's suffix decides the format.
    """

    def __init__(self, path: Path, heading: Sent) -> None:
        """Write the headings, our two columns in front, in the first heading row."""
        self.rows = 0
        self._writer = _Workbook(path) if path.suffix == ".xlsx" else _Csv(path, heading.delimiter)
        for number, row in enumerate(heading.headings):
            front = (RESULT_HEADING, MESSAGE_HEADING) if number == 0 else ("", "")
            self._writer.write([*((text, Kind.TEXT) for text in (*front, *row))])

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file."""
        self._writer.close()

    def add(self, batch: Batch, matched: Matched, barred: Mapping[int, Sequence[Problem]]) -> None:
        """Add every row of a batch that some problem keeps out, ragged rows included, in order.

        `barred` are the problems of these rows by row number, as `barred_rows` has them.
        """
        cells = cells_of(batch, matched, barred)
        for row in sorted(cells):
            self._writer.write([*_front(barred[row]), *cells[row]])
            self.rows += 1


def barred_rows(problems: Sequence[Problem]) -> Mapping[int, Sequence[Problem]]:
    """Return all that is wrong with each row that something keeps out, by row number."""
    said: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None:
            said.setdefault(problem.row, []).append(problem)
    return {
        row: found
        for row, found in said.items()
        if worst(found) in (Severity.QUARANTINED, Severity.REFUSED)
    }


Written = tuple[str, Kind]


class MendedFile:
    """Writes a table again as it was sent, some cells put right; for us to read, so unguarded.

    Use as a context. The path's suffix decides the format.
    """

    def __init__(self, path: Path, heading: Sent, mended: Mapping[tuple[int, int], str]) -> None:
        """Write the headings. `mended` has texts by (row, column), columns as in the heading."""
        csv_file = path.suffix != ".xlsx"
        self._writer = _Csv(path, heading.delimiter, shown=str) if csv_file else _Workbook(path)
        self._mended = mended
        for row in heading.headings:
            self._writer.write([(text, Kind.TEXT) for text in row])

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file."""
        self._writer.close()

    def add(self, batch: Batch, matched: Matched) -> None:
        """Add every row of a batch, in order."""
        numbers = {*batch.rows.tolist(), *(ragged.row for ragged in batch.ragged)}
        for number, cells in sorted(cells_of(batch, matched, numbers).items()):
            row = [
                (self._mended[number, at], Kind.TEXT) if (number, at) in self._mended else cell
                for at, cell in enumerate(cells)
            ]
            self._writer.write(row)


def _front(problems: Sequence[Problem]) -> list[Written]:
    gravest = worst(problems) or Severity.NOTE
    result = f"{_RESULTS.get(gravest, 'ผิด')} {' '.join(sorted({each.code for each in problems}))}"
    message = " | ".join(problem.message for problem in problems)
    return [(result, Kind.TEXT), (message, Kind.TEXT)]


def cells_of(batch: Batch, matched: Matched, wanted: Container[int]) -> dict[int, list[Written]]:
    """Return the wanted rows' cells as they came, by row number, without our own columns."""
    ours = ours_of(matched)
    found: dict[int, list[Written]] = {}
    places = [place for place, row in enumerate(batch.rows.tolist()) if row in wanted]
    kept = [cells for index, cells in enumerate(batch.columns) if index not in ours]
    texts = [cells.text.take(pa.array(places, pa.int64())).to_pylist() for cells in kept]
    for number, place in enumerate(places):
        found[int(batch.rows[place])] = [
            (text[number], Kind.TEXT if cells.kinds is None else Kind(cells.kinds[place]))
            for cells, text in zip(kept, texts, strict=True)
        ]
    for ragged in batch.ragged:
        if ragged.row in wanted:
            cells = [text for index, text in enumerate(ragged.cells) if index not in ours]
            found[ragged.row] = [(text, Kind.TEXT) for text in cells]
    return found


def ours_of(matched: Matched) -> frozenset[int]:
    """Return the columns of a correction file that are ours."""
    names = {RESULT_HEADING, MESSAGE_HEADING}
    taken = set(matched.columns.values()) | set(matched.extra)
    return frozenset(
        index
        for index, heading in enumerate(matched.headings)
        if heading in names and index not in taken
    )


class _Csv:
    def __init__(
        self, path: Path, delimiter: str, *, shown: Callable[[str], str] = guarded
    ) -> None:
        self._shown = shown
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file, delimiter=delimiter)

    def write(self, cells: Sequence[Written]) -> None:
        self._rows.writerow([self._shown(text) for text, _ in cells])

    def close(self) -> None:
        self._file.close()


class _Workbook:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet("ข้อมูล")
        self._row = 0

    def write(self, cells: Sequence[Written]) -> None:
        if self._row == _SHEET_ROWS:
            self._sheet, self._row = self._book.create_sheet(), 0
        self._sheet.append([self._cell(text, kind) for text, kind in cells])
        self._row += 1

    def _cell(self, text: str, kind: Kind) -> Any:  # noqa: ANN401 - openpyxl's own cell
        if kind is Kind.TEXT:
            cell = WriteOnlyCell(self._sheet, value=text)
            cell.data_type = "s"
            return cell
        if kind is Kind.DATE:
            return _stored(text)
        if kind is Kind.TRUTH:
            return text == "TRUE"
        return int(text) if text.lstrip("-").isdigit() else float(text)

    def close(self) -> None:
        self._book.save(self._path)


def _stored(text: str) -> dt.datetime | dt.date | str:
    """Return a date cell as it was stored; a time of day or a duration stays text."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.date() if len(text) == len("2026-01-05") else found
