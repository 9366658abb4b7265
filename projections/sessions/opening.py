"""The service's stores by the URL of their database."""

import sqlite3
from dataclasses import dataclass

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from projections.sessions.answers import Answers
from projections.sessions.awaited import Awaited
from projections.sessions.jobs import Jobs
from projections.sessions.looks import Looks
from projections.sessions.partners import Partners
from projections.sessions.sessions import Sessions
from projections.sessions.tables import create

StoreUnavailable = OperationalError
"""What a store raises that cannot be reached or is held by another program."""


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The stores of one database."""

    engine: Engine
    sessions: Sessions
    answers: Answers
    jobs: Jobs
    awaited: Awaited
    partners: Partners
    looks: Looks


def open_stores(url: str) -> Stores:
    """Open the stores, made on first use."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_settings)
    create(engine)
    return Stores(
        engine=engine,
        sessions=Sessions(engine),
        answers=Answers(engine),
        jobs=Jobs(engine),
        awaited=Awaited(engine),
        partners=Partners(engine),
        looks=Looks(engine),
    )


def _sqlite_settings(connection: sqlite3.Connection, _record: object) -> None:
    # An answer that was kept must outlast a power cut: a repeated payment asks for it.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
