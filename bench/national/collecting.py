"""Notices, a season of payments by banks' day files, and the proof of it all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from api.cli.proving import proof, tampered
from api.commands.books import books_of
from api.commands.notices import approve_notices, last_day_to_pay, prepare_notices
from api.commands.reconcile import reconcile
from api.office import BANGKOK, Office
from bench.national.delivering import provinces
from bench.national.run import TAX_YEAR, Run, bytes_of
from bench.national.step import Clock, Part, Step
from bench.national.stores import stored_bytes
from domain.bill_reference import BillReference
from domain.local_body import Signed
from generator.bank_messages import Paid, day_file
from importers.bank import open_day_file
from projections.notice_preview import GATES

BANKS: Final = ("004", "014")
FIRST_DAY: Final = date(2026, 4, 15)
DAYS: Final = 60
"""From half April to the middle of June."""
PAYMENTS_A_FILE: Final = 2_000
"""A small nation has fewer days, so that its day files have at least so many payments."""
PAY_PERCENT: Final = 85
_MISTYPED_ONE_IN: Final = 2_000
BOOKS: Final = "books"
_BOOKS_ON: Final = date(2026, 7, 31)
_PREPARED: Final = datetime(2026, 2, 2, 2, tzinfo=UTC)
_ISSUED_ON: Final = date(2026, 2, 20)
_CLERK: Final = Signed(officer="officer-1", at=_PREPARED)
_CHIEF: Final = Signed(officer="chief-1", at=_PREPARED + timedelta(days=1))


def issue(run: Run, place: int, known: frozenset[str]) -> Iterator[Part]:
    """Prepare, answer for what stands out, approve: two people's acts for every body."""
    office = run.office()
    answers = dict.fromkeys(GATES, "checked")
    for body in run.provinces[place]:
        roll = office.rolls.roll(body.code, TAX_YEAR)
        if body.code8 in known or roll.issued:
            continue
        clock = Clock()
        if roll.prepared is None:
            prepare_notices(office, body=body.code, tax_year=TAX_YEAR, answers=answers, by=_CLERK)
        issued = approve_notices(
            office,
            body=body.code,
            tax_year=TAX_YEAR,
            issued_on=_ISSUED_ON,
            pay_by=last_day_to_pay(office, body=body.code, tax_year=TAX_YEAR),
            by=_CHIEF,
        )
        yield clock.part(body.code8, issued.notices, tax_satang=issued.tax_satang)
        office.registers.forget(body.code)


@dataclass(frozen=True, kw_only=True)
class Payers:
    """Who pays, `(n,)`: the body's index, the notice, its tax, the bank's index and the day's."""

    body: NDArray[np.int32]
    notice: NDArray[np.int32]
    satang: NDArray[np.int64]
    bank: NDArray[np.int8]
    day: NDArray[np.int16]

    @property
    def days(self) -> int:
        """How many days have payments."""
        return int(self.day.max(initial=-1)) + 1


def payers(office: Office, run: Run) -> Payers:
    """Draw who pays the whole bill, through which bank and on which day; the same each time."""
    chance = np.random.default_rng(run.seed)
    columns: list[tuple[NDArray[np.int64], ...]] = []
    for index, body in enumerate(run.bodies):
        tax = office.rolls.roll(body.code, TAX_YEAR).tax_satang()
        pays = np.flatnonzero(chance.integers(0, 100, len(tax)) < PAY_PERCENT)
        columns.append((np.full(len(pays), index), pays + 1, tax[pays]))
    of, notice, satang = (np.concatenate(column) for column in zip(*columns, strict=True))
    days = min(DAYS, max(1, len(of) // (PAYMENTS_A_FILE * len(BANKS))))
    return Payers(
        body=of.astype(np.int32),
        notice=notice.astype(np.int32),
        satang=satang,
        bank=chance.integers(0, len(BANKS), len(of)).astype(np.int8),
        day=chance.integers(0, days, len(of)).astype(np.int16),
    )


def make_day_files(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Write what each bank would send at the end of each day of the season."""
    clock = Clock()
    office = run.office()
    everybody = payers(office, run)
    billers = office.billers
    holders = [billers.biller(body.code) for body in run.bodies]
    _folder(run).mkdir(exist_ok=True)
    for day, place in product(range(everybody.days), range(len(BANKS))):
        path = _day_file(run, place, day)
        if path.stem in known:
            continue
        mine = np.flatnonzero((everybody.bank == place) & (everybody.day == day))
        on = FIRST_DAY + timedelta(days=day)
        paid = _paid(run, everybody, holders, mine, place, on)
        path.write_text(day_file(paid, bank=BANKS[place], day=on), encoding="utf-8")
        yield clock.part(path.stem, len(paid))


def season(run: Run, place: int, known: frozenset[str]) -> Iterator[Part]:
    """Hold a bank's day files against the log, day by day, as each evening's does."""
    office = run.office()
    clock = Clock()
    days = len(list(_folder(run).glob(f"{BANKS[place]}-*.csv")))
    assert days, "The banks' day files were not made."
    for day in range(days):
        path = _day_file(run, place, day)
        if path.stem in known:
            continue
        on = FIRST_DAY + timedelta(days=day)
        evening = datetime(on.year, on.month, on.day, 23, tzinfo=BANGKOK)
        found = reconcile(
            office,
            open_day_file(path, bank=BANKS[place]),
            billers=office.billers,
            by=Signed(officer="officer-1", at=evening),
        )
        yield clock.part(
            path.stem,
            found.stated.payments,
            new=found.new.count,
            suspended=found.suspended.count,
            satang=found.new.satang,
        )


def _folder(run: Run) -> Path:
    return run.folder / "bank"


def _day_file(run: Run, place: int, day: int) -> Path:
    return _folder(run) / f"{BANKS[place]}-{day:03d}.csv"


def _paid(
    run: Run,
    everybody: Payers,
    holders: Sequence[str],
    mine: NDArray[np.intp],
    bank: int,
    on: date,
) -> list[Paid]:
    """Write down a bank's payments of a day; one in two thousand has a digit wrong."""
    midnight = datetime(on.year, on.month, on.day, tzinfo=BANGKOK)
    columns = (everybody.body[mine], everybody.notice[mine], everybody.satang[mine])
    found = []
    for number, (body, notice, satang) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        code = run.bodies[body].code
        ref1 = BillReference(body=code, tax_year=TAX_YEAR, notice=notice).ref1
        if number % _MISTYPED_ONE_IN == _MISTYPED_ONE_IN - 1:
            ref1 = f"{ref1[:-1]}{(int(ref1[-1]) + 1) % 10}"
        found.append(
            Paid(
                reference=f"{BANKS[bank]}{on:%Y%m%d}{number:09d}",
                amount_satang=satang,
                paid_at=midnight + timedelta(seconds=number % 80_000),
                biller=holders[body],
                ref1=ref1,
            )
        )
    return found


def verify(run: Run, _place: int, known: frozenset[str]) -> Iterator[Part]:
    """Prove the log, its tree, the books and every closed year, as `thidin verify` does."""
    office = run.office()
    signed = Signed(officer="officer-1", at=datetime(2026, 7, 31, tzinfo=UTC))
    clock = Clock()
    if "checkpoint" not in known:
        office.evidence.checkpoint(office.log, key=office.keys.checkpoints, at=signed.at)
        yield clock.part("checkpoint", office.evidence.size(), "checkpoint")
    if "damage" not in known:
        _must_be_none(list(office.log.damage()))
        yield clock.part("damage", office.log.head(), "damage")
    if "tampered" not in known:
        _must_be_none(tampered(office))
        yield clock.part("tampered", office.evidence.size(), "tampered")
    if BOOKS not in known:
        books = books_of(office, on=_BOOKS_ON)
        _must_be_none(list(books.wrong))
        paid = books.cash.together.count
        yield clock.part(BOOKS, books.nation.notices, BOOKS, payments=paid)
    if "years" not in known:
        proven = 0
        for body in run.bodies:
            found = proof(office, body.code, TAX_YEAR)
            _must_be_none([] if found["proven"] else [found])
            proven += found["bills"]
            office.registers.forget(body.code)
        yield clock.part("years", proven, "years")


def _must_be_none(wrong: Sequence[Any]) -> None:
    if wrong:
        msg = f"{len(wrong)} things are wrong, the first: {wrong[0]}"
        raise AssertionError(msg)


ISSUE: Final = Step(
    name="issue",
    what="notices prepared, approved and recorded",
    unit="notices",
    do=issue,
    places=provinces,
    target=120,
    size=lambda run: stored_bytes(run, run.source),
)
DAY_FILES: Final = Step(
    name="day_files",
    what="banks' day files made",
    unit="payments",
    do=make_day_files,
    size=lambda run: bytes_of(_folder(run)),
)
SEASON: Final = Step(
    name="season",
    what="a season of payments, by banks' day files",
    unit="payments",
    do=season,
    places=lambda _: range(len(BANKS)),
    size=lambda run: stored_bytes(run, run.source),
)
VERIFY: Final = Step(
    name="verify",
    what="log, tree, books and closed years proven",
    unit="bills",
    do=verify,
    apart=True,
    counts=BOOKS,
)
