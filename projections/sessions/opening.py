"""The service's stores by the URL of their database."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from projections.sessions.answers import Answers
from projections.sessions.awaited import Awaited
from projections.sessions.jobs import Jobs
from projections.sessions.looks import Looks
from projections.sessions.partners import Partners
from projections.sessions.sessions import Sessions
from projections.sessions.tables import create
from projections.stores import open_store

_SQLITE: Final = ("synchronous=FULL", "busy_timeout=5000")
"""FULL: an answer that was kept must outlast a power cut, as a repeated payment asks for it."""

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
    engine = open_store(url, sqlite=_SQLITE)
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
