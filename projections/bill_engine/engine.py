"""The run: blocks of whole bodies through the provisions in the order of the Act, on all cores."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.law import RateTable, YearLaw
from projections.assessables import Assessables
from projections.bill_engine.assessment import Assessment
from projections.bill_engine.s08_exemption import exempt_rows
from projections.bill_engine.s35_value import remaining_percent, values
from projections.bill_engine.s37_rates import (
    LARGEST_NET_CSAT,
    LadderColumns,
    add_surcharge,
    exact_tax,
    ladder_tax,
)
from projections.bill_engine.s38_use import share_values
from projections.bill_engine.s40_s41_exemption import exemptions
from projections.bill_engine.s42_ladders import (
    LineFacts,
    ladder_lines,
    ladders_with_several_lines,
)
from projections.bill_engine.s55_reductions import exactly, fractions, reduced
from projections.bill_engine.s97_phase_in import phase_in
from projections.bill_engine.sums import run_sums

ROWS_PER_BLOCK: Final = 160_000
"""Rows of a block: its columns and temporaries fit a core's cache."""

Longs = NDArray[np.int64]
Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """A year's law as arrays, made once for a run."""

    law: YearLaw
    remaining: Longs
    rates: Sequence[LadderColumns]
    tables: Sequence[RateTable]
    num: Longs
    den: Longs

    @staticmethod
    def of(law: YearLaw, ordinances: Sequence[RateTable]) -> "Parameters":
        """Prepare a year's law and the ordinances that bodies refer to by `rate_set`."""
        tables = (law.ladders, *ordinances)
        num, den = fractions(law)
        return Parameters(
            law=law,
            remaining=remaining_percent(law),
            rates=[LadderColumns.of(table) for table in tables],
            tables=tables,
            num=num,
            den=den,
        )


def assess(
    columns: Assessables,
    law: YearLaw,
    ordinances: Sequence[RateTable] = (),
    *,
    workers: int | None = None,
) -> Assessment:
    """Compute every bill of the columns under a year's law.

    `ordinances` are the rate tables that `rate_set` 1, 2, … refer to; `workers` threads (default:
    one a core) share blocks of whole bodies. Raises OverflowError for a value too large.
    """
    parameters = Parameters.of(law, ordinances)
    result = Assessment.empty(rows=columns.rows, lines=columns.lines, bills=columns.bills)
    blocks = list(_blocks(columns))

    def run(block: tuple[int, int]) -> None:
        part = columns.bodies(*block)
        _assess_block(part, parameters, _place(columns, result, block), columns.rate_set[block[0]])

    threads = min(workers or os.cpu_count() or 1, len(blocks))
    if threads <= 1:
        for block in blocks:
            run(block)
    else:
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(run, blocks):
                pass
    return result


def _blocks(columns: Assessables) -> Iterator[tuple[int, int]]:
    """Yield runs of bodies of one rate set that together are a block; a big body is its own."""
    bodies = len(columns.rate_set)
    if bodies == 0:
        return
    row_start = columns.line_start[columns.bill_line_start[columns.body_start]]
    first = 0
    for body in range(1, bodies + 1):
        full = body < bodies and row_start[body + 1] - row_start[first] > ROWS_PER_BLOCK
        other = body < bodies and columns.rate_set[body] != columns.rate_set[first]
        if body == bodies or full or other:
            yield first, body
            first = body


def _place(columns: Assessables, result: Assessment, block: tuple[int, int]) -> Assessment:
    bill0, bill1 = (int(columns.body_start[body]) for body in block)
    line0, line1 = (int(columns.ladder_start[columns.bill_start[b]]) for b in (bill0, bill1))
    row0, row1 = (int(columns.line_start[line]) for line in (line0, line1))
    return result.part(slice(row0, row1), slice(line0, line1), slice(bill0, bill1))


def _assess_block(part: Assessables, parameters: Parameters, out: Assessment, rates: int) -> None:
    """Take one block through the Act: value, use, exemption, rates, reductions, sum."""
    law = parameters.law
    values(part, parameters.remaining, out.row_value_csat)
    share_values(part, out.row_value_csat)
    run_sums(out.row_value_csat, part.line_start, out.line_value_csat)
    base = _base_after_s8(part, out)
    if len(part.ladder_start) - 1 == part.lines:
        _plain_ladders(part, parameters, out, base, rates)
    else:
        _mixed_ladders(part, parameters, out, base, rates)
    line_tax = np.empty(part.bills, dtype=np.int64)
    run_sums(out.line_tax_satang, part.bill_line_start, line_tax)
    out.bill_phase_in_satang[:] = phase_in(law, part, line_tax)
    np.subtract(line_tax, out.bill_phase_in_satang, out=out.bill_tax_satang)


def _base_after_s8(part: Assessables, out: Assessment) -> Longs:
    """Return each line's base after s.8 `(l,)`; what is exempt is noted as such."""
    if len(part.exempt_rows) == 0:
        out.line_exempt_csat[:] = 0
        return out.line_value_csat
    exempt = np.zeros(part.rows, dtype=np.int64)
    exempt[part.exempt_rows] = exempt_rows(part, out.row_value_csat)
    run_sums(exempt, part.line_start, out.line_exempt_csat)
    return out.line_value_csat - out.line_exempt_csat


def _plain_ladders(
    part: Assessables, parameters: Parameters, out: Assessment, base: Longs, rates: int
) -> None:
    """Work out a block in which every ladder is one line."""
    exempt = exemptions(
        parameters.law,
        table=part.table,
        base_csat=base,
        bill_start=part.bill_start,
        natural=part.natural,
    )
    out.line_exempt_csat[:] += exempt
    np.subtract(base, exempt, out=out.line_net_csat)
    _tax_lines(part, parameters, out, rates)


def _tax_lines(part: Assessables, parameters: Parameters, out: Assessment, rates: int) -> None:
    """Tax lines that are ladders of their own, reduce and round them (s.37, s.43, s.55 to s.57)."""
    law, columns, net = parameters.law, parameters.rates[rates], out.line_net_csat
    huge = np.flatnonzero(net > LARGEST_NET_CSAT) if part.lines else np.zeros(0, np.intp)
    safe = np.minimum(net, LARGEST_NET_CSAT) if len(huge) else net
    tax = ladder_tax(columns, part.table, safe)
    add_surcharge(
        tax,
        columns=columns,
        vacancy=law.vacancy,
        table=part.table,
        net_csat=safe,
        vacant_years=part.vacant_years,
    )
    out.line_tax_nanobaht[:] = tax
    reduced(tax, part.reduction, parameters.num, parameters.den, out.line_tax_satang)
    relief = dict(zip(part.relief_lines.tolist(), part.relief_ppm.tolist(), strict=True))
    for line in sorted({*huge.tolist(), *relief}):
        _one_line(part, parameters, out, rates, line, relief.get(line, 0))


def _one_line(
    part: Assessables,
    parameters: Parameters,
    out: Assessment,
    rates: int,
    line: int,
    relief_ppm: int,
) -> None:
    """Work out one line in whole numbers of any size."""
    law = parameters.law
    ladder = parameters.tables[rates].ladder(int(part.table[line]))
    entry = int(part.reduction[line])
    tax = exact_tax(
        ladder,
        int(out.line_net_csat[line]),
        surcharge_pcm=law.vacancy.surcharge_pcm(int(part.vacant_years[line])),
        cap_pcm=law.vacancy.cap_pcm,
    )
    # Only the working column stops at its bound; the tax itself is exact at any size.
    out.line_tax_nanobaht[line] = min(tax, 2**63 - 1)
    out.line_tax_satang[line] = exactly(
        tax,
        num=int(parameters.num[entry]),
        den=int(parameters.den[entry]),
        relief_ppm=relief_ppm,
    )


def _mixed_ladders(
    part: Assessables, parameters: Parameters, out: Assessment, base: Longs, rates: int
) -> None:
    """Work out a block in which some ladders have several lines."""
    starts = part.ladder_start
    ladder_base = np.empty(len(starts) - 1, dtype=np.int64)
    run_sums(base, starts, ladder_base)
    exempt = exemptions(
        parameters.law,
        table=part.table[starts[:-1]],
        base_csat=ladder_base,
        bill_start=part.bill_start,
        natural=part.natural,
    )
    of_s8 = out.line_exempt_csat.copy()
    alone = np.diff(starts) == 1
    out.line_exempt_csat[starts[:-1][alone]] += exempt[alone]
    np.subtract(out.line_value_csat, out.line_exempt_csat, out=out.line_net_csat)
    _tax_lines(part, parameters, out, rates)
    relief = dict(zip(part.relief_lines.tolist(), part.relief_ppm.tolist(), strict=True))
    for ladder in ladders_with_several_lines(starts):
        lines = range(int(starts[ladder]), int(starts[ladder + 1]))
        facts = [
            LineFacts(
                base_csat=int(base[line]),
                vacant_years=int(part.vacant_years[line]),
                reduction=int(part.reduction[line]),
                relief_ppm=relief.get(line, 0),
            )
            for line in lines
        ]
        table = parameters.tables[rates].ladder(int(part.table[lines[0]]))
        found = ladder_lines(parameters.law, table, facts, int(exempt[ladder]))
        for line, one in zip(lines, found, strict=True):
            out.line_exempt_csat[line] = of_s8[line] + one.exempt_csat
            out.line_net_csat[line] = one.net_csat
            out.line_tax_nanobaht[line] = min(one.tax_nanobaht, 2**63 - 1)
            out.line_tax_satang[line] = one.tax_satang
