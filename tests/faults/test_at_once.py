"""Many programs and threads tell of money at the same moment: each payment is one receipt."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent

from api.commands.payments import Outcome, receive
from api.office import Office, Settings
from domain.errors import LogUnavailable
from domain.log.events import Recorded
from domain.log.stream_ids import Kind
from importers.bank import read_webhook
from tests.api.commands.bank_town import BANK, BILLERS, CLERK, TAX, confirmation, stands, transfer
from tests.api.commands.desk import Desk
from tests.faults.teller import main
from tests.forked import start

PROGRAMS = 2
THREADS = 50


@pytest.fixture
def desk(log_url: str, tmp_path: Path) -> Desk:
    """A town on either store whose one notice is out."""
    settings = Settings(database_url=log_url, key_file=tmp_path / "thidin.key", officer="officer-1")
    desk = Desk(tmp_path, 1, office=Office(settings))
    desk.issue()
    _ = desk.office.keys
    return desk


def tell_at_once(desk: Desk, *, threads: int, same: bool) -> list[dict[str, Any]]:
    """Let programs tell of payments in threads; return what came of each telling."""
    settings = desk.office.settings
    programs = [
        start(
            main,
            *(settings.database_url, str(settings.key_file), str(threads)),
            *(str(int(same)), str(number * threads)),
        )
        for number in range(PROGRAMS)
    ]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.go()
    ended = [program.end() for program in programs]
    assert [status for _, status in ended] == [0] * PROGRAMS
    said = [lines for lines, _ in ended]
    return [json.loads(line) for lines in said for line in lines.splitlines()]


def payments(desk: Desk) -> int:
    return len(desk.office.log.stream_ids(Kind.PAYMENT))


def test_the_same_confirmation_a_hundred_times_at_once_is_one_receipt(desk: Desk) -> None:
    told = tell_at_once(desk, threads=THREADS, same=True)

    assert len(told) == PROGRAMS * THREADS
    assert {(one["state"], one["conflict"]) for one in told} == {("allocated", "")}
    assert len({one["receipt"] for one in told}) == 1
    assert sum(one["new"] for one in told) == 1
    assert payments(desk) == 1
    assert stands(desk).received_satang == TAX


def test_different_payments_of_one_bill_at_once_are_all_kept(desk: Desk) -> None:
    told = tell_at_once(desk, threads=8, same=False)

    count = PROGRAMS * 8
    assert all(one["new"] and one["state"] == "allocated" for one in told)
    assert len({one["receipt"] for one in told}) == payments(desk) == count
    assert stands(desk).received_satang == sum(range(1, count + 1))
    assert stands(desk).balances


def test_payments_of_two_taxpayers_write_no_stream_in_common(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 1, 2)
    desk.issue()
    written = []
    for notice in (1, 2):
        before = desk.office.log.head()
        line = read_webhook(confirmation(transfer(notice, notice=notice)), bank=BANK)
        receive(desk.office, [line], billers=BILLERS, by=CLERK)
        written.append({one.event.stream for one in desk.office.log.after(before)})

    assert [len(streams) for streams in written] == [2, 2]
    assert not written[0] & written[1]
    desk.office.log.close()


def test_who_is_overtaken_between_two_readings_reads_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = read_webhook(confirmation(transfer()), bank=BANK)
    faster = Office(desk.office.settings)
    log, read = desk.office.log, desk.office.log.stream
    overtaken: list[Outcome] = []

    def stream(stream: UUID, *bounds: int, **more: int) -> Iterator[Recorded]:
        found = list(read(stream, *bounds, **more))
        if not overtaken:
            overtaken.extend(receive(faster, [line], billers=BILLERS, by=CLERK))
        return iter(found)

    monkeypatch.setattr(log, "stream", stream)

    slower = replace(CLERK, officer="officer-2")
    (told,) = receive(desk.office, [line], billers=BILLERS, by=slower)

    assert (told.new, told.state, told.receipt) == (False, "allocated", overtaken[0].receipt)
    assert payments(desk) == 1
    faster.log.close()


class _Answers:
    """The log's recorder, whose next answer goes wrong after the acts were written."""

    def __init__(self, desk: Desk, wrong: Exception) -> None:
        self.recorder: Any = desk.office.log.recorder
        self.insert = self.recorder.insert_events
        self.wrong = wrong
        self.lost = 0

    def __call__(self, events: Sequence[StoredEvent], **more: Any) -> Sequence[int] | None:
        positions: Sequence[int] | None = self.insert(events, **more)
        if self.lost == 0:
            self.lost += 1
            raise self.wrong
        return positions


def test_a_payment_refused_as_it_was_there_already_by_its_own_writing_is_taken_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = read_webhook(confirmation(transfer()), bank=BANK)
    answers = _Answers(desk, IntegrityError("the retry after a lost answer found the rows there"))
    monkeypatch.setattr(answers.recorder, "insert_events", answers)

    (first,) = receive(desk.office, [line], billers=BILLERS, by=CLERK)
    (again,) = receive(desk.office, [line], billers=BILLERS, by=CLERK)

    assert answers.lost == 1
    assert (first.new, first.state, first.conflict) == (True, "allocated", "")
    assert (again.new, again.receipt) == (False, first.receipt)
    assert stands(desk).received_satang == TAX


def test_a_payment_whose_answer_never_came_is_known_when_it_is_told_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = read_webhook(confirmation(transfer()), bank=BANK)
    answers = _Answers(desk, OperationalError("the link broke after COMMIT"))
    monkeypatch.setattr(answers.recorder, "insert_events", answers)

    with pytest.raises(LogUnavailable, match="nothing is recorded twice"):
        receive(desk.office, [line], billers=BILLERS, by=CLERK)
    (again,) = receive(desk.office, [line], billers=BILLERS, by=CLERK)

    assert (again.new, again.state) == (False, "allocated")
    assert payments(desk) == 1
    assert stands(desk).received_satang == TAX
