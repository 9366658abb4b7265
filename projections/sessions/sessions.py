"""Sessions and sign-in attempts, kept on the server and found by the digest of a random token.

The browser holds the token; the table holds its digest, so a copy of the table opens no session.
Times are seconds since 1970, given by the caller.
"""

import secrets
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from sqlalchemy import Engine, delete, insert, select, update

from projections.sessions.tables import ATTEMPTS, SESSIONS

TOKEN_BYTES: Final = 32
_SEEN_EVERY: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A sign-in under way; `after` is the page to show when it is done."""

    provider: str
    nonce: str
    verifier: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody signed in, in the role acted in; `body` is 0 where the role has none.

    `number` tells sessions apart and opens none.
    """

    number: str
    taxpayer: int
    provider: str
    ial: str
    role: str
    body: int
    began: float
    seen: float


class Sessions:
    """Sessions and sign-in attempts in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin_attempt(self, attempt: Attempt, *, now: float, seconds: float) -> tuple[str, str]:
        """Keep a sign-in under way; return its state and the token of the browser it began in."""
        state, browser = _token(), _token()
        with self._engine.begin() as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.until <= now))
            connection.execute(
                insert(ATTEMPTS).values(
                    state=_digest(state),
                    browser=_digest(browser),
                    provider=attempt.provider,
                    nonce=attempt.nonce,
                    verifier=attempt.verifier,
                    after=attempt.after,
                    until=now + seconds,
                )
            )
        return state, browser

    def end_attempt(self, state: str, browser: str, *, now: float) -> Attempt | None:
        """Take a sign-in back, once; None for an unknown, used or late one or another browser."""
        mine = (ATTEMPTS.c.state == _digest(state), ATTEMPTS.c.browser == _digest(browser))
        with self._engine.begin() as connection:
            row = connection.execute(select(ATTEMPTS).where(*mine)).mappings().first()
            if row is None:
                return None
            taken = connection.execute(delete(ATTEMPTS).where(*mine)).rowcount == 1
        if not taken or row["until"] <= now:
            return None
        return Attempt(
            provider=row["provider"],
            nonce=row["nonce"],
            verifier=row["verifier"],
            after=row["after"],
        )

    def begin(
        self, *, taxpayer: int, provider: str, ial: str, role: str, now: float, seconds: float
    ) -> str:
        """Begin a session that ends after so many seconds whatever happens; return its token."""
        token = _token()
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.until <= now))
            connection.execute(
                insert(SESSIONS).values(
                    token=_digest(token),
                    number=secrets.token_hex(8),
                    taxpayer=taxpayer,
                    provider=provider,
                    ial=ial,
                    role=role,
                    body=0,
                    began=now,
                    seen=now,
                    until=now + seconds,
                )
            )
        return token

    def find(self, token: str, *, now: float, idle_seconds: float) -> Session | None:
        """Return the session of a token; None where it ended, was ended or lay idle too long."""
        mine = SESSIONS.c.token == _digest(token)
        with self._engine.connect() as connection:
            row = connection.execute(select(SESSIONS).where(mine)).mappings().first()
        if row is None or row["until"] <= now or row["seen"] + idle_seconds <= now:
            return None
        if now - row["seen"] > _SEEN_EVERY:
            with self._engine.begin() as connection:
                connection.execute(update(SESSIONS).where(mine).values(seen=now))
        return Session(
            number=row["number"],
            taxpayer=row["taxpayer"],
            provider=row["provider"],
            ial=row["ial"],
            role=row["role"],
            body=row["body"],
            began=row["began"],
            seen=row["seen"],
        )

    def act_as(self, token: str, *, role: str, body: int) -> str | None:
        """Change the role a session acts in; return its new token, None where it has ended.

        The token changes with what it may do, so one that was stolen before is worth nothing.
        """
        fresh = _token()
        with self._engine.begin() as connection:
            moved = connection.execute(
                update(SESSIONS)
                .where(SESSIONS.c.token == _digest(token))
                .values(token=_digest(fresh), role=role, body=body)
            )
        return fresh if moved.rowcount == 1 else None

    def end(self, token: str) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token == _digest(token)))

    def end_all(self, taxpayer: int) -> int:
        """End every session of a person; return how many."""
        with self._engine.begin() as connection:
            ended = connection.execute(delete(SESSIONS).where(SESSIONS.c.taxpayer == taxpayer))
        return ended.rowcount


def _token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def _digest(token: str) -> bytes:
    return blake2b(token.encode("utf-8", "replace"), digest_size=32).digest()
