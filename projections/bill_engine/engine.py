"""The run: blocks of whole bills through the provisions in the order of the Act, on all cores."""

import os
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.law import RateTable, YearLaw
from projections.assessables import Assessables
from projections.bill_engine.assessment import Assessment
from projections.bill_engine.s08_exemption import exempt_lines
from projections.bill_engine.s35_value import check_bills, remaining_percent, values
from projections.bill_engine.s37_rates import (
    HIGHEST_PCM,
    LARGEST_NET_CSAT,
    LadderColumns,
    add_surcharge,
    exact_tax,
    highest_rate,
    ladder_tax,
)
from projections.bill_engine.s38_use import share_values
from projections.bill_engine.s40_s41_exemption import exemptions
from projections.bill_engine.s42_ladders import (
    LineFacts,
    ladder_lines,
    ladders_with_several_lines,
)
from projections.bill_engine.s55_reductions import exactly, fractions, reduced, relieved
from projections.bill_engine.s97_phase_in import phase_in
from projections.bill_engine.sums import elements_of, run_containing, run_sums

if TYPE_CHECKING:
    from projections.bill_engine.compiled_run import CompiledRun

ROWS_PER_BLOCK: Final = 160_000
"""Rows of a block: its columns and temporaries fit a core's cache."""

MOST_BLOCKS: Final = 4
"""Blocks that are one call of the compiled form at most: it makes blocks of its own, and a call
takes as long as some thousand rows."""

ROWS_WORTH_COMPILING: Final = 1_000_000
"""Rows of a run from which on the compiled form is used; its code takes 0.3 s to load, once."""

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
        if max(law.vacancy.cap_pcm, *(highest_rate(table) for table in tables)) > HIGHEST_PCM:
            msg = (
                f"A rate above {HIGHEST_PCM / 1000:g} % is beyond what the engine's columns carry."
            )
            raise OverflowError(msg)
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
    one a core) share blocks of whole bills. Raises OverflowError for a property or a bill worth
    more than the columns carry, and ValueError for columns that do not fit together.
    """
    parameters = Parameters.of(law, ordinances)
    compiled = _compiled(columns, parameters)
    result = Assessment.empty(rows=columns.rows, lines=columns.lines, bills=columns.bills)

    def quick(block: Block) -> bool:
        return compiled is not None and compiled.assess(
            block.first, block.last, block.rates, result
        )

    def plain(block: Block) -> None:
        part = columns.between(block.first, block.last)
        out = result.part(*columns.extent(block.first, block.last))
        _assess_block(part, parameters, out, block.rates)

    _on_all_cores(plain, quick if compiled else None, list(_blocks(columns)), workers)
    return result


def bill_taxes(
    columns: Assessables,
    law: YearLaw,
    ordinances: Sequence[RateTable] = (),
    *,
    workers: int | None = None,
) -> Longs:
    """Compute each bill's tax `(b,)` in satang, as `assess` does, and keep nothing else.

    For totals of a nation: the working columns of a block stay in the core's cache and are used
    again for the next block. The steps of any one bill can be had from `assess` at any time.
    """
    parameters = Parameters.of(law, ordinances)
    compiled = _compiled(columns, parameters)
    result = np.empty(columns.bills, dtype=np.int64)
    here = threading.local()

    def quick(block: Block) -> bool:
        return compiled is not None and compiled.taxes(block.first, block.last, block.rates, result)

    def plain(block: Block) -> None:
        part = columns.between(block.first, block.last)
        kept = getattr(here, "columns", None)
        if kept is None or not kept.holds(rows=part.rows, lines=part.lines, bills=part.bills):
            kept = here.columns = Assessment.empty(
                rows=part.rows * 5 // 4, lines=part.lines * 5 // 4, bills=part.bills * 5 // 4
            )
        out = kept.part(slice(part.rows), slice(part.lines), slice(part.bills))
        out.bill_phase_in_satang[:] = 0
        _assess_block(part, parameters, out, block.rates)
        result[block.first : block.last] = out.bill_tax_satang

    _on_all_cores(plain, quick if compiled else None, list(_blocks(columns)), workers)
    return result


def _compiled(columns: Assessables, parameters: Parameters) -> "CompiledRun | None":
    """Return the compiled form of a large run; a small one is done before Numba is loaded."""
    if columns.rows < ROWS_WORTH_COMPILING:
        return None
    from projections.bill_engine.compiled_run import CompiledRun  # noqa: PLC0415 - loads Numba

    return CompiledRun.of(columns, parameters.law, parameters.tables)


def _on_all_cores(
    plain: Callable[["Block"], None],
    quick: Callable[["Block"], bool] | None,
    blocks: Sequence["Block"],
    workers: int | None,
) -> None:
    """Do all blocks, several at a time where they are `quick`; what that declines, one by one."""
    threads = min(workers or os.cpu_count() or 1, len(blocks))
    tasks = list(_several(blocks, threads)) if quick else [[block] for block in blocks]

    def run(task: Sequence[Block]) -> None:
        whole = replace(task[0], last=task[-1].last)
        if quick and quick(whole):
            return
        for block in task:
            if not (quick and len(task) > 1 and quick(block)):
                plain(block)

    if threads <= 1:
        for task in tasks:
            run(task)
    else:
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(run, tasks):
                pass


def _several(blocks: Sequence["Block"], threads: int) -> Iterator[Sequence["Block"]]:
    """Yield runs of blocks under one rate set: shorter towards the end, so that cores end alike."""
    first = 0
    while first < len(blocks):
        most = min(max((len(blocks) - first) // (4 * threads), 1), MOST_BLOCKS)
        last = first + 1
        while last < min(first + most, len(blocks)) and blocks[last].follows(blocks[last - 1]):
            last += 1
        yield blocks[first:last]
        first = last


@dataclass(frozen=True, kw_only=True)
class Block:
    """A run of bills, `first` to `last` exclusive, under one rate set."""

    first: int
    last: int
    rates: int

    def follows(self, before: "Block") -> bool:
        """Say whether this block and the one before it can be one."""
        return self.first == before.last and self.rates == before.rates


def _blocks(columns: Assessables) -> Iterator[Block]:
    """Yield runs of bills of one rate set with at most ROWS_PER_BLOCK rows, or of one bill.

    Nothing in the Act crosses taxpayers, so a large body is several blocks.
    """
    bodies = len(columns.rate_set)
    changes = np.flatnonzero(columns.rate_set[1:] != columns.rate_set[:-1]) + 1
    for body0, body1 in pairwise([0, *changes.tolist(), bodies] if bodies else []):
        first, end = int(columns.body_start[body0]), int(columns.body_start[body1])
        while first < end:
            full = columns.first_row(first) + ROWS_PER_BLOCK
            fit = bisect_right(range(first + 1, end + 1), full, key=columns.first_row)
            last = first + max(fit, 1)
            yield Block(first=first, last=last, rates=int(columns.rate_set[body0]))
            first = last


def _assess_block(part: Assessables, parameters: Parameters, out: Assessment, rates: int) -> None:
    """Take one block through the Act: value, use, exemption, rates, reductions, sum."""
    law = parameters.law
    part.check()
    values(part, parameters.remaining, out.row_value_csat)
    share_values(part, out.row_value_csat)
    check_bills(part, out.row_value_csat)
    run_sums(out.row_value_csat, part.line_start, out.line_value_csat)
    base, of_s8 = _base_after_s8(part, out)
    several = ladders_with_several_lines(part)
    exempt = _exempt(part, law, out, base, several)
    if of_s8 is not None:
        out.line_exempt_csat[:] += of_s8
    np.subtract(out.line_value_csat, out.line_exempt_csat, out=out.line_net_csat)
    _tax_lines(part, parameters, out, rates)
    if len(several):
        _several_lines(part, parameters, out, base, exempt, rates)
    lines_of_bill = part.bill_line_start if len(several) else part.bill_start
    run_sums(out.line_tax_satang, lines_of_bill, out.bill_tax_satang)
    phase_in(law, part, out.bill_tax_satang, out.bill_phase_in_satang)


def _base_after_s8(part: Assessables, out: Assessment) -> tuple[Longs, Longs | None]:
    """Return each line's base after s.8 `(l,)`, and what is exempt under s.8, if anything is."""
    if len(part.exempt_rows) == 0:
        return out.line_value_csat, None
    exempt = exempt_lines(part, out.row_value_csat)
    return out.line_value_csat - exempt, exempt


def _exempt(
    part: Assessables, law: YearLaw, out: Assessment, base: Longs, several: NDArray[np.intp]
) -> dict[int, int]:
    """Write what s.40 and s.41 exempt of each line; return it for ladders of several lines.

    Every line is first taken as a ladder of its own. Bills with a ladder of several lines are then
    done again by ladder; those ladders' own lines are left to `_several_lines`.
    """
    if len(several) == 0:
        exemptions(
            law,
            table=part.table,
            base_csat=base,
            bill_start=part.bill_start,
            natural=part.natural,
            out=out.line_exempt_csat,
        )
        return {}
    exemptions(
        law,
        table=part.table,
        base_csat=base,
        bill_start=part.bill_line_start,
        natural=part.natural,
        out=out.line_exempt_csat,
    )
    bills = np.unique(run_containing(part.bill_start, several))
    ladders = elements_of(part.bill_start, bills)
    first = part.ladder_start[ladders]
    lines = elements_of(part.ladder_start, ladders)
    per_ladder = part.ladder_start[ladders + 1] - first
    ladder_base = np.add.reduceat(base[lines], np.cumsum(per_ladder) - per_ladder)
    sizes = part.bill_start[bills + 1] - part.bill_start[bills]
    exempt = np.empty(len(ladders), dtype=np.int64)
    exemptions(
        law,
        table=part.table[first],
        base_csat=ladder_base,
        bill_start=np.concatenate([[0], np.cumsum(sizes)]),
        natural=part.natural[bills],
        out=exempt,
    )
    alone = per_ladder == 1
    out.line_exempt_csat[first[alone]] = exempt[alone]
    return dict(zip(ladders[~alone].tolist(), exempt[~alone].tolist(), strict=True))


def _tax_lines(part: Assessables, parameters: Parameters, out: Assessment, rates: int) -> None:
    """Tax lines that are ladders of their own, reduce and round them (s.37, s.43, s.55 to s.57)."""
    law, columns, net = parameters.law, parameters.rates[rates], out.line_net_csat
    huge = np.flatnonzero(net > LARGEST_NET_CSAT)
    safe = np.minimum(net, LARGEST_NET_CSAT) if len(huge) else net
    tax = out.line_tax_nanobaht
    ladder_tax(columns, part.table, safe, out=tax)
    add_surcharge(
        tax,
        columns=columns,
        vacancy=law.vacancy,
        table=part.table,
        net_csat=safe,
        vacant_years=part.vacant_years,
    )
    reduced(tax, part.reduction, parameters.num, parameters.den, out.line_tax_satang)
    relieved(part, parameters.num, parameters.den, tax, out.line_tax_satang)
    relief = _relief(part) if len(huge) else {}
    for line in huge.tolist():
        _one_line(part, parameters, out, rates, line, relief.get(line, 0))


def _relief(part: Assessables) -> dict[int, int]:
    return dict(zip(part.relief_lines.tolist(), part.relief_ppm.tolist(), strict=True))


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


def _several_lines(
    part: Assessables,
    parameters: Parameters,
    out: Assessment,
    base: Longs,
    exempt: Mapping[int, int],
    rates: int,
) -> None:
    """Work out the few ladders that have several lines, one by one (s.42)."""
    starts = part.ladder_start
    relief = _relief(part)
    for ladder, exempt_csat in exempt.items():
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
        found = ladder_lines(parameters.law, table, facts, exempt_csat)
        for line, one in zip(lines, found, strict=True):
            of_s8 = out.line_value_csat[line] - base[line]
            out.line_exempt_csat[line] = of_s8 + one.exempt_csat
            out.line_net_csat[line] = one.net_csat
            out.line_tax_nanobaht[line] = min(one.tax_nanobaht, 2**63 - 1)
            out.line_tax_satang[line] = one.tax_satang
