"""Settings: the log refuses what could lose or hide acts, and says plainly what it cannot reach."""

import sqlite3
from pathlib import Path

import pytest

from domain.errors import LogUnavailable, UnsafeSetting
from domain.log import open_log
from tests.domain.log.acts import noted
from tests.domain.log.stores import run


@pytest.mark.parametrize(
    "name", ["POSTGRES_ENABLE_DB_FUNCTIONS", "LOG_POSTGRES_ENABLE_DB_FUNCTIONS"]
)
@pytest.mark.parametrize("value", ["y", "TRUE", " 1 "])
def test_database_functions_are_refused_at_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(UnsafeSetting) as refused:
        open_log("postgresql:///thidin?host=/nowhere")

    assert str(refused.value) == (
        f"{name} is set. With it PostgreSQL would give positions out of order, and readers that "
        "follow the log would miss acts for ever. Unset it."
    )


def test_database_functions_that_are_switched_off_are_no_reason_to_refuse(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "n")

    with open_log(postgres_url) as log:
        assert log.record([noted(1)]) == 1


def test_the_environment_cannot_change_how_acts_are_stored(
    monkeypatch: pytest.MonkeyPatch, log_url: str
) -> None:
    for prefix in ("", "LOG_"):
        monkeypatch.setenv(f"{prefix}COMPRESSOR_TOPIC", "eventsourcing.compressor:ZlibCompressor")
        monkeypatch.setenv(f"{prefix}CIPHER_TOPIC", "eventsourcing.cipher:AESCipher")
        monkeypatch.setenv(f"{prefix}PERSISTENCE_MODULE", "eventsourcing.popo")

    with open_log(log_url) as log:
        log.record([noted(1)])

    [(state,)] = run(log_url, "SELECT state FROM stored_events")
    assert bytes(state)[:4] == b"\x28\xb5\x2f\xfd"


def test_a_postgresql_that_acknowledges_before_the_disk_has_it_is_refused(
    postgres_url: str,
) -> None:
    with pytest.raises(UnsafeSetting) as refused:
        open_log(f"{postgres_url}&options=-c%20synchronous_commit%3Doff")

    assert str(refused.value) == (
        "This PostgreSQL runs with synchronous_commit=off; a power cut could then lose acts that "
        "were acknowledged. Set synchronous_commit=on."
    )


def test_sqlite_runs_with_a_write_ahead_log_and_full_synchronisation(sqlite_url: str) -> None:
    with open_log(sqlite_url) as log:
        log.record([noted(1)])
        with log._store.datastore.get_connection(commit=True) as connection:  # type: ignore[attr-defined]
            cursor = connection.cursor().sqlite_cursor
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
            assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_an_sqlite_that_does_not_synchronise_fully_is_refused(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    genuine = sqlite3.connect

    def careless(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = genuine(*arguments, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA synchronous=NORMAL")
        assert isinstance(connection, sqlite3.Connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", careless)

    with pytest.raises(UnsafeSetting, match=r"with synchronous=1 and journal_mode=wal; a power"):
        open_log(sqlite_url)


def test_an_sqlite_url_takes_no_settings(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSetting, match="The log's URL takes no settings"):
        open_log(f"sqlite:///{tmp_path}/log.sqlite?synchronous=NORMAL")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["", "sqlite:///", "log.sqlite", "mysql://x/y", "sqlite://x"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="The log's URL is sqlite:///path"):
        open_log(url)


def test_a_file_in_a_folder_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match=r"The log's file .*log.sqlite cannot be opened: .*"):
        open_log(f"sqlite:///{tmp_path}/nowhere/log.sqlite")


def test_a_file_that_is_no_database_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "log.sqlite").write_text("ที่ดิน" * 1000)

    with pytest.raises(LogUnavailable, match="file is not a database"):
        open_log(f"sqlite:///{tmp_path}/log.sqlite")


def test_a_server_that_is_not_there_is_said_to_be_so_at_once(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match=r"The log's database cannot be opened: .*") as found:
        open_log(f"postgresql://me:secret@/thidin?host={tmp_path}")

    assert "secret" not in str(found.value)


def test_the_url_of_the_read_models_driver_names_the_same_log(postgres_url: str) -> None:
    with open_log(postgres_url.replace("postgresql://", "postgresql+psycopg://")) as log:
        log.record([noted(1)])

    assert run(postgres_url, "SELECT count(*) FROM stored_events") == [(1,)]


def test_a_log_that_is_there_is_opened_without_changing_anything(log_url: str) -> None:
    with open_log(log_url) as log:
        log.record([noted(1)])

    with open_log(log_url) as log:
        assert [one.event for one in log.after(0)] == [noted(1)]


def test_postgresql_keeps_states_as_they_come(postgres_url: str) -> None:
    with open_log(postgres_url):
        [(storage,)] = run(
            postgres_url,
            "SELECT attstorage FROM pg_attribute WHERE attname = 'state' "
            "AND attrelid = 'stored_events'::regclass",
        )

    assert storage in {"e", b"e"}
