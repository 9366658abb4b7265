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


@seldom
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

    `more_pcm` goes on top of each slice's rate for long vacancy, up to the cap (s.43).
    """
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


@seldom
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
    if whole == 0:
        return quotient, rest
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
    """Tax the bills of a block, whose rows were valued before. False: the block is declined."""
    lines, block = run.lines, run.block
    if not _are_possible(lines, block):
        return False
    relief, old_tax = block.relief0, block.old_tax0
    for bill in range(block.bill0, block.bill1):
        if not _is_bill(lines, bill):
            return False
        tax, farms, next_relief = _by_line(run, bill, relief)
        if tax != DECLINED and (farms > run.year.farms_csat or _has_several_lines(lines, bill)):
            tax = _by_ladder(run, bill, relief)
        if tax == DECLINED:
            return False
        relief = next_relief
        if old_tax < block.old_tax1 and bill == lines.old_tax_bills[old_tax]:
            tax -= _phased_in(run, bill, tax, lines.old_tax_satang[old_tax])
            old_tax += 1
        run.steps.bill_tax_satang[bill] = tax
    return relief == block.relief1 and old_tax == block.old_tax1


@compiled
def _by_line(run: Run, bill: int, relief: int) -> tuple[int, int, int]:
    """Return the tax of a bill as if each line were a ladder, its farms, and the next relief.

    That holds for all but a few bills. The tax is DECLINED where a line is out of the ordinary.
    """
    lines, year, block = run.lines, run.year, run.block
    natural = int(lines.natural[bill])
    tax = farms = 0
    for line in range(*_lines_of(lines, bill)):
        if not _is_line(lines, year, block, line):
            return DECLINED, 0, relief
        table, entry = int(lines.table[line]), int(lines.reduction[line])
        base = _sum(lines, block, run.room.base_before, line)
        exempt = min(base, year.exempt_csat[table, natural])
        farms += exempt if table == FARM else 0
        net = base - exempt
        if net > year.largest_net_csat:
            return DECLINED, 0, relief
        before = s37_tax(year, table, net, year.surcharge_pcm[lines.vacant_years[line]])
        after = s55_tax(before, year.num[entry], year.den[entry])
        if relief < block.relief1 and line == lines.relief_lines[relief]:
            after = s56_tax(before, year.num[entry], year.den[entry], lines.relief_ppm[relief])
            relief += 1
        tax += after
        if run.block.keep:
            _write(run, line, net, before, after)
    return tax, farms, relief


@seldom
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
def _is_bill(lines: Lines, bill: int) -> bool:
    ladders = len(lines.ladder_start) - 1
    first, last = lines.bill_start[bill], lines.bill_start[bill + 1]
    if not 0 <= first < last <= ladders or not 0 <= int(lines.natural[bill]) <= 1:
        return False
    return bool(0 <= lines.ladder_start[first] < lines.ladder_start[last] <= len(lines.table))


@compiled
def _is_line(lines: Lines, year: YearFigures, block: Extent, line: int) -> bool:
    row0, row1 = lines.line_start[line], lines.line_start[line + 1]
    table, years = int(lines.table[line]), int(lines.vacant_years[line])
    return bool(
        block.row0 <= row0 < row1 <= block.row1
        and FARM <= table < TABLES
        and 0 <= years < len(year.surcharge_pcm)
        and 0 <= int(lines.reduction[line]) < len(year.num)
    )


@compiled
def _lines_of(lines: Lines, bill: int) -> tuple[int, int]:
    first, last = lines.bill_start[bill], lines.bill_start[bill + 1]
    return lines.ladder_start[first], lines.ladder_start[last]


@compiled
def _has_several_lines(lines: Lines, bill: int) -> bool:
    """Say whether some ladder of a bill is not one line."""
    ladder0, ladder1 = lines.bill_start[bill], lines.bill_start[bill + 1]
    line0, line1 = _lines_of(lines, bill)
    if line1 - line0 != ladder1 - ladder0:
        return True
    for ladder in range(ladder0, ladder1):
        if lines.ladder_start[ladder] - ladder != line0 - ladder0:
            return True
    return False


@compiled
def _sum(lines: Lines, block: Extent, before: Column, line: int) -> int:
    """Return the sum of a line's rows: the difference of two sums of the rows before."""
    row0 = lines.line_start[line] - block.row0
    row1 = lines.line_start[line + 1] - block.row0
    return int(before[row1] - before[row0])


@seldom
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


@seldom
def _by_ladder(run: Run, bill: int, relief: int) -> int:
    """Return the tax of a bill whose farms are above the limit or whose ladders have many lines.

    Its lines were looked at one by one before; now each ladder is one base (s.40, s.42).
    """
    lines, year, farms = run.lines, run.year, run.room.exempt_farms
    ladder0, ladder1 = lines.bill_start[bill], lines.bill_start[bill + 1]
    together = 0
    last = lines.ladder_start[ladder1]
    for ladder in range(ladder0, ladder1):
        if not lines.ladder_start[ladder] < lines.ladder_start[ladder + 1] <= last:
            return DECLINED
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
        tax, relief = _ladder(run, ladder, base, exempt, relief)
        if tax == DECLINED:
            return DECLINED
        total += tax
    return total


@seldom
def _ladder_base(run: Run, ladder: int) -> int:
    lines, block, room = run.lines, run.block, run.room
    row0 = lines.line_start[lines.ladder_start[ladder]] - block.row0
    row1 = lines.line_start[lines.ladder_start[ladder + 1]] - block.row0
    return int(room.base_before[row1] - room.base_before[row0])


@seldom
def _ladder(run: Run, ladder: int, ladder_base: int, exempt: int, relief: int) -> tuple[int, int]:
    """Return the tax of a ladder's lines, each at its own points (s.42), and the next relief."""
    lines, year, block = run.lines, run.year, run.block
    line0, line1 = lines.ladder_start[ladder], lines.ladder_start[ladder + 1]
    table, ladder_net = int(lines.table[line0]), ladder_base - exempt
    if ladder_net > year.largest_net_csat:
        return DECLINED, relief
    total = base_before = 0
    for line in range(line0, line1):
        entry, ppm = int(lines.reduction[line]), 0
        if line1 - line0 > 1 and not year.listed[entry]:
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
