"""An inbox by the URL of its database."""

import sqlite3

from sqlalchemy import create_engine, event

from projections.inbox.inbox import Inbox


def open_inbox(url: str, key: bytes) -> Inbox:
    """Open the inbox, made on first use; `key` is `Keys.inbox`."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_settings)
    return Inbox(engine, key)


def _sqlite_settings(connection: sqlite3.Connection, _record: object) -> None:
    # FULL: a bank that was answered never sends again, so a power cut must not take a message.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
