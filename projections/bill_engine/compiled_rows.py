"""The loops over rows, compiled: value (s.35), share of use (s.38), exempt whatever its use (s.8).

The plain form is in the modules of those sections. This one gives the very same numbers, or
declines a block where anything is out of the ordinary. Whole numbers only; values in 1/100 satang.
"""

from typing import Final

import numpy as np

from projections.bill_engine.compiled import (
    Column,
    Extent,
    Room,
    Rows,
    Steps,
    YearFigures,
    compiled,
    compiled_once,
    seldom,
)

AGES: Final = 64
LAST_STRUCTURE: Final = 3
PARTS: Final = 1_000_000
WHOLE_PERCENT: Final = 100
FACTOR_BITS: Final = 31
"""Two factors of so many bits have a product of less than 63."""
MOST_DENOMINATOR: Final = 3_000_000_000
"""Below it a remainder times a numerator stays under 2**63."""
NO_ROW: Final = -1


@compiled
def s35_value(area: int, price_satang: int, remaining_percent: int) -> int:
    """Return a property's value: area times price, less depreciation, half up (s.35)."""
    hundredfold = area * price_satang * remaining_percent + WHOLE_PERCENT // 2
    # To divide what has no sign takes half the time.
    return int(np.int64(np.uint64(hundredfold) // np.uint64(WHOLE_PERCENT)))


@compiled
def s38_share(value: int, num: int, den: int, before: int) -> int:
    """Return the part of a value in one use, by area: two cumulative shares apart (s.38)."""
    parts = np.uint64(den)
    whole = np.uint64(value) // parts
    rest = np.uint64(value) - whole * parts
    share = whole * np.uint64(num) + rest * np.uint64(before + num) // parts
    if before:
        share -= rest * np.uint64(before) // parts
    return int(np.int64(share))


@compiled
def s8_exempt(value: int, ppm: int) -> int:
    """Return the part of a value that is exempt whatever its use, half up (s.8)."""
    return value // PARTS * ppm + (value % PARTS * ppm + PARTS // 2) // PARTS


@compiled_once
def compute_rows(rows: Rows, year: YearFigures, block: Extent, steps: Steps, room: Room) -> bool:
    """Value the rows of a block, less what is exempt under s.8; write sums of those before each.

    A line's base is then the difference of two such sums. False: the block is declined.
    """
    values = room.values[: block.row1 - block.row0]
    if block.keep:
        values = steps.row_value_csat[block.row0 : block.row1]
    return (
        _value(rows, year, block, values)
        and _share(rows, block, values)
        and _add_up(rows, block, values, room)
    )


@compiled
def _value(rows: Rows, year: YearFigures, block: Extent, values: Column) -> bool:
    """Write the value of each row's property (s.35); False where one is out of the ordinary."""
    # Each column begins with the block, so that no place is below zero: from there Numba would
    # count back from the end, and to ask takes as long as the tax.
    areas, prices = rows.area[block.row0 : block.row1], rows.price_satang[block.row0 : block.row1]
    structures, ages = rows.structure[block.row0 : block.row1], rows.age[block.row0 : block.row1]
    largest = year.largest_value_csat
    large = seen = oldest = odd = 0
    for place in range(len(values)):
        large |= (int(areas[place]) | int(prices[place])) >> FACTOR_BITS
        seen |= int(structures[place])
        oldest |= int(ages[place])
    if seen > LAST_STRUCTURE or oldest < 0 or (large and not _fit(areas, prices, largest)):
        return False
    for place in range(len(values)):
        area, price = int(areas[place]), int(prices[place])
        # Below zero once anything is that must not be: a single look at the end instead of many.
        odd |= largest - area * price
        kept = int(structures[place]) * AGES + min(int(ages[place]), AGES - 1)
        values[place] = s35_value(area, price, year.remaining_percent[np.uint64(kept)])
    return odd >= 0


@compiled
def _share(rows: Rows, block: Extent, values: Column) -> bool:
    """Take of some rows' values their shares of use (s.38); False where one cannot be."""
    for share in range(block.share0, block.share1):
        num, den, before = rows.share_num[share], rows.share_den[share], rows.share_before[share]
        if not _is_share(num, den, before):
            return False
        place = rows.shared_rows[share] - block.row0
        values[place] = s38_share(values[place], num, den, before)
    return True


@compiled
def _add_up(rows: Rows, block: Extent, values: Column, room: Room) -> bool:
    """Write the sums of values and of bases (s.8) before each row; False where one cannot be."""
    values_before, bases_before = room.value_before[1:], room.base_before[1:]
    room.value_before[0] = room.base_before[0] = 0
    exempt, worth, base, odd = block.exempt0, 0, 0, 0
    next_exempt = rows.exempt_rows[exempt] - block.row0 if exempt < block.exempt1 else NO_ROW
    for place in range(len(values)):
        value = values[place]
        worth += value
        base += value
        odd |= worth
        if place == next_exempt:
            ppm = int(rows.exempt_ppm[exempt])
            odd |= ppm | (PARTS - ppm)
            base -= s8_exempt(value, ppm)
            exempt += 1
            next_exempt = NO_ROW
            if exempt < block.exempt1:
                next_exempt = rows.exempt_rows[exempt] - block.row0
        bases_before[place] = base
        if block.keep:
            values_before[place] = worth
    return odd >= 0


@seldom
def _fit(areas: Column, prices: Column, largest: int) -> bool:
    """Say whether all values are within the bound, without multiplying large factors."""
    for place in range(len(areas)):
        area, price = int(areas[place]), int(prices[place])
        if area < 0 or price < 0 or price > largest // max(area, 1):
            return False
    return True


@compiled
def _is_share(num: int, den: int, before: int) -> bool:
    return 0 < den < MOST_DENOMINATOR and num >= 0 and before >= 0 and num <= den - before
