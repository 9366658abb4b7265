"""The inbox's table, and the states a message is in."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.schema import CreateIndex, CreateTable

WAITING: Final = "waiting"
HELD: Final = "held"
"""So large that the bank is asked whether it said so, before anything is recorded."""

DONE: Final = "done"
REFUSED: Final = "refused"
SET_ASIDE: Final = "set-aside"
SETTLED: Final = frozenset({DONE, REFUSED, SET_ASIDE})
"""Done: recorded, or known before. Refused: it says otherwise than before. Set aside: a person has
to look at it."""

METADATA: Final = MetaData()

MESSAGE: Final = Table(
    "thidin_bank_message",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("bank", String(3), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", String(9), nullable=False),
    Column("reason", String, nullable=False),
    Column("settled_at", BigInteger, nullable=False),
    UniqueConstraint("bank", "digest"),
    Index("thidin_bank_message_state", "state", "number"),
    comment="Times are microseconds since 1970, 0 for not yet; digest is keyed, of the raw bytes.",
)

_CREATION: Final = 0x696E626F78
"""Number of the lock that programs take in turn to create the table: the letters of "inbox"."""


def create(engine: Engine) -> None:
    """Create the table where it is missing, one program at a time."""
    if inspect(engine).has_table(MESSAGE.name):
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%b)", (_CREATION,))
        connection.execute(CreateTable(MESSAGE, if_not_exists=True))
        for index in MESSAGE.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
