"""The loops over rows, compiled: value (s.35), share of use (s.38), exempt whatever its use (s.8).

The plain form is in the modules of those sections. This one gives the very same numbers, or
declines where anything is out of the ordinary. Whole numbers; values in 1/100 satang.

Where a loop has nothing that waits for the row before, and no place to look up that depends on
what a row holds, the compiler does many rows at a time. So each step is a loop of its own, and what
must be looked up is a short one.
"""

from typing import Final

import numpy as np

from projections.bill_engine.compiled import (
    Column,
    Extent,
    Lines,
    Room,
    Rows,
    Steps,
    YearFigures,
    compiled,
    seldom,
)
from projections.bill_engine.compiled_division import SMALL_BITS, hundredth_of_small

AGES: Final = 64
LAST_STRUCTURE: Final = 3
PARTS: Final = 1_000_000
WHOLE_PERCENT: Final = 100
FACTOR_BITS: Final = 31
"""Two factors of so many bits have a product of less than 63."""
MOST_ROWS: Final = 2**15
"""Rows done at a time at most; so many values within SMALL_BITS have a sum within 63."""
MOST_DENOMINATOR: Final = 3_000_000_000
"""Below it a remainder times a numerator stays under 2**63."""
DECLINED: Final = -1


@compiled
def places(column: Column) -> range:
    """Return the places of a column as numbers without a sign.

    From those below zero Numba would count back from the end, and to ask of each place takes as
    long as the tax; many places at a time could no longer be looked at.
    """
    return range(np.uint64(len(column)))


@compiled
def s35_value(worth: int, remaining_percent: int) -> int:
    """Return a property's value: area times price, less depreciation, half up (s.35)."""
    return (worth * remaining_percent + WHOLE_PERCENT // 2) // WHOLE_PERCENT


@compiled
def s35_small_value(percents: int) -> int:
    """Return `s35_value` of what is not yet divided by 100 and within SMALL_BITS."""
    return hundredth_of_small(percents + WHOLE_PERCENT // 2)


@compiled
def s38_share(value: int, num: int, den: int, before: int) -> int:
    """Return the part of a value in one use, by area: two cumulative shares apart (s.38)."""
    parts = np.uint64(den)
    whole = np.uint64(value) // parts
    rest = np.uint64(value) - whole * parts
    share = whole * np.uint64(num) + rest * np.uint64(before + num) // parts
    return int(np.int64(share - rest * np.uint64(before) // parts))


@compiled
def s8_exempt(value: int, ppm: int) -> int:
    """Return the part of a value that is exempt whatever its use, half up (s.8)."""
    return value // PARTS * ppm + (value % PARTS * ppm + PARTS // 2) // PARTS


@compiled
def compute_rows(
    rows: Rows, lines: Lines, year: YearFigures, block: Extent, steps: Steps, room: Room
) -> bool:
    """Value some rows, less what is exempt under s.8; write sums of those before each line.

    A line's base is then the difference of two such sums. False: they are declined.
    """
    values = room.base_before[1 : block.row1 - block.row0 + 1]
    if block.keep:
        values = steps.row_value_csat[block.row0 : block.row1]
    bits = _value(rows, year, block, values, room)
    if bits == DECLINED:
        return False
    large = bool(bits >> SMALL_BITS)
    if large:
        _value_large(rows, block, values, room)
    if not _share(rows, block, values) or (large and not _add_within(values)):
        return False
    return _add_up(rows, lines, block, values, room)


@compiled
def _value(rows: Rows, year: YearFigures, block: Extent, values: Column, room: Room) -> int:
    """Write the value of each row's property (s.35), if it is small.

    Returns all bits that a hundred times any of them has, or DECLINED where one is out of the
    ordinary.
    """
    areas, prices = rows.area[block.row0 : block.row1], rows.price_satang[block.row0 : block.row1]
    structures, ages = rows.structure[block.row0 : block.row1], rows.age[block.row0 : block.row1]
    remaining, largest = room.remaining_percent, year.largest_value_csat
    impossible = False
    for place in places(structures):
        structure, age = structures[place], ages[place]
        impossible |= (structure > LAST_STRUCTURE) | (age < 0)
        remaining[place] = (structure & LAST_STRUCTURE) * AGES + min(age, AGES - 1)
    if impossible:
        return DECLINED
    for place in places(structures):
        remaining[place] = year.remaining_percent[np.uint64(remaining[place])]
    large = odd = bits = 0
    for place in places(areas):
        area, price = int(areas[place]), int(prices[place])
        large |= area | price
        # Below zero once anything is that must not be: a single look at the end instead of many.
        odd |= largest - area * price
        percents = area * price * int(remaining[place])
        bits |= percents
        values[place] = s35_small_value(percents)
    if odd < 0 or (large >> FACTOR_BITS and not _fit(areas, prices, largest)):
        return DECLINED
    return bits


@seldom
def _value_large(rows: Rows, block: Extent, values: Column, room: Room) -> None:
    """Value rows of which some are not small."""
    areas, prices = rows.area[block.row0 : block.row1], rows.price_satang[block.row0 : block.row1]
    for place in places(areas):
        worth = int(areas[place]) * int(prices[place])
        values[place] = s35_value(worth, int(room.remaining_percent[place]))


@compiled
def _share(rows: Rows, block: Extent, values: Column) -> bool:
    """Take of some rows' values their shares of use (s.38); False where one cannot be."""
    shared = rows.shared_rows[block.share0 : block.share1]
    nums, dens = rows.share_num[block.share0 :], rows.share_den[block.share0 :]
    befores, impossible = rows.share_before[block.share0 :], False
    for share in places(shared):
        num, den, before = nums[share], dens[share], befores[share]
        impossible |= (den >= MOST_DENOMINATOR) | not_a_share(num, den, before)
        # What is impossible is declined, and meanwhile nothing is divided by nothing.
        place = np.uint64(shared[share] - block.row0)
        values[place] = s38_share(values[place], num, max(den, 1), before)
    return not impossible


@compiled
def not_a_share(num: int, den: int, before: int) -> bool:
    """Say whether these are no part of a whole. Subtracted: a sum of two could wrap round."""
    return (den <= 0) | (num < 0) | (before < 0) | (num > den - before)


@compiled
def _add_up(rows: Rows, lines: Lines, block: Extent, values: Column, room: Room) -> bool:
    """Write the sums of values and of bases (s.8) before each line; False where one cannot be."""
    bases = room.base_before[1 : len(values) + 1]
    if block.keep:
        _sum_before(lines, block, values, room.value_before)
        for place in places(bases):
            bases[place] = values[place]
    for exempt in range(block.exempt0, block.exempt1):
        ppm, row = int(rows.exempt_ppm[exempt]), rows.exempt_rows[exempt] - block.row0
        if not 0 <= ppm <= PARTS:
            return False
        bases[row] -= s8_exempt(bases[row], ppm)
    _sum_before(lines, block, bases, room.base_before)
    return True


@compiled
def _sum_before(lines: Lines, block: Extent, values: Column, before: Column) -> None:
    """Write the sum of the rows before each line, and behind the last that of all."""
    after, total = before[1:], 0
    for place in places(values):
        total += values[place]
        after[place] = total
    # No line begins before the row of its own number, so the sums it needs are still there.
    starts = lines.line_start[block.line0 + 1 : block.line1 + 1]
    before[0] = 0
    for line in places(starts):
        after[line] = after[np.uint64(starts[line] - block.row0 - 1)]


@seldom
def _add_within(values: Column) -> bool:
    """Say whether the sum of values is one that 63 bits hold."""
    total = odd = 0
    for place in places(values):
        total += values[place]
        odd |= total
    return odd >= 0


@seldom
def _fit(areas: Column, prices: Column, largest: int) -> bool:
    """Say whether all values are within the bound, without multiplying large factors."""
    for place in places(areas):
        area, price = int(areas[place]), int(prices[place])
        if area < 0 or price < 0 or price > largest // max(area, 1):
            return False
    return True
