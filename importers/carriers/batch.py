"""Some rows of a file as columns of text, with their row numbers; what every carrier yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from importers.problems import Problem


class Kind(IntEnum):
    """What a spreadsheet says a cell is; every CSV cell is TEXT."""

    TEXT = 0
    NUMBER = 1
    DATE = 2
    TRUTH = 3


@dataclass(frozen=True, kw_only=True)
class Cells:
    """One column: text (n,) without nulls, and each cell's `Kind` (n,) u1 where it is known.

    A number cell is written plainly ("53.6", "1199900000013"), a date cell as ISO with the year
    as stored ("2026-01-05"), a truth as "TRUE" or "FALSE". `kinds` None means all TEXT.
    """

    text: pa.StringArray
    kinds: NDArray[np.uint8] | None = None

    @classmethod
    def of(cls, texts: Sequence[str], kinds: Sequence[int] | None = None) -> Cells:
        """Return a column of the given texts."""
        array = pa.array(texts, type=pa.string())
        return cls(text=array, kinds=None if kinds is None else np.array(kinds, dtype=np.uint8))

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.text)

    def take(self, indices: NDArray[np.int64]) -> Cells:
        """Return the cells at indices (k,)."""
        kinds = None if self.kinds is None else self.kinds[indices]
        return Cells(text=self.text.take(pa.array(indices)), kinds=kinds)


@dataclass(frozen=True, kw_only=True)
class RaggedRow:
    """A row whose number of cells is not that of the headings: its cells as they stand."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some rows of a table: `rows` (n,) i8 are the numbers a spreadsheet shows (first row is 1).

    Wholly blank rows are left out; rows with too many or too few cells stand in `ragged`.
    `merged` gives, by column, the indices (k,) of cells that continue a merged cell above and
    hold its value. `untyped`: from a CSV, where a cell is nothing but text.
    """

    rows: NDArray[np.int64]
    columns: tuple[Cells, ...]
    ragged: tuple[RaggedRow, ...] = ()
    merged: Mapping[int, NDArray[np.int64]] = field(default_factory=dict)
    untyped: bool = False

    def __len__(self) -> int:
        """Return the number of well-formed rows."""
        return len(self.rows)

    @property
    def nbytes(self) -> int:
        """Roughly how much memory the rows take."""
        ragged = sum(len(cell) for row in self.ragged for cell in row.cells)
        texts = sum(int(cells.text.nbytes) for cells in self.columns)
        return int(self.rows.nbytes) + ragged + texts


@dataclass(frozen=True, kw_only=True)
class Table:
    """One sheet or one CSV: its first rows for finding the headings, then batches of data.

    `top` holds up to 17 first rows as they stand. `batches(after, width)` yields the rows below
    row `after` (1-based), each `width` cells wide, once, in order, within bounded memory: of a
    table that has no more than `keeps_bytes` the batches are kept, and not read a second time.
    `delimiter` is "" for a sheet.
    """

    name: str
    top: tuple[tuple[str, ...], ...]
    read: Callable[[int, int], Iterator[Batch]]
    delimiter: str = ""
    encoding: str = ""
    problems: tuple[Problem, ...] = ()
    keeps_bytes: int = 0
    kept: dict[tuple[int, int], list[Batch]] = field(default_factory=dict, repr=False)

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """Yield the rows below row `after`, `width` cells wide; may raise `FileRefused`."""
        if (after, width) in self.kept:
            yield from self.kept[after, width]
            return
        room = self.keeps_bytes
        some: list[Batch] = []
        for batch in self.read(after, width):
            if room > 0:
                room -= batch.nbytes
                some.append(batch)
            else:
                some.clear()
            yield batch
        if room > 0:
            self.kept[after, width] = some
