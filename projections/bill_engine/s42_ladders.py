"""Ladders of several lines: contiguous plots that differ in vacancy, reduction or relief (s.42).

They are rare, so they are worked out one by one in whole numbers of any size: the ladder's tax, at
each line's own surcharge, is shared by net value, and each line is rounded once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.law import Ladder, YearLaw
from projections.assessables import Assessables
from projections.bill_engine.s37_rates import exact_tax
from projections.bill_engine.s55_reductions import exactly


@dataclass(frozen=True, kw_only=True)
class LineResult:
    """One line of a ladder: exempt and net in csat, tax before and after reductions."""

    exempt_csat: int
    net_csat: int
    tax_nanobaht: int
    tax_satang: int


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """What one line brings: its base after s.8 in csat, and what is its own."""

    base_csat: int
    vacant_years: int
    reduction: int
    relief_ppm: int


def ladder_lines(
    law: YearLaw, ladder: Ladder, lines: Sequence[LineFacts], exempt_csat: int
) -> list[LineResult]:
    """Work out the lines of one ladder (s.42, s.43, s.55 to s.57).

    The exemption is spread over the lines by value, rounded down cumulatively, so that it adds up.
    """
    base = sum(line.base_csat for line in lines)
    net = base - exempt_csat
    results = []
    before = 0
    for line in lines:
        after = before + line.base_csat
        exempt = _share(exempt_csat, after, base) - _share(exempt_csat, before, base)
        before = after
        own = line.base_csat - exempt
        more = law.vacancy.surcharge_pcm(line.vacant_years)
        whole = exact_tax(ladder, net, surcharge_pcm=more, cap_pcm=law.vacancy.cap_pcm)
        num, den = law.combined_reduction(law.standing_percent(line.reduction))
        results.append(
            LineResult(
                exempt_csat=exempt,
                net_csat=own,
                tax_nanobaht=_share(whole, own, net),
                tax_satang=exactly(
                    # The exemption falls on all lines alike, so the share of the net base is that
                    # of the base, and that is exact where the shown net had to be rounded down.
                    whole * line.base_csat,
                    of=max(base, 1),
                    num=num,
                    den=den,
                    relief_ppm=line.relief_ppm,
                ),
            )
        )
    return results


def _share(amount: int, part: int, whole: int) -> int:
    return amount * part // whole if whole else 0


def ladders_with_several_lines(columns: Assessables) -> NDArray[np.intp]:
    """Return the ladders that have more than one line."""
    start = columns.ladder_start
    if len(start) - 1 == columns.lines:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(start[1:] - start[:-1] > 1)
