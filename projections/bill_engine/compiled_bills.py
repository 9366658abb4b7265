"""The loop over bills, compiled: from lines' tax to the bill's (s.40, s.42, s.97).

The plain form is in the modules of those sections. This one gives the very same numbers, or
declines where anything is out of the ordinary. Whole numbers only; a csat is 1/100 satang.
"""

from typing import Final

import numpy as np

from projections.bill_engine.compiled import Column, Run, YearFigures, compiled, seldom
from projections.bill_engine.compiled_lines import (
    at,
    line_sum,
    part_of,
    relief_ppm,
    s37_tax,
    tax_of,
    write,
)
from projections.bill_engine.compiled_rows import places

FARM: Final = 1
PARTS: Final = 1_000_000
WHOLE_PERCENT: Final = 100
NANOBAHT_PER_SATANG: Final = 10_000_000
MOST_FARMS: Final = 2_000
"""Farms of one person that are put in order by looking for the next one; with more, decline."""
DECLINED: Final = -1
NO_FARM: Final = -1
NATURAL: Final = 1


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


@compiled
def add_bills(run: Run) -> bool:
    """Write each bill's tax; False to decline.

    It is the sum of its lines' as they were taxed one by one, the difference of two sums of those
    before, so that nothing waits for how many lines a bill has. Then come the few bills for which
    that does not hold.
    """
    several = _sum_lines(run)
    for place in range(several):
        bill = run.room.bills_again[place]
        tax = _by_ladder(run, bill)
        if tax == DECLINED:
            return False
        run.steps.bill_tax_satang[bill] = tax
    return _phase_in(run)


@compiled
def _sum_lines(run: Run) -> int:
    """Write the sum of each bill's lines; list the bills that must be looked at again.

    Those have ladders of several lines, or are worth more than farms are exempt (so that nobody
    else's farms can be), or are no natural person's. Returns how many there are.
    """
    _look_up_ends(run)
    lines, block, room = run.lines, run.block, run.room
    starts, ends = lines.bill_start[block.bill0 :], lines.bill_start[block.bill0 + 1 :]
    taxes = run.steps.bill_tax_satang[block.bill0 : block.bill1]
    naturals, most = lines.natural[block.bill0 :], run.year.farms_csat
    line0, tax0, base0 = room.bill_line, room.bill_tax, room.bill_base
    line1, tax1, base1, odd_bills = line0[1:], tax0[1:], base0[1:], room.odd_bills
    for bill in places(taxes):
        taxes[bill] = tax1[bill] - tax0[bill]
        joined = (line1[bill] - line0[bill]) - (int(ends[bill]) - int(starts[bill]))
        large = most - (base1[bill] - base0[bill])
        odd_bills[bill] = (large | -joined | (int(naturals[bill]) - NATURAL)) < 0
    several = 0
    for bill in places(taxes):
        # Whether a bill is one cannot be foretold, so it is counted and not asked.
        room.bills_again[np.uint64(several)] = block.bill0 + np.int64(bill)
        several += int(odd_bills[bill])
    return several


@compiled
def _look_up_ends(run: Run) -> None:
    """Write the number of lines, and the sums of their tax and base, before the end of each bill.

    To look up is one bill at a time, so it is a short loop and what is made of it another.
    """
    lines, block, room = run.lines, run.block, run.room
    ends = lines.bill_start[block.bill0 + 1 : block.bill1 + 1]
    line1, tax1, base1 = room.bill_line[1:], room.bill_tax[1:], room.bill_base[1:]
    room.bill_line[0] = room.bill_tax[0] = room.bill_base[0] = 0
    for bill in places(ends):
        line = int(at(lines.ladder_start, int(ends[bill]))) - block.line0
        line1[bill] = line
        tax1[bill] = at(room.tax_before, line)
        base1[bill] = at(room.base_before, line)


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
    before, after = tax_of(run, line, net)
    if run.block.keep:
        write(run, line, net, before, after)
    return after


@compiled
def _ladder_base(run: Run, ladder: int) -> int:
    lines, line0, before = run.lines, run.block.line0, run.room.base_before
    first, last = lines.ladder_start[ladder], lines.ladder_start[ladder + 1]
    return int(at(before, last - line0) - at(before, first - line0))


@seldom
def _ladder(run: Run, ladder: int, ladder_base: int, exempt: int) -> int:
    """Return the tax of a ladder of several lines, each at its own points (s.42)."""
    lines, year, block = run.lines, run.year, run.block
    line0, line1 = lines.ladder_start[ladder], lines.ladder_start[ladder + 1]
    table, ladder_net = int(lines.table[line0]), ladder_base - exempt
    total = base_before = 0
    for line in range(line0, line1):
        entry, ppm = int(lines.reduction[line]), relief_ppm(run, line)
        if not year.listed[entry]:
            return DECLINED
        base = line_sum(block, run.room.base_before, line)
        mine = part_of(exempt, base_before + base, ladder_base)[0]
        mine -= part_of(exempt, base_before, ladder_base)[0]
        base_before += base
        whole = s37_tax(year, table, ladder_net, year.surcharge_pcm[lines.vacant_years[line]])
        payable, divisor = year.num[entry] * (PARTS - ppm), year.den[entry] * PARTS
        after = s42_tax(whole, base, ladder_base, payable, divisor * NANOBAHT_PER_SATANG)
        total += after
        if block.keep:
            before = part_of(whole, base - mine, ladder_net)[0]
            write(run, line, base - mine, before, after)
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
def _phased_in(run: Run, bill: int, tax: int, old_tax: int) -> int:
    """Return what is taken off a bill in the first years, and keep it (s.97)."""
    if run.year.phase_in_percent == DECLINED:
        return 0
    off = s97_relief(tax, old_tax, run.year.phase_in_percent)
    if run.block.keep:
        run.steps.bill_phase_in_satang[bill] = off
    return off
