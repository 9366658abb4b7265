"""A CSV file as one table: read block by block through Arrow, every cell as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Semaphore
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from importers.carriers.batch import Batch, Cells, RaggedRow, Table
from importers.carriers.encoding import Encoding, decide_encoding, too_large
from importers.carriers.limits import Limits
from importers.cells import plain
from importers.problems import FileRefused, file_problem, refusal

TOP_ROWS = 17
_TOP_BYTES = 256 * 1024
_MOST_RAGGED = 100_000
_BLOCKS_AHEAD = 4
_LONGEST_WAIT_SECONDS = 0.2
_DELIMITERS = ",|;\t"


def open_csv(path: Path, limits: Limits) -> tuple[Table, Encoding]:
    """Return the table of a CSV file and its encoding; raises `FileRefused`."""
    encoding = decide_encoding(path, limits)
    lines = list(io.StringIO(_head(path, encoding), newline=""))
    delimiter = _delimiter(lines)
    top = _top(lines, delimiter)
    if not top:
        raise refusal("FILE-03")
    notes = (file_problem("ENC-02"),) if encoding.name == "cp874" else ()
    reader = _Reader(path=path, encoding=encoding, delimiter=delimiter, limits=limits)
    table = Table(
        name=path.name,
        top=top,
        read=reader.batches,
        delimiter=delimiter,
        encoding=encoding.name,
        problems=notes,
        keeps_bytes=limits.batch_bytes,
    )
    return table, encoding


@dataclass(frozen=True, kw_only=True)
class _Reader:
    path: Path
    encoding: Encoding
    delimiter: str
    limits: Limits

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """Yield the rows below row `after`, `width` cells wide."""
        if width > self.limits.columns:
            raise too_large("จำนวนคอลัมน์", "columns", width, self.limits.columns)
        invalid = _Invalid()
        names = [str(number) for number in range(width)]
        file = _NotFarAhead(self.path)
        try:
            stream = arrow_csv.open_csv(
                file,
                read_options=arrow_csv.ReadOptions(
                    column_names=names,
                    skip_rows_after_names=after,
                    block_size=self.limits.batch_bytes,
                    use_threads=False,
                    encoding="utf8" if self.encoding.name == "utf-8" else self.encoding.name,
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=self.encoding.quoted,
                    ignore_empty_lines=False,
                    invalid_row_handler=invalid,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    # That it is UTF-8 was seen when the encoding was decided, or it is made so.
                    check_utf8=False,
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=False,
                ),
            )
            for batch in self._numbered(stream, invalid, after, width):
                file.go_on()
                yield batch
        except pa.ArrowInvalid as error:
            raise _refusal_of(error, invalid.next_row) from error
        finally:
            file.close()

    def _numbered(
        self,
        stream: Iterable[pa.RecordBatch],
        invalid: _Invalid,
        after: int,
        width: int,
    ) -> Iterator[Batch]:
        """Yield Arrow's record batches with the row numbers of a spreadsheet."""
        invalid.next_row = after + 1
        for record in stream:
            ragged = invalid.among(record.num_rows, self.delimiter)
            total = record.num_rows + len(ragged)
            rows = np.arange(invalid.next_row, invalid.next_row + total)
            if ragged:
                missing = np.array([item.row for item in ragged]) - invalid.next_row
                rows = np.delete(rows, missing)
            invalid.next_row += total
            if invalid.next_row > self.limits.rows:
                raise too_large("จำนวนแถว", "rows", invalid.next_row, self.limits.rows)
            yield _batch(record, rows, _not_blank(ragged), self.limits)
        if invalid.rows:
            rest = _not_blank(invalid.take(len(invalid.rows), self.delimiter))
            blank = Cells.of([])
            yield Batch(
                rows=np.zeros(0, np.int64), columns=(blank,) * width, ragged=rest, untyped=True
            )


class _NotFarAhead(io.RawIOBase):
    """A file of which Arrow reads no more than some blocks before its rows are taken.

    By itself it would read 32 blocks ahead, which is most files.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._blocks = Semaphore(_BLOCKS_AHEAD)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        # A batch may need more than one block, so none is waited for without end.
        self._blocks.acquire(timeout=_LONGEST_WAIT_SECONDS)
        return b"" if self._file.closed else self._file.read(size)

    def go_on(self) -> None:
        """Let one more block be read."""
        self._blocks.release()

    def close(self) -> None:
        self._file.close()
        self._blocks.release(_BLOCKS_AHEAD)
        super().close()


@dataclass
class _Invalid:
    """Collects the rows Arrow cannot place, because their number of cells is wrong."""

    next_row: int = 1
    rows: list[tuple[int, str]] = field(default_factory=list)

    def __call__(self, row: Any) -> str:  # noqa: ANN401 - Arrow has no stubs
        self.rows.append((row.number, row.text))
        return "skip"

    def among(self, placed: int, delimiter: str) -> list[RaggedRow]:
        """Return the ragged rows that stand among the next `placed` good ones.

        Arrow reads ahead, so rows of later blocks may be here already.
        """
        count = 0
        while count < len(self.rows) and self.rows[count][0] < self.next_row + placed + count:
            count += 1
        return self.take(count, delimiter)

    def take(self, count: int, delimiter: str) -> list[RaggedRow]:
        """Return the first `count` rows collected and forget them."""
        taken, self.rows = self.rows[:count], self.rows[count:]
        return [RaggedRow(row=number, cells=_cells(text, delimiter)) for number, text in taken]


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    """Return the cells of one row's text; refuses a row whose cells are too long."""
    if len(text) > _MOST_RAGGED:
        raise too_large("ตัวอักษรในแถว", "characters in a row", len(text), _MOST_RAGGED)
    return tuple(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ()))


def _not_blank(ragged: list[RaggedRow]) -> tuple[RaggedRow, ...]:
    return tuple(item for item in ragged if any(cell.strip() for cell in item.cells))


def _batch(
    record: pa.RecordBatch, rows: NDArray[np.int64], ragged: tuple[RaggedRow, ...], limits: Limits
) -> Batch:
    """Return a batch without its blank rows; refuses a cell that is too long."""
    columns = list(record.columns)
    filled = np.zeros(record.num_rows, dtype=np.bool_)
    for column in columns:
        refuse_long_cells(column, limits)
        filled |= plain.raw(column).lengths > 0
    if not filled.all():
        keep = pa.array(filled)
        columns = [column.filter(keep) for column in columns]
        rows = rows[filled]
    return Batch(
        rows=rows,
        columns=tuple(Cells(text=column) for column in columns),
        ragged=ragged,
        untyped=True,
    )


def refuse_long_cells(column: pa.StringArray, limits: Limits) -> None:
    """Raise FILE-06 if a cell of a column has too many characters."""
    if int(plain.raw(column).lengths.max(initial=0)) <= limits.cell_characters:
        return
    longest = pc.max(pc.utf8_length(column)).as_py()
    if longest > limits.cell_characters:
        raise too_large("ตัวอักษรในช่อง", "characters in a cell", longest, limits.cell_characters)


def _head(path: Path, encoding: Encoding) -> str:
    with path.open("rb") as file:
        start = file.read(_TOP_BYTES)
    name = "utf-8-sig" if encoding.name == "utf-8" else encoding.name
    head = start.decode(name, "ignore")
    if len(start) == _TOP_BYTES:
        head = head[: head.rfind("\n") + 1] or head  # without the row that was cut in half
    return head


def _top(lines: Sequence[str], delimiter: str) -> tuple[tuple[str, ...], ...]:
    """Return the first rows, () if they are all blank."""
    top = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            top.append(tuple(row))
            if len(top) == TOP_ROWS:
                break
    except csv.Error as error:
        if "larger" in str(error):
            limit = csv.field_size_limit()
            raise too_large("ตัวอักษรในช่อง", "characters in a cell", limit + 1, limit) from error
        raise refusal("FILE-07", row=str(len(top) + 1)) from error
    return tuple(top) if any(any(row) for row in top) else ()


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that cuts the first rows into the most cells alike."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in _top(lines, delimiter) if len(row) > 1]
        if not widths:
            return 0, 0
        usual = max(set(widths), key=widths.count)
        return widths.count(usual), usual

    return max(_DELIMITERS, key=score)


def _refusal_of(error: pa.ArrowInvalid, row: int) -> FileRefused:
    text = str(error)
    if "straddling" in text or "too large" in text or "quot" in text:
        return refusal("FILE-07", row=str(row))
    return refusal("FILE-01", why=f"ใกล้แถวที่ {row}", why_english=f"near row {row}")
