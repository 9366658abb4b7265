"""Making a person nameless: two people, and time between them in which a mistake is noticed.

The vault's key of a person is deleted for good, so nobody alone may do it, nor in a hurry. The log
says who asked and who agreed, of a number; who it was is then known to nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.errors import OnePerson, Refused
from domain.local_body import Signed
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id

WAITS: Final = timedelta(days=7)
"""ASSUMPTION: how long an erasure waits for its approval; the data protection officer decides."""

ERASED: Final = "Taxpayer.ErasureApproved"
"""The act's stored name, for who looks for all of them."""


class NotYet(Refused):
    """The time between the two people is not over."""

    code = "erasure-too-early"


class NoErasure(Refused):
    """Nobody asked for the person to be erased."""

    code = "erasure-not-proposed"


@stored("Taxpayer.ErasureProposed", version=1)
@dataclass(frozen=True, kw_only=True)
class ErasureProposed(Event):
    """An officer wants a person to be nameless from now on."""

    officer: str
    recorded_at: datetime


@stored("Taxpayer.ErasureDeclined", version=1)
@dataclass(frozen=True, kw_only=True)
class ErasureDeclined(Event):
    """The person stays known."""

    officer: str
    recorded_at: datetime


@stored("Taxpayer.ErasureApproved", version=1)
@dataclass(frozen=True, kw_only=True)
class ErasureApproved(Event):
    """Another officer agreed: the vault's key of the person is deleted after this act."""

    proposed_by: str
    officer: str
    recorded_at: datetime


ErasureEvent = ErasureProposed | ErasureDeclined | ErasureApproved


@dataclass(kw_only=True)
class Erasure:
    """What the log says of a person's erasure; other acts of the stream only count."""

    taxpayer: int
    version: int = 0
    proposed: ErasureProposed | None = None
    approved: ErasureApproved | None = None

    @property
    def stream(self) -> UUID:
        """Id of the taxpayer's stream."""
        return stream_id(Kind.TAXPAYER, 0, number=self.taxpayer)

    def take_in(self, recorded: Iterable[Recorded]) -> None:
        """Take recorded acts in, in order."""
        for one in recorded:
            match one.event:
                case ErasureProposed():
                    self.proposed = one.event
                case ErasureDeclined():
                    self.proposed = None
                case ErasureApproved():
                    self.proposed, self.approved = None, one.event
            self.version = one.event.version

    def propose(self, *, by: Signed) -> ErasureProposed | None:
        """Ask for it; None where it is asked for already."""
        if self.proposed is not None:
            return None
        return ErasureProposed(
            stream=self.stream,
            version=self.version + 1,
            officer=by.officer,
            recorded_at=by.at,
        )

    def decline(self, *, by: Signed) -> ErasureDeclined:
        """Leave the person known, whoever of the two says so. Raises `NoErasure`."""
        self._must_wait()
        return ErasureDeclined(
            stream=self.stream, version=self.version + 1, officer=by.officer, recorded_at=by.at
        )

    def approve(self, *, by: Signed) -> ErasureApproved:
        """Agree, as another person and not at once. Raises `NoErasure`, `OnePerson`, `NotYet`."""
        proposed = self._must_wait()
        if proposed.officer == by.officer:
            raise OnePerson(f"{by.officer} proposed this and so cannot approve it; another has to.")
        from_then = proposed.recorded_at + WAITS
        if by.at < from_then:
            raise NotYet(
                f"It waits {WAITS.days} days, in which a mistake is noticed: approve it on "
                f"{from_then.date().isoformat()} or later, or decline it."
            )
        return ErasureApproved(
            stream=self.stream,
            version=self.version + 1,
            proposed_by=proposed.officer,
            officer=by.officer,
            recorded_at=by.at,
        )

    def _must_wait(self) -> ErasureProposed:
        if self.proposed is None:
            raise NoErasure("Nobody proposed to erase this person, or it was declined.")
        return self.proposed
