"""A bank's day file and the log are brought to agree, and every satang of the file is counted."""

from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pytest

from api.commands.bank import inbox_of
from api.commands.reconcile import Amount, reconcile
from api.commands.recorders import RecordingStopped
from domain.errors import LogBusy
from importers.bank import open_day_file
from projections.inbox import Inbox
from sandbox_bank.day_files import FORMS
from tests.api.commands import bank_town
from tests.api.commands.bank_town import TAX, drained, reconciled, send, stands, transfer
from tests.api.commands.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2)
    desk.issue()
    return desk


@pytest.fixture
def inbox(desk: Desk) -> Iterator[Inbox]:
    inbox = inbox_of(desk.office)
    yield inbox
    inbox.close()


@pytest.mark.parametrize("form", ["fixed-width", "comma-separated", "camt.053", "camt.054"])
def test_each_line_is_new_known_different_or_taken_back_and_what_lacks_is_listed(
    form: str, desk: Desk, inbox: Inbox, tmp_path: Path
) -> None:
    send(inbox, transfer(1), transfer(2, 700, notice=2), transfer(3, 300), transfer(4, 400))
    drained(desk, inbox)

    found = reconciled(
        desk,
        tmp_path,
        [
            transfer(1),
            transfer(2, 800, notice=2),
            transfer(4, 400),
            transfer(5, 500, notice=2),
            transfer(6, 600, ref1="LUNCH"),
            transfer(4, 400, is_reversal=True),
        ],
        form,
    )

    assert found.known == Amount(count=2, satang=TAX + 400)
    assert found.new == Amount(count=2, satang=1_100)
    assert found.suspended == Amount(count=1, satang=600)
    assert found.different == Amount(count=1, satang=800)
    assert found.taken_back == Amount(count=1, satang=400)
    assert found.missing == Amount(count=1, satang=300)
    assert [(one.bank_reference, one.amount_satang) for one in found.differences] == [
        ("B00002", 800)
    ]
    assert [(one.bank_reference, one.source) for one in found.missed] == [("B00003", "webhook")]
    assert found.missed[0].receipt.startswith("R")
    assert not found.agrees


def test_the_same_file_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    told = [transfer(1), transfer(2, 500, notice=2), transfer(2, 500, notice=2, is_reversal=True)]
    first = reconciled(desk, tmp_path, told)

    second = reconciled(desk, tmp_path, told)

    assert (first.new.count, first.taken_back.count) == (2, 1)
    assert (second.new.count, second.known.count, second.taken_back_before.count) == (0, 2, 1)
    assert second.position == first.position
    assert second.agrees


def test_confirmations_after_the_file_add_nothing(desk: Desk, inbox: Inbox, tmp_path: Path) -> None:
    reconciled(desk, tmp_path, [transfer(1)])
    send(inbox, transfer(1))

    assert drained(desk, inbox).known == 1
    assert stands(desk).received_satang == TAX


def test_a_row_that_stands_twice_in_the_file_is_one_payment(desk: Desk, tmp_path: Path) -> None:
    found = reconciled(desk, tmp_path, [transfer(1), transfer(1)])

    assert (found.new.count, found.known.count) == (1, 1)
    assert stands(desk).received_satang == TAX


def test_a_reversal_in_the_file_before_its_payment_ends_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    found = reconciled(desk, tmp_path, [transfer(1, is_reversal=True), transfer(1)])

    assert (found.new.count, found.taken_back.count) == (1, 1)
    assert stands(desk).outstanding.tax_satang == TAX


def test_stopped_in_the_middle_the_same_call_finishes(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [transfer(number, 100) for number in range(1, 41)]
    monkeypatch.setattr("api.commands.recorders.RECORDED_AT_ONCE", 10)
    record, calls = desk.office.log.record, iter([True, True, False])

    def stops(events: object) -> int:
        if next(calls):
            return record(events)  # type: ignore[arg-type]  # passed on as they came
        raise LogBusy

    with monkeypatch.context() as patch:
        patch.setattr(desk.office.log, "record", stops)
        with pytest.raises(LogBusy):
            reconciled(desk, tmp_path, told)
    found = reconciled(desk, tmp_path, told)

    assert (found.new.count, found.known.count) == (20, 20)
    assert stands(desk).received_satang == 4_000


@pytest.fixture
def long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file of some lines be one that two processes record."""
    monkeypatch.setattr("api.commands.recorders.ALONE", 0)
    monkeypatch.setattr("api.commands.recorders.RECORDED_AT_ONCE", 4)
    monkeypatch.setattr("api.commands.reconcile.COMPARED_AT_ONCE", 8)


def test_two_processes_record_of_a_long_file_what_one_records(
    desk: Desk, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    told = [
        *(transfer(number, 100, notice=1 + number % 2) for number in range(1, 41)),
        transfer(7, 300),
        transfer(9, 100, is_reversal=True),
        transfer(50, 600, ref1="LUNCH"),
        transfer(51, 600, notice=9),
    ]
    (tmp_path / "alone").mkdir()
    alone = Desk(tmp_path / "alone", 1, 2)
    alone.issue()
    by_one = reconciled(alone, tmp_path, told)
    request.getfixturevalue("long_enough")

    by_two = reconciled(desk, tmp_path, told)
    again = reconciled(desk, tmp_path, told)

    assert replace(by_two, position=0) == replace(by_one, position=0)
    assert (by_two.new.count, by_two.different.count, by_two.taken_back.count) == (42, 1, 1)
    assert [stands(desk, notice) for notice in (1, 2)] == [stands(alone, one) for one in (1, 2)]
    assert (again.new.count, again.known.count) == (0, 42)


@pytest.mark.usefixtures("long_enough")
def test_the_same_call_finishes_what_a_killed_process_left(desk: Desk, tmp_path: Path) -> None:
    told = [transfer(number, 100) for number in range(1, 201)]
    path = tmp_path / "day-file"
    text = "".join(FORMS["comma-separated"](told, bank=bank_town.BANK, day=bank_town.DAY))
    path.write_text(text, encoding="utf-8")
    killed: list[int | None] = []

    def kill(_: int) -> None:
        for child in active_children()[:1]:
            if not killed:
                killed.append(child.pid)
                child.kill()

    with pytest.raises(RecordingStopped) as stopped:
        reconcile(
            desk.office,
            open_day_file(path, bank=bank_town.BANK),
            billers=bank_town.BILLERS,
            by=bank_town.CLERK,
            advanced=kill,
        )
    found = reconciled(desk, tmp_path, told)

    assert str(stopped.value) == (
        "A process that was recording was ended from outside, perhaps as memory ran out. What it "
        "recorded is there; the same command goes on with the others."
    )
    assert found.new.count + found.known.count == 200
    assert found.new.count > 0
    assert stands(desk).received_satang == 20_000


def test_progress_counts_every_line(desk: Desk, tmp_path: Path) -> None:
    told = [transfer(number, 100) for number in range(1, 26)]
    path = tmp_path / "day-file"
    reconciled(desk, tmp_path, told)
    advanced: list[int] = []

    reconcile(
        desk.office,
        open_day_file(path, bank=bank_town.BANK),
        billers=bank_town.BILLERS,
        by=bank_town.CLERK,
        advanced=advanced.append,
    )

    assert sum(advanced) == 25


def test_an_empty_day_agrees(desk: Desk, tmp_path: Path) -> None:
    found = reconciled(desk, tmp_path, [])

    assert found.agrees
    assert found.new == Amount()


def test_payments_of_another_bank_are_not_missed(desk: Desk, inbox: Inbox, tmp_path: Path) -> None:
    inbox.put(
        bank_town.confirmation(transfer(9)), bank="006", headers={}, received_at=bank_town.MORNING
    )
    drained(desk, inbox)

    assert reconciled(desk, tmp_path, [transfer(1, 100)]).missing == Amount()
