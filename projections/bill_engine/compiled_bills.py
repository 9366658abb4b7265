"""The loop over bills, compiled: from a line's base to the bill's tax (s.37, s.42, s.55, s.97).

The plain form is in the modules of those sections. This one gives the very same numbers, or
declines a block where anything is out of the ordinary. Whole numbers only; a csat is 1/100 satang,
and a csat at one pcm is one nanobaht.
"""

from typing import Final

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
TABLES: Final = 7
PARTS: Final = 1_000_000
WHOLE_PERCENT: Final = 100
NANOBAHT_PER_SATANG: Final = 10_000_000
MOST_FARMS: Final = 2_000
"""Farms of one person that are put in order by looking for the next one; with more, decline."""
DECLINED: Final = -1
NO_FARM: Final = -1
NO_LINE: Final = -1
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


@compiled
def s37_tax(year: YearFigures, table: int, net: int, more_pcm: int) -> int:
    """Return the tax of a net base in nanobaht, slice by slice (s.37, s.94).

    `more_pcm` goes on top of each slice's rate for long vacancy, up to the cap (s.43). Most bases
    end within the first slice.
    """
    if net <= year.upper_csat[table, 0] and not more_pcm:
        return int(net * year.rate_pcm[table, 0])
    return s37_slices(year, table, net, more_pcm)


@compiled
def s37_slices(year: YearFigures, table: int, net: int, more_pcm: int) -> int:
    """Return the tax of a net base above the first slice, or with a surcharge, in nanobaht."""
    tax = lower = 0
    for step in range(year.rate_pcm.shape[1]):
        upper, rate = year.upper_csat[table, step], year.rate_pcm[table, step]
        if more_pcm:
            rate = min(rate + more_pcm, max(year.cap_pcm, rate))
        tax += (min(net, upper) - lower) * rate
        if net <= upper:
            break
        lower = upper
    return tax


@compiled
def s55_tax(tax: int, num: int, den: int) -> int:
    """Return the tax in satang after reductions: the one rounding, half up (s.55)."""
    if num == den:
        return (tax + NANOBAHT_PER_SATANG // 2) // NANOBAHT_PER_SATANG
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
    """Tax the bills of a block, whose rows were valued before. False: the block is declined.

    First every line, as if it were a ladder of its own and its taxpayer a natural person, with
    sums of those before each, so that a bill's tax is the difference of two of them and nothing
    waits for how many lines a bill has. Then the few bills for which that does not hold, again.
    """
    lines, year, block, room = run.lines, run.year, run.block, run.room
    if not _are_possible(lines, block) or not _ladders_rise(lines, block):
        return False
    if not _tax_lines(run):
        return False
    several = 0
    ladder0 = lines.bill_start[block.bill0]
    for bill in range(block.bill0, block.bill1):
        ladder1 = lines.bill_start[bill + 1]
        if not ladder0 < ladder1 <= block.ladder1 or int(lines.natural[bill]) > NATURAL:
            return False
        line0 = lines.ladder_start[ladder0] - block.line0
        line1 = lines.ladder_start[ladder1] - block.line0
        run.steps.bill_tax_satang[bill] = room.tax_before[line1] - room.tax_before[line0]
        farms = room.farms_before[line1] - room.farms_before[line0]
        # Three questions in one: which of them holds cannot be foretold, whether any does can.
        joined = (line1 - line0) ^ (ladder1 - ladder0)
        company = int(lines.natural[bill]) - NATURAL
        if (year.farms_csat - farms) | -joined | joined | -(farms & company) < 0:
            room.bills_again[several] = bill
            several += 1
        ladder0 = ladder1
    return _tax_again(run, several) and _phase_in(run)


@compiled
def _ladders_rise(lines: Lines, block: Extent) -> bool:
    """Say whether each ladder of a block has lines, the block's own, and each line once."""
    odd = 0
    line0 = int(lines.ladder_start[block.ladder0])
    for ladder in range(block.ladder0, block.ladder1):
        line1 = int(lines.ladder_start[ladder + 1])
        odd |= line1 - line0 - 1
        line0 = line1
    return odd >= 0


@compiled
def _tax_lines(run: Run) -> bool:
    """Tax each line of a block; False where one is out of the ordinary."""
    lines, year, block, room = run.lines, run.year, run.block, run.room
    relief = block.relief0
    next_relief = lines.relief_lines[relief] if relief < block.relief1 else NO_LINE
    row0, base_before = lines.line_start[block.line0], 0
    tax = farms = room.tax_before[0] = room.farms_before[0] = 0
    for line in range(block.line0, block.line1):
        row1 = lines.line_start[line + 1]
        if (row1 - row0 - 1) | (block.row1 - row1) | _out_of_the_act(lines, year, line) < 0:
            return False
        table, entry = int(lines.table[line]), int(lines.reduction[line])
        base = room.base_before[row1 - block.row0] - base_before
        exempt = min(base, year.exempt_csat[table, NATURAL])
        net = base - exempt
        if net > year.largest_net_csat:
            return False
        farms += exempt if table == FARM else 0
        before = s37_tax(year, table, net, year.surcharge_pcm[lines.vacant_years[line]])
        after = s55_tax(before, year.num[entry], year.den[entry])
        if line == next_relief:
            after = s56_tax(before, year.num[entry], year.den[entry], lines.relief_ppm[relief])
            relief += 1
            next_relief = lines.relief_lines[relief] if relief < block.relief1 else NO_LINE
        tax += after
        room.tax_before[line + 1 - block.line0] = tax
        room.farms_before[line + 1 - block.line0] = farms
        if block.keep:
            _write(run, line, net, before, after)
        row0, base_before = row1, base_before + base
    return relief == block.relief1


@compiled
def _tax_again(run: Run, several: int) -> bool:
    """Tax the bills that are not the sum of their lines as they stand; False to decline."""
    lines = run.lines
    for place in range(several):
        bill = run.room.bills_again[place]
        line0 = lines.ladder_start[lines.bill_start[bill]]
        tax = _by_ladder(run, bill, _first_relief(lines, run.block, line0))
        if tax == DECLINED:
            return False
        run.steps.bill_tax_satang[bill] = tax
    return True


@compiled
def _line(run: Run, line: int, net: int, relief: int) -> tuple[int, int]:
    """Return the tax of a line that is a ladder of its own, and the next relief."""
    lines, year = run.lines, run.year
    if net > year.largest_net_csat:
        return DECLINED, relief
    entry, more_pcm = int(lines.reduction[line]), year.surcharge_pcm[lines.vacant_years[line]]
    before = s37_slices(year, int(lines.table[line]), net, more_pcm)
    after = s55_tax(before, year.num[entry], year.den[entry])
    if relief < run.block.relief1 and line == lines.relief_lines[relief]:
        after = s56_tax(before, year.num[entry], year.den[entry], lines.relief_ppm[relief])
        relief += 1
    if run.block.keep:
        _write(run, line, net, before, after)
    return after, relief


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
def _first_relief(lines: Lines, block: Extent, line: int) -> int:
    """Return the first relief of a block that is of a line or one after it."""
    first, last = block.relief0, block.relief1
    while first < last:
        middle = (first + last) // 2
        if lines.relief_lines[middle] < line:
            first = middle + 1
        else:
            last = middle
    return first


@compiled
def _are_possible(lines: Lines, block: Extent) -> bool:
    """Say whether a block's reliefs and old taxes are what they can be."""
    for relief in range(block.relief0, block.relief1):
        if not 0 <= lines.relief_ppm[relief] <= PARTS:
            return False
    for old_tax in range(block.old_tax0, block.old_tax1):
        if lines.old_tax_satang[old_tax] < 0:
            return False
    return True


@compiled
def _out_of_the_act(lines: Lines, year: YearFigures, line: int) -> int:
    """Return a number below zero where a line's table or reduction is not one of the Act."""
    table, entry = int(lines.table[line]), int(lines.reduction[line])
    return (table - FARM) | (TABLES - 1 - table) | (len(year.num) - 1 - entry)


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


@compiled
def _by_ladder(run: Run, bill: int, relief: int) -> int:
    """Return the tax of a bill by its ladders: one base each (s.42), farms exempt together (s.40).

    Its lines were looked at one by one before.
    """
    lines, year, farms = run.lines, run.year, run.room.exempt_farms
    ladder0, ladder1 = lines.bill_start[bill], lines.bill_start[bill + 1]
    together = 0
    for ladder in range(ladder0, ladder1):
        farms[ladder - ladder0] = DECLINED
        if lines.table[lines.ladder_start[ladder]] == FARM and lines.natural[bill] == 1:
            farms[ladder - ladder0] = _ladder_base(run, ladder)
            together += farms[ladder - ladder0]
    if together > year.farms_csat and not s40_limit(year, farms, ladder1 - ladder0):
        return DECLINED
    total = 0
    for ladder in range(ladder0, ladder1):
        base = _ladder_base(run, ladder)
        exempt = farms[ladder - ladder0]
        if exempt == DECLINED:
            table = lines.table[lines.ladder_start[ladder]]
            exempt = min(base, year.exempt_csat[table, lines.natural[bill]])
        line = lines.ladder_start[ladder]
        if lines.ladder_start[ladder + 1] == line + 1:
            tax, relief = _line(run, line, base - exempt, relief)
        else:
            tax, relief = _ladder(run, ladder, base, exempt, relief)
        if tax == DECLINED:
            return DECLINED
        total += tax
    return total


@compiled
def _ladder_base(run: Run, ladder: int) -> int:
    lines, block, room = run.lines, run.block, run.room
    row0 = lines.line_start[lines.ladder_start[ladder]] - block.row0
    row1 = lines.line_start[lines.ladder_start[ladder + 1]] - block.row0
    return int(room.base_before[row1] - room.base_before[row0])


@seldom
def _ladder(run: Run, ladder: int, ladder_base: int, exempt: int, relief: int) -> tuple[int, int]:
    """Return the tax of a ladder of several lines, each at its own points (s.42); next relief."""
    lines, year, block = run.lines, run.year, run.block
    line0, line1 = lines.ladder_start[ladder], lines.ladder_start[ladder + 1]
    table, ladder_net = int(lines.table[line0]), ladder_base - exempt
    if ladder_net > year.largest_net_csat:
        return DECLINED, relief
    total = base_before = 0
    for line in range(line0, line1):
        entry, ppm = int(lines.reduction[line]), 0
        if not year.listed[entry]:
            return DECLINED, relief
        if relief < block.relief1 and lines.relief_lines[relief] == line:
            ppm = int(lines.relief_ppm[relief])
            relief += 1
        base = _sum(lines, block, run.room.base_before, line)
        mine = part_of(exempt, base_before + base, ladder_base)[0]
        mine -= part_of(exempt, base_before, ladder_base)[0]
        base_before += base
        whole = s37_tax(year, table, ladder_net, year.surcharge_pcm[lines.vacant_years[line]])
        payable, divisor = year.num[entry] * (PARTS - ppm), year.den[entry] * PARTS
        after = s42_tax(whole, base, ladder_base, payable, divisor * NANOBAHT_PER_SATANG)
        total += after
        if run.block.keep:
            before = part_of(whole, base - mine, ladder_net)[0]
            _write(run, line, base - mine, before, after)
    return total, relief
