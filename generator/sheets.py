"""A sheet of cells before it is a file: headings over columns of text, and how facts become text.

Text is made for whole columns at once, in Arrow; a column whose cells are all alike is one `str`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from generator.dice import Integers, Mask

Cells: TypeAlias = pa.StringArray | str
"""One column: a text a row, or the one text of every row."""

_DAY_ZERO: Final = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Headings and as many columns, each of `rows` cells.

    `numeric` and `dates` name the headings whose cells a workbook holds as numbers or days.
    """

    headings: tuple[str, ...]
    columns: tuple[Cells, ...]
    rows: int
    numeric: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        assert len(self.headings) == len(self.columns)
        assert len(set(self.headings)) == len(self.headings)
        assert all(isinstance(cells, str) or len(cells) == self.rows for cells in self.columns)

    def cells(self, heading: str) -> pa.StringArray:
        """Return one column, one text a row."""
        return spread(self.columns[self.headings.index(heading)], self.rows)

    def having(self, heading: str, cells: Cells) -> Sheet:
        """Return the sheet with one column's cells replaced."""
        place = self.headings.index(heading)
        return replace(self, columns=(*self.columns[:place], cells, *self.columns[place + 1 :]))

    def take(self, rows: NDArray[np.integer]) -> Sheet:
        """Return the sheet with only these rows, in this order; a row may come twice."""
        index = pa.array(rows)
        columns = tuple(
            cells if isinstance(cells, str) else cells.take(index) for cells in self.columns
        )
        return replace(self, columns=columns, rows=len(rows))

    def with_more(self, other: Sheet) -> Sheet:
        """Return the sheet with the rows of another of the same headings below its own."""
        assert self.headings == other.headings
        columns = tuple(
            pa.concat_arrays([self.cells(heading), other.cells(heading)])
            for heading in self.headings
        )
        return replace(self, columns=columns, rows=self.rows + other.rows)

    def patched(self, heading: str, rows: NDArray[np.integer], texts: Sequence[str]) -> Sheet:
        """Return the sheet with the cells of one column at `rows` (distinct) replaced."""
        if not len(rows):
            return self
        order = np.argsort(rows)
        mask = np.zeros(self.rows, dtype=np.bool_)
        mask[rows] = True
        given = pa.array([texts[place] for place in order.tolist()], type=pa.string())
        return self.having(
            heading, pc.replace_with_mask(self.cells(heading), pa.array(mask), given)
        )


def sheet_of(
    columns: dict[str, Cells],
    rows: int,
    *,
    numeric: Sequence[str] = (),
    dates: Sequence[str] = (),
) -> Sheet:
    """Return the sheet of these columns, in this order."""
    return Sheet(
        headings=tuple(columns),
        columns=tuple(columns.values()),
        rows=rows,
        numeric=frozenset(numeric),
        dates=frozenset(dates),
    )


def spread(cells: Cells, rows: int) -> pa.StringArray:
    """Return one text a row."""
    return pa.array([cells] * rows, type=pa.string()) if isinstance(cells, str) else cells


def whole(numbers: Integers) -> pa.StringArray:
    """Write integers."""
    return pc.cast(pa.array(numbers), pa.string())


def padded(numbers: Integers, digits: int) -> pa.StringArray:
    """Write integers below 10**digits with leading noughts."""
    return pc.utf8_slice_codeunits(whole(numbers + 10**digits), 1)


def words(table: Sequence[str], places: Integers) -> pa.StringArray:
    """Write the word at each place of a list."""
    return pa.array(table, type=pa.string()).take(pa.array(places))


def blank_where(cells: Cells, mask: Mask) -> pa.StringArray:
    """Leave the cells of the marked rows empty."""
    return pc.if_else(pa.array(mask), "", spread(cells, len(mask)))


def joined(*parts: Cells, between: str = "") -> pa.StringArray:
    """Put the texts of each row together; at least one part has a text a row."""
    return pc.binary_join_element_wise(*parts, between)


def decimals(hundredths: Integers, places: int = 2) -> pa.StringArray:
    """Write 1/100 units as decimals with one or two places: 5360 as `53.60` or `53.6`."""
    unit, rest = np.divmod(hundredths, 100)
    return joined(whole(unit), padded(rest if places == 2 else rest // 10, places), between=".")  # noqa: PLR2004


def days_be(days: Integers) -> pa.StringArray:
    """Write days from 1970 to 2030 as `5/1/2569`."""
    return _calendar().take(pa.array(days))


def days_be_or_blank(days: Integers) -> pa.StringArray:
    """Write days as `5/1/2569`; -1 means there is none."""
    return blank_where(days_be(np.maximum(days, 0)), days < 0)


@cache
def _calendar() -> pa.StringArray:
    """Return every day's text from 1 January 1970 to 31 December 2030."""
    count = (date(2031, 1, 1) - _DAY_ZERO).days
    days = (_DAY_ZERO + timedelta(days=day) for day in range(count))
    return pa.array([f"{day.day}/{day.month}/{day.year + 543}" for day in days])
