"""One body's year as it leaves the run: the rows people search, and what is said of the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import StreamDamaged
from domain.law import Law
from projections.bill_engine import bill_hashes
from projections.effect import tax_by_class
from projections.main_residences import Homes, homes_of, several_homes
from projections.registers import BodyBills, Registers

Columns = Mapping[str, NDArray[np.integer[Any]]]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A body's bills of a year for the read models: columns `(b,)` of bills and `(l,)` of lines."""

    code: int
    tax_year: int
    position: int
    bills: Columns
    lines: Columns


@dataclass(frozen=True, kw_only=True)
class AssessedBody:
    """Bills without the register they came from, small enough to be sent from machine to machine.

    `law` is the digest of the year's law, `by_class_satang` the tax by use class, `left_out` the
    number of properties by code of GAPS, `several_homes` the natural keys of the main residences
    of persons with several (s.41).
    """

    written: Written
    name_th: str
    law: str
    by_class_satang: Mapping[str, int]
    left_out: Mapping[str, int]
    homes: Homes
    several_homes: Sequence[Sequence[str]]


def assessed_body(bills: BodyBills) -> AssessedBody:
    """Keep of a body's bills what is written and said, and let the register go."""
    view = bills.arranged.view
    homes = homes_of(view)
    return AssessedBody(
        written=written(bills),
        name_th=bills.body.must_have_joined().name_th,
        law=bills.law.digest,
        by_class_satang=tax_by_class(bills),
        left_out={code: len(keys) for code, keys in bills.arranged.gaps.items()},
        homes=homes,
        several_homes=several_homes(homes).named(view.register),
    )


def written(bills: BodyBills) -> Written:
    """Keep of a body's bills what the read models have of them."""
    return Written(
        code=bills.body.code,
        tax_year=bills.law.year,
        position=bills.position,
        bills=_bills(bills),
        lines=_lines(bills),
    )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Bills that are computed again: a body's of a year, as known at a log position."""

    code: int
    tax_year: int
    position: int


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Bills that cannot be computed, because the log is damaged where they come from."""

    wanted: Wanted
    why: StreamDamaged


def bills_again(
    registers: Registers, law: Law, wanted: Sequence[Wanted]
) -> Iterator[Written | LeftOut]:
    """Compute bills again, one body's year after the other."""
    for one in wanted:
        try:
            bills = registers.bills(one.code, law, tax_year=one.tax_year, position=one.position)
        except StreamDamaged as why:
            yield LeftOut(wanted=one, why=why)
            continue
        yield written(bills)


def _bills(bills: BodyBills) -> Columns:
    columns = bills.arranged.assessables
    return {
        "taxpayer": columns.taxpayer,
        "tax_satang": bills.assessment.bill_tax_satang,
        "phase_in_satang": bills.assessment.bill_phase_in_satang,
        "natural": columns.natural,
        "hash": bill_hashes(columns, bills.assessment),
    }


def _lines(bills: BodyBills) -> Columns:
    """Return one row for each line of each bill, numbered from 1 within its bill."""
    columns, assessment = bills.arranged.assessables, bills.assessment
    first_line = columns.ladder_start[columns.bill_start]
    per_bill = np.diff(first_line)
    first_row = columns.line_start[:-1]
    return {
        "taxpayer": np.repeat(columns.taxpayer, per_bill),
        "line": np.arange(len(columns.table)) - np.repeat(first_line[:-1], per_bill) + 1,
        "rate_table": columns.table,
        "property": bills.arranged.row_property[first_row],
        "properties": np.diff(columns.line_start),
        "value_csat": assessment.line_value_csat,
        "exempt_csat": assessment.line_exempt_csat,
        "net_csat": assessment.line_net_csat,
        "tax_satang": assessment.line_tax_satang,
    }
