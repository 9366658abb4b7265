"""What some bills and their lines must be before the compiled form computes with them.

The plain form says what is wrong; here they are only declined.
"""

from typing import Final

from projections.bill_engine.compiled import Column, Extent, Lines, YearFigures, compiled
from projections.bill_engine.compiled_rows import places

FARM: Final = 1
LAST_TABLE: Final = 6
NATURAL: Final = 1
PARTS: Final = 1_000_000


@compiled
def are_possible(lines: Lines, year: YearFigures, block: Extent) -> bool:
    """Say whether runs, tables, entries, reliefs and old taxes are what they can be."""
    if not (
        _rise(lines.line_start[block.line0 : block.line1 + 1])
        and _rise(lines.ladder_start[block.ladder0 : block.ladder1 + 1])
        and _rise(lines.bill_start[block.bill0 : block.bill1 + 1])
    ):
        return False
    # Columns that begin with the block are looked at many places at a time.
    tables, entries = lines.table[block.line0 : block.line1], lines.reduction[block.line0 :]
    naturals, last_entry = lines.natural[block.bill0 : block.bill1], year.last_entry
    odd = False
    for line in places(tables):
        odd |= (tables[line] < FARM) | (tables[line] > LAST_TABLE) | (entries[line] > last_entry)
    for bill in places(naturals):
        odd |= naturals[bill] > NATURAL
    for relief in range(block.relief0, block.relief1):
        odd |= (lines.relief_ppm[relief] < 0) | (lines.relief_ppm[relief] > PARTS)
    for old_tax in range(block.old_tax0, block.old_tax1):
        odd |= lines.old_tax_satang[old_tax] < 0
    return not odd


@compiled
def _rise(starts: Column) -> bool:
    """Say whether none of the runs is empty."""
    before, odd = starts[: len(starts) - 1], False
    after = starts[1:]
    for place in places(before):
        odd |= after[place] <= before[place]
    return not odd
