"""Relief after damage: tax taken off some properties of a body's year (s.56, s.57).

One stream a relief. An officer proposes it and another person grants it; what it takes off flows
into the register and, where notices are out, into an amendment of the roll that says why. The tax
was owed and is remitted: the books tell it apart from tax that was never owed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.errors import OnePerson, Refused
from domain.local_body import Signed
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id
from domain.rows import Column, Rows, Schema

PROVISIONS: Final = {
    56: "the chief's announcement for an area, with the committee's approval",
    57: "a taxpayer's request for a property damaged or pulled down",
}
GROUNDS: Final = (
    "FLOOD", "STORM", "FIRE", "EARTHQUAKE", "LANDSLIDE", "DROUGHT", "DAMAGED", "PULLED-DOWN",
    "OTHER-DISASTER",
)  # fmt: skip
"""What happened, by a code: no text in which a name might stand."""

WHOLE_PPM: Final = 1_000_000

RELIEVED: Final = Schema(
    "relieved",
    1,
    (
        Column("property", "i4", "dense key in the body's register"),
        Column("reduction_ppm", "i4", "parts per million of the tax that are remitted"),
    ),
)


class ReliefWrong(Refused):
    """What is proposed is no relief the Act knows."""

    code = "relief-wrong"


class ReliefClosed(Refused):
    """There is no such relief, or nothing is left to decide of it."""

    code = "relief-closed"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is granted, to which properties, and why.

    `approval` is the number of the committee's approval (s.56), of the request (s.57): letters,
    digits, points, strokes and hyphens. `since` is the day the damage came.
    """

    provision: int
    ground: str
    approval: str
    since: date
    relieved: Rows


@stored("Relief.Proposed", version=1)
@dataclass(frozen=True, kw_only=True)
class Proposed(Event):
    """An officer proposes relief; another person grants it."""

    body: int
    tax_year: int
    provision: int
    ground: str
    approval: str
    since: date
    relieved: Rows
    officer: str
    recorded_at: datetime


@stored("Relief.Granted", version=1)
@dataclass(frozen=True, kw_only=True)
class Granted(Event):
    """The chief granted it."""

    on: date
    proposed_by: str
    officer: str
    recorded_at: datetime


@stored("Relief.Declined", version=1)
@dataclass(frozen=True, kw_only=True)
class Declined(Event):
    """It was declined, or taken back."""

    reason: str
    officer: str
    recorded_at: datetime


@stored("Relief.Billed", version=1)
@dataclass(frozen=True, kw_only=True)
class Billed(Event):
    """What was granted is in the register and the roll; `amendment` 0: no notice changed."""

    amendment: int
    register_position: int
    recorded_at: datetime


@dataclass(kw_only=True)
class Relief:
    """What the log says of one relief; `number` counts in the body's year."""

    body: int
    tax_year: int
    number: int
    version: int = 0
    proposed: Proposed | None = None
    granted: Granted | None = None
    declined: Declined | None = None
    billed: Billed | None = None

    @property
    def stream(self) -> UUID:
        """Id of the relief's stream."""
        return stream_id(Kind.RELIEF, self.body, self.tax_year, number=self.number)

    @property
    def reference(self) -> str:
        """How people call it: body, year, number."""
        return f"RE-{self.body:08d}-{self.tax_year % 100:02d}-{self.number:06d}"

    @property
    def state(self) -> str:
        """Where it stands, in one word."""
        if self.declined is not None:
            return "declined"
        if self.granted is None:
            return "proposed" if self.proposed is not None else "unknown"
        return "billed" if self.billed is not None else "granted"

    @property
    def properties(self) -> NDArray[np.int64]:
        """The dense keys of the properties concerned."""
        assert self.proposed is not None
        return np.asarray(self.proposed.relieved["property"], dtype=np.int64)

    def take_in(self, recorded: Iterable[Recorded]) -> None:
        """Take recorded acts in, in order. Assigns only; never refuses."""
        for one in recorded:
            match one.event:
                case Proposed():
                    self.proposed = one.event
                case Granted():
                    self.granted = one.event
                case Declined():
                    self.declined = one.event
                case Billed():
                    self.billed = one.event
            self.version = one.event.version

    def propose(self, terms: Terms, *, by: Signed) -> Proposed:
        """Propose relief. Raises `ReliefWrong`."""
        _must_be_relief(terms)
        return Proposed(
            stream=self.stream,
            version=1,
            body=self.body,
            tax_year=self.tax_year,
            provision=terms.provision,
            ground=terms.ground,
            approval=terms.approval,
            since=terms.since,
            relieved=terms.relieved,
            officer=by.officer,
            recorded_at=by.at,
        )

    def grant(self, *, on: date, by: Signed) -> Granted:
        """Grant what another person proposed. Raises `ReliefClosed`, `OnePerson`."""
        proposed = self._must_wait()
        if proposed.officer == by.officer:
            raise OnePerson(
                f"{by.officer} proposed {self.reference} and so cannot grant it; another has to."
            )
        return Granted(
            stream=self.stream,
            version=self.version + 1,
            on=on,
            proposed_by=proposed.officer,
            officer=by.officer,
            recorded_at=by.at,
        )

    def decline(self, *, reason: str, by: Signed) -> Declined:
        """Decline it or take it back. Raises `ReliefClosed`."""
        self._must_wait()
        return Declined(
            stream=self.stream,
            version=self.version + 1,
            reason=reason,
            officer=by.officer,
            recorded_at=by.at,
        )

    def bill(self, *, amendment: int, register_position: int, at: datetime) -> Billed:
        """Record that it is in the register and the roll. Raises `ReliefClosed`."""
        if self.state != "granted":
            raise ReliefClosed(f"Nothing of {self.reference} is left to be billed: {self.state}.")
        return Billed(
            stream=self.stream,
            version=self.version + 1,
            amendment=amendment,
            register_position=register_position,
            recorded_at=at,
        )

    def _must_wait(self) -> Proposed:
        if self.proposed is None:
            raise ReliefClosed(f"There is no relief {self.reference}.")
        if self.state != "proposed":
            raise ReliefClosed(f"{self.reference} is at an end: {self.state}.")
        return self.proposed


def _must_be_relief(terms: Terms) -> None:
    if terms.provision not in PROVISIONS:
        raise ReliefWrong(f"Relief is under section 56 or 57, not {terms.provision}.")
    if terms.ground not in GROUNDS:
        raise ReliefWrong(f"The ground is one of {', '.join(GROUNDS)}, not {terms.ground!r}.")
    keys: Sequence[int] = terms.relieved["property"].tolist()
    if not keys or len(set(keys)) != len(keys):
        raise ReliefWrong("Relief names at least one property, and each once.")
    shares = terms.relieved["reduction_ppm"]
    if int(shares.min()) <= 0 or int(shares.max()) > WHOLE_PPM:
        raise ReliefWrong("Relief takes more than nothing off the tax, and at most all of it.")
