"""The vault's tables and the statements that go to the store past SQLAlchemy's own."""

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    inspect,
    select,
    text,
)
from sqlalchemy.schema import CreateTable

METADATA: Final = MetaData()

# BIGINT and not INTEGER, which SQLite would keep the rows in the order of: taxpayer numbers come in
# no order, and rows in order of arrival touch a tenth of the pages.
PERSON: Final = Table(
    "vault_person",
    METADATA,
    Column("taxpayer", BigInteger, primary_key=True, autoincrement=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
PERSON_KEY: Final = Table(
    "vault_person_key",
    METADATA,
    Column("taxpayer", BigInteger, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
)
KEY_BLOCK: Final = Table(
    "vault_key_block",
    METADATA,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
)
CONTACT: Final = Table(
    "vault_contact",
    METADATA,
    Column("taxpayer", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)
CONTACT_KEY: Final = Table(
    "vault_contact_key",
    METADATA,
    Column("taxpayer", BigInteger, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
)
FILE: Final = Table(
    "vault_file",
    METADATA,
    Column("sha256", LargeBinary, primary_key=True),
    Column("until", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
CHECK: Final = Table(
    "vault_check",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("value", LargeBinary, nullable=False),
)

_CREATION: Final = 0x7661756C74
"""Number of the lock that programs take in turn to create the tables: the letters of "vault"."""
_CHANGING: Final = _CREATION + 1
"""Number of the lock under which persons and their keys change."""

_AT_ONCE: Final = 500
"""Rows a statement on SQLite, which takes some ten thousand values."""

Row = tuple[Any, ...]


def create(engine: Engine) -> None:
    """Create the tables that are missing, one program at a time."""
    tables = (PERSON, PERSON_KEY, KEY_BLOCK, CONTACT, CONTACT_KEY, FILE, CHECK)
    inspector = inspect(engine)
    if all(inspector.has_table(table.name) for table in tables):
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%b)", (_CREATION,))
        for table in tables:
            connection.execute(CreateTable(table, if_not_exists=True))


def agree_on(connection: Connection, value: bytes) -> bytes:
    """Return the check value the vault holds: this one, unless another was there first."""
    held: bytes | None = connection.scalar(select(CHECK.c.value))
    if held is None:
        connection.execute(
            text("INSERT INTO vault_check VALUES (1, :value) ON CONFLICT (number) DO NOTHING"),
            {"value": value},
        )
        held = connection.scalar(select(CHECK.c.value))
    assert held is not None
    return held


def put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or set them where their key is known; values in the order of the columns.

    Statements go to the driver as they are: no value needs conversion, and SQLAlchemy would look
    at each.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        # Many rows a statement: to run one costs as much as to put a row.
        place = "(?" + ", ?" * (len(table.columns) - 1) + ")"
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            connection.exec_driver_sql(
                _upsert(table, "VALUES " + ", ".join([place] * len(some))),
                tuple(chain.from_iterable(some)),
            )
    else:
        # One array per column: one statement and one round trip for all rows.
        arrays = ", ".join(
            f"%b::{column.type.compile(connection.dialect)}[]" for column in table.columns
        )
        connection.exec_driver_sql(
            _upsert(table, f"SELECT * FROM unnest({arrays})"),  # noqa: S608 - types of this module
            tuple(list(values) for values in zip(*rows, strict=True)),
        )


def _upsert(table: Table, source: str) -> str:
    """Return a statement that SQLite and PostgreSQL both understand."""
    key = ", ".join(column.name for column in table.primary_key)
    others = [column.name for column in table.columns if not column.primary_key]
    return (
        f"INSERT INTO {table.name} ({', '.join(table.columns.keys())}) {source} "
        f"ON CONFLICT ({key}) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in others)
    )


def take_turns(connection: Connection) -> None:
    """Let one program at a time change persons and keys until its transaction ends.

    On SQLite the first row that is written does that.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%b)", (_CHANGING,))


def changes_of_others(connection: Connection) -> int | None:
    """Return a number that differs once another connection has changed the store; None: unknown."""
    if connection.dialect.name != "sqlite":
        return None
    version: int = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    return version


def forget_for_good(connection: Connection) -> None:
    """Have what is deleted next in this transaction overwritten, not only marked as free."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def clear_traces(engine: Engine, table: Table) -> None:
    """Take deleted rows out of the store's leftovers: SQLite's WAL, PostgreSQL's dead rows.

    SQLite keeps its WAL while a reader needs it and overwrites it afterwards.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql(f"VACUUM {table.name}")
