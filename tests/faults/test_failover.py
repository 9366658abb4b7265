"""The database server is lost under load, its replica goes on: nothing acknowledged is lost.

`make failover` tells of many more payments (THIDIN_TOLD).
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import psycopg
import pytest
from sqlalchemy import func, select

from api.commands.bank import drain, inbox_of
from api.commands.payments import receive
from api.office import Office, Settings
from bench.postgres_server import PostgresServer
from domain.errors import LogBusy, LogUnavailable, StaleStream
from domain.log.stream_ids import Kind
from importers.bank import read_webhook
from projections.inbox import DONE
from projections.inbox.inbox import InboxUnavailable
from tests.api.commands.bank_town import (
    BANK,
    BILLERS,
    CLERK,
    MORNING,
    confirmation,
    stands,
    transfer,
)
from tests.api.commands.desk import Desk
from tests.faults.standby import Pair, kill, server_with_standby

TOLD = int(os.environ.get("THIDIN_TOLD", "120"))
TELLERS = 3
NOTICES = 18
LOST_AT = TOLD // 3


@pytest.fixture
def pair(postgres_server: PostgresServer) -> Iterator[Pair]:
    with server_with_standby(postgres_server) as both:
        yield both


def settings_of(pair: Pair, folder: Path) -> Settings:
    return Settings(
        database_url=pair.url("town"), key_file=folder / "thidin.key", officer="officer-1"
    )


def told(office: Office, number: int) -> str:
    """Tell of a payment until it is acknowledged; return its receipt."""
    paid = transfer(number, number, paid_at=MORNING, notice=number % NOTICES + 1)
    line = read_webhook(confirmation(paid), bank=BANK)
    while True:
        try:
            (outcome,) = receive(office, [line], billers=BILLERS, by=CLERK)
        except (LogUnavailable, LogBusy, StaleStream):
            continue  # whether it was recorded is not certain, so it is told again
        return outcome.receipt


def test_every_payment_acknowledged_before_and_after_is_on_the_server_that_was_a_replica(
    pair: Pair, tmp_path: Path
) -> None:
    owners = range(1, NOTICES + 1)
    desk = Desk(tmp_path, *owners, office=Office(settings_of(pair, tmp_path)))
    desk.issue()
    numbers, half = count(1), Event()

    def tell() -> Sequence[str]:
        office, receipts = Office(desk.office.settings), []
        while (number := next(numbers)) <= TOLD:
            receipts.append(told(office, number))
            if number >= LOST_AT:
                half.set()
        office.log.close()
        return receipts

    with ThreadPoolExecutor(TELLERS) as pool:
        tellers = [pool.submit(tell) for _ in range(TELLERS)]
        half.wait()
        kill(pair.server)
        pair.promote()
        receipts = [receipt for teller in tellers for receipt in teller.result()]

    assert len(set(receipts)) == len(desk.office.log.stream_ids(Kind.PAYMENT)) == TOLD
    received = [stands(desk, notice).received_satang for notice in owners]
    assert sum(received) == sum(range(1, TOLD + 1))
    assert list(desk.office.log.damage()) == []
    desk.office.log.close()


def test_banks_messages_that_were_answered_are_kept_by_the_replica(
    pair: Pair, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, 1, office=Office(settings_of(pair, tmp_path)))
    desk.issue()
    inbox = inbox_of(desk.office)

    def kept(number: int) -> int:
        while True:
            try:
                raw = confirmation(transfer(number, number, paid_at=MORNING))
                return inbox.put(raw, bank=BANK, headers={}, received_at=CLERK.at)
            except InboxUnavailable:
                continue  # the bank is told to send again

    before = [kept(number) for number in range(1, 21)]
    kill(pair.server)
    pair.promote()
    after = [kept(number) for number in range(11, 31)]
    drain(desk.office, inbox, billers=BILLERS, by=CLERK)

    assert after[:10] == before[10:]
    assert inbox.counts() == {DONE: 30}
    assert stands(desk).received_satang == sum(range(1, 31))
    inbox.close()
    desk.office.log.close()


def test_queries_go_to_the_replica_once_it_shows_what_was_seen_and_to_the_server_otherwise(
    pair: Pair, tmp_path: Path
) -> None:
    plain = settings_of(pair, tmp_path)
    office = Office(
        Settings(
            database_url=pair.server.url("town"),
            replica_url=pair.standby.url("town"),
            key_file=plain.key_file,
            officer=plain.officer,
        )
    )
    desk = Desk(tmp_path, 1, office=office)
    desk.issue()
    bodies = office.views.tables.bodies
    where = select(func.pg_is_in_recovery().label("replica"), bodies.c.code)

    position = office.follow()
    caught_up(pair)
    shown = office.views.rows(where)
    with psycopg.connect(pair.standby.url("town"), autocommit=True) as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
        desk.town.titles({"number": 15, "party": 5})
        seen = office.follow()
        behind = office.views.rows(where)
        connection.execute("SELECT pg_wal_replay_resume()")
    kill(pair.standby)
    without = office.views.rows(where)

    assert position < seen
    assert [row["replica"] for row in (*shown, *behind, *without)] == [True, False, False]
    office.views.close()
    office.log.close()


def caught_up(pair: Pair) -> None:
    """Wait until the standby shows what the server has."""
    with (
        psycopg.connect(pair.server.url("town"), autocommit=True) as server,
        psycopg.connect(pair.standby.url("town"), autocommit=True) as standby,
    ):
        row = server.execute("SELECT pg_current_wal_lsn()::text").fetchone()
        assert row is not None
        while standby.execute("SELECT pg_last_wal_replay_lsn() < %s::pg_lsn", row).fetchone() == (
            True,
        ):
            pass
