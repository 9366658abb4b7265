"""A spreadsheet file as one table a sheet, read with calamine after a look for traps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from importers.carriers.batch import Batch, Cells, Kind, Table
from importers.carriers.csv_file import TOP_ROWS
from importers.carriers.encoding import too_large
from importers.carriers.limits import Limits
from importers.carriers.workbook_traps import refuse_traps
from importers.problems import refusal

_WHOLE_BELOW = 1e15
_MOST_MERGED_ROWS = 2_000_000
_SIGNIFICANT = ".15g"


def open_workbook(path: Path, limits: Limits) -> tuple[Table, ...]:
    """Return one table for each sheet that holds anything; raises `FileRefused`."""
    size = path.stat().st_size
    if size > limits.workbook_bytes:
        raise too_large("ขนาด", "size", size, limits.workbook_bytes)
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            refuse_traps(path, limits)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise refusal(
            "FILE-01", why="ไฟล์มีรหัสผ่าน", why_english="it is protected by a password"
        ) from error
    except calamine.CalamineError as error:
        raise refusal("FILE-01", why="ไฟล์เสียหาย", why_english="the workbook is damaged") from error
    tables = []
    for name in book.sheet_names:
        table = _Sheet(book=book, name=name, limits=limits).table()
        if table:
            tables.append(table)
    if not tables:
        raise refusal("FILE-03")
    return tuple(tables)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    book: Any
    name: str
    limits: Limits

    def table(self) -> Table | None:
        sheet = self.book.get_sheet_by_name(self.name)
        if sheet.end is None:
            return None
        width = sheet.end[1] + 1
        if width > self.limits.columns:
            raise too_large("จำนวนคอลัมน์", "columns", width, self.limits.columns)
        rows = [[written(cell)[0] for cell in row] for row in islice(sheet.iter_rows(), TOP_ROWS)]
        if not any(any(row) for row in rows):
            return None
        return Table(name=self.name, top=tuple(tuple(row) for row in rows), read=self.batches)

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """Yield the rows below row `after`, `width` cells wide."""
        sheet = self.book.get_sheet_by_name(self.name)
        merged = _merged_down(sheet.merged_cell_ranges or [])
        rows = islice(sheet.iter_rows(), after, None)
        next_row = after + 1
        above: dict[int, Any] = {}
        while chunk := list(islice(rows, self.limits.sheet_batch_rows)):
            yield _batch(chunk, next_row, width, merged, above, self.limits)
            next_row += len(chunk)


def _merged_down(ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> dict[int, list[int]]:
    """Return, by row number, the columns whose cell continues a merged one of the row above."""
    found: dict[int, list[int]] = {}
    covered = sum(bottom - top for (top, _), (bottom, _) in ranges)
    if covered > _MOST_MERGED_ROWS:
        raise too_large("แถวที่ผสาน", "merged rows", covered, _MOST_MERGED_ROWS)
    for (top, left), (bottom, _) in ranges:
        for row in range(top + 1, bottom + 1):
            found.setdefault(row + 1, []).append(left)
    return found


def _batch(
    chunk: list[list[Any]],
    first_row: int,
    width: int,
    merged: dict[int, list[int]],
    above: dict[int, Any],
    limits: Limits,
) -> Batch:
    """Return the cells of some rows as columns, blank rows left out.

    A cell that continues a merged one gets its value and is marked; `above` carries such values
    from batch to batch.
    """
    keep = [index for index, row in enumerate(chunk) if any(cell != "" for cell in row)]
    marks: dict[int, list[int]] = {}
    if merged:
        marks = _fill_merged(chunk, keep, first_row, merged, above)
    columns = []
    for position in range(width):
        cells = [
            written(chunk[index][position]) if position < len(chunk[index]) else ("", Kind.TEXT)
            for index in keep
        ]
        longest = max((len(text) for text, _ in cells), default=0)
        if longest > limits.cell_characters:
            raise too_large("ตัวอักษรในช่อง", "characters in a cell", longest, limits.cell_characters)
        kinds = np.array([kind for _, kind in cells], dtype=np.uint8)
        text = pa.array([text for text, _ in cells], type=pa.string())
        columns.append(Cells(text=text, kinds=kinds if kinds.any() else None))
    return Batch(
        rows=np.array(keep, dtype=np.int64) + first_row,
        columns=tuple(columns),
        merged={column: np.array(places, dtype=np.int64) for column, places in marks.items()},
    )


def _fill_merged(
    chunk: list[list[Any]],
    keep: list[int],
    first_row: int,
    merged: dict[int, list[int]],
    above: dict[int, Any],
) -> dict[int, list[int]]:
    """Put the value of a merged cell into the cells it covers below; return which, by column."""
    marks: dict[int, list[int]] = {}
    places = {index: place for place, index in enumerate(keep)}
    covered = {column for columns in merged.values() for column in columns}
    for index, row in enumerate(chunk):
        continued = merged.get(first_row + index, [])
        for column in covered:
            if column >= len(row):
                continue
            if column in continued:
                row[column] = above.get(column, "")
                if index in places:
                    marks.setdefault(column, []).append(places[index])
            else:
                above[column] = row[column]
    return marks


def written(cell: Any) -> tuple[str, Kind]:  # noqa: ANN401 - whatever a spreadsheet holds
    """Return a cell as text and its kind: numbers plainly, dates as ISO with the stored year."""
    if isinstance(cell, str):
        return cell, Kind.TEXT
    if isinstance(cell, bool):
        return ("TRUE" if cell else "FALSE"), Kind.TRUTH
    if isinstance(cell, (int, float)):
        return number_written(cell), Kind.NUMBER
    if isinstance(cell, dt.datetime) and cell.time() != dt.time():
        return cell.isoformat(" ", "seconds"), Kind.DATE
    day = cell.date() if isinstance(cell, dt.datetime) else cell
    return str(day), Kind.DATE


def number_written(number: float) -> str:
    """Return a spreadsheet number as the spreadsheet shows it: 15 significant digits."""
    if float(number).is_integer() and abs(number) < _WHOLE_BELOW:
        return str(int(number))
    return format(number, _SIGNIFICANT)
