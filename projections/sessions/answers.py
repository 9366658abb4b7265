"""Answers to requests that carry a key of their own, so that a repeated request is answered alike.

A key is claimed before the work begins and holds the answer afterwards. A claim whose worker died
falls free after a while: the command is then decided again, and what was already recorded is found
by the record itself. Times are seconds since 1970, given by the caller.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from projections.sessions.tables import ANSWERS

_UNDER_WAY: Final = 0


class OtherBody(Exception):  # noqa: N818 - named for what is wrong
    """The key was used with another request."""


class InProgress(Exception):  # noqa: N818 - named for what is wrong
    """The first request with the key is not answered yet."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Answers:
    """Claimed keys and answers in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, key: bytes, body: bytes, *, now: float, seconds: float) -> Answer | str:
        """Return the answer given before, or a claim under which the work may now be done.

        `key` and `body` are digests. Raises `OtherBody`, `InProgress`.
        """
        claim = secrets.token_hex(8)
        with self._engine.begin() as connection:
            connection.execute(delete(ANSWERS).where(ANSWERS.c.key == key, ANSWERS.c.until <= now))
        values = {
            "key": key,
            "body": body,
            "claim": claim,
            "status": _UNDER_WAY,
            "headers": "{}",
            "content": b"",
            "until": now + seconds,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(ANSWERS).values(**values))
        except IntegrityError:
            return self._before(key, body)
        return claim

    def _before(self, key: bytes, body: bytes) -> Answer:
        with self._engine.connect() as connection:
            row = connection.execute(select(ANSWERS).where(ANSWERS.c.key == key)).mappings().first()
        if row is None or (row["body"] == body and row["status"] == _UNDER_WAY):
            raise InProgress
        if row["body"] != body:
            raise OtherBody
        return Answer(
            status=row["status"], headers=json.loads(row["headers"]), content=row["content"]
        )

    def keep(self, key: bytes, claim: str, answer: Answer, *, now: float, seconds: float) -> None:
        """Keep the answer for a repetition within so many seconds."""
        with self._engine.begin() as connection:
            connection.execute(
                update(ANSWERS)
                .where(ANSWERS.c.key == key, ANSWERS.c.claim == claim)
                .values(
                    status=answer.status,
                    headers=json.dumps(dict(answer.headers)),
                    content=answer.content,
                    until=now + seconds,
                )
            )

    def renew(self, key: bytes, claim: str, *, until: float) -> None:
        """Let a claim hold until a later time: its work goes on."""
        with self._engine.begin() as connection:
            connection.execute(
                update(ANSWERS)
                .where(ANSWERS.c.key == key, ANSWERS.c.claim == claim)
                .values(until=until)
            )

    def release(self, key: bytes, claim: str) -> None:
        """Give a claim back after work that came to nothing, so that it may be tried again."""
        with self._engine.begin() as connection:
            connection.execute(
                delete(ANSWERS).where(ANSWERS.c.key == key, ANSWERS.c.claim == claim)
            )

    def sweep(self, *, now: float) -> int:
        """Delete answers whose time is over; return how many."""
        with self._engine.begin() as connection:
            return connection.execute(delete(ANSWERS).where(ANSWERS.c.until <= now)).rowcount
