"""The bills row by row in plain Python: what a first program would do, and exact."""

from itertools import pairwise

import numpy as np

from bench.peers.flat import (
    NANOBAHT_PER_SATANG,
    PARTS,
    Figures,
    Flat,
    Longs,
    Step,
)

FARM = 1


class PerRow:
    """The tables as Python lists, and the loop over them."""

    def __init__(self, flat: Flat, law: Figures) -> None:
        """Turn the columns into lists; not timed."""
        self.law = law
        self.remaining = law.remaining_percent.tolist()
        self.ladders = [law.ladder(table) for table in range(7)]
        rows = (flat.area, flat.price_satang, flat.structure, flat.age)
        shares = (flat.num, flat.den, flat.before, flat.exempt_ppm)
        self.rows = list(zip(*(c.tolist() for c in (*rows, *shares)), strict=True))
        lines = (flat.table, flat.vacant_years, flat.reduction)
        self.lines = list(zip(*(column.tolist() for column in lines), strict=True))
        self.line_start = flat.line_start.tolist()
        self.bill_start = flat.bill_start.tolist()
        self.natural = flat.natural.tolist()

    def bills(self) -> Longs:
        """Return the tax of each bill in satang."""
        totals = []
        for (first, last), natural in zip(pairwise(self.bill_start), self.natural, strict=True):
            bases = [self._base(line) for line in range(first, last)]
            left = self.law.farm_limit_csat if natural else 0
            nets = {}
            for place in sorted(range(last - first), key=lambda place: -bases[place]):
                table, base = self.lines[first + place][0], bases[place]
                exempt = min(base, left if table == FARM else self.law.limit_csat[table])
                left -= exempt if table == FARM else 0
                nets[first + place] = base - exempt
            totals.append(sum(self._tax(line, net) for line, net in nets.items()))
        return np.asarray(totals, dtype=np.int64)

    def _base(self, line: int) -> int:
        base = 0
        for row in self.rows[self.line_start[line] : self.line_start[line + 1]]:
            area, price, structure, age, num, den, before, ppm = row
            value = (area * price * self.remaining[structure * 64 + age] + 50) // 100
            value = value * (before + num) // den - value * before // den
            base += value - (value * ppm + PARTS // 2) // PARTS
        return base

    def _tax(self, line: int, net: int) -> int:
        table, years, entry = self.lines[line]
        tax = sum(_slice(step, net) for step in self.ladders[table])
        if years > self.law.surcharge_years:
            more = (years - 1) // self.law.surcharge_years * self.law.surcharge_step_pcm
            tax += net * more
        divisor = int(self.law.den[entry]) * NANOBAHT_PER_SATANG
        return (2 * tax * int(self.law.num[entry]) + divisor) // (2 * divisor)


def _slice(step: Step, net: int) -> int:
    return max(min(net, step.upper_csat) - step.lower_csat, 0) * step.rate_pcm
