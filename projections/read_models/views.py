"""The read models: following the log, writing bills, rebuilding beside the serving generation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine, create_engine, delete, event, insert, inspect, select, update
from sqlalchemy.engine import Connection

from domain.law import Law
from domain.local_body import Joined
from domain.log import Log
from domain.log.events import Recorded
from domain.log.stream_ids import Kind, read_stream_id
from domain.price_list import PricesAnnounced
from domain.register import Delivered
from domain.tables import NO_END
from projections.as_of import as_of
from projections.bill_engine import bill_hashes
from projections.read_models.bulk import bulk_insert
from projections.read_models.rows import bill_columns, line_columns, property_columns
from projections.read_models.schema import CONTROL, SERVING, Generation, generation
from projections.registers import BodyBills, Registers

PAGE_EVENTS: Final = 200


class PositionMoved(Exception):  # noqa: N818 - another runner was faster
    """Another process already took this part of the log into the read models."""


@dataclass(kw_only=True)
class Views:
    """The read models in one database. `tables` is the generation that answers queries."""

    engine: Engine
    tables: Generation

    def position(self) -> int:
        """Return the log position that the serving tables reflect."""
        with self.engine.connect() as connection:
            return _position(connection, self.tables)

    def follow(
        self, log: Log, registers: Registers, *, advanced: Callable[[int], None] | None = None
    ) -> int:
        """Take in what was recorded since; return the new position.

        Each page's rows and its position are committed together: exactly once, also when killed.
        """
        return self._follow(self.tables, log, registers, advanced)

    def _follow(
        self,
        tables: Generation,
        log: Log,
        registers: Registers,
        advanced: Callable[[int], None] | None,
    ) -> int:
        with self.engine.connect() as connection:
            position = _position(connection, tables)
        while page := _page(log, position):
            last = page[-1].position
            with self.engine.begin() as connection:
                _advance(connection, tables, position, last)
                _take_in(connection, tables, page, registers, last)
            position = last
            if advanced is not None:
                advanced(position)
        return position

    def write_bills(self, bills: BodyBills) -> int:
        """Replace a body's bills of a year by these, in one transaction; return their number."""
        with self.engine.begin() as connection:
            return _write_bills(connection, self.tables, bills)

    def rebuild(
        self,
        log: Log,
        registers: Registers,
        law: Law,
        *,
        advanced: Callable[[int], None] | None = None,
    ) -> int:
        """Build a new generation from the log while this one serves, then switch.

        Bills written before are computed again from the log, as known then. Returns the position.
        """
        fresh = generation(self._next_number())
        fresh.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            connection.execute(insert(fresh.progress).values(only=1, position=0))
        position = self._follow(fresh, log, registers, advanced)
        written = self.tables.assessments
        columns = (written.c.body, written.c.tax_year, written.c.known_at)
        for row in self.rows(select(*columns).distinct().order_by(*columns)):
            bills = registers.bills(
                row["body"], law, tax_year=row["tax_year"], position=row["known_at"]
            )
            with self.engine.begin() as connection:
                _write_bills(connection, fresh, bills)
        with self.engine.begin() as connection:
            connection.execute(update(SERVING).values(generation=fresh.number))
        before, self.tables = self.tables, fresh
        before.metadata.drop_all(self.engine)
        return position

    def _next_number(self) -> int:
        names = inspect(self.engine).get_table_names()
        taken = [int(n.rsplit("_", 1)[1]) for n in names if n.startswith("thidin_progress_")]
        for abandoned in taken:
            if abandoned != self.tables.number:
                generation(abandoned).metadata.drop_all(self.engine)
        return max(taken, default=0) + 1

    def rows(self, statement: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401 - SQLAlchemy's
        """Run a query on the serving tables and return its rows by column name."""
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]


def open_views(url: str) -> Views:
    """Open the read models' database and its serving generation, creating both if new."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_settings)
    CONTROL.create_all(engine)
    with engine.begin() as connection:
        number = connection.execute(select(SERVING.c.generation)).scalar()
        if number is None:
            number = 1
            generation(number).metadata.create_all(connection)
            connection.execute(insert(generation(number).progress).values(only=1, position=0))
            connection.execute(insert(SERVING).values(only=1, generation=number))
    return Views(engine=engine, tables=generation(number))


def _sqlite_settings(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
    # The read models can be rebuilt from the log, so they need not wait for the disk at each
    # commit; WAL keeps them whole all the same.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=10000",
        "cache_size=-262144",  # KiB
    ):
        connection.execute(f"PRAGMA {pragma}")


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


def _page(log: Log, position: int) -> list[Recorded]:
    page: list[Recorded] = []
    for recorded in log.after(position):
        page.append(recorded)
        if len(page) >= PAGE_EVENTS:
            break
    return page


def _take_in(
    connection: Connection,
    tables: Generation,
    page: Sequence[Recorded],
    registers: Registers,
    last: int,
) -> None:
    touched: dict[int, list[np.ndarray[Any, np.dtype[np.int32]]]] = {}
    for recorded in page:
        act = recorded.event
        kind, place, *_ = read_stream_id(act.stream)
        if isinstance(act, Joined):
            connection.execute(
                insert(tables.bodies).values(
                    code=act.code,
                    name_th=act.name_th,
                    name_en=act.name_en,
                    kind=act.kind,
                    province=act.province,
                    joined_position=recorded.position,
                )
            )
        if isinstance(act, Delivered | PricesAnnounced):
            _write_import(connection, tables, recorded, act, kind=kind, place=place)
        if isinstance(act, Delivered):
            touched.setdefault(place, []).extend(
                np.asarray(rows["property"])
                for name, rows in act.tables.items()
                if name != "member"
            )
    for code, keys in touched.items():
        if keys:
            _write_properties(connection, tables, registers, code, np.concatenate(keys), last)


def _write_import(
    connection: Connection,
    tables: Generation,
    recorded: Recorded,
    act: Delivered | PricesAnnounced,
    *,
    kind: Kind,
    place: int,
) -> None:
    head = act.act
    if head.part > 1:
        return
    connection.execute(
        insert(tables.imports).values(
            position=recorded.position,
            stream=kind.name.lower(),
            place=place,
            act=type(act).__name__,
            feed=head.feed,
            authority=head.authority,
            officer=head.officer,
            as_of=head.as_of,
            recorded_at=head.recorded_at,
            file_sha256=head.file_sha256,
            rows_in=head.rows_in,
            rows_applied=head.rows_applied,
            rows_unchanged=head.rows_unchanged,
            rows_quarantined=head.rows_quarantined,
            reason=head.reason,
        )
    )
    count = len(act.findings)
    bulk_insert(
        connection,
        tables.findings,
        {
            "position": [recorded.position] * count,
            "number": range(1, count + 1),
            "place": [place] * count,
            "row": act.findings["row"],
            "code": act.findings["code"].tolist(),
            "column": act.findings["column"].tolist(),
            "quarantined": act.findings["quarantined"],
        },
    )


def _write_properties(
    connection: Connection,
    tables: Generation,
    registers: Registers,
    code: int,
    keys: np.ndarray[Any, np.dtype[np.int32]],
    position: int,
) -> None:
    register = registers.register(code)
    view = as_of(register, day=NO_END, position=position)
    touched = np.unique(np.concatenate([keys, view.home[keys]]))
    table = tables.properties
    known = connection.execute(
        select(table.c.property).where(table.c.body == code).limit(1)
    ).first()
    if known is not None:
        _delete_properties(connection, tables, code, touched)
    columns = property_columns(view, touched[view.kind[touched] > 0], position)
    bulk_insert(connection, table, columns)


def _delete_properties(
    connection: Connection,
    tables: Generation,
    code: int,
    touched: np.ndarray[Any, np.dtype[np.int32]],
) -> None:
    table = tables.properties
    for start in range(0, len(touched), 10_000):
        some = touched[start : start + 10_000].tolist()
        connection.execute(delete(table).where(table.c.body == code, table.c.property.in_(some)))


def _write_bills(connection: Connection, tables: Generation, bills: BodyBills) -> int:
    code, year = bills.body.code, bills.law.year
    for table in (tables.assessment_lines, tables.assessments):
        connection.execute(delete(table).where(table.c.body == code, table.c.tax_year == year))
    hashes = bill_hashes(bills.arranged.assessables, bills.assessment)
    bulk_insert(connection, tables.assessments, bill_columns(bills, hashes))
    bulk_insert(connection, tables.assessment_lines, line_columns(bills))
    return len(hashes)
