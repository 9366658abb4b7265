"""Writing many rows at once through each database's own fast path."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

_AT_ONCE: Final = 5_000
"""So many rows are given to SQLite at once; all of an act's would be in memory twice."""

Cells = Sequence[Any] | NDArray[np.generic]


def bulk_insert(connection: Connection, table: Table, columns: dict[str, Cells]) -> int:
    """Insert columns of equal length inside the connection's transaction; return the row count.

    Every column of the table must be there. SQLite gets some rows at a time by `executemany`,
    PostgreSQL all by one `COPY`; both take part in the transaction.
    """
    names = [column.name for column in table.columns]
    if set(names) != set(columns):
        msg = f"{table.name} takes the columns {names}, not {sorted(columns)}."
        raise ValueError(msg)
    cells = [_listed(columns[name]) for name in names]
    if connection.dialect.name == "sqlite":
        cells = [_days_written(listed) for listed in cells]
    count = len(cells[0])
    if count == 0:
        return 0
    quote = connection.dialect.identifier_preparer.quote
    listed = ", ".join(quote(name) for name in names)
    rows = zip(*cells, strict=True)
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None
        statement = f"COPY {quote(table.name)} ({listed}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        return count
    marks = ", ".join("?" for _ in names)
    # Table and column names are this module's own, quoted; the cells are bound.
    statement = f"INSERT INTO {quote(table.name)} ({listed}) VALUES ({marks})"  # noqa: S608
    while some := list(islice(rows, _AT_ONCE)):
        connection.exec_driver_sql(statement, some)
    return count


def _listed(cells: Cells) -> Sequence[Any]:
    return cells.tolist() if isinstance(cells, np.ndarray) else cells


def _days_written(cells: Sequence[Any]) -> Sequence[Any]:
    """Write days as SQLite keeps them, each day once: row by row takes longer than the insert."""
    if not any(type(cell) is date for cell in cells[:1]):
        return cells
    written = {day: None if day is None else day.isoformat() for day in set(cells)}
    return [written[day] for day in cells]
