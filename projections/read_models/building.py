"""The right to build read models beside those that serve: one process has it at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select

from domain.errors import Refused

REBUILD_LOCK: Final = 0x7468_6964_696E
"""PostgreSQL's advisory lock of a rebuild: "thidin" in letters."""


class AlreadyRebuilding(Refused):
    """Two rebuilds at once would drop each other's tables."""

    code = "already-rebuilding"


@contextmanager
def only_one(engine: Engine) -> Iterator[None]:
    """Hold the right to rebuild, which ends with the process. Raises `AlreadyRebuilding`."""
    refused = AlreadyRebuilding(
        "The read models are being rebuilt or indexed already; wait until it is done."
    )
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            mine = select(func.pg_try_advisory_xact_lock(REBUILD_LOCK))
            if not connection.execute(mine).scalar():
                raise refused
            yield
        return
    if not engine.url.database:
        yield
        return
    with Path(f"{engine.url.database}-rebuild").open("w") as held:
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise refused from None
        yield
