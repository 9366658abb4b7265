"""Reading from a replica of the read models' server, where it has come far enough."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Engine, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

_READS_WITHOUT: Final = 500
"""So many reads go elsewhere after one failed, before it is tried again."""

_CONNECT_SECONDS: Final = 2


class Replica:
    """A PostgreSQL server that follows the one that is written.

    Rows and the position they reflect are written in one transaction, so what a replica shows has
    its true position beside it, however far it lags.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._without = 0

    def rows(
        self,
        statement: Any,  # noqa: ANN401 - SQLAlchemy's
        progress: Table,
        *,
        at_least: int,
    ) -> Sequence[Mapping[str, Any]] | None:
        """Run a query; None where the replica is not at a position yet or cannot be asked."""
        if self._without > 0:
            self._without -= 1
            return None
        try:
            with self._engine.connect() as connection:
                # As of one moment: between two statements a rebuild could drop the tables.
                if connection.execute(select(progress.c.position)).scalar_one() < at_least:
                    return None
                return [dict(row) for row in connection.execute(statement).mappings()]
        except SQLAlchemyError:
            self._without = _READS_WITHOUT
            return None

    def close(self) -> None:
        """Let its connections go."""
        self._engine.dispose()


def open_replica(url: str) -> Replica:
    """Return the replica at a URL; nothing connects yet."""
    return Replica(
        create_engine(
            url,
            isolation_level="REPEATABLE READ",
            pool_pre_ping=True,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
        )
    )
