"""Long work that was asked for: its state, how far it is, what came of it.

A job belongs to one place (a local body, or a province for prices). Its worker says now and then
that it lives; a job whose worker fell silent is told as interrupted. Times are seconds since 1970.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.engine import RowMapping

from projections.sessions.tables import JOBS

WAITING: Final = "waiting"
RUNNING: Final = "running"
CHECKED: Final = "checked"
APPLYING: Final = "applying"
DONE: Final = "done"
REFUSED: Final = "refused"
INTERRUPTED: Final = "interrupted"

ALIVE: Final = frozenset({WAITING, RUNNING, APPLYING})
SILENT_SECONDS: Final = 300.0


@dataclass(frozen=True, kw_only=True)
class Job:
    """One piece of long work. `rows` were read so far; `result` is empty until there is one."""

    number: str
    kind: str
    place: int
    officer: str
    state: str
    rows: int
    request: Mapping[str, Any]
    result: Mapping[str, Any]
    began: float


class Jobs:
    """Jobs in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._worker = secrets.token_hex(8)

    def begin(
        self, *, kind: str, place: int, officer: str, request: Mapping[str, Any], now: float
    ) -> Job:
        """Take on a job."""
        number = secrets.token_hex(12)
        with self._engine.begin() as connection:
            connection.execute(
                insert(JOBS).values(
                    number=number,
                    kind=kind,
                    place=place,
                    officer=officer,
                    state=WAITING,
                    rows=0,
                    request=json.dumps(dict(request)),
                    result="{}",
                    worker=self._worker,
                    began=now,
                    seen=now,
                )
            )
        found = self.find(number, now=now)
        assert found is not None
        return found

    def find(self, number: str, *, now: float) -> Job | None:
        """Return a job; None where there is none."""
        with self._engine.connect() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.number == number)).mappings().first()
        return None if row is None else _job(row, now)

    def of_place(self, kind: str, place: int, *, now: float, most: int) -> Sequence[Job]:
        """Return the latest jobs of a kind and place, latest first."""
        statement = (
            select(JOBS)
            .where(JOBS.c.kind == kind, JOBS.c.place == place)
            .order_by(JOBS.c.began.desc(), JOBS.c.number)
            .limit(most)
        )
        with self._engine.connect() as connection:
            return [_job(row, now) for row in connection.execute(statement).mappings()]

    def advance(self, number: str, *, rows: int, now: float) -> None:
        """Say how far a job is, and that its worker lives."""
        self._set(number, rows=rows, seen=now)

    def turn(self, number: str, *, before: str, after: str, now: float) -> bool:
        """Bring a job from one state to the next; False where somebody else already did."""
        with self._engine.begin() as connection:
            moved = connection.execute(
                update(JOBS)
                .where(JOBS.c.number == number, JOBS.c.state == before)
                .values(state=after, seen=now, worker=self._worker)
            )
        return moved.rowcount == 1

    def finish(self, number: str, *, state: str, result: Mapping[str, Any], now: float) -> None:
        """Keep what came of a job."""
        self._set(
            number, state=state, result=json.dumps(dict(result), ensure_ascii=False), seen=now
        )

    def _set(self, number: str, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(JOBS).where(JOBS.c.number == number).values(**values))


def _job(row: RowMapping, now: float) -> Job:
    silent = row["state"] in ALIVE and row["seen"] + SILENT_SECONDS < now
    return Job(
        number=row["number"],
        kind=row["kind"],
        place=row["place"],
        officer=row["officer"],
        state=INTERRUPTED if silent else row["state"],
        rows=row["rows"],
        request=json.loads(row["request"]),
        result=json.loads(row["result"]),
        began=row["began"],
    )
