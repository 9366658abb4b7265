"""A disk that takes nothing more: nothing is acknowledged, reading goes on, room heals it."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.commands.bank import drain, inbox_of
from api.commands.payments import receive
from domain.errors import LogUnavailable
from domain.log.stream_ids import Kind
from importers.bank import read_webhook
from projections.inbox import DONE, WAITING, InboxUnavailable
from tests.api.commands.bank_town import (
    BANK,
    BILLERS,
    CLERK,
    MORNING,
    TAX,
    confirmation,
    stands,
    transfer,
)
from tests.api.commands.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A town whose notice is out, on SQLite."""
    desk = Desk(tmp_path, 1)
    desk.issue()
    yield desk
    desk.office.log.close()


@contextmanager
def no_room(*files: Path) -> Iterator[None]:
    """Let no file of this process grow beyond what these are now."""
    most = min(file.stat().st_size for file in files)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_acknowledges_no_payment_and_heals_without_a_restart(
    desk: Desk, tmp_path: Path
) -> None:
    line = read_webhook(confirmation(transfer()), bank=BANK)

    with no_room(tmp_path / "thidin.sqlite-wal"):
        with pytest.raises(LogUnavailable, match="nothing is recorded twice"):
            receive(desk.office, [line], billers=BILLERS, by=CLERK)
        assert desk.office.log.stream_ids(Kind.PAYMENT) == []
        assert stands(desk).outstanding.tax_satang == TAX
    (told,) = receive(desk.office, [line], billers=BILLERS, by=CLERK)

    assert (told.new, told.state) == (True, "allocated")
    assert stands(desk).received_satang == TAX
    assert list(desk.office.log.damage()) == []


def test_a_full_disk_lets_no_bank_think_its_message_was_kept(desk: Desk, tmp_path: Path) -> None:
    inbox = inbox_of(desk.office)

    with no_room(tmp_path / "thidin-inbox.sqlite-wal"):
        with pytest.raises(InboxUnavailable):
            inbox.put(confirmation(transfer()), bank=BANK, headers={}, received_at=MORNING)
        assert inbox.counts() == {}
    inbox.put(confirmation(transfer()), bank=BANK, headers={}, received_at=MORNING)

    assert inbox.counts() == {WAITING: 1}
    drain(desk.office, inbox, billers=BILLERS, by=CLERK)
    assert inbox.counts() == {DONE: 1}
    assert stands(desk).received_satang == TAX
    inbox.close()


def test_a_disk_that_fills_while_the_inbox_is_drained_leaves_the_messages_waiting(
    desk: Desk, tmp_path: Path
) -> None:
    inbox = inbox_of(desk.office)
    inbox.put(confirmation(transfer()), bank=BANK, headers={}, received_at=MORNING)

    with no_room(tmp_path / "thidin.sqlite-wal"), pytest.raises(LogUnavailable):
        drain(desk.office, inbox, billers=BILLERS, by=CLERK)

    assert inbox.counts() == {WAITING: 1}
    assert drain(desk.office, inbox, billers=BILLERS, by=CLERK).new == 1
    assert stands(desk).received_satang == TAX
    inbox.close()
