"""Who looked at whose data: a row a day for each who, whose and what, so that it stays small.

Whose data it is may ask, and so may who answers for an office. Days are ordinals; a taxpayer of 0
stands for everybody of a body, in a report or a run of letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from projections.sessions.tables import LOOKS

EVERYBODY: Final = 0
KEPT_DAYS: Final = 2 * 366
"""ASSUMPTION: for two years; the Personal Data Protection Committee could set another time."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One who looked: `who` as acts carry it, the role acted in, the body (0: none), the action."""

    who: str
    role: str
    body: int
    taxpayer: int
    action: str


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What was looked at on a day, and how often."""

    look: Look
    on: date
    times: int


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many taxpayers one person looked at since a day, and how many whole tables."""

    who: str
    role: str
    taxpayers: int
    tables: int


class Looks:
    """Looks in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        once_more = dialect.insert(LOOKS)
        self._note = once_more.on_conflict_do_update(
            index_elements=list(LOOKS.primary_key.columns),
            set_={"times": LOOKS.c.times + 1},
        )

    def note(self, looks: Sequence[Look], *, on: date) -> None:
        """Keep that somebody looks, before what they asked for is given to them."""
        if not looks:
            return
        rows = [{**vars(one), "day": on.toordinal(), "times": 1} for one in looks]
        with self._engine.begin() as connection:
            connection.execute(self._note, rows)

    def of_taxpayer(
        self, taxpayer: int, bodies: Sequence[int], *, since: date, most: int
    ) -> list[Looked]:
        """Return who looked at a taxpayer's data, or took all of these bodies; latest first."""
        everybody = (LOOKS.c.taxpayer == EVERYBODY) & LOOKS.c.body.in_(bodies)
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(LOOKS)
                .where(or_(LOOKS.c.taxpayer == taxpayer, everybody))
                .where(LOOKS.c.day >= since.toordinal())
                .order_by(LOOKS.c.day.desc(), LOOKS.c.who, LOOKS.c.action)
                .limit(most)
            ).all()
        return [
            Looked(
                look=Look(
                    who=row.who,
                    role=row.role,
                    body=row.body,
                    taxpayer=row.taxpayer,
                    action=row.action,
                ),
                on=date.fromordinal(row.day),
                times=row.times,
            )
            for row in rows
        ]

    def counted(self, body: int, *, since: date) -> list[Count]:
        """Return how many taxpayers each of a body's officers looked at since a day."""
        one = LOOKS.c.taxpayer != EVERYBODY
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(
                    LOOKS.c.who,
                    LOOKS.c.role,
                    func.count(LOOKS.c.taxpayer.distinct()).filter(one).label("taxpayers"),
                    func.count().filter(~one).label("tables"),
                )
                .where(LOOKS.c.body == body, LOOKS.c.day >= since.toordinal())
                .group_by(LOOKS.c.who, LOOKS.c.role)
                .order_by(LOOKS.c.who, LOOKS.c.role)
            ).all()
        return [
            Count(who=row.who, role=row.role, taxpayers=row.taxpayers, tables=row.tables)
            for row in rows
        ]

    def taxpayers_on(self, who: str, on: date) -> int:
        """Return how many taxpayers somebody looked at on a day."""
        with self._engine.connect() as connection:
            found: int = connection.execute(
                select(func.count(LOOKS.c.taxpayer.distinct())).where(
                    LOOKS.c.day == on.toordinal(), LOOKS.c.who == who
                )
            ).scalar_one()
        return found

    def forget(self, *, before: date) -> int:
        """Forget what was looked at before a day; return how many rows."""
        with self._engine.begin() as connection:
            done = connection.execute(delete(LOOKS).where(LOOKS.c.day < before.toordinal()))
        return done.rowcount
