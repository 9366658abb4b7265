"""The outbox's database by its URL."""

from typing import Final

from sqlalchemy import Engine

from projections.notifications.tables import create
from projections.stores import open_store

_SQLITE: Final = ("synchronous=FULL", "busy_timeout=5000")
"""FULL: what was sent is not to be sent again after a power cut."""


def open_notifications(url: str) -> Engine:
    """Open the database of messages to taxpayers, made on first use."""
    engine = open_store(url, sqlite=_SQLITE)
    create(engine)
    return engine
