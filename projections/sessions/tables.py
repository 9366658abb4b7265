"""The tables of sessions, answers, jobs, looks, awaited payments, and of partners' programs."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Float,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
)
from sqlalchemy.schema import CreateIndex, CreateTable

METADATA: Final = MetaData()

ATTEMPTS: Final = Table(
    "web_attempt",
    METADATA,
    Column("state", LargeBinary, primary_key=True),
    Column("browser", LargeBinary, nullable=False),
    Column("provider", String, nullable=False),
    Column("nonce", String, nullable=False),
    Column("verifier", String, nullable=False),
    Column("after", String, nullable=False),
    Column("until", Float, nullable=False),
)
SESSIONS: Final = Table(
    "web_session",
    METADATA,
    Column("token", LargeBinary, primary_key=True),
    Column("number", String, nullable=False),
    Column("taxpayer", BigInteger, nullable=False, index=True),
    Column("provider", String, nullable=False),
    Column("ial", String, nullable=False),
    Column("role", String, nullable=False),
    Column("body", BigInteger, nullable=False),
    Column("began", Float, nullable=False),
    Column("seen", Float, nullable=False),
    Column("until", Float, nullable=False),
)
ANSWERS: Final = Table(
    "web_answer",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("claim", String, nullable=False),
    Column("status", BigInteger, nullable=False),
    Column("headers", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("until", Float, nullable=False),
)
JOBS: Final = Table(
    "web_job",
    METADATA,
    Column("number", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("place", BigInteger, nullable=False, index=True),
    Column("officer", String, nullable=False),
    Column("state", String, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("request", String, nullable=False),
    Column("result", String, nullable=False),
    Column("worker", String, nullable=False),
    Column("began", Float, nullable=False),
    Column("seen", Float, nullable=False),
)
AWAITED: Final = Table(
    "web_awaited",
    METADATA,
    Column("ref1", String, primary_key=True),
    Column("biller", String, nullable=False),
    Column("given_at", Float, nullable=False),
    Column("ask_at", Float, nullable=False, index=True),
    Column("tries", BigInteger, nullable=False),
)
CONSENTS: Final = Table(
    "web_consent",
    METADATA,
    Column("code", LargeBinary, primary_key=True),
    Column("client", String, nullable=False),
    Column("taxpayer", BigInteger, nullable=False, index=True),
)
PARTNER_ORDERS: Final = Table(
    "web_partner_order",
    METADATA,
    Column("ref1", String, primary_key=True),
    Column("client", String, nullable=False),
    Column("look_at", Float, nullable=False, index=True),
    Column("until", Float, nullable=False),
    Column("told", BigInteger, nullable=False),
    Column("tries", BigInteger, nullable=False),
)

LOOKS: Final = Table(
    "web_look",
    METADATA,
    Column("day", BigInteger, primary_key=True),
    Column("who", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("body", BigInteger, primary_key=True),
    Column("taxpayer", BigInteger, primary_key=True, index=True),
    Column("action", String, primary_key=True),
    Column("times", BigInteger, nullable=False),
)

_CREATION: Final = 0x776562
"""Number of the lock that programs take in turn to create the tables: the letters of "web"."""


def create(engine: Engine) -> None:
    """Create the tables that are missing, one program at a time."""
    inspector = inspect(engine)
    if all(inspector.has_table(table.name) for table in METADATA.sorted_tables):
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%b)", (_CREATION,))
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
