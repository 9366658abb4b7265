"""The inbox itself: put a message durably, many at once in one commit; hand out what waits."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from domain.failpoints import Failpoint, reached
from projections.inbox.sealing import MessageDamaged, Seal
from projections.inbox.tables import DONE, HELD, MESSAGE, SET_ASIDE, SETTLED, WAITING, create

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MOST_AT_ONCE: Final = 500
_ERASED: Final = b""
_ANY_WAITING: Final = select(MESSAGE.c.number).where(MESSAGE.c.state == WAITING).limit(1)


class InboxUnavailable(Exception):  # noqa: N818 - says what happened
    """The message could not be kept; whoever sent it must be told so and sends it again."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message that waits: its number in the inbox and what came; never shown whole."""

    number: int
    bank: str
    raw: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class _Put:
    row: dict[str, Any]
    number: Future[int]


class Inbox:
    """Messages of banks in one table.

    Messages that come while a commit is on its way are committed together by the next, so that
    many callers share one wait for the disk.
    """

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._seal = Seal(key)
        self._lock = Lock()
        self._pending: list[_Put] = []
        self._committing = False
        self._committer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inbox")
        create(engine)

    def submit(
        self, raw: bytes, *, bank: str, headers: Mapping[str, str], received_at: datetime
    ) -> Future[int]:
        """Return at once a future of the message's number, set when it is on disk.

        The same bytes of the same bank are one message, however often they come. The future
        raises `InboxUnavailable` where the message was not kept.
        """
        digest = self._seal.digest(bank, raw)
        put = _Put(
            row={
                "bank": bank,
                "digest": digest,
                "received_at": _number_of(received_at),
                "sealed": self._seal.close(bank, digest, raw, headers),
                "state": WAITING,
                "reason": "",
                "settled_at": 0,
            },
            number=Future(),
        )
        with self._lock:
            self._pending.append(put)
            if not self._committing:
                self._committing = True
                self._committer.submit(self._commit_what_came)
        return put.number

    def put(
        self, raw: bytes, *, bank: str, headers: Mapping[str, str], received_at: datetime
    ) -> int:
        """Keep a message; return its number when it is on disk. Raises `InboxUnavailable`."""
        return self.submit(raw, bank=bank, headers=headers, received_at=received_at).result()

    def close(self) -> None:
        """Commit what came and let the store go."""
        self._committer.shutdown(wait=True)
        self._engine.dispose()

    def _commit_what_came(self) -> None:
        while True:
            with self._lock:
                batch = self._pending[:_MOST_AT_ONCE]
                del self._pending[:_MOST_AT_ONCE]
                if not batch:
                    self._committing = False
                    return
            self._commit(batch)

    def _commit(self, batch: Sequence[_Put]) -> None:
        # From here on a caller who went away cannot take its message back: it is kept all the same.
        asked = [put for put in batch if put.number.set_running_or_notify_cancel()]
        try:
            with self._engine.begin() as connection:
                numbers = _insert(connection, [put.row for put in batch])
        except SQLAlchemyError as error:
            for put in asked:
                put.number.set_exception(_unavailable(error))
        except Exception as bug:  # noqa: BLE001 - raised again where the caller waits
            for put in asked:
                put.number.set_exception(bug)
        else:
            reached(Failpoint.INBOX_STORED)
            for put in asked:
                put.number.set_result(numbers[put.row["bank"], put.row["digest"]])

    def waiting(
        self, limit: int, *, at: datetime, alarm: Callable[[int, str], None] | None = None
    ) -> list[Message]:
        """Return the first messages that wait, at most `limit`; `at` is now.

        One that cannot be opened is set aside, `alarm` is told its number and why, and the others
        are returned.
        """
        return self._opened(self._rows(WAITING, limit), at=at, alarm=alarm)

    def banks_held(self) -> list[str]:
        """Return the banks of which messages are held until they were asked."""
        wanted = select(MESSAGE.c.bank).where(MESSAGE.c.state == HELD).distinct()
        with self._engine.connect() as connection:
            return sorted(connection.scalars(wanted))

    def held(self, limit: int, *, bank: str, at: datetime) -> list[Message]:
        """Return the first messages of a bank that are held until it was asked."""
        return self._opened(self._rows(HELD, limit, bank=bank), at=at, alarm=None)

    def _opened(
        self,
        rows: Sequence[Row[int, str, bytes, bytes, int]],
        *,
        at: datetime,
        alarm: Callable[[int, str], None] | None,
    ) -> list[Message]:
        found = []
        for row in rows:
            try:
                raw, headers = self._seal.open(row.bank, row.digest, row.sealed)
            except MessageDamaged as damaged:
                self.finish([row.number], SET_ASIDE, reason=str(damaged), at=at)
                if alarm is not None:
                    alarm(row.number, str(damaged))
                continue
            found.append(
                Message(
                    number=row.number,
                    bank=row.bank,
                    raw=raw,
                    headers=headers,
                    received_at=_time_of(row.received_at),
                )
            )
        return found

    def _rows(
        self, state: str, limit: int, *, bank: str | None = None
    ) -> Sequence[Row[int, str, bytes, bytes, int]]:
        columns = MESSAGE.c
        wanted = select(
            columns.number, columns.bank, columns.digest, columns.sealed, columns.received_at
        ).where(columns.state == state)
        if bank is not None:
            wanted = wanted.where(columns.bank == bank)
        with self._engine.connect() as connection:
            return connection.execute(wanted.order_by(columns.number).limit(limit)).all()

    def hold(self, numbers: Sequence[int]) -> None:
        """Hold messages that wait, until their bank was asked."""
        with self._engine.begin() as connection:
            connection.execute(
                update(MESSAGE)
                .where(MESSAGE.c.number.in_(numbers), MESSAGE.c.state == WAITING)
                .values(state=HELD)
            )

    def finish(self, numbers: Sequence[int], state: str, *, at: datetime, reason: str = "") -> None:
        """Say what came of messages; `state` is DONE, REFUSED or SET_ASIDE.

        Once settled, a message stays as it was settled first.
        """
        assert state in SETTLED
        with self._engine.begin() as connection:
            for start in range(0, len(numbers), _MOST_AT_ONCE):
                connection.execute(
                    update(MESSAGE)
                    .where(
                        MESSAGE.c.number.in_(numbers[start : start + _MOST_AT_ONCE]),
                        MESSAGE.c.state.in_((WAITING, HELD)),
                    )
                    .values(state=state, reason=reason, settled_at=_number_of(at))
                )

    def again(self, numbers: Sequence[int]) -> int:
        """Let messages set aside or refused wait once more, after mending; return how many do."""
        with self._engine.begin() as connection:
            done = connection.execute(
                update(MESSAGE)
                .where(
                    MESSAGE.c.number.in_(numbers),
                    MESSAGE.c.state.in_(SETTLED - {DONE}),
                    MESSAGE.c.sealed != _ERASED,
                )
                .values(state=WAITING, reason="", settled_at=0)
            )
        return done.rowcount

    def has_waiting(self) -> bool:
        """Say whether a message waits, without counting those that came before."""
        with self._engine.connect() as connection:
            return connection.execute(_ANY_WAITING).first() is not None

    def waiting_since(self) -> tuple[int, datetime | None]:
        """Return how many messages wait, and when the oldest of them came."""
        wanted = select(func.count(), func.min(MESSAGE.c.received_at))
        with self._engine.connect() as connection:
            count, first = connection.execute(wanted.where(MESSAGE.c.state == WAITING)).one()
        return count, None if first is None else _time_of(first)

    def unsettled(self) -> tuple[int, int]:
        """Return how many messages are held until their bank was asked, and wait for a person."""
        wanted = select(func.count()).select_from(MESSAGE)
        with self._engine.connect() as connection:
            held = connection.scalar(wanted.where(MESSAGE.c.state == HELD))
            aside = connection.scalar(wanted.where(MESSAGE.c.state.in_(SETTLED - {DONE})))
        return held or 0, aside or 0

    def counts(self) -> Mapping[str, int]:
        """Return how many messages are in each state."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(MESSAGE.c.state, func.count().label("count")).group_by(MESSAGE.c.state)
            ).all()
        return Counter({row.state: row.count for row in rows})

    def set_aside(self, limit: int = 100) -> list[tuple[int, str, str]]:
        """Return number, bank and reason of messages a person has to look at."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(MESSAGE.c.number, MESSAGE.c.bank, MESSAGE.c.reason)
                .where(MESSAGE.c.state.in_(SETTLED - {DONE}))
                .order_by(MESSAGE.c.number)
                .limit(limit)
            ).all()
        return [(row.number, row.bank, row.reason) for row in rows]

    def erase(self, *, settled_before: datetime) -> int:
        """Erase what stood in messages done before a time; return how many.

        The log has what matters of them; what payers typed need not be kept. Their digests stay, so
        that repetitions are known.
        """
        with self._engine.begin() as connection:
            done = connection.execute(
                update(MESSAGE)
                .where(
                    MESSAGE.c.state == DONE,
                    MESSAGE.c.settled_at < _number_of(settled_before),
                    MESSAGE.c.sealed != _ERASED,
                )
                .values(sealed=_ERASED)
            )
        return done.rowcount


def _insert(connection: Connection, rows: Sequence[dict[str, Any]]) -> dict[tuple[str, bytes], int]:
    """Insert the messages that are new; return the numbers of all."""
    columns = MESSAGE.c
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(
        insert(MESSAGE).on_conflict_do_nothing(index_elements=[columns.bank, columns.digest]),
        list(rows),
    )
    found = connection.execute(
        select(columns.number, columns.bank, columns.digest).where(
            columns.bank.in_({row["bank"] for row in rows}),
            columns.digest.in_({row["digest"] for row in rows}),
        )
    ).all()
    return {(row.bank, row.digest): row.number for row in found}


def _unavailable(error: SQLAlchemyError) -> InboxUnavailable:
    unavailable = InboxUnavailable(
        "What the bank sent could not be kept just now, and the bank is told so. It sends it "
        "again; if this goes on, look at the disk and the database."
    )
    unavailable.__cause__ = error
    return unavailable


def _number_of(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND


def _time_of(number: int) -> datetime:
    return _EPOCH + number * _MICROSECOND
