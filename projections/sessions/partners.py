"""What partners' programs hold and wait for: codes of consents, orders they placed.

Whether a consent stands is in the log; a code only finds whose it is, and one that is lost is given
anew. An order waits here until the partner was told that it is paid. Times are seconds since 1970.
"""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from projections.sessions.tables import CONSENTS, PARTNER_ORDERS


@dataclass(frozen=True, kw_only=True)
class PartnerOrder:
    """An order of a partner's program.

    `told` counts messages the partner took, `tries` how often the next one failed in a row.
    """

    ref1: str
    client: str
    until: float
    told: int
    tries: int


class Partners:
    """Codes and orders in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(self, client: str, taxpayer: int) -> str:
        """Return a new code by which a client finds a taxpayer; the ones before are good no more.

        Only its digest is kept.
        """
        code = secrets.token_urlsafe(32)
        with self._engine.begin() as connection:
            self._take(connection, client, taxpayer)
            connection.execute(
                insert(CONSENTS).values(code=_digest(code), client=client, taxpayer=taxpayer)
            )
        return code

    def take(self, client: str, taxpayer: int) -> None:
        """Let a code be good no more."""
        with self._engine.begin() as connection:
            self._take(connection, client, taxpayer)

    def _take(self, connection: Connection, client: str, taxpayer: int) -> None:
        connection.execute(
            delete(CONSENTS).where(CONSENTS.c.client == client, CONSENTS.c.taxpayer == taxpayer)
        )

    def whose(self, client: str, code: str) -> int | None:
        """Return the taxpayer of a client's code, None for one that is not that client's."""
        with self._engine.connect() as connection:
            found: int | None = connection.execute(
                select(CONSENTS.c.taxpayer).where(
                    CONSENTS.c.code == _digest(code), CONSENTS.c.client == client
                )
            ).scalar()
        return found

    def await_order(self, ref1: str, client: str, *, look_at: float, until: float) -> None:
        """Wait for an order to be paid, to tell the partner; looked at from a time on."""
        values = {"client": client, "look_at": look_at, "until": until, "told": 0, "tries": 0}
        with self._engine.begin() as connection:
            connection.execute(insert(PARTNER_ORDERS).values(ref1=ref1, **values))

    def due(self, *, now: float, most: int) -> list[PartnerOrder]:
        """Return orders to look at now, those waiting longest first."""
        table = PARTNER_ORDERS
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(table).where(table.c.look_at <= now).order_by(table.c.look_at).limit(most)
            ).all()
        return [
            PartnerOrder(
                ref1=row.ref1, client=row.client, until=row.until, told=row.told, tries=row.tries
            )
            for row in rows
        ]

    def again(
        self, order: PartnerOrder, *, look_at: float, told: int | None = None, tries: int = 0
    ) -> None:
        """Say when to look again; `told` where the partner took a message."""
        values = {"look_at": look_at, "tries": tries, "told": order.told if told is None else told}
        with self._engine.begin() as connection:
            connection.execute(
                update(PARTNER_ORDERS).where(PARTNER_ORDERS.c.ref1 == order.ref1).values(**values)
            )

    def forget_order(self, ref1: str) -> None:
        """Look at it no longer: its time is over, or the partner wants no messages."""
        with self._engine.begin() as connection:
            connection.execute(delete(PARTNER_ORDERS).where(PARTNER_ORDERS.c.ref1 == ref1))


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()
