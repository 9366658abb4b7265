"""From the log to bills: registers, the Act's order, the engine, and the read models' tables."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from api.cli.assessing import close_year
from bench.columns_to_bills import own_rates
from bench.log_to_register import replay_all
from bench.national.run import TAX_YEAR, Run
from bench.national.step import Part, Step
from bench.national.stores import forget_pages, stored_bytes
from domain.law import RateTable
from projections.arrangement import arrange
from projections.assessables import Assessables
from projections.bill_engine import assess, bill_taxes
from projections.run import run as bills_of_bodies


def _replay(*, cold: bool) -> Callable[[Run, int, frozenset[str]], Iterator[Part]]:
    def do(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
        if known:
            return
        office = run.office()
        if cold:
            forget_pages(office)
        else:
            replay_all(office.settings.database_url)
        begun = time.perf_counter()
        facts, size = replay_all(office.settings.database_url)
        yield Part(
            key="all", rows=facts, seconds=time.perf_counter() - begun, more={"column_bytes": size}
        )

    return do


def engine(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Put every register into the Act's order, then run the engine over the nation's columns.

    Then the decree: every rate of other use a little higher, from columns that are warm to each
    body's revenue before and after.
    """
    if known:
        return
    office = run.office()
    parts: list[Assessables] = []
    arranging = 0.0
    law = office.law.for_year(TAX_YEAR)
    for body in run.bodies:
        register = office.registers.register(body.code)
        begun = time.perf_counter()
        prices = office.registers.in_force(body.province.code, tax_year=TAX_YEAR, position=None)
        parts.append(arrange(register, prices, law=law).assessables)
        arranging += time.perf_counter() - begun
        office.registers.forget(body.code)
    whole = Assessables.join(parts)
    parts.clear()
    rows = whole.rows
    yield Part(key="arranged", rows=rows, seconds=arranging, more={"arranging": arranging})
    tax = 0
    for key in ("cold", "warm"):
        begun = time.perf_counter()
        found = assess(whole, law)
        seconds = time.perf_counter() - begun
        tax = int(found.bill_tax_satang.sum())
        yield Part(key=key, rows=0, seconds=seconds, more={f"{key}_engine": seconds})
    yield Part(key="bills", rows=0, seconds=0, more={"bills": whole.bills, "tax_satang": tax})
    before = bill_taxes(whole, law)
    changed: list[RateTable] = [own_rates(law)]
    begun = time.perf_counter()
    supposed = whole.with_rates(np.ones(len(whole.rate_set), dtype=np.int32))
    after = bill_taxes(supposed, law, changed)
    revenue = np.add.reduceat(np.stack([before, after]), whole.body_start[:-1], axis=1)
    seconds = time.perf_counter() - begun
    assert revenue.shape[1] == len(run.bodies)
    yield Part(key="decree", rows=0, seconds=seconds, more={"decree": seconds})


def rebill(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Assess the nation from the log as `thidin assess --close` does: written, indexed, closed."""
    office = run.office()
    forget_pages(office)
    wanted = [code for code in office.registers.codes() if f"{code:08d}" not in known]
    begun = time.perf_counter()
    for bills in bills_of_bodies(office.registers, office.law, tax_year=TAX_YEAR, codes=wanted):
        computed = time.perf_counter()
        written = office.views.write_bills(bills)
        wrote = time.perf_counter()
        if TAX_YEAR not in office.registers.body(bills.body.code).closed:
            close_year(office, bills)
        closed = time.perf_counter()
        yield Part(
            key=f"{bills.body.code:08d}",
            rows=written,
            seconds=closed - begun,
            more={
                "lines": bills.arranged.assessables.lines,
                "computing": computed - begun,
                "writing": wrote - computed,
                "closing": closed - wrote,
                "tax_satang": int(bills.assessment.bill_tax_satang.sum()),
                "left_out": sum(len(keys) for keys in bills.arranged.gaps.values()),
            },
        )
        begun = time.perf_counter()


def follow(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Bring the read models up to the log, a page a part."""
    del known  # the read models know themselves how far they are
    office = run.office()
    at = office.views.position()
    begun = time.perf_counter()
    reached: list[int] = []
    office.views.follow(office.log, office.registers, advanced=reached.append)
    seconds = time.perf_counter() - begun
    end = reached[-1] if reached else at
    yield Part(key=str(end), rows=end - at, seconds=seconds)


REGISTER_COLD: Final = Step(
    name="register_cold",
    what="log to register columns",
    unit="facts",
    do=_replay(cold=True),
    apart=True,
    target=60,
)
REGISTER_WARM: Final = replace(
    REGISTER_COLD, name="register_warm", do=_replay(cold=False), cold=False, target=None
)
ENGINE: Final = Step(
    name="engine",
    what="register columns put into the Act's order, then all bills, then a decree",
    unit="rows",
    do=engine,
    apart=True,
    cold=False,
)
REBILL: Final = Step(
    name="rebill",
    what="the log to bills, written, indexed and closed",
    unit="bills",
    do=rebill,
    apart=True,
    target=480,
    size=lambda run: stored_bytes(run, run.source, "views"),
)
FOLLOW_DELIVERIES: Final = Step(
    name="follow",
    what="log to read models: imports, problems, properties",
    unit="acts",
    do=follow,
    apart=True,
    size=lambda run: stored_bytes(run, run.source, "views"),
)
FOLLOW_MONEY: Final = replace(
    FOLLOW_DELIVERIES,
    name="follow_money",
    what="log to read models: notices, payments",
)
