"""The vault's tables and the few statements that SQLite and PostgreSQL say differently."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

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
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("value", LargeBinary, nullable=False),
)

Row = tuple[Any, ...]


def put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or set them where their key is known; values in the order of the columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _put_arrays(connection, table, rows)
        return
    insert = sqlite.insert(table)
    upsert = insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_=_beside_the_key(table, insert.excluded)
    )
    # The driver's own bulk call: values need no conversion, and SQLAlchemy would look at each.
    connection.exec_driver_sql(str(upsert.compile(dialect=connection.dialect)), list(rows))


def _put_arrays(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Send one array per column: a statement and a round trip for all rows, not one for each."""
    names = table.columns.keys()
    arrays = [
        func.unnest(bindparam(column.name, type_=ARRAY(column.type))) for column in table.columns
    ]
    insert = postgresql.insert(table).from_select(names, select(*arrays))
    upsert = insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_=_beside_the_key(table, insert.excluded)
    )
    columns: Iterable[Row] = zip(*rows, strict=True)
    connection.execute(upsert, dict(zip(names, map(list, columns), strict=True)))


def _beside_the_key(table: Table, excluded: Any) -> dict[str, Any]:  # noqa: ANN401 - SQLAlchemy's own
    return {
        column.name: excluded[column.name] for column in table.columns if not column.primary_key
    }


def forget_for_good(connection: Connection) -> None:
    """Have what is deleted next in this transaction overwritten, not only marked as free."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def clear_traces(engine: Engine, table: Table) -> None:
    """Take deleted rows out of the store's own leftovers: SQLite's WAL, PostgreSQL's dead rows."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql(f"VACUUM {table.name}")
