"""What a block's lines and bills must be before the compiled form computes with them.

The plain form says what is wrong; here a block is only declined.
"""

from typing import Final

from projections.bill_engine.compiled import (
    Column,
    Extent,
    Lines,
    YearFigures,
    compiled,
    compiled_once,
)

FARM: Final = 1
LAST_TABLE: Final = 6
NATURAL: Final = 1
PARTS: Final = 1_000_000


@compiled_once
def are_possible(lines: Lines, year: YearFigures, block: Extent) -> bool:
    """Say whether a block's runs, tables, entries, reliefs and old taxes are what they can be."""
    if not (
        _rise(lines.line_start[block.line0 : block.line1 + 1])
        and _rise(lines.ladder_start[block.ladder0 : block.ladder1 + 1])
        and _rise(lines.bill_start[block.bill0 : block.bill1 + 1])
    ):
        return False
    # Columns that begin with the block are looked at many places at a time.
    tables, entries = lines.table[block.line0 : block.line1], lines.reduction[block.line0 :]
    naturals = lines.natural[block.bill0 : block.bill1]
    odd = 0
    for line in range(len(tables)):
        odd |= (int(tables[line]) - FARM) | (LAST_TABLE - int(tables[line]))
        odd |= year.last_entry - int(entries[line])
    for bill in range(len(naturals)):
        odd |= NATURAL - int(naturals[bill])
    for relief in range(block.relief0, block.relief1):
        odd |= lines.relief_ppm[relief] | (PARTS - lines.relief_ppm[relief])
    for old_tax in range(block.old_tax0, block.old_tax1):
        odd |= lines.old_tax_satang[old_tax]
    return odd >= 0


@compiled
def _rise(starts: Column) -> bool:
    """Say whether runs that begin and end with the block's are none of them empty."""
    odd = 0
    for place in range(len(starts) - 1):
        odd |= int(starts[place + 1]) - int(starts[place]) - 1
    return odd >= 0
