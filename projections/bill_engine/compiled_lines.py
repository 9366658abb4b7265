"""The loops over lines, compiled: from a line's base to its tax (s.37, s.41, s.43, s.55 to s.57).

The plain form is in the modules of those sections. This one gives the very same numbers, or
declines where anything is out of the ordinary. Whole numbers only; a csat is 1/100 satang, and a
csat at one pcm is one nanobaht.
"""

from typing import Final

import numpy as np

from projections.bill_engine.compiled import (
    Column,
    Extent,
    Run,
    YearFigures,
    compiled,
    seldom,
)
from projections.bill_engine.compiled_division import satang_of_small
from projections.bill_engine.compiled_rows import places

FARM: Final = 1
MAIN_RESIDENCE: Final = 2
MAIN_BUILDING_ONLY: Final = 3
TABLES: Final = 8
PARTS: Final = 1_000_000
NANOBAHT_PER_SATANG: Final = 10_000_000
SMALL_TAX: Final = 2**48
SMALL_NUM: Final = 2**13
"""Twice a small tax times a small numerator, and the half of its rounding, are within 63 bits."""
NATURAL: Final = 1


@compiled
def at(column: Column, place: int) -> int:
    """Return what is at a place known not to be below zero.

    From there Numba would count back from the end, and to ask takes as long as the tax.
    """
    return column[np.uint64(place)]  # type: ignore[no-any-return]


@compiled
def s41_exempt(table: int, base: int, residence: int, building: int) -> int:
    """Return what of a natural person's base is exempt, if farms are within their limit (s.40).

    What each table has is asked for in words, not looked up: so it is done for many at once.
    """
    limit = residence if table == MAIN_RESIDENCE else 0
    limit = building if table == MAIN_BUILDING_ONLY else limit
    return min(base, base if table == FARM else limit)


@compiled
def s37_tax(year: YearFigures, table: int, net: int, more_pcm: int) -> int:
    """Return the tax of a net base in nanobaht, slice by slice (s.37, s.94).

    `more_pcm` goes on top of each slice's rate for long vacancy, up to the cap (s.43). Most bases
    end within the first slice.
    """
    if net <= year.upper_csat[0, table] and not more_pcm:
        return int(net * year.rate_pcm[0, table])
    tax = lower = 0
    for step in range(len(year.rate_pcm)):
        upper, rate = year.upper_csat[step, table], year.rate_pcm[step, table]
        if more_pcm:
            rate = min(rate + more_pcm, max(year.cap_pcm, rate))
        tax += (min(net, upper) - lower) * rate
        if net <= upper:
            break
        lower = upper
    return tax


@compiled
def rounded(tax: int) -> int:
    """Return a tax in satang, half up."""
    return (tax + NANOBAHT_PER_SATANG // 2) // NANOBAHT_PER_SATANG


@compiled
def rounded_small(tax: int) -> int:
    """Return what `rounded` does of a tax within SMALL_BITS."""
    return satang_of_small(tax + NANOBAHT_PER_SATANG // 2)


@compiled
def s55_tax(tax: int, num: int, den: int) -> int:
    """Return the tax in satang after reductions: the one rounding, half up (s.55)."""
    divisor = np.uint64(den * NANOBAHT_PER_SATANG)
    if tax < SMALL_TAX and num < SMALL_NUM:
        # Of all a processor does to whole numbers, division takes the longest: here it is one.
        twice = np.uint64(2 * tax * num)
        return int(np.int64((twice + divisor) // (divisor + divisor)))
    whole, rest = tax // np.int64(divisor), np.uint64(tax) % divisor
    part = (rest * np.uint64(2 * num) + divisor) // (divisor + divisor)
    return int(whole * num + np.int64(part))


@seldom
def s56_tax(tax: int, num: int, den: int, relief_ppm: int) -> int:
    """Return the tax in satang after reductions and relief, half up once (s.56, s.57)."""
    divisor = den * PARTS * NANOBAHT_PER_SATANG
    whole, rest = part_of(tax, num * (PARTS - relief_ppm), divisor)
    return whole + (1 if rest >= divisor // 2 else 0)


@seldom
def part_of(amount: int, part: int, whole: int) -> tuple[int, int]:
    """Return `amount * part` divided by `whole`, and the rest; `part` is at most `whole`.

    Long division in twos, so that nothing passes 63 bits. Of nothing, nothing.
    """
    quotient = rest = 0
    if whole == 0 or part == 0:
        return quotient, rest
    if part == whole:
        return amount, rest
    for digit in range(62, -1, -1):
        quotient, rest = 2 * quotient, rest - (whole - rest)
        if rest < 0:
            rest += whole
        else:
            quotient += 1
        if amount >> digit & 1:
            rest -= whole - part
            if rest < 0:
                rest += whole
            else:
                quotient += 1
    return quotient, rest


@compiled
def tax_lines(run: Run) -> bool:
    """Tax each line, with sums of those before; False where one is worth too much.

    First as if each were a ladder of its own that ends within the first slice, and its taxpayer a
    natural person, without reduction or relief; then those of which only the first of that holds.
    """
    if not _tax_plainly(run):
        return False
    lines, block, room = run.lines, run.block, run.room
    if block.keep:
        _keep_plainly(run)
    for relief in range(block.relief0, block.relief1):
        room.odd_lines[lines.relief_lines[relief] - block.line0] = True
    for place in range(np.uint64(_odd_lines(run))):
        _tax_line_again(run, room.lines_again[place])
    taxes, tax_before = room.tax_before[1 : block.line1 - block.line0 + 1], 0
    room.tax_before[0] = 0
    for place in places(taxes):
        tax_before += taxes[place]
        taxes[place] = tax_before
    return True


@compiled
def _tax_plainly(run: Run) -> bool:
    """Tax each line within its first slice alone; mark those for which that does not hold."""
    lines, year, block, room = run.lines, run.year, run.block, run.room
    # Columns that begin with the block, and places in them, are as in `at`.
    tables, entries = lines.table[block.line0 : block.line1], lines.reduction[block.line0 :]
    vacant_years, rates = lines.vacant_years[block.line0 :], room.rate_pcm
    before, after = room.base_before, room.base_before[1:]
    taxes, odd_lines = room.tax_before[1:], room.odd_lines
    for line in places(tables):
        place = int(vacant_years[line]) * TABLES + int(tables[line])
        rates[line] = at(year.first_rate_pcm, place)
    residence, building = (
        year.exempt_csat[NATURAL, MAIN_RESIDENCE],
        year.exempt_csat[NATURAL, MAIN_BUILDING_ONLY],
    )
    odd, largest, least_upper = 0, year.largest_net_csat, year.least_upper_csat
    for line in places(tables):
        base = after[line] - before[line]
        net = base - s41_exempt(tables[line], base, residence, building)
        odd |= largest - net
        taxes[line] = rounded_small(net * rates[line])
        odd_lines[line] = (net > least_upper) | (entries[line] != 0)
    return odd >= 0


@compiled
def _keep_plainly(run: Run) -> None:
    """Keep the steps of each line as it was taxed plainly."""
    year, block, room, steps = run.year, run.block, run.room, run.steps
    tables = run.lines.table[block.line0 : block.line1]
    before, after, rates = room.base_before, room.base_before[1:], room.rate_pcm
    value_before, value_after = room.value_before, room.value_before[1:]
    taxes = room.tax_before[1:]
    values, exempts = steps.line_value_csat[block.line0 :], steps.line_exempt_csat[block.line0 :]
    nets, nanobaht = steps.line_net_csat[block.line0 :], steps.line_tax_nanobaht[block.line0 :]
    satang = steps.line_tax_satang[block.line0 :]
    residence, building = (
        year.exempt_csat[NATURAL, MAIN_RESIDENCE],
        year.exempt_csat[NATURAL, MAIN_BUILDING_ONLY],
    )
    for line in places(tables):
        base, value = after[line] - before[line], value_after[line] - value_before[line]
        net = base - s41_exempt(tables[line], base, residence, building)
        values[line] = value
        exempts[line] = value - net
        nets[line] = net
    for line in places(tables):
        nanobaht[line] = nets[line] * rates[line]
        satang[line] = taxes[line]


@compiled
def _odd_lines(run: Run) -> int:
    """List the lines that must be taxed again; return how many there are."""
    block, room, count = run.block, run.room, 0
    odd_lines = room.odd_lines[: block.line1 - block.line0]
    all_of_them = np.uint8(run.year.spared[0] < 0)
    for line in places(odd_lines):
        # Whether a line is one cannot be foretold, so it is counted and not asked.
        room.lines_again[np.uint64(count)] = block.line0 + np.int64(line)
        count += int(odd_lines[line] | all_of_them)
    return count


@compiled
def line_sum(block: Extent, before: Column, line: int) -> int:
    """Return the sum of a line's rows: the difference of two sums of the rows before."""
    place = line - block.line0
    return int(at(before, place + 1) - at(before, place))


@compiled
def _tax_line_again(run: Run, line: int) -> None:
    """Tax a line beyond its first slice, or with a reduction or relief."""
    base = line_sum(run.block, run.room.base_before, line)
    net = base - min(base, run.year.exempt_csat[NATURAL, at(run.lines.table, line)])
    before, after = tax_of(run, line, net)
    run.room.tax_before[line - run.block.line0 + 1] = after
    if run.block.keep:
        write(run, line, net, before, after)


@compiled
def tax_of(run: Run, line: int, net: int) -> tuple[int, int]:
    """Return the tax of a line that is a ladder of its own, before and after reductions."""
    lines, year = run.lines, run.year
    entry, more_pcm = int(lines.reduction[line]), year.surcharge_pcm[lines.vacant_years[line]]
    num, den, ppm = year.num[entry], year.den[entry], relief_ppm(run, line)
    before = s37_tax(year, int(lines.table[line]), net, more_pcm)
    if num == den and not ppm:
        return before, rounded(before)
    if ppm:
        return before, s56_tax(before, num, den, ppm)
    return before, s55_tax(before, num, den)


@compiled
def relief_ppm(run: Run, line: int) -> int:
    """Return what part of a line's tax is remitted."""
    lines, first, last = run.lines, run.block.relief0, run.block.relief1
    while first < last:
        middle = (first + last) // 2
        if lines.relief_lines[middle] == line:
            return int(lines.relief_ppm[middle])
        if lines.relief_lines[middle] < line:
            first = middle + 1
        else:
            last = middle
    return 0


@compiled
def write(run: Run, line: int, net: int, before: int, after: int) -> None:
    """Write a line's steps: its net base, and its tax before and after reductions."""
    steps, value = run.steps, line_sum(run.block, run.room.value_before, line)
    steps.line_value_csat[line] = value
    steps.line_exempt_csat[line] = value - net
    steps.line_net_csat[line] = net
    steps.line_tax_nanobaht[line] = before
    steps.line_tax_satang[line] = after
