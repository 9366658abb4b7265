"""The loop over bills, compiled: from a line's base to the bill's tax (s.37, s.42, s.55, s.97).

The plain form is in the modules of those sections. This one gives the very same numbers, or
declines a block where anything is out of the ordinary. Whole numbers only; a csat is 1/100 satang,
and a csat at one pcm is one nanobaht.
"""

from typing import Final

import numpy as np

from projections.bill_engine.compiled import (
    Column,
    Extent,
    Lines,
    Run,
    YearFigures,
    compiled,
    compiled_once,
    seldom,
)

FARM: Final = 1
TABLES: Final = 8
PARTS: Final = 1_000_000
WHOLE_PERCENT: Final = 100
NANOBAHT_PER_SATANG: Final = 10_000_000
MOST_FARMS: Final = 2_000
"""Farms of one person that are put in order by looking for the next one; with more, decline."""
DECLINED: Final = -1
NO_FARM: Final = -1
NATURAL: Final = 1


@compiled
def at(column: Column, place: int) -> int:
    """Return what is at a place known not to be below zero.

    From there Numba would count back from the end, and to ask takes as long as the tax.
    """
    return column[np.uint64(place)]  # type: ignore[no-any-return]


@compiled
def s40_limit(year: YearFigures, farms: Column, count: int) -> bool:
    """Turn farms into what is exempt of each, by value until the limit is used up (s.40).

    Ladders that are no farms of a natural person hold DECLINED; equal farms go in their order.
    """
    left = year.farms_csat
    for _ in range(MOST_FARMS):
        chosen = NO_FARM
        for place in range(count):
            if farms[place] >= 0 and (
                chosen == NO_FARM
                or (year.highest_first and farms[place] > farms[chosen])
                or (not year.highest_first and farms[place] < farms[chosen])
            ):
                chosen = place
        if chosen == NO_FARM:
            break
        exempt = min(left, farms[chosen])
        left -= exempt
        # Below DECLINED it is known to be done.
        farms[chosen] = 2 * DECLINED - exempt
    else:
        return False
    for place in range(count):
        farms[place] = 2 * DECLINED - farms[place]
    return True


@compiled
def s37_tax(year: YearFigures, table: int, net: int, more_pcm: int) -> int:
    """Return the tax of a net base in nanobaht, slice by slice (s.37, s.94).

    `more_pcm` goes on top of each slice's rate for long vacancy, up to the cap (s.43). Most bases
    end within the first slice.
    """
    if net <= year.upper_csat[0, table] and not more_pcm:
        return int(net * year.rate_pcm[0, table])
    return s37_slices(year, table, net, more_pcm)


@compiled
def s37_slices(year: YearFigures, table: int, net: int, more_pcm: int) -> int:
    """Return the tax of a net base above the first slice, or with a surcharge, in nanobaht."""
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
    # To divide what has no sign takes half the time.
    whole = np.uint64(tax + NANOBAHT_PER_SATANG // 2) // np.uint64(NANOBAHT_PER_SATANG)
    return int(np.int64(whole))


@compiled
def s55_tax(tax: int, num: int, den: int) -> int:
    """Return the tax in satang after reductions: the one rounding, half up (s.55)."""
    if num == den:
        return rounded(tax)
    divisor = den * NANOBAHT_PER_SATANG
    whole, rest = tax // divisor, tax % divisor
    return whole * num + (2 * rest * num + divisor) // (2 * divisor)


@seldom
def s56_tax(tax: int, num: int, den: int, relief_ppm: int) -> int:
    """Return the tax in satang after reductions and relief, half up once (s.56, s.57)."""
    divisor = den * PARTS * NANOBAHT_PER_SATANG
    whole, rest = part_of(tax, num * (PARTS - relief_ppm), divisor)
    return whole + (1 if rest >= divisor // 2 else 0)


@seldom
def s42_tax(tax: int, base: int, ladder_base: int, payable: int, divisor: int) -> int:
    """Return one line's part of its ladder's tax in satang, half up once (s.42).

    That is tax * base / ladder_base * payable / divisor. What is below one before the last
    division cannot lift a whole number to the half of an even divisor.
    """
    due, due_rest = part_of(tax, base, ladder_base)
    whole, rest = part_of(due, payable, divisor)
    rest += part_of(payable, due_rest, ladder_base)[0]
    return whole + rest // divisor + (1 if rest % divisor >= divisor // 2 else 0)


@compiled
def s97_relief(tax: int, old_tax: int, percent: int) -> int:
    """Return what is taken off a bill in the first years: a part of what is more (s.97)."""
    excess = max(tax - old_tax, 0)
    return excess - (excess * percent * 2 + WHOLE_PERCENT) // (2 * WHOLE_PERCENT)


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


@compiled_once
def compute_bills(run: Run) -> bool:
    """Tax the bills of a block that was looked at and whose rows were valued before.

    False: the block is declined.

    First every line, as if it were a ladder of its own and its taxpayer a natural person, with
    sums of those before each, so that a bill's tax is the difference of two of them and nothing
    waits for how many lines a bill has. Then the few bills for which that does not hold, again.
    """
    return _tax_lines(run) and _tax_again(run, _add_bills(run)) and _phase_in(run)


@compiled
def _tax_lines(run: Run) -> bool:
    """Tax each line of a block, with sums of those before; False where one is worth too much.

    First as if each ended within the first slice, without reduction or relief; then those that do
    not. A loop with both would run out of the processor's registers, and take twice as long.
    """
    again = _tax_plainly(run)
    if again == DECLINED:
        return False
    lines, block, room = run.lines, run.block, run.room
    if block.keep:
        for place in range(block.line1 - block.line0):
            _write_plainly(run, block.line0 + place, room.tax_before[place + 1])
    for place in range(again):
        _tax_line_again(run, room.lines_again[place])
    for relief in range(block.relief0, block.relief1):
        _tax_line_again(run, lines.relief_lines[relief])
    taxes, tax_before = room.tax_before[1 : block.line1 - block.line0 + 1], 0
    room.tax_before[0] = 0
    for place in range(len(taxes)):
        tax_before += taxes[place]
        taxes[place] = tax_before
    return True


@compiled
def _tax_plainly(run: Run) -> int:
    """Tax each line within its first slice alone; list those for which that does not hold.

    Returns how many there are, or DECLINED.
    """
    lines, year, block, room = run.lines, run.year, run.block, run.room
    # Columns that begin with the block, and places in them, are as in `at`.
    starts, tables = lines.line_start[block.line0 + 1 :], lines.table[block.line0 : block.line1]
    entries, vacant_years = lines.reduction[block.line0 :], lines.vacant_years[block.line0 :]
    exempt_csat, upper_csat = year.exempt_csat[NATURAL], year.upper_csat[0]
    taxes, farms, again = room.tax_before[1:], room.farms_before[1:], room.lines_again
    room.farms_before[0] = 0
    base_before = farms_before = odd = several = 0
    for line in range(len(tables)):
        table = int(tables[line])
        base_after = at(room.base_before, int(starts[line]) - block.row0)
        base = base_after - base_before
        exempt = min(base, at(exempt_csat, table))
        net = base - exempt
        odd |= year.largest_net_csat - net
        taxes[line] = rounded(
            net * at(year.first_rate_pcm, int(vacant_years[line]) * TABLES + table)
        )
        farms_before += exempt if table == FARM else 0
        farms[line] = farms_before
        again[several] = block.line0 + line
        several += int((at(upper_csat, table) - net) | at(year.spared, int(entries[line])) < 0)
        base_before = base_after
    return several if odd >= 0 else DECLINED


@compiled
def _plain_net(run: Run, line: int) -> int:
    """Return the net base of a line that is a ladder of its own and whose taxpayer is a person."""
    base = _sum(run.lines, run.block, run.room.base_before, line)
    return int(base - min(base, run.year.exempt_csat[NATURAL, run.lines.table[line]]))


@compiled
def _write_plainly(run: Run, line: int, after: int) -> None:
    lines, year, net = run.lines, run.year, _plain_net(run, line)
    rate = year.first_rate_pcm[int(lines.vacant_years[line]) * TABLES + int(lines.table[line])]
    _write(run, line, net, net * rate, after)


@seldom
def _tax_line_again(run: Run, line: int) -> None:
    """Tax a line beyond its first slice, or with a reduction or relief."""
    net = _plain_net(run, line)
    before, after = _tax_of(run, line, net)
    run.room.tax_before[line - run.block.line0 + 1] = after
    if run.block.keep:
        _write(run, line, net, before, after)


@compiled
def _tax_of(run: Run, line: int, net: int) -> tuple[int, int]:
    """Return the tax of a line that is a ladder of its own, before and after reductions."""
    lines, year = run.lines, run.year
    entry, more_pcm = int(lines.reduction[line]), year.surcharge_pcm[lines.vacant_years[line]]
    num, den, ppm = year.num[entry], year.den[entry], _relief_ppm(run, line)
    before = s37_tax(year, int(lines.table[line]), net, more_pcm)
    if ppm:
        return before, s56_tax(before, num, den, ppm)
    return before, s55_tax(before, num, den)


@compiled
def _relief_ppm(run: Run, line: int) -> int:
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
def _add_bills(run: Run) -> int:
    """Write each bill's tax, the sum of its lines'; list the bills for which that does not hold.

    Those have ladders of several lines, farms above the limit together, or a company's farms.
    Returns how many there are.
    """
    lines, year, block, room = run.lines, run.year, run.block, run.room
    starts, naturals = lines.bill_start[block.bill0 + 1 :], lines.natural[block.bill0 :]
    taxes = run.steps.bill_tax_satang[block.bill0 : block.bill1]
    several = line0 = tax_before = farms_before = 0
    ladder0 = block.ladder0
    for bill in range(len(taxes)):
        ladder1 = int(starts[bill])
        line1 = int(at(lines.ladder_start, ladder1)) - block.line0
        tax_after, farms_after = at(room.tax_before, line1), at(room.farms_before, line1)
        taxes[bill] = tax_after - tax_before
        farms, company = farms_after - farms_before, int(naturals[bill]) - NATURAL
        joined = (line1 - line0) ^ (ladder1 - ladder0)
        # Whether any of these holds cannot be foretold, so it is counted and not asked.
        room.bills_again[several] = block.bill0 + bill
        several += int((year.farms_csat - farms) | -joined | joined | -(farms & company) < 0)
        ladder0, line0, tax_before, farms_before = ladder1, line1, tax_after, farms_after
    return several


@compiled
def _tax_again(run: Run, several: int) -> bool:
    """Tax the bills that are not the sum of their lines as they stand; False to decline."""
    for place in range(several):
        bill = run.room.bills_again[place]
        tax = _by_ladder(run, bill)
        if tax == DECLINED:
            return False
        run.steps.bill_tax_satang[bill] = tax
    return True


@compiled
def _by_ladder(run: Run, bill: int) -> int:
    """Return the tax of a bill by its ladders: one base each (s.42), farms exempt together (s.40).

    Its lines were looked at one by one before; those that are no farms stand.
    """
    lines, year, taxes = run.lines, run.year, run.room.tax_before
    ladder0, ladder1 = lines.bill_start[bill], lines.bill_start[bill + 1]
    natural = int(lines.natural[bill])
    if natural and not _exempt_farms(run, ladder0, ladder1):
        return DECLINED
    total, line1 = 0, at(lines.ladder_start, ladder0)
    for ladder in range(ladder0, ladder1):
        line0, line1 = line1, at(lines.ladder_start, ladder + 1)
        table, alone = int(at(lines.table, line0)), line1 == line0 + 1
        if alone and table != FARM:
            total += at(taxes, line1 - run.block.line0) - at(taxes, line0 - run.block.line0)
            continue
        base = _ladder_base(run, ladder)
        exempt = min(base, year.exempt_csat[natural, table])
        if natural and table == FARM:
            exempt = run.room.exempt_farms[ladder - ladder0]
        if base - exempt > year.largest_net_csat:
            return DECLINED
        tax = _one_line(run, line0, base - exempt) if alone else _ladder(run, ladder, base, exempt)
        if tax == DECLINED:
            return DECLINED
        total += tax
    return total


@compiled
def _exempt_farms(run: Run, ladder0: int, ladder1: int) -> bool:
    """Write what is exempt of each farm among a person's ladders (s.40); False to decline."""
    lines, year, farms, together = run.lines, run.year, run.room.exempt_farms, 0
    for ladder in range(ladder0, ladder1):
        farms[ladder - ladder0] = DECLINED
        if lines.table[lines.ladder_start[ladder]] == FARM:
            farms[ladder - ladder0] = _ladder_base(run, ladder)
            together += farms[ladder - ladder0]
    return together <= year.farms_csat or s40_limit(year, farms, ladder1 - ladder0)


@compiled
def _one_line(run: Run, line: int, net: int) -> int:
    """Return the tax of a line that is a ladder of its own, and keep its steps."""
    before, after = _tax_of(run, line, net)
    if run.block.keep:
        _write(run, line, net, before, after)
    return after


@compiled
def _ladder_base(run: Run, ladder: int) -> int:
    lines, block, room = run.lines, run.block, run.room
    row0 = lines.line_start[lines.ladder_start[ladder]] - block.row0
    row1 = lines.line_start[lines.ladder_start[ladder + 1]] - block.row0
    return int(room.base_before[row1] - room.base_before[row0])


@seldom
def _ladder(run: Run, ladder: int, ladder_base: int, exempt: int) -> int:
    """Return the tax of a ladder of several lines, each at its own points (s.42)."""
    lines, year, block = run.lines, run.year, run.block
    line0, line1 = lines.ladder_start[ladder], lines.ladder_start[ladder + 1]
    table, ladder_net = int(lines.table[line0]), ladder_base - exempt
    total = base_before = 0
    for line in range(line0, line1):
        entry, ppm = int(lines.reduction[line]), _relief_ppm(run, line)
        if not year.listed[entry]:
            return DECLINED
        base = _sum(lines, block, run.room.base_before, line)
        mine = part_of(exempt, base_before + base, ladder_base)[0]
        mine -= part_of(exempt, base_before, ladder_base)[0]
        base_before += base
        whole = s37_tax(year, table, ladder_net, year.surcharge_pcm[lines.vacant_years[line]])
        payable, divisor = year.num[entry] * (PARTS - ppm), year.den[entry] * PARTS
        after = s42_tax(whole, base, ladder_base, payable, divisor * NANOBAHT_PER_SATANG)
        total += after
        if block.keep:
            before = part_of(whole, base - mine, ladder_net)[0]
            _write(run, line, base - mine, before, after)
    return total


@compiled
def _phase_in(run: Run) -> bool:
    """Take off what is spared in the first years; False where a bill is not one of the block."""
    lines, block = run.lines, run.block
    for old_tax in range(block.old_tax0, block.old_tax1):
        bill = lines.old_tax_bills[old_tax]
        if not block.bill0 <= bill < block.bill1:
            return False
        tax = run.steps.bill_tax_satang[bill]
        run.steps.bill_tax_satang[bill] -= _phased_in(run, bill, tax, lines.old_tax_satang[old_tax])
    return True


@compiled
def _sum(lines: Lines, block: Extent, before: Column, line: int) -> int:
    """Return the sum of a line's rows: the difference of two sums of the rows before."""
    row0 = lines.line_start[line] - block.row0
    row1 = lines.line_start[line + 1] - block.row0
    return int(before[row1] - before[row0])


@compiled
def _phased_in(run: Run, bill: int, tax: int, old_tax: int) -> int:
    """Return what is taken off a bill in the first years, and keep it (s.97)."""
    if run.year.phase_in_percent == DECLINED:
        return 0
    off = s97_relief(tax, old_tax, run.year.phase_in_percent)
    if run.block.keep:
        run.steps.bill_phase_in_satang[bill] = off
    return off


@compiled
def _write(run: Run, line: int, net: int, before: int, after: int) -> None:
    """Write a line's steps: its net base, and its tax before and after reductions."""
    steps, value = run.steps, _sum(run.lines, run.block, run.room.value_before, line)
    steps.line_value_csat[line] = value
    steps.line_exempt_csat[line] = value - net
    steps.line_net_csat[line] = net
    steps.line_tax_nanobaht[line] = before
    steps.line_tax_satang[line] = after
