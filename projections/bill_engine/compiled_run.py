"""How a large run uses the compiled form of the Act: what it is given, and what it declines."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.law import RateTable, YearLaw
from projections.assessables import LARGEST_VALUE_CSAT, Assessables
from projections.bill_engine.assessment import Assessment
from projections.bill_engine.compiled import (
    Extent,
    Lines,
    Room,
    Rows,
    Steps,
    YearFigures,
    is_kept,
)
from projections.bill_engine.compiled_bills import DECLINED, FARM
from projections.bill_engine.compiled_blocks import BILLS, compute_block
from projections.bill_engine.compiled_checks import LAST_TABLE
from projections.bill_engine.compiled_division import SMALL_BITS
from projections.bill_engine.compiled_lines import TABLES
from projections.bill_engine.compiled_rows import MOST_ROWS
from projections.bill_engine.s35_value import remaining_percent
from projections.bill_engine.s37_rates import CSAT_PER_SATANG, HIGHEST_PCM, LARGEST_NET_CSAT
from projections.bill_engine.s40_s41_exemption import exempt_limits
from projections.bill_engine.s55_reductions import fractions

Ints = NDArray[np.integer[Any]]
Longs = NDArray[np.int64]

_LARGEST: Final = 2**63 - 1
_BYTE: Final = 256
"""What a column of one byte can hold."""
_TYPES: Final = {
    "structure": np.uint8,
    "age": np.int16,
    "table": np.uint8,
    "vacant_years": np.uint8,
    "reduction": np.uint8,
    "natural": np.uint8,
    "exempt_ppm": np.int32,
    "relief_ppm": np.int32,
    "share_num": np.int64,
    "share_den": np.int64,
    "share_before": np.int64,
    "old_tax_satang": np.int64,
}
"""Columns of one type always; the others are all of 32 bits or all of 64, so that two forms of the
machine code serve every run."""

_BESIDE: Final = (
    ("kind", *Rows._fields[:4]),
    ("shared_rows", "share_num", "share_den", "share_before"),
    ("exempt_rows", "exempt_ppm"),
    ("table", "vacant_years", "reduction"),
    ("relief_lines", "relief_ppm"),
    ("taxpayer", "body", "natural"),
    ("old_tax_bills", "old_tax_satang"),
)
_RISING: Final = ("shared_rows", "exempt_rows", "relief_lines", "old_tax_bills", "body_start")


@dataclass(frozen=True, kw_only=True)
class CompiledRun:
    """One run's columns and law as the compiled form takes them."""

    columns: Assessables
    rows: Rows
    lines: Lines
    years: Sequence[YearFigures]
    here: threading.local

    @staticmethod
    def of(columns: Assessables, law: YearLaw, tables: Sequence[RateTable]) -> "CompiledRun | None":
        """Prepare a run; None where it is left to the plain form.

        That is for columns that do not fit together, and on a machine without a place to keep the
        code: to compile takes 5 s, longer than a nation's bills take in the plain form.
        """
        taken = _taken(columns)
        if taken is None or not is_kept(compute_block):
            return None
        return CompiledRun(
            columns=columns,
            rows=Rows(**{name: taken[name] for name in Rows._fields}),
            lines=Lines(**{name: taken[name] for name in Lines._fields}),
            years=[_figures(law, table) for table in tables],
            here=threading.local(),
        )

    def assess(self, first: int, last: int, rates: int, out: Assessment) -> bool:
        """Write every step of some bills; False where they are left to the plain form."""
        steps = Steps(**{name: getattr(out, name) for name in Steps._fields})
        done = self._run(first, last, rates, steps, keep=True)
        if not done:
            out.bill_phase_in_satang[first:last] = 0
        return done

    def taxes(self, first: int, last: int, rates: int, out: Longs) -> bool:
        """Write the tax of some bills alone; False where they are left to the plain form."""
        nothing = np.empty(0, dtype=np.int64)
        steps = Steps(**dict.fromkeys(Steps._fields, nothing))._replace(bill_tax_satang=out)
        return self._run(first, last, rates, steps, keep=False)

    def _run(self, first: int, last: int, rates: int, steps: Steps, *, keep: bool) -> bool:
        block = self._extent(first, last, keep=keep)
        if block is None or not 0 <= rates < len(self.years):
            return False
        return compute_block(self.rows, self.lines, self.years[rates], steps, self._room(), block)

    def _extent(self, first: int, last: int, *, keep: bool) -> Extent | None:
        """Return what belongs to some bills; None where offsets lead outside the columns."""
        lines = self.lines
        ladders = _ends(lines.bill_start, (first, last))
        of_lines = ladders and _ends(lines.ladder_start, ladders)
        of_rows = of_lines and _ends(lines.line_start, of_lines)
        if not ladders or not of_lines or not of_rows or of_rows[1] > len(self.rows.area):
            return None
        (ladder0, ladder1), (line0, line1), (row0, row1) = ladders, of_lines, of_rows
        return Extent(
            keep,
            first,
            last,
            ladder0,
            ladder1,
            line0,
            line1,
            row0,
            row1,
            *_between(self.rows.shared_rows, row0, row1),
            *_between(self.rows.exempt_rows, row0, row1),
            *_between(lines.relief_lines, line0, line1),
            *_between(lines.old_tax_bills, first, last),
        )

    def _room(self) -> Room:
        """Return this thread's working columns."""
        room: Room | None = getattr(self.here, "room", None)
        if room is None:
            made = {name: np.empty(MOST_ROWS + 1, dtype=np.int64) for name in Room._fields}
            for name in ("bill_line", "bill_tax", "bill_base", "bills_again"):
                made[name] = np.empty(BILLS + 1, dtype=np.int64)
            for name in ("remaining_percent", "odd_lines", "odd_bills"):
                made[name] = np.empty(MOST_ROWS + 1, dtype=np.uint8)
            made["rate_pcm"] = np.empty(MOST_ROWS + 1, dtype=np.int16)
            room = self.here.room = Room(**made)
        return room


def _taken(columns: Assessables) -> Mapping[str, Ints] | None:
    """Return the columns in the types of the compiled form; None if they do not fit together."""
    one_by_one = (
        (len(columns.rate_set), columns.body_start),
        (columns.bills, columns.bill_start),
        (len(columns.ladder_start) - 1, columns.ladder_start),
        (columns.lines, columns.line_start),
    )
    if any(len(offsets) != runs + 1 for runs, offsets in one_by_one):
        return None
    if any(len({len(getattr(columns, name)) for name in names}) > 1 for names in _BESIDE):
        return None
    rising = [getattr(columns, name) for name in _RISING]
    if not all(bool(np.all(at[1:] > at[:-1])) for at in rising):
        return None
    names = (*Rows._fields, *Lines._fields)
    found = {name: getattr(columns, name) for name in names}
    others = [found[name] for name in names if name not in _TYPES]
    narrow = all(np.can_cast(column.dtype, np.int32, "safe") for column in others)
    types = {name: _TYPES.get(name, np.int32 if narrow else np.int64) for name in names}
    if not all(np.can_cast(found[name].dtype, types[name], "safe") for name in names):
        return None
    return {name: np.ascontiguousarray(found[name], dtype=types[name]) for name in names}


def _figures(law: YearLaw, table: RateTable) -> YearFigures:
    """Return a year's law under one rate table as arrays."""
    ladders = {number: table.ladder(number) for number in range(FARM, LAST_TABLE + 1)}
    most = max(len(ladder.rates_pcm) for ladder in ladders.values())
    upper, rate = np.full((most, _BYTE), _LARGEST), np.zeros((most, _BYTE), dtype=np.int64)
    for number, ladder in ladders.items():
        rate[: len(ladder.rates_pcm), number] = ladder.rates_pcm
        for step, satang in enumerate(ladder.upper_satang):
            upper[step, number] = _LARGEST if satang is None else satang * CSAT_PER_SATANG
    exempt = np.zeros((2, _BYTE), dtype=np.int64)
    exempt[:, : LAST_TABLE + 1] = exempt_limits(law)[: LAST_TABLE + 1]
    exempt[0, FARM] = 0
    parts = fractions(law)
    num, den = np.ones((2, _BYTE), dtype=np.int64)
    num[: len(parts[0])], den[: len(parts[1])] = parts
    listed = np.zeros(_BYTE, dtype=np.bool_)
    listed[[0, *law.standing_reductions]] = True
    surcharges = np.asarray([law.vacancy.surcharge_pcm(years) for years in range(_BYTE)])
    cap = np.maximum(law.vacancy.cap_pcm, rate[0, :TABLES])
    first = np.minimum(rate[0, :TABLES] + surcharges[:, np.newaxis], cap).ravel()
    farms = law.agriculture_exemption_satang * CSAT_PER_SATANG
    return YearFigures(
        remaining_percent=remaining_percent(law).astype(np.uint8),
        exempt_csat=exempt,
        farms_csat=_LARGEST if law.farmers_exempt else farms,
        highest_first=law.settings["farming_exemption_order"] == "highest_value_first",
        upper_csat=upper,
        least_upper_csat=min(int(upper[0].min()), 2**SMALL_BITS // HIGHEST_PCM),
        rate_pcm=rate,
        first_rate_pcm=first.astype(np.int16),
        surcharge_pcm=surcharges.astype(np.int64),
        cap_pcm=law.vacancy.cap_pcm,
        num=num,
        den=den,
        spared=num - den,
        listed=listed,
        last_entry=len(parts[0]) - 1,
        phase_in_percent=DECLINED if law.phase_in_percent is None else law.phase_in_percent,
        largest_value_csat=LARGEST_VALUE_CSAT,
        largest_net_csat=LARGEST_NET_CSAT,
    )


def _ends(offsets: Ints, runs: tuple[int, int]) -> tuple[int, int] | None:
    """Return where some runs begin and end, as far as offsets can tell."""
    if not 0 <= runs[0] < runs[1] < len(offsets):
        return None
    first, last = int(offsets[runs[0]]), int(offsets[runs[1]])
    return (first, last) if 0 <= first < last else None


def _between(indices: Ints, first: int, last: int) -> tuple[int, int]:
    # Needles of another type would copy all indices at every call.
    ends = np.searchsorted(indices, np.asarray((first, last), dtype=indices.dtype))
    return int(ends[0]), int(ends[1])
