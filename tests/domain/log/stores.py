"""Ways into the two stores behind the log's back, for tests that do damage or get in the way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from domain.log.postgres import lock_number


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def connect(url: str) -> Any:
    """Return a plain connection in autocommit mode."""
    if is_sqlite(url):
        return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=20)
    return psycopg.connect(url, autocommit=True)


def run(url: str, statement: str, *values: object) -> list[Any]:
    """Run one statement with `?` for values; return what it gives back."""
    with closing(connect(url)) as connection:
        if not is_sqlite(url):
            statement = statement.replace("%", "%%").replace("?", "%s")
        cursor = connection.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def another_writer(url: str) -> Iterator[None]:
    """Hold what a writer of the log holds."""
    with closing(connect(url)) as connection:
        if is_sqlite(url):
            connection.execute("BEGIN IMMEDIATE")
        else:
            connection.execute("BEGIN")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock_number("public"),))
        yield
        connection.execute("ROLLBACK")
