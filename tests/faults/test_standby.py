"""Fault F8: the database server is lost for good, and its synchronous standby takes over."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.commands.payments import receive
from api.office import Office, Settings
from bench.postgres_server import PostgresServer
from domain.errors import LogUnavailable
from domain.log.stream_ids import Kind
from importers.bank import read_webhook
from tests.api.commands.bank_town import BANK, BILLERS, CLERK, confirmation, stands, transfer
from tests.api.commands.desk import Desk

TOLD = 30
LOST_AT = 20


def _own(server: PostgresServer) -> PostgresServer:
    """Return a server like this one in a folder of its own."""
    own = replace(server, folder=Path(tempfile.mkdtemp(prefix="thidin-own-")))
    if own.shipped is None:
        return own
    return replace(own, programs=own.folder / server.programs.relative_to(server.folder))


@pytest.fixture
def pair(postgres_server: PostgresServer) -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """A server that acknowledges nothing its standby has not on disk, and the standby."""
    first, standby = _own(postgres_server), _own(postgres_server)
    first.start()
    with psycopg.connect(first.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE town")
    first.stop()
    # As they are: the server's user owns its files.
    subprocess.run(["/bin/cp", "-a", f"{first.folder}/.", standby.folder], check=True)
    (standby.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    (first.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    _configure(first, "synchronous_standby_names = '*'")
    conninfo = f"host={first.folder} user=thidin application_name=standby"
    _configure(standby, f"primary_conninfo = '{conninfo}'")
    (standby.folder / "data" / "standby.signal").touch()
    for one in (first, standby):
        one.start()
    yield first, standby
    for one in (first, standby):
        one.stop()
        shutil.rmtree(one.folder)


def _configure(server: PostgresServer, line: str) -> None:
    with (server.folder / "data" / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"{line}\n")


def test_what_was_acknowledged_is_at_the_standby_that_takes_over(
    pair: tuple[PostgresServer, PostgresServer], tmp_path: Path
) -> None:
    first, standby = pair
    hosts = f"{first.folder},{standby.folder}"
    settings = Settings(
        database_url=f"postgresql:///town?host={hosts}&user=thidin&target_session_attrs=read-write",
        key_file=tmp_path / "thidin.key",
        officer="officer-1",
    )
    desk = Desk(tmp_path, 1, office=Office(settings))
    desk.issue()
    receipts, unsure = [], 0

    for number in range(1, TOLD + 1):
        line = read_webhook(confirmation(transfer(number, number)), bank=BANK)
        if number == LOST_AT:
            first.stop()
        while True:
            try:
                (told,) = receive(desk.office, [line], billers=BILLERS, by=CLERK)
            except LogUnavailable:
                unsure += 1  # nothing takes writes before somebody promotes the standby
                standby._run("pg_ctl", "promote", "-w", "-D", "data")
                continue
            receipts.append(told.receipt)
            break

    assert unsure == 1
    assert len(set(receipts)) == len(desk.office.log.stream_ids(Kind.PAYMENT)) == TOLD
    assert stands(desk).received_satang == sum(range(1, TOLD + 1))
    assert list(desk.office.log.damage()) == []
    desk.office.log.close()
