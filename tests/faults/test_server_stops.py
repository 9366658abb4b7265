"""A database server that stops at once while money is told, and comes back."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

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
from tests.faults import standby

TOLD = 60
STOPS_AT = (15, 35)


@pytest.fixture
def own_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """Return a server of this test alone, which it may stop."""
    own = standby.own_server(postgres_server)
    own.start()
    yield own
    own.stop()
    shutil.rmtree(own.folder)


def test_what_was_acknowledged_is_there_and_what_is_told_again_is_not_doubled(
    own_server: PostgresServer, tmp_path: Path
) -> None:
    with psycopg.connect(own_server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE town")
    settings = Settings(
        database_url=own_server.url("town"), key_file=tmp_path / "thidin.key", officer="officer-1"
    )
    desk = Desk(tmp_path, 1, office=Office(settings))
    desk.issue()
    receipts = []

    def crash() -> None:
        own_server.stop()
        own_server.start()

    crashes = [Thread(target=crash) for _ in STOPS_AT]
    for number in range(1, TOLD + 1):
        line = read_webhook(confirmation(transfer(number, number)), bank=BANK)
        if number in STOPS_AT:
            crashes[STOPS_AT.index(number)].start()
        while True:
            try:
                (told,) = receive(desk.office, [line], billers=BILLERS, by=CLERK)
            except LogUnavailable:
                continue  # whether it was recorded is not certain, so it is told again
            receipts.append(told.receipt)
            break
        for crashed in crashes[: sum(number >= at + 10 for at in STOPS_AT)]:
            crashed.join()

    said = (own_server.folder / "server.log").read_text("utf-8")
    assert said.count("received immediate shutdown request") == len(STOPS_AT)
    assert len(set(receipts)) == len(desk.office.log.stream_ids(Kind.PAYMENT)) == TOLD
    assert stands(desk).received_satang == sum(range(1, TOLD + 1))
    assert list(desk.office.log.damage()) == []
    desk.office.log.close()
