"""However a bank's tellings come, in any order and number, the books end the same.

THIDIN_SCHEDULES says how many random schedules are tried.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.commands.accounts import standing_of
from api.commands.bank import Question, drain, inbox_of, inquire
from api.commands.payments import receive
from api.commands.reconcile import reconcile
from api.office import Office, Settings
from domain.bank_line import BankLine
from domain.log.stream_ids import Kind
from domain.payment import Payment
from importers.bank import open_day_file, read_webhook
from sandbox_bank.day_files import FORMS
from sandbox_bank.transfer import Transfer
from tests.api.commands.bank_town import (
    BANK,
    BILLERS,
    CLERK,
    DAY,
    MORNING,
    TAX,
    bill,
    confirmation,
    transfer,
)
from tests.api.commands.desk import Desk

SCHEDULES: Final = int(os.environ.get("THIDIN_SCHEDULES", "25"))
NOTICES: Final = (1, 2)

PAYMENTS: Final = (
    transfer(1, TAX),
    transfer(2, 2_000_000, notice=2),
    transfer(3, 5_000_000, notice=2),
    transfer(4, 700, ref1="1103700000006"),
    transfer(5, TAX),
    transfer(6, 100, biller="099999999999999"),
)
"""In full, in part, the rest and too much, to nobody's reference, twice, to nobody's account."""


@dataclass(frozen=True)
class Schedule:
    """What the bank took back, and its tellings in the order they reach us."""

    facts: tuple[Transfer, ...]
    tellings: tuple[tuple[str, int], ...]
    form: str


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Draw which payments were taken back; webhooks, questions, drains in any order; the file.

    The file has everything and comes once at least, anywhere among the others, as it does when
    every confirmation is lost.
    """
    back = draw(st.sets(st.sampled_from(PAYMENTS)))
    taken_back = [
        Transfer(**{**vars(one), "is_reversal": True, "paid_at": MORNING.replace(hour=15)})
        for one in PAYMENTS
        if one in back
    ]
    facts = (*PAYMENTS, *taken_back)
    telling = st.one_of(
        st.tuples(st.just("webhook"), st.integers(0, len(facts) - 1)),
        st.tuples(st.just("ask"), st.sampled_from(NOTICES)),
        st.just(("drain", 0)),
        st.just(("file", 0)),
        st.just(("batch", 0)),
    )
    tellings = draw(st.lists(telling, max_size=12))
    place = draw(st.integers(0, len(tellings)))
    tellings.insert(place, ("file", 0))
    return Schedule(facts, tuple(tellings), draw(st.sampled_from(sorted(FORMS))))


class Asked:
    """The bank as it answers questions: all it has of a reference on the day."""

    code = BANK

    def __init__(self, facts: Sequence[Transfer]) -> None:
        self.facts = facts

    def payments(self, *, biller: str, ref1: str, day: date) -> list[BankLine]:
        return [
            read_webhook(confirmation(one), bank=BANK, source="inquiry")
            for one in self.facts
            if (one.biller, one.ref1, one.day) == (biller, ref1, day)
        ]


def played(base: Path, schedule: Schedule) -> Any:
    """Let the tellings of a schedule reach a copy of the town; return how its books end."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in base.iterdir():
            shutil.copy(path, folder)
        office = _office(folder)
        inbox = inbox_of(office)
        for kind, which in schedule.tellings:
            _tell(office, inbox, folder, schedule, kind, which)
        drain(office, inbox, billers=BILLERS, by=CLERK)
        books = _books(office)
        inbox.close()
        office.log.close()
        return books


def _office(folder: Path) -> Office:
    return Office(
        Settings(
            database_url=f"sqlite:///{folder / 'thidin.sqlite'}",
            key_file=folder / "thidin.key",
            officer="officer-1",
        )
    )


def _tell(
    office: Office, inbox: Any, folder: Path, schedule: Schedule, kind: str, which: int
) -> None:
    match kind:
        case "webhook":
            raw = confirmation(schedule.facts[which])
            inbox.put(raw, bank=BANK, headers={}, received_at=MORNING)
        case "drain":
            drain(office, inbox, billers=BILLERS, by=CLERK)
        case "ask":
            biller, ref1 = BILLERS.biller(bill().body), bill(which).ref1
            asked = [Question(biller=biller, ref1=ref1, days=(DAY,))]
            inquire(office, Asked(schedule.facts), asked, billers=BILLERS, by=CLERK)
        case "batch":
            lines = [read_webhook(confirmation(one), bank=BANK) for one in schedule.facts[::-1]]
            receive(office, lines, billers=BILLERS, by=CLERK)
        case _:
            path = folder / "day-file"
            text = FORMS[schedule.form](schedule.facts, bank=BANK, day=DAY)
            path.write_text("".join(text), encoding="utf-8")
            reconcile(office, open_day_file(path, bank=BANK), billers=BILLERS, by=CLERK)


def _books(office: Office) -> Any:
    """Return what must not depend on the schedule: each payment's state, each bill's standing."""
    payments = {}
    for stream in office.log.stream_ids(Kind.PAYMENT):
        payment = Payment(bank="", bank_reference="")
        for one in office.log.stream(stream):
            payment.apply(one)
        assert payment.received is not None
        told = payment.received.told
        payments[told.bank_reference] = (told.amount_satang, payment.state, payment.suspended)
    standings = [standing_of(office, bill=bill(notice), on=DAY) for notice in NOTICES]
    assert all(one.balances for one in standings)
    received = sum(one.received_satang for one in standings)
    allocated = sum(amount for amount, state, _ in payments.values() if state == "allocated")
    assert received == allocated
    return payments, standings


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of a town whose notices are out."""
    folder = tmp_path_factory.mktemp("town")
    desk = Desk(folder, *NOTICES)
    desk.issue()
    desk.office.log.close()
    return folder


@settings(max_examples=SCHEDULES)
@given(schedule=schedules())
@example(
    schedule=Schedule(
        facts=PAYMENTS,
        tellings=(("webhook", 0), ("webhook", 0), ("drain", 0), ("file", 0), ("file", 0)),
        form="fixed-width",
    )
)
def test_every_schedule_of_the_same_facts_ends_in_the_same_books(
    base: Path, schedule: Schedule
) -> None:
    plain = Schedule(schedule.facts, (("file", 0),), "comma-separated")

    assert played(base, schedule) == played(base, plain)
