"""The nation's bills from columns: everything that explains them, and their totals alone."""

import os
from dataclasses import dataclass
from typing import Final

import numpy as np

from bench.machine import forget_peak, peak_mib, read_gb_per_second, timed
from bench.nation import make_nation
from bench.triad import triad_gb_per_second
from domain.law import RateTable, YearLaw, load_law
from projections.assessables import Assessables
from projections.bill_engine import assess, bill_taxes

TAX_YEAR: Final = 2569
_OWN_RATE_PCM: Final = 10


@dataclass(frozen=True, kw_only=True)
class Nationwide:
    """Sizes, seconds cold and warm, processor seconds, the peak memory with all columns.

    `read_gb_per_second` is what the machine can read of memory, `triad_gb_per_second` what it can
    read and write at once, `totals_bytes` what a run must read.
    """

    parcels: int
    properties: int
    rows: int
    bills: int
    tax_satang: int
    cold_seconds: float
    warm_seconds: float
    processor_seconds: float
    totals_seconds: float
    totals_processor_seconds: float
    peak_mib: int
    read_gb_per_second: float
    triad_gb_per_second: float
    totals_bytes: int


def measure(size: float, *, repeats: int = 3) -> Nationwide:
    """Make the nation, then compute its bills with all columns and their totals alone."""
    nation = make_nation(size)
    law = load_law().for_year(TAX_YEAR)
    ordinances = [own_rates(law)]
    forget_peak()
    full = timed(lambda: assess(nation.columns, law, ordinances), repeats=repeats)
    peak = peak_mib()
    totals = timed(lambda: bill_taxes(nation.columns, law, ordinances), repeats=repeats)
    if not np.array_equal(full.made.bill_tax_satang, totals.made):
        msg = "The totals alone differ from the explained bills."
        raise AssertionError(msg)
    return Nationwide(
        parcels=nation.parcels,
        properties=nation.properties,
        rows=nation.columns.rows,
        bills=nation.columns.bills,
        tax_satang=int(totals.made.sum()),
        cold_seconds=full.cold,
        warm_seconds=full.warm,
        processor_seconds=full.processor,
        totals_seconds=totals.warm,
        totals_processor_seconds=totals.processor,
        peak_mib=peak,
        read_gb_per_second=read_gb_per_second(threads=os.cpu_count() or 1),
        triad_gb_per_second=triad_gb_per_second(),
        totals_bytes=_bytes_read(nation.columns) + totals.made.nbytes,
    )


def _bytes_read(columns: Assessables) -> int:
    """Return the bytes of the columns that a tax depends on."""
    shown = ("kind", "body", "taxpayer")
    return sum(column.nbytes for name, column in vars(columns).items() if name not in shown)


def own_rates(law: YearLaw) -> RateTable:
    """Return an ordinance that puts a little on other use (s.37 paragraph 6)."""
    rates = law.ladders.ladder(5).rates_pcm
    return law.ladders.with_ordinance({5: tuple(rate + _OWN_RATE_PCM for rate in rates)})
