"""An office comes back from its backup as it was, on either store, whole or up to a moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.commands.bank import inbox_of
from api.commands.payments import receive
from api.office import BANGKOK, Office, Settings
from domain.errors import Refused
from domain.log.events import Event
from importers.bank import read_webhook
from projections.backup import (
    BackupWrong,
    Restored,
    StateHash,
    back_up,
    open_engines,
    position_at,
    restore,
    state_hash,
)
from projections.backup.tables import one_moment, rows_of
from projections.notifications import open_notifications
from projections.sessions import open_stores
from projections.vault import Person
from projections.vault.tables import KEY_BLOCK, PERSON
from tests.api.commands.bank_town import BANK, BILLERS, CLERK, confirmation, transfer
from tests.api.commands.desk import BODY, ISSUED, YEAR, Desk

AT = datetime(2026, 6, 1, 9, tzinfo=BANGKOK)


@contextmanager
def stores(office: Office) -> Iterator[Mapping[str, Engine]]:
    """Give the databases beside the log, made where they are new."""
    _ = office.log, office.vault, office.evidence
    inbox_of(office).close()
    open_stores(office.settings.beside("sessions")).engine.dispose()
    open_notifications(office.settings.beside("notifications")).dispose()
    engines = open_engines(office.settings.beside)
    yield engines
    for engine in engines.values():
        engine.dispose()


def state(office: Office) -> StateHash:
    office.follow()
    with stores(office) as engines:
        return state_hash(office.log, engines, office.views)


def kept(office: Office, folder: Path) -> int:
    with stores(office) as engines:
        return back_up(office.log, engines, folder).position


def restored(office: Office, folder: Path, until: int | None = None) -> Restored:
    with stores(office) as engines:
        return restore(folder, office.log, engines, until=until)


def beside(office: Office, url: str, key_file: Path | None = None) -> Office:
    """Return an empty office with another database, and the same key or another."""
    key = key_file or office.settings.key_file
    return Office(Settings(database_url=url, key_file=key, officer="officer-1"))


def waiting(office: Office) -> list[str]:
    """Return the banks whose messages wait."""
    inbox = inbox_of(office)
    found = [one.bank for one in inbox.waiting(10, at=AT)]
    inbox.close()
    return found


def joins(office: Office) -> Event:
    """Return one more act: another body joins."""
    body = office.registers.body(5600702)
    return body.join(name_th="อื่น", name_en="", kind="TAO", province=60, by=CLERK)


def pay(desk: Desk, number: int) -> None:
    line = read_webhook(confirmation(transfer(number, 1)), bank=BANK)
    receive(desk.office, [line], billers=BILLERS, by=CLERK)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An office with a year's notices, a person, a payment and a message that is done."""
    desk = Desk(tmp_path, 1, 2, 3)
    desk.issue()
    person = Person(identity="1103700000006", kind=1, name="สมมุติ", address="")
    desk.office.vault.remember([person])
    inbox = inbox_of(desk.office)
    number = inbox.put(b"{}", bank=BANK, headers={}, received_at=AT)
    inbox.finish([number], "done", at=AT)
    inbox.close()
    pay(desk, 1)
    desk.office.evidence.checkpoint(desk.office.log, key=bytes(32), at=AT)
    return desk


def test_a_restored_office_is_in_the_same_state_on_either_store(
    desk: Desk, tmp_path: Path, log_url: str
) -> None:
    position = kept(desk.office, tmp_path / "backup")
    there = beside(desk.office, log_url)

    done = restored(there, tmp_path / "backup")

    assert done.position == position == desk.office.log.head()
    assert state(there) == state(desk.office)
    assert there.vault.find("1103700000006") == desk.office.vault.find("1103700000006")
    assert waiting(there) == []
    # What is recorded from now on comes behind what was restored.
    assert there.log.record([joins(there)]) > position
    there.log.close()
    for engine in (there.views.engine, there.vault._engine, there.evidence.engine):
        engine.dispose()


def test_persons_and_their_keys_are_kept_as_of_one_moment(
    desk: Desk, tmp_path: Path, log_url: str
) -> None:
    vault = beside(desk.office, log_url).vault
    vault.remember([Person(identity="1103700000006", kind=1, name="สมมุติ", address="")])
    engine = vault._engine
    with one_moment(engine) as store:
        before = [list(rows_of(store, table)) for table in (PERSON, KEY_BLOCK)]

    with one_moment(engine) as store:
        persons = list(rows_of(store, PERSON))
        # Told anew, this person gets another record and another key, and loses the ones before.
        vault.remember([Person(identity="1103700000006", kind=1, name="สมมาตร", address="")])
        keys = list(rows_of(store, KEY_BLOCK))

    with one_moment(engine) as store:
        after = list(rows_of(store, KEY_BLOCK))
    engine.dispose()
    assert [persons, keys] == before
    assert after != keys


def test_a_second_backup_writes_only_what_is_new(desk: Desk, tmp_path: Path) -> None:
    kept(desk.office, tmp_path / "backup")
    (first,) = (tmp_path / "backup" / "log").iterdir()
    before = first.read_bytes()
    pay(desk, 2)

    position = kept(desk.office, tmp_path / "backup")

    old, new = sorted((tmp_path / "backup" / "log").iterdir())
    assert (old.read_bytes(), old.name) == (before, first.name)
    assert new.stat().st_size < old.stat().st_size
    there = beside(desk.office, f"sqlite:///{tmp_path / 'there.sqlite'}")
    assert restored(there, tmp_path / "backup").position == position
    assert state(there).log == state(desk.office).log


def test_one_comes_back_to_a_moment_and_the_banks_messages_wait_again(
    desk: Desk, tmp_path: Path
) -> None:
    kept(desk.office, tmp_path / "backup")
    there = beside(desk.office, f"sqlite:///{tmp_path / 'there.sqlite'}")
    evening = datetime.combine(ISSUED, datetime.min.time(), BANGKOK) + timedelta(hours=23)
    until = position_at(tmp_path / "backup", evening, there.log)

    done = restored(there, tmp_path / "backup", until)

    assert 0 < done.position == until < desk.office.log.head()
    assert waiting(there) == [BANK]
    assert there.evidence.checkpoints() == []
    roll = there.rolls.roll(BODY, YEAR)
    assert roll.notices == 3
    assert done.rows > 0
    assert date.fromisoformat("2026-04-01") == ISSUED


def test_a_backup_is_restored_into_an_empty_database_only(desk: Desk, tmp_path: Path) -> None:
    kept(desk.office, tmp_path / "backup")
    before = state(desk.office)

    with pytest.raises(Refused) as refused:
        restored(desk.office, tmp_path / "backup")

    assert str(refused.value) == (
        "A backup is restored into an empty database: set THIDIN_DATABASE_URL to a new one. "
        "Nothing was changed."
    )
    assert state(desk.office) == before


def test_another_key_is_refused_before_anything_is_restored(desk: Desk, tmp_path: Path) -> None:
    kept(desk.office, tmp_path / "backup")
    there = beside(desk.office, f"sqlite:///{tmp_path / 'there.sqlite'}", tmp_path / "other.key")

    with pytest.raises(BackupWrong, match="The key file is not the one this backup was made with"):
        restored(there, tmp_path / "backup")

    assert there.log.head() == 0


def test_another_logs_backup_is_not_continued(desk: Desk, tmp_path: Path) -> None:
    kept(desk.office, tmp_path / "backup")
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", 1, 2, 3, 4)
    other.issue()
    pay(other, 1)
    pay(other, 2)

    with pytest.raises(BackupWrong, match="has the backup of another log"):
        kept(other.office, tmp_path / "backup")


def test_a_damaged_piece_is_refused_before_anything_is_restored(desk: Desk, tmp_path: Path) -> None:
    kept(desk.office, tmp_path / "backup")
    (piece,) = (tmp_path / "backup" / "log").iterdir()
    whole = bytearray(piece.read_bytes())
    whole[-100] ^= 1
    piece.write_bytes(whole)
    there = beside(desk.office, f"sqlite:///{tmp_path / 'there.sqlite'}")

    with pytest.raises(BackupWrong, match="was cut off or changed"):
        restored(there, tmp_path / "backup")

    assert there.log.head() == 0
    assert there.vault.find("1103700000006") is None


def test_a_missing_piece_is_noticed(desk: Desk, tmp_path: Path) -> None:
    kept(desk.office, tmp_path / "backup")
    pay(desk, 2)
    kept(desk.office, tmp_path / "backup")
    first, _ = sorted((tmp_path / "backup" / "log").iterdir())
    first.unlink()
    there = beside(desk.office, f"sqlite:///{tmp_path / 'there.sqlite'}")

    with pytest.raises(BackupWrong, match="lacks what the log holds behind position 0"):
        restored(there, tmp_path / "backup")
