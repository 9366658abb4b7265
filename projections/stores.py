"""The stores beside the log: each a database by its URL, on SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy import Engine, create_engine, event

from domain.write_ahead import use_write_ahead_log


def open_store(url: str, *, sqlite: Sequence[str]) -> Engine:
    """Open a store's database; `sqlite` are SQLite's settings for it, as `name=value`.

    Beside readers, whoever writes: an SQLite file has a write-ahead log.
    """
    engine = create_engine(url)
    if engine.dialect.name != "sqlite":
        return engine

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        use_write_ahead_log(connection)
        for setting in sqlite:
            connection.execute(f"PRAGMA {setting}")

    event.listen(engine, "connect", set_up)
    return engine
