"""Codes to pay that were given out and not paid yet: what to ask banks about, and when next.

Nothing here says that money came or did not come; that is in the log. A row that is lost costs one
question to a bank, which the day's file answers as well. Times are seconds since 1970.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from projections.sessions.tables import AWAITED

_SINCE: Final = select(AWAITED.c.given_at).where(AWAITED.c.ref1 == bindparam("ref1"))


@dataclass(frozen=True, kw_only=True)
class Code:
    """Reference 1 of a bill or an order, the biller it was to be paid to, how often we asked."""

    ref1: str
    biller: str
    given_at: float
    tries: int


class Awaited:
    """Codes whose payment is awaited, in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, ref1: str, biller: str, *, now: float, ask_at: float) -> None:
        """Await a payment from now on; one that is awaited already is asked about anew."""
        values = {"biller": biller, "given_at": now, "ask_at": ask_at, "tries": 0}
        if self._update(ref1, values):
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(AWAITED).values(ref1=ref1, **values))
        except IntegrityError:
            # Another request was faster with the same bill; its row says the same.
            self._update(ref1, values)

    def since(self, ref1: str) -> float | None:
        """Return when a code was last given out, None where none is awaited."""
        with self._engine.connect() as connection:
            found: float | None = connection.execute(_SINCE, {"ref1": ref1}).scalar()
        return found

    def due(self, *, now: float, most: int) -> list[Code]:
        """Return codes to ask about now, those waiting longest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(AWAITED)
                .where(AWAITED.c.ask_at <= now)
                .order_by(AWAITED.c.ask_at)
                .limit(most)
            ).all()
        return [
            Code(ref1=row.ref1, biller=row.biller, given_at=row.given_at, tries=row.tries)
            for row in rows
        ]

    def again(self, ref1: str, *, ask_at: float, tries: int) -> None:
        """Say when to ask next, and how often was asked."""
        self._update(ref1, {"ask_at": ask_at, "tries": tries})

    def forget(self, ref1: str) -> None:
        """Await a code no longer: it is paid, or the day's files have told."""
        with self._engine.begin() as connection:
            connection.execute(delete(AWAITED).where(AWAITED.c.ref1 == ref1))

    def _update(self, ref1: str, values: dict[str, object]) -> bool:
        with self._engine.begin() as connection:
            done = connection.execute(
                update(AWAITED).where(AWAITED.c.ref1 == ref1).values(**values)
            )
        return done.rowcount > 0
