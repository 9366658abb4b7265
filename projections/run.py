"""A run over many bodies: registers arranged one by one, assessed together, handed out by body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from domain.law import Law, RateTable, YearLaw
from domain.local_body import LocalBody
from projections.arrangement import Arranged, arrange
from projections.assessables import Assessables
from projections.bill_engine import Assessment, assess
from projections.registers import BodyBills, Registers

ROWS_AT_ONCE: Final = 2_000_000
"""Rows that are arranged before the engine runs: enough blocks for every core, little memory."""


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    body: LocalBody
    arranged: Arranged
    own: RateTable | None


def run(
    registers: Registers,
    law: Law,
    *,
    tax_year: int,
    codes: Sequence[int],
    position: int | None = None,
    workers: int | None = None,
) -> Iterator[BodyBills]:
    """Compute the bills of many bodies, in the order of `codes`, on all cores.

    Registers are let go of once their bills are handed out, so memory does not grow with the
    number of bodies. The same figures as body by body: nothing in the Act crosses bodies.
    """
    year = law.for_year(tax_year)
    known_at = registers.log.head() if position is None else position
    waiting: list[_Waiting] = []
    rows = 0
    for code in codes:
        one = _arranged(registers, year, code, position)
        waiting.append(one)
        rows += one.arranged.assessables.rows
        if rows >= ROWS_AT_ONCE:
            yield from _assessed(waiting, year, known_at, workers)
            for done in waiting:
                registers.forget(done.body.code)
            waiting, rows = [], 0
    yield from _assessed(waiting, year, known_at, workers)


def _arranged(registers: Registers, law: YearLaw, code: int, position: int | None) -> _Waiting:
    body = registers.body(code)
    prices = registers.in_force(
        body.must_have_joined().province, tax_year=law.year, position=position
    )
    rates = body.ordinance_rates(tax_year=law.year, position=position)
    return _Waiting(
        body=body,
        arranged=arrange(registers.register(code), prices, law=law, position=position),
        own=law.ladders.with_ordinance(rates) if rates else None,
    )


def _assessed(
    waiting: Sequence[_Waiting], law: YearLaw, known_at: int, workers: int | None
) -> Iterator[BodyBills]:
    if not waiting:
        return
    tables: list[RateTable] = []
    parts: list[Assessables] = []
    for one in waiting:
        part = one.arranged.assessables
        if one.own is not None:
            tables.append(one.own)
            part = part.with_rates(np.full(len(part.rate_set), len(tables), dtype=np.int32))
        parts.append(part)
    whole = assess(Assessables.join(parts), law, tables, workers=workers)
    rows = lines = bills = 0
    for one, part in zip(waiting, parts, strict=True):
        cut = whole.part(
            slice(rows, rows + part.rows),
            slice(lines, lines + part.lines),
            slice(bills, bills + part.bills),
        )
        rows, lines, bills = rows + part.rows, lines + part.lines, bills + part.bills
        yield _bills(one, part, law, known_at, cut)


def _bills(
    one: _Waiting, part: Assessables, law: YearLaw, known_at: int, assessment: Assessment
) -> BodyBills:
    return BodyBills(
        body=one.body,
        law=law,
        position=known_at,
        arranged=replace(one.arranged, assessables=part),
        assessment=assessment,
    )
