"""The log on PostgreSQL: writers wait for each other on an advisory lock, never for maintenance."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    InfrastructureFactory,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import (
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
)
from eventsourcing.utils import Environment, retry
from psycopg import Connection, Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg.sql import SQL, Composed, Identifier

from domain.errors import LogBusy, LogUnavailable, UnsafeSetting
from domain.log.store import EVENTS_TABLE, PAGE_BYTES, PAGE_EVENTS, STREAMS_AT_ONCE, StoredRow
from domain.log.stream_ids import Range

_COPY_EVENTS: Final = 50
_COPY_BYTES: Final = 65_536
"""From here on COPY is faster than a statement with parameters."""

_COLUMNS: Final = SQL("notification_id, originator_id, originator_version, topic, state")
_BY_STREAM: Final = ("originator_id", "originator_version")
_NO_END: Final = 2**63 - 1
_patient = retry((InterfaceError, OperationalError), max_attempts=5, wait=0.2)


class PostgresLogDatastore(PostgresDatastore):
    """The library's connection pool, for any connection URL, with a lock timeout on each."""

    def __init__(self, url: str, *, lock_timeout_seconds: int) -> None:
        """Prepare the pool; nothing connects yet."""
        given: dict[str, Any] = dict(conninfo_to_dict(url))
        super().__init__(
            dbname=given.get("dbname", ""),
            host=given.get("host", ""),
            port=given.get("port", ""),
            user=given.get("user", ""),
            password="",
            pool_size=1,
            max_overflow=9,
            connect_timeout=5.0,
            lock_timeout=lock_timeout_seconds,
        )
        self.pool.kwargs = {**given, "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        """Return what each new connection does first."""
        settings = SQL("SET lock_timeout = '{0}s'").format(self.lock_timeout)

        def after_connect(connection: Connection[DictRow]) -> None:
            connection.autocommit = True
            connection.execute(settings)

        return after_connect


class PostgresLogRecorder(PostgresApplicationRecorder):
    """The library's recorder, with other locking, bulk writing and paged reading.

    The library locks the table against every other writer, and so also against VACUUM, ANALYZE
    and CREATE INDEX CONCURRENTLY, for as long as they run. An advisory lock gives the same order
    (positions in order of commit, so a reader that follows misses nothing) and waits only for
    other appends.
    """

    datastore: PostgresLogDatastore

    def __init__(
        self, datastore: PostgresLogDatastore, *, events_table_name: str = EVENTS_TABLE
    ) -> None:
        """Prepare the statements; the factory calls `create_table` next."""
        super().__init__(datastore, events_table_name=events_table_name)
        self._table = SQL("{}.{}").format(Identifier(datastore.schema), Identifier(EVENTS_TABLE))
        self._lock = lock_number(datastore.schema)
        self._insert = SQL(
            "INSERT INTO {} (originator_id, originator_version, topic, state) "
            "SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::text[], %b::bytea[]) "
            "RETURNING notification_id"
        ).format(self._table)
        self._copy = SQL(
            "COPY {} (originator_id, originator_version, topic, state) FROM STDIN (FORMAT BINARY)"
        ).format(self._table)

    def create_table(self) -> None:
        """Create table and index unless they are there, one program at a time.

        Where they are there nothing is locked, so opening the log never waits for maintenance.
        State is stored as it comes, because it is compressed already.
        """
        wanted = ("CREATE TABLE", "CREATE UNIQUE INDEX")
        made = [s for s in self.sql_create_statements if s.as_string().startswith(wanted)]
        stricter = SQL(
            "ALTER TABLE {} ALTER state SET STORAGE EXTERNAL, ALTER state SET NOT NULL, "
            "ALTER topic SET NOT NULL"
        ).format(self._table)
        there = "SELECT to_regclass(%s) IS NOT NULL AND to_regclass(%s) IS NOT NULL"
        names = (self.events_table_name, self.notification_id_index_name)
        known = tuple(f"{self.datastore.schema}.{name}" for name in names)
        with self.datastore.get_connection() as connection:
            cursor = connection.cursor(row_factory=tuple_row)
            if cursor.execute(there, known).fetchone() == (True,):
                return
            with connection.transaction():
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", (self._lock,))
                for statement in (*made, stricter):
                    cursor.execute(statement)

    @_patient
    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401, ARG002 - the library's
    ) -> Sequence[int] | None:
        """Write all or nothing; raises LogBusy if another writer holds the log too long."""
        if not stored_events:
            return []
        size = sum(len(event.state) for event in stored_events)
        write = self._by_copy if self._is_bulk(len(stored_events), size) else self._by_statement
        with self.datastore.get_connection() as connection:
            try:
                with connection.transaction(), connection.cursor(row_factory=tuple_row) as cursor:
                    cursor.execute(
                        "SELECT pg_advisory_xact_lock(%s), pg_notify(%s, '')",
                        (self._lock, self.channel_name),
                    )
                    return write(cursor, stored_events)
            except psycopg.errors.LockNotAvailable as wrong:
                msg = (
                    f"Another program has been writing to the log for more than "
                    f"{self.datastore.lock_timeout} s. Nothing was recorded; try again."
                )
                raise LogBusy(msg) from wrong

    @staticmethod
    def _is_bulk(count: int, size: int) -> bool:
        return count >= _COPY_EVENTS or size >= _COPY_BYTES

    def _by_statement(
        self, cursor: Cursor[tuple[Any, ...]], events: Sequence[StoredEvent]
    ) -> list[int]:
        columns = (
            [event.originator_id for event in events],
            [event.originator_version for event in events],
            [event.topic for event in events],
            [event.state for event in events],
        )
        return [position for (position,) in cursor.execute(self._insert, columns).fetchall()]

    def _by_copy(
        self, cursor: Cursor[tuple[Any, ...]], events: Sequence[StoredEvent]
    ) -> Sequence[int]:
        with cursor.copy(self._copy) as copy:
            copy.set_types(("uuid", "int8", "text", "bytea"))
            for event in events:
                copy.write_row(
                    (event.originator_id, event.originator_version, event.topic, event.state)
                )
        # Under the lock nobody else takes positions, so those of one COPY have no gaps.
        cursor.execute(
            "SELECT currval(pg_get_serial_sequence(%s, 'notification_id'))",
            (self._table.as_string(),),
        )
        row = cursor.fetchone()
        assert row is not None
        last = int(row[0])
        return range(last - len(events) + 1, last + 1)

    def put_back(self, rows: Sequence[StoredRow]) -> None:
        """Write acts of a backup at their positions, all or nothing; raises LogBusy."""
        write = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(self._table, _COLUMNS)
        last = (self._table.as_string(), rows[-1].position)
        with (
            self.datastore.get_connection() as connection,
            connection.transaction(),
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (self._lock,))
            with cursor.copy(write) as copy:
                copy.set_types(("int8", "uuid", "int8", "text", "bytea"))
                for row in rows:
                    copy.write_row(row)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'notification_id'), %s)", last)

    def page(
        self, *, after: int, until: int | None, names: Sequence[str], within: Range | None = None
    ) -> list[StoredRow]:
        """Return the next acts after a position, of stored names that start so, of some streams."""
        where = [SQL("notification_id > %s")]
        values: list[object] = [after]
        if names:
            where.append(SQL("topic LIKE ANY(%s)"))
            values.append([f"{name}.%" for name in names])
        if within is not None:
            where.append(SQL("originator_id BETWEEN %s AND %s"))
            values += within
        return self._fetch(where, values, until=until, order=["notification_id"])

    def stream_page(self, stream: UUID, *, after: int, until: int | None) -> list[StoredRow]:
        """Return the next acts of one stream after a version, up to a position."""
        where = [SQL("originator_id = %s"), SQL("originator_version > %s")]
        return self._fetch(where, [stream, after], until=until, order=["originator_version"])

    def acts_behind(self, stream: UUID, version: int, *, last: UUID) -> list[StoredRow]:
        """Return the next acts behind one, up to the last stream, by stream and version."""
        where = [
            SQL("(originator_id, originator_version) > (%s, %s)"),
            SQL("originator_id <= %s"),
        ]
        values: list[object] = [stream, version, last]
        return self._fetch(where, values, until=None, order=_BY_STREAM)

    def _fetch(
        self, where: list[SQL], values: list[object], *, until: int | None, order: Sequence[str]
    ) -> list[StoredRow]:
        if until is not None:
            where, values = [*where, SQL("notification_id <= %s")], [*values, until]
        # The length of a state is known without reading it, so only a page's states are read.
        query = SQL(
            "SELECT {columns} FROM ("
            "  SELECT *, sum(octet_length(state)) OVER (ORDER BY {order}) - octet_length(state)"
            "  AS bytes_before FROM ("
            "    SELECT {columns} FROM {table} WHERE {where} ORDER BY {order} LIMIT {limit}"
            "  ) AS page) AS sized WHERE bytes_before < {size} ORDER BY {order}"
        ).format(
            columns=_COLUMNS,
            table=self._table,
            where=SQL(" AND ").join(where),
            order=SQL(", ").join(map(Identifier, order)),
            limit=PAGE_EVENTS,
            size=PAGE_BYTES,
        )
        return [StoredRow(*row) for row in self._all(query, *values)]

    def stream_ids(self, first: UUID, last: UUID) -> list[UUID]:
        """Return the ids that have acts, from first to last, in order."""
        query = SQL(
            "SELECT DISTINCT originator_id FROM {} WHERE originator_id BETWEEN %s AND %s "
            "ORDER BY originator_id"
        ).format(self._table)
        return [stream for (stream,) in self._all(query, first, last)]

    def acts_of(self, streams: Sequence[UUID], *, until: int | None) -> list[StoredRow]:
        """Return all acts of some short streams up to a position, by stream and version."""
        query = SQL(
            "SELECT {} FROM {} WHERE originator_id = ANY(%s) AND notification_id <= %s "
            "ORDER BY originator_id, originator_version"
        ).format(_COLUMNS, self._table)
        last = _NO_END if until is None else until
        return [StoredRow(*row) for some in _parts(streams) for row in self._all(query, some, last)]

    def changed_after(self, position: int, *, most: int) -> list[tuple[int, UUID]]:
        """Return position and stream of the next acts after a position, in order."""
        query = SQL(
            "SELECT notification_id, originator_id FROM {} WHERE notification_id > %s "
            "ORDER BY notification_id LIMIT %s"
        ).format(self._table)
        return [(at, stream) for at, stream in self._all(query, position, most)]

    def last_versions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """Return the version of each stream's last act; a stream that has none is left out."""
        query = SQL(
            "SELECT originator_id, max(originator_version) FROM {} "
            "WHERE originator_id = ANY(%s) GROUP BY originator_id"
        ).format(self._table)
        return {
            stream: version
            for some in _parts(streams)
            for stream, version in self._all(query, some)
        }

    def head(self) -> int:
        """Return the position of the log's last act, 0 if it has none."""
        return self._all(SQL("SELECT max(notification_id) FROM {}").format(self._table))[0][0] or 0

    def incomplete_streams(self) -> list[UUID]:
        """Return the streams whose versions are not 1, 2, 3 and so on without a gap."""
        query = SQL(
            "SELECT originator_id FROM {} GROUP BY originator_id "
            "HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)"
        ).format(self._table)
        return [stream for (stream,) in self._all(query)]

    def _all(self, query: Composed, *values: object) -> list[tuple[Any, ...]]:
        """Read. Raises LogUnavailable where the server does not answer for some seconds."""
        try:
            found: list[tuple[Any, ...]] = self._read(query, *values)
        except (OperationalError, InterfaceError) as wrong:
            msg = "The log's database does not answer. Nothing was changed; try again."
            raise LogUnavailable(msg) from wrong
        return found

    @_patient
    def _read(self, query: Composed, *values: object) -> list[tuple[Any, ...]]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(binary=True, row_factory=tuple_row) as cursor,
        ):
            return cursor.execute(query, values).fetchall()


def _parts(streams: Sequence[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(streams), STREAMS_AT_ONCE):
        yield list(streams[start : start + STREAMS_AT_ONCE])


class PostgresLogFactory(PostgresFactory):
    """Builds the recorder for `open_log`, once the server is known to be there and safe."""

    application_recorder_class = PostgresLogRecorder  # type: ignore[assignment] # narrower

    def __init__(self, env: Environment) -> None:
        """Connect to POSTGRES_URL once and refuse a server that would forget what it acknowledged.

        Raises LogUnavailable if the server cannot be reached, UnsafeSetting.
        """
        InfrastructureFactory.__init__(self, env)
        url = env["POSTGRES_URL"]
        try:
            with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
                _refuse_unsafe(connection)
        except psycopg.Error as wrong:
            msg = f"The log's database cannot be opened: {str(wrong).strip()}"
            raise LogUnavailable(msg) from wrong
        self.datastore = PostgresLogDatastore(
            url, lock_timeout_seconds=int(env["POSTGRES_LOCK_TIMEOUT"])
        )


def lock_number(schema: str) -> int:
    """Return the number of the advisory lock that appenders to this log take."""
    digest = blake2b(f"thidin log {schema}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _refuse_unsafe(connection: Connection[Any]) -> None:
    for name in ("fsync", "synchronous_commit"):
        row = connection.execute(f"SHOW {name}").fetchone()
        if row is not None and row[0] == "off":
            msg = (
                f"This PostgreSQL runs with {name}=off; a power cut could then lose acts that were "
                f"acknowledged. Set {name}=on."
            )
            raise UnsafeSetting(msg)
