"""The read models: following the log, writing bills, rebuilding beside the serving generation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, delete, insert, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.schema import CreateIndex

from domain.errors import LogBusy, LogUnavailable
from domain.failpoints import Failpoint, reached
from domain.law import Law
from domain.log import Log
from domain.log.events import Event, Recorded, Unread
from domain.rows import Rows
from projections.assessed import LeftOut, Wanted, Written, bills_again, written
from projections.read_models.building import AlreadyRebuilding, only_one
from projections.read_models.bulk import bulk_insert
from projections.read_models.replica import Replica, open_replica
from projections.read_models.rows import bill_columns, line_columns
from projections.read_models.schema import CONTROL, SERVING, Generation, generation
from projections.read_models.setting_aside import (
    SetAside,
    bills_left_out,
    leave_out,
    set_aside,
    stream_of,
    streams_set_aside,
)
from projections.read_models.taking_in import take_in
from projections.registers import BodyBills, Registers
from projections.stores import open_store

PAGE_EVENTS: Final = 6_000
"""So many acts are taken in by one transaction, as their rows lie wherever their keys do; of acts
with rows, which have thousands and are in memory together, a thirtieth."""
_WITH_ROWS: Final = 30


_SQLITE: Final = (
    "synchronous=NORMAL",
    "busy_timeout=10000",
    "cache_size=-262144",  # KiB
    "wal_autocheckpoint=8192",
    "journal_size_limit=268435456",  # bytes that an index of a nation does not leave behind
)
"""The read models can be rebuilt from the log, so they need not wait for the disk at each commit;
the write-ahead log keeps them whole all the same."""


class PositionMoved(Exception):  # noqa: N818 - another runner was faster
    """Another process already took this part of the log into the read models."""


_NOT_THE_ACT = (
    PositionMoved,
    OperationalError,
    InterfaceError,
    LogBusy,
    LogUnavailable,
    MemoryError,
)
"""What stops the read models whatever the act: taking it in later may well succeed."""


Again = Callable[[Sequence[Wanted]], Iterator[Written | LeftOut]]
"""What computes bills that were written before."""


@dataclass(kw_only=True)
class Views:
    """The read models in one database. `tables` is the generation that answers queries.

    `is_readable` is False where another version of the program wrote it: rebuild it first. Where
    there is a `replica`, queries are asked of it as soon as it shows the last position seen here.
    """

    engine: Engine
    tables: Generation
    is_readable: bool = True
    replica: Replica | None = None
    _seen: int = 0
    _indexed: int = 0

    def position(self) -> int:
        """Return the log position that the serving tables reflect.

        Where another process has built a new generation, this one goes over to it here.
        """
        with self.engine.connect() as connection:
            self._go_over(connection)
            self._seen = _position(connection, self.tables)
        return self._seen

    def _go_over(self, connection: Connection) -> None:
        number = connection.execute(select(SERVING.c.generation)).scalar_one()
        if number != self.tables.number:
            newer = generation(number)
            # What a newer version of the program built is not for this one, which is ended soon.
            if newer.lies_in(connection):
                self.tables, self.is_readable = newer, True

    def follow(
        self, log: Log, registers: Registers, *, advanced: Callable[[int], None] | None = None
    ) -> int:
        """Take in what was recorded since; return the new position.

        Each page's rows and its position are committed together: exactly once, also when killed.
        A stream with an act that cannot be taken in is set aside with an alarm; others go on.
        """
        with self.engine.connect() as connection:
            self._go_over(connection)
        self._seen = self._follow(self.tables, log, registers, advanced)
        if self._indexed != self.tables.number and self.is_readable:
            self._index_what_serves()
        return self._seen

    def _index_what_serves(self) -> None:
        """Make the indexes that tables new and empty had not, once what was recorded is in them.

        Where a follow died they are still missing, so each process looks once. Whoever is at it
        already, or builds tables in place of these, need not be waited for.
        """
        with self.engine.connect() as connection:
            missing = self.tables.indexes_missing(connection)
        if missing:
            with suppress(AlreadyRebuilding), only_one(self.engine):
                with self.engine.connect() as connection:
                    self._go_over(connection)
                _make_indexes(self.engine, self.tables)
                self._indexed = self.tables.number
        else:
            self._indexed = self.tables.number

    def _follow(
        self,
        tables: Generation,
        log: Log,
        registers: Registers,
        advanced: Callable[[int], None] | None,
    ) -> int:
        with self.engine.connect() as connection:
            position = _position(connection, tables)
        # One reading of the log, so that no act is fetched again for each page it stands in.
        acts = log.every_after(position)
        while page := _page(acts):
            self._take_in_what_can_be(tables, position, page, registers)
            reached(Failpoint.READ_MODELS_PAGE)
            position = page[-1].position
            if advanced is not None:
                advanced(position)
        return position

    def _take_in_what_can_be(
        self,
        tables: Generation,
        position: int,
        page: Sequence[Recorded | Unread],
        registers: Registers,
    ) -> None:
        """Take a page in, where that fails by halves, and set aside the streams of what fails."""
        try:
            self._take_in(tables, position, page, registers)
        except _NOT_THE_ACT:
            raise
        except Exception as why:  # noqa: BLE001 - one stream must not stop the others; see the alarm
            if len(page) > 1:
                half = len(page) // 2
                self._take_in_what_can_be(tables, position, page[:half], registers)
                between = page[half - 1].position
                self._take_in_what_can_be(tables, between, page[half:], registers)
                return
            with self.engine.begin() as connection:
                _advance(connection, tables, position, page[0].position)
                set_aside(connection, tables.set_aside, page[0], why)

    def _take_in(
        self,
        tables: Generation,
        position: int,
        page: Sequence[Recorded | Unread],
        registers: Registers,
    ) -> None:
        """Take a page in, in one transaction. Raises what is wrong with its acts."""
        last = page[-1].position
        with self.engine.begin() as connection:
            _advance(connection, tables, position, last)
            aside = {one.stream for one in streams_set_aside(connection, tables.set_aside)}
            good = []
            for act in page:
                if aside and stream_of(act) in aside:
                    leave_out(connection, tables.set_aside, act)
                elif isinstance(act, Unread):
                    raise act.why
                else:
                    good.append(act)
            take_in(connection, tables, good, registers, last)
            reached(Failpoint.READ_MODELS_OPEN)

    def set_aside(self) -> Sequence[SetAside]:
        """Return the streams the serving tables leave out; `rebuild` tries them again."""
        with self.engine.connect() as connection:
            return streams_set_aside(connection, self.tables.set_aside)

    def write_bills(self, bills: BodyBills) -> int:
        """Replace a body's bills of a year by these, in one transaction; return their number."""
        return self.write(written(bills))

    def write(self, made: Written) -> int:
        """Replace a body's bills of a year by these, wherever they were computed."""
        with self.engine.begin() as connection:
            return _write_bills(connection, self.tables, made)

    def rebuild(
        self,
        log: Log,
        registers: Registers,
        law: Law,
        *,
        advanced: Callable[[int], None] | None = None,
    ) -> int:
        """Build a new generation from the log while this one serves, switch, drop the old one.

        Bills written before are computed again from the log, as known then. Returns the position.
        Bills whose register is damaged are left out with an alarm. Raises `AlreadyRebuilding`.
        """
        position = self.build(
            log, registers, lambda wanted: bills_again(registers, law, wanted), advanced=advanced
        )
        self.drop_others()
        return position

    def build(
        self,
        log: Log,
        registers: Registers,
        again: Again,
        *,
        advanced: Callable[[int], None] | None = None,
    ) -> int:
        """Do as `rebuild` does, but let the old tables be: others may be reading them.

        `again` computes bills that were written before, here or on other machines.
        """
        with only_one(self.engine):
            return self._build(log, registers, again, advanced)

    def drop_others(self) -> None:
        """Drop all tables but those that serve. Raises `AlreadyRebuilding`."""
        with only_one(self.engine):
            self._drop_others()

    def _build(
        self,
        log: Log,
        registers: Registers,
        again: Again,
        advanced: Callable[[int], None] | None,
    ) -> int:
        number = max((self.tables.number, *self.others())) + 1
        self._drop_others()
        fresh = generation(number)
        with self.engine.begin() as connection:
            fresh.create(connection)
            connection.execute(insert(fresh.progress).values(only=1, position=0))
        self._follow(fresh, log, registers, advanced)
        for one in again(self._wanted()):
            if isinstance(one, LeftOut):
                bills_left_out(one.wanted.code, one.wanted.tax_year, one.why)
                continue
            with self.engine.begin() as connection:
                _write_bills(connection, fresh, one)
        self._follow(fresh, log, registers, advanced)
        _make_indexes(self.engine, fresh)
        # What was recorded meanwhile; readers are not sent back in time.
        position = self._follow(fresh, log, registers, advanced)
        with self.engine.begin() as connection:
            connection.execute(update(SERVING).values(generation=fresh.number))
        self.tables, self.is_readable = fresh, True
        return position

    def _wanted(self) -> Sequence[Wanted]:
        """Return the bodies and years that have bills, with the position they were known at."""
        table = self.tables.assessments
        columns = (table.c.body, table.c.tax_year, table.c.known_at)
        return [
            Wanted(code=row["body"], tax_year=row["tax_year"], position=row["known_at"])
            for row in self.rows(select(*columns).distinct().order_by(*columns))
        ]

    def others(self) -> Sequence[int]:
        """Return the numbers of generations that do not serve: a rebuild drops them.

        They are those before the last rebuild, and what rebuilds that died left behind.
        """
        stems = {table.name.rpartition("_")[0] for table in self.tables.metadata.sorted_tables}
        names = [name.rpartition("_") for name in inspect(self.engine).get_table_names()]
        found = {int(number) for stem, _, number in names if stem in stems and number.isdigit()}
        return sorted(found - {self.tables.number})

    def _drop_others(self) -> None:
        with self.engine.connect() as connection:
            self._go_over(connection)
        for other in self.others():
            with self.engine.begin() as connection:
                generation(other).drop_from(connection)

    def close(self) -> None:
        """Let connections go."""
        self.engine.dispose()
        if self.replica is not None:
            self.replica.close()

    def rows(self, statement: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401 - SQLAlchemy's
        """Run a query on the serving tables and return its rows by column name."""
        if self.replica is not None:
            found = self.replica.rows(statement, self.tables.progress, at_least=self._seen)
            if found is not None:
                return found
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]


def open_views(url: str, *, replica_url: str = "") -> Views:
    """Open the read models' database and its serving generation, creating both if new."""
    engine = open_store(url, sqlite=_SQLITE)
    CONTROL.create_all(engine)
    with engine.begin() as connection:
        number = connection.execute(select(SERVING.c.generation)).scalar()
        if number is None:
            number = 1
            generation(number).create(connection)
            connection.execute(insert(generation(number).progress).values(only=1, position=0))
            connection.execute(insert(SERVING).values(only=1, generation=number))
        tables = generation(number)
        return Views(
            engine=engine,
            tables=tables,
            is_readable=tables.lies_in(connection),
            replica=open_replica(replica_url) if replica_url else None,
        )


def _make_indexes(engine: Engine, tables: Generation) -> None:
    """Make what indexes are missing, each in a transaction of its own: others write in between."""
    with engine.connect() as connection:
        missing = tables.indexes_missing(connection)
    for index in missing:
        with engine.begin() as connection:
            connection.execute(CreateIndex(index))


def _position(connection: Connection, tables: Generation) -> int:
    return int(connection.execute(select(tables.progress.c.position)).scalar_one())


def _advance(connection: Connection, tables: Generation, before: int, after: int) -> None:
    """Move the position first: its row's lock makes a second runner wait and then fail."""
    moved = connection.execute(
        update(tables.progress).where(tables.progress.c.position == before).values(position=after)
    )
    if moved.rowcount != 1:
        msg = f"The read models are no longer at log position {before}; start again."
        raise PositionMoved(msg)


def _page(acts: Iterator[Recorded | Unread]) -> list[Recorded | Unread]:
    page: list[Recorded | Unread] = []
    weight = 0
    for act in acts:
        page.append(act)
        has_rows = isinstance(act, Recorded) and _has_rows(act.event)
        weight += _WITH_ROWS if has_rows else 1
        if weight >= PAGE_EVENTS:
            break
    return page


def _has_rows(act: Event) -> bool:
    return any(isinstance(value, Rows) for value in vars(act).values())


def _write_bills(connection: Connection, tables: Generation, made: Written) -> int:
    code, year = made.code, made.tax_year
    for table in (tables.assessment_lines, tables.assessments):
        connection.execute(delete(table).where(table.c.body == code, table.c.tax_year == year))
    count = bulk_insert(connection, tables.assessments, bill_columns(made))
    bulk_insert(connection, tables.assessment_lines, line_columns(made))
    return count
