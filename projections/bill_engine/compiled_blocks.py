"""The run, compiled: a block of bills through rows, lines and bills, some thousand rows at a time.

So what one loop writes is still in the core's own cache when the next one reads it, and a thread
needs little room of its own. To call a compiled loop with so many columns takes as long as some
thousand rows, so one call does them all.
"""

from typing import Final

import numpy as np

from projections.bill_engine.compiled import (
    Column,
    Extent,
    Lines,
    Room,
    Rows,
    Run,
    Steps,
    YearFigures,
    compiled,
    compiled_once,
)
from projections.bill_engine.compiled_bills import add_bills
from projections.bill_engine.compiled_checks import are_possible
from projections.bill_engine.compiled_lines import tax_lines
from projections.bill_engine.compiled_rows import MOST_ROWS, compute_rows

BILLS: Final = 4_096
"""Bills done at a time; fewer where they have more rows than there is room for."""


@compiled_once
def compute_block(
    rows: Rows, lines: Lines, year: YearFigures, steps: Steps, room: Room, whole: Extent
) -> bool:
    """Compute the bills of a block; False: it is declined."""
    first, several = whole.bill0, BILLS
    while first < whole.bill1:
        last = min(first + several, whole.bill1)
        block = _extent(rows, lines, whole, first, last)
        if block.row1 - block.row0 > MOST_ROWS:
            several = (last - first) // 2
            if several == 0:
                return False
            continue
        if block.row1 == block.row0 or not are_possible(lines, year, block):
            return False
        run = Run(lines, year, block, steps, room)
        if not (
            compute_rows(rows, lines, year, block, steps, room)
            and tax_lines(run)
            and add_bills(run)
        ):
            return False
        first = last
    return True


@compiled
def _extent(rows: Rows, lines: Lines, whole: Extent, first: int, last: int) -> Extent:
    """Return what belongs to some bills; no rows where offsets lead outside the block's columns."""
    ladder0, ladder1 = _end(lines.bill_start, first), _end(lines.bill_start, last)
    nothing = Extent(whole.keep, first, last, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    if not whole.ladder0 <= ladder0 < ladder1 <= whole.ladder1:
        return nothing
    line0, line1 = _end(lines.ladder_start, ladder0), _end(lines.ladder_start, ladder1)
    if not whole.line0 <= line0 < line1 <= whole.line1:
        return nothing
    row0, row1 = _end(lines.line_start, line0), _end(lines.line_start, line1)
    if not whole.row0 <= row0 < row1 <= whole.row1:
        return nothing
    share0, share1 = _within(rows.shared_rows, whole.share0, whole.share1, row0, row1)
    exempt0, exempt1 = _within(rows.exempt_rows, whole.exempt0, whole.exempt1, row0, row1)
    relief0, relief1 = _within(lines.relief_lines, whole.relief0, whole.relief1, line0, line1)
    old_tax0, old_tax1 = _within(lines.old_tax_bills, whole.old_tax0, whole.old_tax1, first, last)
    return Extent(
        whole.keep,
        first,
        last,
        ladder0,
        ladder1,
        line0,
        line1,
        row0,
        row1,
        share0,
        share1,
        exempt0,
        exempt1,
        relief0,
        relief1,
        old_tax0,
        old_tax1,
    )


@compiled
def _end(offsets: Column, run: int) -> int:
    """Return an offset in one width, whatever the column's, so that an extent has one type."""
    return int(np.int64(offsets[run]))


@compiled
def _within(places: Column, low: int, high: int, first: int, last: int) -> tuple[int, int]:
    """Return which of some rising places lie from `first` to before `last`."""
    return _at_least(places, low, high, first), _at_least(places, low, high, last)


@compiled
def _at_least(places: Column, low: int, high: int, least: int) -> int:
    while low < high:
        middle = (low + high) // 2
        if places[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low
