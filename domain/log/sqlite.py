"""The log in one SQLite file: the library's recorder, made sure to be durable, read in pages."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    DatabaseError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)
from eventsourcing.utils import EnvType

from domain.errors import LogBusy, LogUnavailable, StreamDamaged, UnsafeSetting
from domain.failpoints import Failpoint, reached
from domain.log.store import PAGE_BYTES, PAGE_EVENTS, STREAMS_AT_ONCE, StoredRow
from domain.log.stream_ids import Range
from domain.write_ahead import use_write_ahead_log

_FULL: Final = 2
_BROKEN: Final = "malformed"
_MANY: Final = 100
_CACHE_KIB: Final = 32 * 1024
"""Acts of so many streams touch more pages than SQLite's own 2 MiB hold; written out too early,
each would be written twice and read again."""
_PAGES_BETWEEN: Final = 8_192
"""So many pages of 4 KiB may wait in the write-ahead log: one that changes again and again goes
into the file once."""
_HEX_DIGITS: Final = 32
_COLUMNS: Final = "rowid, originator_id, originator_version, topic, state"


class SQLiteLogRecorder(SQLiteApplicationRecorder):
    """The library's recorder with paged reading. A position is the row's `rowid`.

    Nothing is ever deleted from the table: SQLite would give a deleted last `rowid` again.
    """

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401 - the library's
    ) -> Sequence[int] | None:
        """Write all or nothing; raises LogBusy if another writer holds the file too long."""
        try:
            return super().insert_events(stored_events, **kwargs)
        except (OperationalError, sqlite3.OperationalError) as wrong:
            if "locked" not in str(wrong) and not isinstance(wrong, TimeoutError):
                raise OperationalError(str(wrong)) from wrong
            waited = self.datastore.pool.lock_timeout
            msg = (
                f"Another program has been writing to the log for more than {waited} s. "
                "Nothing was recorded; try again."
            )
            raise LogBusy(msg) from wrong

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401, ARG002 - the library's
    ) -> Sequence[int] | None:
        """Insert in one call, where the library calls once an act, which takes twice as long."""
        values = [
            (cast("UUID", one.originator_id).hex, one.originator_version, one.topic, one.state)
            for one in stored_events
        ]
        if len(values) >= _MANY:
            _make_room(c)
        c.executemany(self.insert_events_statement, values)
        c.execute("SELECT last_insert_rowid()")
        (last,) = c.fetchone()
        reached(Failpoint.APPEND_OPEN)
        # Nobody else writes meanwhile and nothing is ever deleted, so they follow without gaps.
        return range(last - len(values) + 1, last + 1)

    def put_back(self, rows: Sequence[StoredRow]) -> None:
        """Write acts of a backup at their positions, all or nothing."""
        statement = f"INSERT INTO {self.events_table_name} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
        values = [(row.position, row.stream.hex, row.version, row.topic, row.state) for row in rows]
        with self.datastore.transaction(commit=True) as cursor:
            _make_room(cursor)
            cursor.executemany(statement, values)

    def page(
        self, *, after: int, until: int | None, names: Sequence[str], within: Range | None = None
    ) -> list[StoredRow]:
        """Return the next acts after a position, of stored names that start so, of some streams."""
        where = ["rowid > ?"]
        values: list[str | int] = [after]
        if within is not None:
            # The plus keeps SQLite from reading the streams' index and sorting what it finds.
            where.append("+originator_id BETWEEN ? AND ?")
            values += [stream.hex for stream in within]
        if names:
            # A slash follows a dot. To compare two strings takes a third of what LIKE does.
            where.append(f"({' OR '.join(['topic BETWEEN ? AND ?'] * len(names))})")
            values += [text for name in names for text in (f"{name}.", f"{name}/")]
        return self._fetch(where, values, until=until, order="rowid")

    def stream_page(self, stream: UUID, *, after: int, until: int | None) -> list[StoredRow]:
        """Return the next acts of one stream after a version, up to a position."""
        where = ["originator_id = ?", "originator_version > ?"]
        return self._fetch(where, [stream.hex, after], until=until, order="originator_version")

    def acts_behind(self, stream: UUID, version: int, *, last: UUID) -> list[StoredRow]:
        """Return the next acts behind one, up to the last stream, by stream and version."""
        where = ["(originator_id, originator_version) > (?, ?)", "originator_id <= ?"]
        values: list[str | int] = [stream.hex, version, last.hex]
        return self._fetch(where, values, until=None, order="originator_id, originator_version")

    def _fetch(
        self, where: list[str], values: list[str | int], *, until: int | None, order: str
    ) -> list[StoredRow]:
        if until is not None:
            where, values = [*where, "rowid <= ?"], [*values, until]
        # The conditions are the constants above; values are bound.
        query = (
            f"SELECT {_COLUMNS} FROM {self.events_table_name} "  # noqa: S608
            f"WHERE {' AND '.join(where)} ORDER BY {order}"
        )
        page: list[StoredRow] = []
        size = 0
        with self._reading() as rows:
            for found in rows.execute(query, values):
                row = _row(found)
                page.append(row)
                size += len(row.state)
                if size >= PAGE_BYTES or len(page) == PAGE_EVENTS:
                    break
        return page

    def stream_ids(self, first: UUID, last: UUID) -> list[UUID]:
        """Return the ids that have acts, from first to last, in order."""
        query = (
            f"SELECT DISTINCT originator_id FROM {self.events_table_name} "  # noqa: S608
            "WHERE originator_id BETWEEN ? AND ? ORDER BY originator_id"
        )
        return [UUID(stream) for (stream,) in self._all(query, first.hex, last.hex)]

    def acts_of(self, streams: Sequence[UUID], *, until: int | None) -> list[StoredRow]:
        """Return all acts of some short streams up to a position, by stream and version."""
        last = "" if until is None else f"AND rowid <= {int(until)}"
        query = (
            f"SELECT {_COLUMNS} FROM {self.events_table_name} "  # noqa: S608
            f"WHERE originator_id IN (%s) {last} ORDER BY originator_id, originator_version"
        )
        return [_row(found) for found in self._of_streams(query, streams)]

    def changed_after(self, position: int, *, most: int) -> list[tuple[int, UUID]]:
        """Return position and stream of the next acts after a position, in order."""
        query = (
            f"SELECT rowid, originator_id FROM {self.events_table_name} "  # noqa: S608
            "WHERE rowid > ? ORDER BY rowid LIMIT ?"
        )
        return [(at, UUID(stream)) for at, stream in self._all(query, position, most)]

    def last_versions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """Return the version of each stream's last act; a stream that has none is left out."""
        query = (
            f"SELECT originator_id, max(originator_version) FROM {self.events_table_name} "  # noqa: S608
            "WHERE originator_id IN (%s) GROUP BY originator_id"
        )
        return {UUID(stream): version for stream, version in self._of_streams(query, streams)}

    def _of_streams(self, query: str, streams: Sequence[UUID]) -> Iterator[tuple[Any, ...]]:
        """Yield rows of a question about streams, which stand where `%s` does."""
        for start in range(0, len(streams), STREAMS_AT_ONCE):
            some = [stream.hex for stream in streams[start : start + STREAMS_AT_ONCE]]
            yield from self._all(query % ", ".join("?" * len(some)), *some)

    def head(self) -> int:
        """Return the position of the log's last act, 0 if it has none."""
        return self._all(f"SELECT max(rowid) FROM {self.events_table_name}")[0][0] or 0  # noqa: S608

    def incomplete_streams(self) -> list[UUID]:
        """Return the streams whose versions are not 1, 2, 3 and so on without a gap."""
        query = (
            f"SELECT originator_id FROM {self.events_table_name} GROUP BY originator_id "  # noqa: S608
            "HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)"
        )
        return [UUID(stream) for (stream,) in self._all(query)]

    def _all(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._reading() as rows:
            return rows.execute(query, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Cursor]:
        """Give a cursor for one statement; raises StreamDamaged for a broken file.

        The library's pool takes longer than a short read. A file is read through a connection of
        the thread's own; one in memory has only the pool's.
        """
        try:
            if self.datastore.pool.is_sqlite_memory_mode:
                with self.datastore.transaction(commit=False) as cursor:
                    cursor.sqlite_cursor.row_factory = None
                    yield cursor.sqlite_cursor
            else:
                with closing(self.readers.connection().cursor()) as rows:
                    yield rows
        except (DatabaseError, sqlite3.DatabaseError) as wrong:
            if _BROKEN not in str(wrong):
                raise
            raise _broken(wrong) from wrong

    @cached_property
    def readers(self) -> "Readers":
        """The threads' own connections to the file."""
        pool = self.datastore.pool
        return Readers(pool.db_name, timeout=float(pool.lock_timeout or 0))


def _make_room(cursor: SQLiteCursor) -> None:
    """Let a transaction of many acts keep the pages it touches until it is done."""
    cursor.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={_PAGES_BETWEEN}")


def _row(found: tuple[int, str, int, str | None, bytes | None]) -> StoredRow:
    position, stream, version, topic, state = found
    # A UUID looks for other ways to write one first, and takes half as long again.
    number = int(stream, 16) if len(stream) == _HEX_DIGITS else UUID(stream).int
    # The library's table lets both be NULL; an empty state is damage like any other.
    return StoredRow(position, UUID(int=number), version, topic or "", state or b"")


@dataclass(frozen=True)
class _Reader:
    connection: sqlite3.Connection
    process: int
    thread: threading.Thread


class Readers:
    """A connection to the log's file for each thread that reads; statements commit themselves."""

    def __init__(self, path: str, *, timeout: float) -> None:
        self._path = path
        self._timeout = timeout
        self._here = threading.local()
        self._open: list[_Reader] = []
        self._lock = threading.Lock()

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection; a forked process makes its own, as SQLite demands."""
        reader: _Reader | None = getattr(self._here, "reader", None)
        if reader is None or reader.process != os.getpid():
            reader = self._here.reader = self._new()
        return reader.connection

    def _new(self) -> _Reader:
        connection = sqlite3.connect(
            self._path,
            uri=True,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        reader = _Reader(connection, os.getpid(), threading.current_thread())
        with self._lock:
            # Connections of threads that are gone wait for nobody, but hold the file open.
            gone = [one for one in self._open if not one.thread.is_alive()]
            self._open = [reader, *(one for one in self._open if one.thread.is_alive())]
        _close(gone)
        return reader

    def close(self) -> None:
        """Close every thread's connection; whoever reads again opens a new one."""
        with self._lock:
            reading, self._open = self._open, []
            self._here = threading.local()
        _close(reading)


def _close(readers: Sequence[_Reader]) -> None:
    """Close connections, but those of a parent process, which may not be touched."""
    for one in readers:
        if one.process == os.getpid():
            one.connection.close()
        else:
            _INHERITED.append(one)


_INHERITED: Final[list[_Reader]] = []


def _use_wal(path: str) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            use_write_ahead_log(connection)
    except (OSError, sqlite3.Error) as wrong:
        if _BROKEN in str(wrong):
            raise _broken(wrong) from wrong
        msg = f"The log's file {path} cannot be opened: {wrong}."
        raise LogUnavailable(msg) from wrong


def _broken(wrong: Exception) -> StreamDamaged:
    return StreamDamaged(stream="", version=0, position=0, reason=f"its file is broken ({wrong})")


def _refuse_unsafe(datastore: SQLiteDatastore) -> None:
    with datastore.get_connection(commit=False) as connection:
        cursor = connection.cursor().sqlite_cursor
        level = cursor.execute("PRAGMA synchronous").fetchone()[0]
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if level < _FULL or mode != "wal":
        msg = (
            f"This SQLite would run the log with synchronous={level} and journal_mode={mode}; a "
            "power cut could then lose acts that were acknowledged. Use a build of SQLite whose "
            "default is synchronous=FULL, on a disk that allows write-ahead logging."
        )
        raise UnsafeSetting(msg)


class SQLiteLogFactory(SQLiteFactory):
    """Builds the recorder for `open_log`: the file first made safe, then opened and checked."""

    application_recorder_class = SQLiteLogRecorder

    def __init__(self, env: EnvType) -> None:
        """Open the file of the setting SQLITE_DBNAME; raises LogUnavailable, UnsafeSetting."""
        super().__init__(env)
        self.datastore: SQLiteDatastore
        pool = self.datastore.pool
        if pool.is_sqlite_memory_mode:
            return
        pool.pool_timeout = float(pool.lock_timeout or 0)
        _use_wal(pool.db_name)
        _refuse_unsafe(self.datastore)

    def application_recorder(self) -> ApplicationRecorder:
        """Return a recorder whose connections are closed with this factory."""
        self._recorder = super().application_recorder()
        return self._recorder

    def close(self) -> None:
        """Let the file go."""
        recorder = getattr(self, "_recorder", None)
        if isinstance(recorder, SQLiteLogRecorder):
            recorder.readers.close()
        super().close()
