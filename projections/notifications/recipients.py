"""Who is told of a taxpayer's affairs: the taxpayer, each joint owner, whoever may see them.

Joint owners have one bill under a number of their own, which nobody signs in as (s.47(6)). Whoever
was let in to see is told by the channels they chose for themselves.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from projections.notifications.tables import CHOSEN
from projections.parameters import listed
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


Wish = tuple[tuple[str, ...], str]
"""The channels somebody chose, and in which language."""


@dataclass(kw_only=True)
class Recipients:
    """Finds them as of a day, as the read models and the choices so far have it.

    What was looked up once is kept: an act asks for one taxpayer, a page of acts for hundreds.
    """

    views: Views
    connection: Connection
    on: date
    _concerned: dict[int, Mapping[int, str]] = field(default_factory=dict)
    _wishes: dict[int, Wish | None] = field(default_factory=dict)

    def of(self, taxpayers: Collection[int]) -> Mapping[int, Sequence[Recipient]]:
        """Return who is told of the affairs of these taxpayers; those nobody is told of left out.

        Whoever is told for two reasons is told once, for the first of them.
        """
        self.look_up(taxpayers)
        found = {
            one: [
                Recipient(taxpayer=who, why=why, channels=wish[0], language=wish[1])
                for who, why in self._concerned[one].items()
                if (wish := self._wishes[who]) is not None
            ]
            for one in taxpayers
        }
        return {one: people for one, people in found.items() if people}

    def look_up(self, taxpayers: Collection[int]) -> None:
        """Look up whom these taxpayers' affairs concern, and what each of them chose."""
        asked = sorted({one for one in taxpayers if one not in self._concerned})
        if asked:
            owners = owners_of(self.views, asked)
            concerned: dict[int, dict[int, str]] = {
                one: {one: OWN, **dict.fromkeys(owners.get(one, ()), JOINT)} for one in asked
            }
            for row in let_by(self.views, asked, scope=_SCOPE, on=self.on):
                concerned[row["taxpayer"]].setdefault(row["to"], OTHERS)
            self._concerned.update(concerned)
        people = {who for one in taxpayers for who in self._concerned[one]}
        unknown = sorted(people - self._wishes.keys())
        if unknown:
            self._wishes.update(dict.fromkeys(unknown))
            mine = CHOSEN.c.taxpayer.in_(listed(unknown))
            for chosen in self.connection.execute(select(CHOSEN).where(mine)):
                self._wishes[chosen.taxpayer] = (tuple(chosen.channels.split()), chosen.language)

    def chose(self, taxpayer: int) -> None:
        """Say that a taxpayer chose anew."""
        self._wishes.pop(taxpayer, None)

    def concern(self, taxpayer: int) -> Sequence[int]:
        """Return whose affairs a taxpayer is told of, their own first."""
        lets = [row["taxpayer"] for row in who_let(self.views, taxpayer, on=self.on)]
        return [taxpayer, *parties_of(self.views, taxpayer), *lets]
