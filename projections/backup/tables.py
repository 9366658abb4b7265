"""The stores beside the log as rows of plain values, the same from SQLite and from PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Column, Connection, Engine, Table, create_engine, insert, select

from projections.evidence.tree import CHECKPOINTS
from projections.inbox.tables import MESSAGE
from projections.notifications.tables import MESSAGES
from projections.sessions.tables import ANSWERS, AWAITED, CONSENTS, PARTNER_ORDERS
from projections.vault.tables import (
    CONTACT,
    CONTACT_KEY,
    FILE,
    KEY_BLOCK,
    PERSON,
    PERSON_KEY,
)

BEFORE_THE_LOG: Final[Mapping[str, Sequence[Table]]] = {
    "evidence": (CHECKPOINTS,),
    "inbox": (MESSAGE,),
    "notifications": (MESSAGES,),
    "sessions": (ANSWERS, AWAITED, CONSENTS, PARTNER_ORDERS),
}
"""Stores that say what the log holds already: kept first, they never say more than it does.

Messages to taxpayers are planned anew from the log; what was sent is known by its number.
"""

AFTER_THE_LOG: Final[Mapping[str, Sequence[Table]]] = {
    "vault": (PERSON, PERSON_KEY, KEY_BLOCK, CONTACT, CONTACT_KEY, FILE)
}
"""Who the log speaks of: kept last, so that nobody in the log is missing."""

_ROWS: Final = 5_000


def open_engines(beside: Callable[[str], str]) -> Mapping[str, Engine]:
    """Return the stores' databases; `beside` gives a store's URL. Their tables are there already.

    SQLite's files are opened as they are: whoever made them has set how they are written.
    """
    return {name: create_engine(beside(name)) for name in (*BEFORE_THE_LOG, *AFTER_THE_LOG)}


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """Open a store so that all its tables are read as of one moment, whatever others write.

    A person's record and the key it is sealed under are in two tables, and change together.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver begins a transaction to write, and none to read.
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def rows_of(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """Yield a table's rows in the order of its key."""
    for page in pages_of(connection, table, table.columns):
        yield from map(tuple, page)


def pages_of(
    connection: Connection, table: Table, columns: Iterable[Column[Any]]
) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield some columns of a table's rows in the order of its key, many rows at a time."""
    query = select(*columns).order_by(*table.primary_key.columns)
    found = connection.execute(query, execution_options={"yield_per": _ROWS})
    yield from found.partitions()


def fill(engine: Engine, table: Table, rows: Iterator[Sequence[Any]]) -> int:
    """Put rows into an empty table, all or nothing; return how many."""
    names = [column.name for column in table.columns]
    count = 0
    with engine.begin() as connection:
        some: list[dict[str, Any]] = []
        for row in rows:
            some.append(dict(zip(names, row, strict=True)))
            if len(some) == _ROWS:
                connection.execute(insert(table), some)
                count += len(some)
                some = []
        if some:
            connection.execute(insert(table), some)
    return count + len(some)
