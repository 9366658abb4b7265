"""The loop over rows, compiled: value (s.35), share of use (s.38), exempt whatever its use (s.8).

The plain form is in the modules of those sections. This one gives the very same numbers, or
declines a block where anything is out of the ordinary. Whole numbers only; values in 1/100 satang.
"""

from typing import Final

from projections.bill_engine.compiled import (
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
MOST_DENOMINATOR: Final = 3_000_000_000
"""Below it a remainder times a numerator stays under 2**63."""
NO_ROW: Final = -1


@compiled
def s35_value(area: int, price_satang: int, remaining_percent: int) -> int:
    """Return a property's value: area times price, less depreciation, half up (s.35)."""
    return (area * price_satang * remaining_percent + WHOLE_PERCENT // 2) // WHOLE_PERCENT


@compiled
def s38_share(value: int, num: int, den: int, before: int) -> int:
    """Return the part of a value in one use, by area: two cumulative shares apart (s.38)."""
    whole, rest = value // den, value % den
    after = before + num
    below = rest * before // den if before else 0
    return whole * num + rest * after // den - below


@compiled
def s8_exempt(value: int, ppm: int) -> int:
    """Return the part of a value that is exempt whatever its use, half up (s.8)."""
    return value // PARTS * ppm + (value % PARTS * ppm + PARTS // 2) // PARTS


@compiled_once
def compute_rows(rows: Rows, year: YearFigures, block: Extent, steps: Steps, room: Room) -> bool:
    """Value the rows of a block, less what is exempt under s.8; write sums of those before each.

    A line's base is then the difference of two such sums. False: the block is declined.
    """
    share, exempt = block.share0, block.exempt0
    next_share = rows.shared_rows[share] if share < block.share1 else NO_ROW
    next_exempt = rows.exempt_rows[exempt] if exempt < block.exempt1 else NO_ROW
    # Below zero once anything is that must not be: a single look at the end instead of many.
    odd = 0
    worth = base = 0
    room.value_before[0] = room.base_before[0] = 0
    for row in range(block.row0, block.row1):
        area, price = int(rows.area[row]), int(rows.price_satang[row])
        structure, age = int(rows.structure[row]), int(rows.age[row])
        if (area | price) >> 31 and not _fits(area, price, year.largest_value_csat):
            return False
        odd |= structure | (LAST_STRUCTURE - structure) | age
        odd |= year.largest_value_csat - area * price
        place = (structure & LAST_STRUCTURE) * AGES + (min(age, AGES - 1) & (AGES - 1))
        value = s35_value(area, price, year.remaining_percent[place])
        if row == next_share:
            num, den = rows.share_num[share], rows.share_den[share]
            before = rows.share_before[share]
            if not _is_share(num, den, before):
                return False
            value = s38_share(value, num, den, before)
            share += 1
            next_share = rows.shared_rows[share] if share < block.share1 else NO_ROW
        worth += value
        base += value
        if row == next_exempt:
            ppm = int(rows.exempt_ppm[exempt])
            odd |= ppm | (PARTS - ppm)
            base -= s8_exempt(value, ppm)
            exempt += 1
            next_exempt = rows.exempt_rows[exempt] if exempt < block.exempt1 else NO_ROW
        odd |= worth
        room.base_before[row + 1 - block.row0] = base
        if block.keep:
            steps.row_value_csat[row] = value
            room.value_before[row + 1 - block.row0] = worth
    return odd >= 0 and share == block.share1 and exempt == block.exempt1


@seldom
def _fits(area: int, price_satang: int, largest: int) -> bool:
    """Say whether a value of large factors is within the bound, without multiplying them."""
    return area >= 0 and price_satang >= 0 and price_satang <= largest // max(area, 1)


@compiled
def _is_share(num: int, den: int, before: int) -> bool:
    return 0 < den < MOST_DENOMINATOR and num >= 0 and before >= 0 and num <= den - before
