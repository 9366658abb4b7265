"""Who is told of a taxpayer's affairs: the taxpayer, each joint owner, whoever may see them.

Joint owners have one bill under a number of their own, which nobody signs in as (s.47(6)). Whoever
was let in to see is told by the channels they chose for themselves.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from projections.notifications.tables import CHOSEN, listed
from projections.read_models import Views
from projections.read_models.own_pages import let_by, owners_of, parties_of, who_let

OWN: Final = ""
JOINT: Final = "joint"
OTHERS: Final = "others"
"""Why somebody is told: it is theirs, theirs with others, or of somebody they act for."""

_SCOPE: Final = "see"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who is told, why, by which channels, and in which language."""

    taxpayer: int
    why: str
    channels: tuple[str, ...]
    language: str


@dataclass(frozen=True, kw_only=True)
class Recipients:
    """Finds them as of a day, as the read models and the choices so far have it."""

    views: Views
    connection: Connection
    on: date

    def of(self, taxpayers: Collection[int]) -> Mapping[int, Sequence[Recipient]]:
        """Return who is told of the affairs of these taxpayers; those nobody is told of left out.

        Whoever is told for two reasons is told once, for the first of them.
        """
        asked = sorted(taxpayers)
        owners = owners_of(self.views, asked)
        let = let_by(self.views, asked, scope=_SCOPE, on=self.on)
        concerned: dict[int, dict[int, str]] = {one: {one: OWN} for one in asked}
        for party, members in owners.items():
            for member in members:
                concerned[party].setdefault(member, JOINT)
        for row in let:
            concerned[row["taxpayer"]].setdefault(row["to"], OTHERS)
        wishes = self._wishes({who for people in concerned.values() for who in people})
        found = {
            one: [
                Recipient(taxpayer=who, why=why, channels=wishes[who][0], language=wishes[who][1])
                for who, why in people.items()
                if who in wishes
            ]
            for one, people in concerned.items()
        }
        return {one: people for one, people in found.items() if people}

    def concern(self, taxpayer: int) -> Sequence[int]:
        """Return whose affairs a taxpayer is told of, their own first."""
        lets = [row["taxpayer"] for row in who_let(self.views, taxpayer, on=self.on)]
        return [taxpayer, *parties_of(self.views, taxpayer), *lets]

    def _wishes(self, people: Collection[int]) -> Mapping[int, tuple[tuple[str, ...], str]]:
        if not people:
            return {}
        mine = CHOSEN.c.taxpayer.in_(listed(sorted(people)))
        rows = self.connection.execute(select(CHOSEN).where(mine))
        return {row.taxpayer: (tuple(row.channels.split()), row.language) for row in rows}
