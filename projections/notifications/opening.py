"""The outbox's database by its URL."""

import sqlite3

from sqlalchemy import Engine, create_engine, event

from projections.notifications.tables import create


def open_notifications(url: str) -> Engine:
    """Open the database of messages to taxpayers, made on first use."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_settings)
    create(engine)
    return engine


def _sqlite_settings(connection: sqlite3.Connection, _record: object) -> None:
    # FULL: what was sent is not to be sent again after a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
