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
_LAST_KEPT: Final = np.uint64((LAST_STRUCTURE + 1) * AGES - 1)
_TWO: Final = np.uint64(2)
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(2**32 - 1)
_PART_LOW: Final = np.uint64((2**68 // 100 + 1) % 2**32)
_PART_HIGH: Final = np.uint64((2**68 // 100 + 1) >> 32)


@compiled
def s35_value(worth: int, remaining_percent: int) -> int:
    """Return a property's value: area times price, less depreciation, half up (s.35)."""
    return hundredths(worth * remaining_percent + WHOLE_PERCENT // 2)


@compiled
def hundredths(number: int) -> int:
    """Return a number that is not below zero divided by 100.

    That is the upper half of its product with 2**68 / 100, put together from products of 32 bits:
    a processor has no division, and no longer product, for many numbers at once.
    """
    quarter = np.uint64(number) >> _TWO
    low, high = quarter & _LOW, quarter >> _HALF
    middle = high * _PART_LOW + (low * _PART_LOW >> _HALF)
    upper = high * _PART_HIGH + (middle >> _HALF)
    upper += (low * _PART_HIGH + (middle & _LOW)) >> _HALF
    return int(np.int64(upper >> _TWO))


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
        _value(rows, year, block, values, room)
        and _share(rows, block, values)
        and _add_up(rows, block, values, room)
    )


@compiled
def _value(rows: Rows, year: YearFigures, block: Extent, values: Column, room: Room) -> bool:
    """Write the value of each row's property (s.35); False where one is out of the ordinary."""
    # Each column begins with the block, so that no place is below zero: from there Numba would
    # count back from the end, and to ask takes as long as the tax.
    areas, prices = rows.area[block.row0 : block.row1], rows.price_satang[block.row0 : block.row1]
    structures, ages = rows.structure[block.row0 : block.row1], rows.age[block.row0 : block.row1]
    remaining, largest = room.remaining_percent[: len(values)], year.largest_value_csat
    large = seen = oldest = odd = 0
    for place in range(len(values)):
        structure, age = int(structures[place]), int(ages[place])
        seen |= structure
        oldest |= age
        kept = (structure & LAST_STRUCTURE) * AGES + min(age, AGES - 1)
        remaining[place] = year.remaining_percent[np.uint64(kept) & _LAST_KEPT]
    if seen > LAST_STRUCTURE or oldest < 0:
        return False
    for place in range(len(values)):
        area, price = int(areas[place]), int(prices[place])
        large |= area | price
        # Below zero once anything is that must not be: a single look at the end instead of many.
        odd |= largest - area * price
        values[place] = s35_value(area * price, int(remaining[place]))
    return odd >= 0 and (not large >> FACTOR_BITS or _fit(areas, prices, largest))


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
