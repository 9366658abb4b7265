"""A spreadsheet file as one table a sheet, read with calamine after a look for traps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from importers.carriers.batch import Batch, Cells, Kind, Table
from importers.carriers.csv_file import TOP_ROWS, refuse_long_cells
from importers.carriers.encoding import refuse_garbled, too_large
from importers.carriers.limits import Limits
from importers.carriers.workbook_probe import probe
from importers.carriers.workbook_traps import refuse_traps
from importers.problems import refusal

_WHOLE_BELOW = 1e15
_MOST_MERGED_ROWS = 2_000_000
_SAMPLED_ROWS = 200
_SIGNIFICANT = ".15g"


def open_workbook(path: Path, limits: Limits) -> tuple[Table, ...]:
    """Return one table for each sheet that holds anything; raises `FileRefused`."""
    size = path.stat().st_size
    if size > limits.workbook_bytes:
        raise too_large("ขนาด", "size", size, limits.workbook_bytes)
    with path.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    if not is_zip or "xl/workbook.xml" not in refuse_traps(path, limits):
        probe(path, limits)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheets = [_Sheet(book=book, name=name, limits=limits) for name in book.sheet_names]
        tables = [table for sheet in sheets if (table := sheet.table())]
    except calamine.PasswordError as error:
        raise refusal(
            "FILE-01", why="ไฟล์มีรหัสผ่าน", why_english="it is protected by a password"
        ) from error
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as error:
        raise refusal("FILE-01", why="ไฟล์เสียหาย", why_english="the workbook is damaged") from error
    if not tables:
        raise refusal("FILE-03")
    return tuple(tables)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    book: Any
    name: str
    limits: Limits
    _opened: list[Any] = field(default_factory=list)  # the sheet in memory, for one reading

    def table(self) -> Table | None:
        sheet = self.book.get_sheet_by_name(self.name)
        if sheet.end is None:
            return None
        width = sheet.end[1] + 1
        if width > self.limits.columns:
            raise too_large("จำนวนคอลัมน์", "columns", width, self.limits.columns)
        start = islice(sheet.iter_rows(), _SAMPLED_ROWS)
        rows = [tuple(written(cell)[0] for cell in row) for row in start]
        if not any(any(row) for row in rows[:TOP_ROWS]):
            return None
        refuse_garbled("\n".join(text for row in rows for text in row))
        self._opened.append(sheet)
        return Table(name=self.name, top=tuple(rows[:TOP_ROWS]), read=self.batches)

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """Yield the rows below row `after`, `width` cells wide."""
        sheet = self._opened.pop() if self._opened else self.book.get_sheet_by_name(self.name)
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
    kept = chunk if len(keep) == len(chunk) else [chunk[index] for index in keep]
    blank = ("",) * len(kept)
    across = list(zip_longest(*kept, fillvalue=""))[:width]
    columns = [_column(cells, limits) for cells in across]
    columns += [_column(blank, limits)] * (width - len(across))
    return Batch(
        rows=np.array(keep, dtype=np.int64) + first_row,
        columns=tuple(columns),
        merged={column: np.array(places, dtype=np.int64) for column, places in marks.items()},
    )


def _column(cells: Sequence[Any], limits: Limits) -> Cells:
    """Return the cells of one column; a column of nothing but text needs no look at each."""
    kinds = None
    texts = cells
    if any(type(cell) is not str for cell in cells):
        pairs = [written(cell) for cell in cells]
        texts = [text for text, _ in pairs]
        kinds = np.array([kind for _, kind in pairs], dtype=np.uint8)
    column = pa.array(texts, type=pa.string())
    refuse_long_cells(column, limits)
    return Cells(text=column, kinds=kinds)


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
