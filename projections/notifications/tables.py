"""The tables: how far messages are planned, who chose what, accounts to look at, messages."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

METADATA: Final = MetaData()

PROGRESS: Final = Table(
    "notify_progress",
    METADATA,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
)
CHOSEN: Final = Table(
    "notify_chosen",
    METADATA,
    Column("taxpayer", BigInteger, primary_key=True, autoincrement=False),
    Column("channels", String, nullable=False),
    Column("language", String, nullable=False),
)
WATCHED: Final = Table(
    "notify_watched",
    METADATA,
    Column("body", BigInteger, primary_key=True, autoincrement=False),
    Column("tax_year", BigInteger, primary_key=True, autoincrement=False),
    Column("taxpayer", BigInteger, primary_key=True, autoincrement=False),
    Column("look_on", BigInteger, nullable=False),
    Index("notify_watched_look_on", "look_on"),
    Index("notify_watched_taxpayer", "taxpayer"),
    comment="look_on is in days since 1970.",
)
MESSAGES: Final = Table(
    "notify_message",
    METADATA,
    Column("number", String(32), primary_key=True),
    Column("kind", String, nullable=False),
    Column("what", String, nullable=False),
    Column("taxpayer", BigInteger, nullable=False),
    Column("channel", String, nullable=False),
    Column("language", String, nullable=False),
    Column("told", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("tries", BigInteger, nullable=False),
    Column("planned_at", Float, nullable=False),
    Column("next_at", Float, nullable=False),
    Column("until", Float, nullable=False),
    Column("done_at", Float, nullable=False),
    Column("text", String, nullable=False),
    Index("notify_message_due", "state", "next_at"),
    Index("notify_message_taxpayer", "taxpayer", "planned_at"),
    comment="Times are seconds since 1970, 0 for not yet; told is JSON.",
)

_CREATION: Final = 0x6E6F74696679
"""Number of the lock that programs take in turn to create the tables: the letters of "notify"."""


def create(engine: Engine) -> None:
    """Create the tables that are missing, one program at a time."""
    inspector = inspect(engine)
    if all(inspector.has_table(table.name) for table in METADATA.sorted_tables):
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%b)", (_CREATION,))
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
        put(connection, PROGRESS, [{"only": 1, "position": 0}], replace=False)


def put(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, replace: bool
) -> None:
    """Insert rows; one whose key is known replaces what is there, or is left out."""
    if not rows:
        return
    # Both stores have the words ON CONFLICT; SQLAlchemy has them for each by itself.
    kind: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = kind.insert(table)
    if replace:
        key = list(table.primary_key)
        new = {one.name: statement.excluded[one.name] for one in table.columns if one not in key}
        statement = statement.on_conflict_do_update(index_elements=key, set_=new)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, list(rows))
