"""From the log to bills: registers, the Act's order, the engine, and the read models' tables."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from api.cli.assessing import close_year
from api.commands.over_workers import assessed
from bench.columns_to_bills import own_rates
from bench.log_to_register import replay_all
from bench.national.run import TAX_YEAR, Run
from bench.national.step import Clock, Part, Step
from bench.national.stores import forget_pages, stored_bytes
from domain.law import RateTable
from projections.arrangement import arrange
from projections.assessables import Assessables
from projections.bill_engine import assess, bill_taxes
from projections.registers import Registers

ARRANGED: Final = "arranged"
COMPUTED: Final = "computed"
WRITTEN: Final = "written"
CLOSED: Final = "closed"


def _replay(*, cold: bool) -> Callable[[Run, int, frozenset[str]], Iterator[Part]]:
    def do(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
        if known:
            return
        office = run.office()
        if cold:
            forget_pages(office)
        else:
            replay_all(office.settings.database_url)
        clock = Clock()
        facts, size = replay_all(office.settings.database_url)
        yield clock.part("all", facts, column_bytes=size)

    return do


def arranged(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Put every register into the Act's order, then run the engine over the nation's columns.

    Then the decree: every rate of other use a little higher, from columns that are warm to each
    body's revenue before and after.
    """
    if known:
        return
    office = run.office()
    law = office.law.for_year(TAX_YEAR)
    parts: list[Assessables] = []
    for code, bodies in run.provinces.items():
        registers = Registers(log=office.log)  # let go with the province and its prices
        here: list[Assessables] = []
        for body in bodies:
            register = registers.register(body.code)
            clock = Clock()
            prices = registers.in_force(code, tax_year=TAX_YEAR, position=None)
            here.append(arrange(register, prices, law=law).assessables)
            yield clock.part(body.code8, here[-1].rows, ARRANGED)
            registers.forget(body.code)
        parts.append(Assessables.join(here))
    whole = Assessables.join(parts)
    parts.clear()
    # Of the columns of some thousand bodies the C library keeps the room, in crumbs no nation fits.
    ctypes.CDLL(None).malloc_trim(0)
    before = np.zeros(0, dtype=np.int64)
    for state in ("cold", "warm"):
        clock = Clock()
        before = assess(whole, law).bill_tax_satang
        yield clock.part(f"bills {state}", whole.bills, f"bills {state}")
    changed: list[RateTable] = [own_rates(law)]
    clock = Clock()
    supposed = whole.with_rates(np.ones(len(whole.rate_set), dtype=np.int32))
    after = bill_taxes(supposed, law, changed)
    revenue = np.add.reduceat(np.stack([before, after]), whole.body_start[:-1], axis=1)
    yield clock.part("decree", whole.bills, "decree")
    assert revenue.shape[1] == len(run.bodies)


def rebill(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Assess the nation from the log as `thidin assess --close` does: written, indexed, closed."""
    office = run.office()
    forget_pages(office)
    wanted = [code for code in office.registers.codes() if f"{CLOSED} {code}" not in known]
    clock = Clock()
    for one in assessed(office, tax_year=TAX_YEAR, codes=wanted, position=None, scheduler=None):
        code, bills, lines = one.written.code, one.written.bills, one.written.lines
        count = len(bills["taxpayer"])
        yield clock.part(
            f"{COMPUTED} {code}",
            count,
            COMPUTED,
            tax_satang=int(bills["tax_satang"].sum()),
            left_out=sum(one.left_out.values()),
        )
        office.views.write(one.written)
        yield clock.part(f"{WRITTEN} {code}", count + len(lines["line"]), WRITTEN)
        if TAX_YEAR not in office.registers.body(code).closed:
            close_year(office, one)
        yield clock.part(f"{CLOSED} {code}", count, CLOSED)


def follow(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Bring the read models up to the log, a page a part."""
    del known  # the read models know themselves how far they are
    office = run.office()
    at = office.views.position()
    clock = Clock()
    end = office.follow()
    yield clock.part(str(end), end - at)


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
    do=arranged,
    apart=True,
    counts=ARRANGED,
    cold=False,
)
REBILL: Final = Step(
    name="rebill",
    what="the log to bills, written, indexed and closed",
    unit="bills",
    do=rebill,
    apart=True,
    counts=COMPUTED,
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
