"""The nation as flat tables of rows, lines and bills: what the peers compute from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.law import YearLaw
from projections.assessables import Assessables
from projections.bill_engine.s35_value import remaining_percent
from projections.bill_engine.s55_reductions import fractions

Ints = NDArray[np.integer[Any]]
Longs = NDArray[np.int64]

PARTS = 1_000_000
CSAT_PER_SATANG = 100
NANOBAHT_PER_SATANG = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Flat:
    """Three tables. Rows are in the order of their lines and lines in that of their bills.

    rows `(n,)`: `line`, area, price, structure, age, the share `num` of `den` after `before`, the
    part exempt under s.8. lines `(l,)`: `bill`, table, vacant years, reduction. bills `(b,)`:
    `natural`. `line_start` and `bill_start` are the same grouping as offsets.
    """

    line: Ints
    area: Ints
    price_satang: Ints
    structure: Ints
    age: Ints
    num: Ints
    den: Ints
    before: Ints
    exempt_ppm: Ints
    bill: Ints
    table: Ints
    vacant_years: Ints
    reduction: Ints
    natural: Ints
    line_start: Ints
    bill_start: Ints


def flatten(columns: Assessables) -> Flat:
    """Write the engine's columns out as tables; ValueError for law that the peers do not model."""
    if len(columns.ladder_start) - 1 != columns.lines or len(columns.relief_lines):
        msg = "The peers model ladders of one line, without relief."
        raise ValueError(msg)
    n = columns.rows
    num, den = np.ones(n, dtype=np.int32), np.ones(n, dtype=np.int32)
    before, ppm = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=np.int32)
    num[columns.shared_rows], den[columns.shared_rows] = columns.share_num, columns.share_den
    before[columns.shared_rows] = columns.share_before
    ppm[columns.exempt_rows] = columns.exempt_ppm
    lines, bills = columns.lines, columns.bills
    per_line, per_bill = np.diff(columns.line_start), np.diff(columns.bill_start)
    return Flat(
        line=np.repeat(np.arange(lines, dtype=np.int32), per_line),
        area=columns.area,
        price_satang=columns.price_satang,
        structure=columns.structure,
        age=columns.age,
        num=num,
        den=den,
        before=before,
        exempt_ppm=ppm,
        bill=np.repeat(np.arange(bills, dtype=np.int32), per_bill),
        table=columns.table,
        vacant_years=columns.vacant_years,
        reduction=columns.reduction,
        natural=columns.natural,
        line_start=columns.line_start,
        bill_start=columns.bill_start,
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """One slice of a ladder: bounds in csat, rate in pcm, the tax of all slices below it."""

    table: int
    lower_csat: int
    upper_csat: int
    rate_pcm: int
    below_nanobaht: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A year's law as plain figures. `limit_csat` by table; `num`, `den` by standing entry."""

    remaining_percent: Longs
    farm_limit_csat: int
    limit_csat: Sequence[int]
    steps: Sequence[Step]
    surcharge_step_pcm: int
    surcharge_years: int
    num: Longs
    den: Longs

    def ladder(self, table: int) -> list[Step]:
        """Return the slices of one table."""
        return [step for step in self.steps if step.table == table]


def figures(law: YearLaw) -> Figures:
    """Take the year's law apart."""
    steps = []
    for table in range(1, 7):
        ladder = law.ladders.ladder(table)
        lower = below = 0
        for satang, rate in zip(ladder.upper_satang, ladder.rates_pcm, strict=True):
            upper = 2**62 if satang is None else satang * CSAT_PER_SATANG
            steps.append(
                Step(
                    table=table,
                    lower_csat=lower,
                    upper_csat=upper,
                    rate_pcm=rate,
                    below_nanobaht=below,
                )
            )
            below += (upper - lower) * rate
            lower = upper
    limit = [0] * 7
    limit[2] = law.residence_exemption_satang * CSAT_PER_SATANG
    limit[3] = law.building_only_exemption_satang * CSAT_PER_SATANG
    num, den = fractions(law)
    return Figures(
        remaining_percent=remaining_percent(law),
        farm_limit_csat=law.agriculture_exemption_satang * CSAT_PER_SATANG,
        limit_csat=limit,
        steps=steps,
        surcharge_step_pcm=law.vacancy.step_pcm,
        surcharge_years=law.vacancy.every_years,
        num=num,
        den=den,
    )
