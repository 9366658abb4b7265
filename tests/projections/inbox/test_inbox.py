"""What a bank sent is on disk before the bank is answered, once, sealed, and is settled once."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, update
from sqlalchemy.exc import OperationalError

from projections.inbox import (
    DONE,
    REFUSED,
    SET_ASIDE,
    WAITING,
    Inbox,
    InboxUnavailable,
    open_inbox,
)
from projections.inbox.tables import MESSAGE

KEY = bytes(range(32))
NOW = datetime(2026, 4, 30, 9, 0, tzinfo=UTC)
TYPED = b"1103700000006"


@pytest.fixture
def url(log_url: str) -> str:
    return log_url.replace("postgresql:", "postgresql+psycopg:")


@pytest.fixture
def inbox(url: str) -> Iterator[Inbox]:
    inbox = open_inbox(url, KEY)
    yield inbox
    inbox.close()


def put(inbox: Inbox, raw: bytes, bank: str = "014") -> int:
    return inbox.put(raw, bank=bank, headers={"x-bank-timestamp": "1"}, received_at=NOW)


def test_a_message_waits_until_it_is_settled(inbox: Inbox) -> None:
    number = put(inbox, b'{"amount":"1.00"}')

    (waiting,) = inbox.waiting(10, at=NOW)
    inbox.finish([number], DONE, at=NOW)

    assert (waiting.number, waiting.bank, waiting.raw) == (number, "014", b'{"amount":"1.00"}')
    assert waiting.headers == {"x-bank-timestamp": "1"}
    assert waiting.received_at == NOW
    assert inbox.waiting(10, at=NOW) == []
    assert inbox.counts() == {DONE: 1}


def test_the_same_bytes_a_hundred_times_at_once_are_one_message(inbox: Inbox) -> None:
    with ThreadPoolExecutor(max_workers=20) as threads:
        numbers = set(threads.map(lambda _: put(inbox, b"the same"), range(100)))

    assert len(numbers) == 1
    assert inbox.counts() == {WAITING: 1}


def test_the_same_bytes_of_another_bank_are_another_message(inbox: Inbox) -> None:
    assert put(inbox, b"the same") != put(inbox, b"the same", bank="006")


def test_a_repetition_of_a_settled_message_stays_settled(inbox: Inbox) -> None:
    number = put(inbox, b"once")
    inbox.finish([number], DONE, at=NOW)

    assert put(inbox, b"once") == number
    assert inbox.counts() == {DONE: 1}


def test_messages_that_come_together_share_commits(url: str) -> None:
    engine = create_engine(url)
    commits: list[object] = []
    inbox = Inbox(engine, KEY)
    event.listen(engine, "commit", commits.append)

    futures = [
        inbox.submit(f"{number}".encode(), bank="014", headers={}, received_at=NOW)
        for number in range(400)
    ]
    numbers = {future.result() for future in futures}
    inbox.close()

    assert len(numbers) == 400
    assert len(commits) < 100


def test_messages_survive_a_restart_in_the_order_they_came(url: str) -> None:
    first = open_inbox(url, KEY)
    for number in range(30):
        put(first, f"{number}".encode())
    first.close()

    again = open_inbox(url, KEY)
    waiting = again.waiting(20, at=NOW)
    again.close()

    assert [message.raw for message in waiting] == [f"{number}".encode() for number in range(20)]


def test_what_a_payer_typed_is_not_readable_in_the_store(tmp_path: Path) -> None:
    inbox = open_inbox(f"sqlite:///{tmp_path / 'inbox.sqlite'}", KEY)

    put(inbox, b'{"billPaymentRef1":"' + TYPED + b'"}')
    (waiting,) = inbox.waiting(1, at=NOW)
    inbox.close()

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"thidin_bank_message" in stored
    assert TYPED not in stored
    assert TYPED.decode() not in repr(waiting)


def test_a_message_moved_to_another_bank_is_set_aside_and_the_others_go_on(
    inbox: Inbox, url: str
) -> None:
    moved, good = put(inbox, b"moved"), put(inbox, b"good")
    _change(create_engine(url), moved, bank="006")
    alarms: list[tuple[int, str]] = []

    waiting = inbox.waiting(10, at=NOW, alarm=lambda *told: alarms.append(told))

    assert [message.number for message in waiting] == [good]
    assert [number for number, _ in alarms] == [moved]
    assert inbox.counts() == {WAITING: 1, SET_ASIDE: 1}


def _change(engine: Engine, number: int, **changed: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(MESSAGE).where(MESSAGE.c.number == number).values(**changed))
    engine.dispose()


def test_a_message_is_settled_once_and_mended_by_hand(inbox: Inbox) -> None:
    done, refused = put(inbox, b"done"), put(inbox, b"refused")
    inbox.finish([done], DONE, at=NOW)
    inbox.finish([refused, done], REFUSED, reason="another amount than before", at=NOW)

    assert inbox.set_aside() == [(refused, "014", "another amount than before")]
    assert inbox.again([done, refused]) == 1
    assert inbox.counts() == {DONE: 1, WAITING: 1}


def test_what_is_done_can_be_erased_and_its_repetition_is_still_known(inbox: Inbox) -> None:
    number, waits = put(inbox, b"old"), put(inbox, b"waits")
    inbox.finish([number], DONE, at=NOW)

    erased = inbox.erase(settled_before=NOW + timedelta(days=1))

    assert erased == 1
    assert inbox.erase(settled_before=NOW + timedelta(days=1)) == 0
    assert put(inbox, b"old") == number
    assert [message.number for message in inbox.waiting(10, at=NOW)] == [waits]


def test_a_store_that_does_not_write_is_told_to_every_caller_and_heals(url: str) -> None:
    engine = create_engine(url)
    inbox = Inbox(engine, KEY)
    broken = [True]

    def break_off(_connection: object) -> None:
        if broken[0]:
            raise OperationalError("COMMIT", {}, OSError("disk full"))

    event.listen(engine, "commit", break_off)
    with pytest.raises(InboxUnavailable) as unavailable:
        put(inbox, b"lost")
    broken[0] = False
    number = put(inbox, b"kept")
    waiting = inbox.waiting(10, at=NOW)
    inbox.close()

    assert "could not be kept just now" in str(unavailable.value)
    assert [(message.number, message.raw) for message in waiting] == [(number, b"kept")]


def test_a_caller_who_goes_away_does_not_stop_the_others(inbox: Inbox) -> None:
    async def two_callers() -> int:
        gone = asyncio.wrap_future(inbox.submit(b"gone", bank="014", headers={}, received_at=NOW))
        gone.cancel()
        return await asyncio.wrap_future(
            inbox.submit(b"stays", bank="014", headers={}, received_at=NOW)
        )

    assert asyncio.run(two_callers()) > 0
    assert {message.raw for message in inbox.waiting(10, at=NOW)} == {b"gone", b"stays"}


def test_a_bug_while_keeping_reaches_whoever_waits_and_nobody_else(url: str) -> None:
    engine = create_engine(url)
    inbox = Inbox(engine, KEY)
    wrong = [True]

    def bug(_connection: object) -> None:
        if wrong.pop() if wrong else False:
            raise ZeroDivisionError

    event.listen(engine, "commit", bug)
    with pytest.raises(ZeroDivisionError):
        put(inbox, b"meets the bug")
    number = put(inbox, b"good")
    inbox.close()

    assert number > 0
