"""The acts of a matter as the log stores them, and the words they use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.log.events import Event, stored

MATTERS: Final[Mapping[str, str]] = {
    "objection": "s.73",
    "list": "s.32",
    "use": "s.33",
}
"""An objection to a notice; a correction of the property list; a changed use."""

GROUNDS: Final[Mapping[str, str]] = {
    "not-mine": "the property is not mine",
    "area": "the area is wrong",
    "use": "the use is wrong",
    "main-residence": "it is my main residence (s.41)",
    "exempt": "it is exempt (s.8)",
    "building": "the building is wrong or gone",
    "price": "the price is wrong",
    "reduction": "a reduction or relief is missing (s.55 to s.57)",
    "other": "something else, as the letter says",
}

OUTCOMES: Final = ("accepted", "partly", "refused")
STAGES: Final = ("chief", "committee", "court")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the taxpayer says is true of one property from a day on.

    `property` is a key of the body's register; `changes` maps a table to columns and their values,
    as a correction has them.
    """

    property: str
    since: date
    changes: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is asked for. `notice` is 0 where none is concerned; `documents` are digests."""

    matter: str
    taxpayer: int
    notice: int
    grounds: tuple[str, ...]
    claims: tuple[Claim, ...]
    documents: tuple[str, ...]


@stored("Objection.Filed", version=1)
@dataclass(frozen=True, kw_only=True)
class Filed(Event):
    """The matter was filed. `answer_by` is the last day to decide; silence past it accepts (s.73).

    `late` says that the time to file had run out.
    """

    body: int
    tax_year: int
    statement: Statement
    filed_on: date
    answer_by: date
    late: bool
    by: str
    recorded_at: datetime


@stored("Objection.DocumentAdded", version=1)
@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event):
    """A document came in later; the digest names it in the vault."""

    document: str
    by: str
    recorded_at: datetime


@stored("Objection.OutcomeProposed", version=1)
@dataclass(frozen=True, kw_only=True)
class OutcomeProposed(Event):
    """An officer proposes how to decide; `claims` are the corrections to be made."""

    outcome: str
    claims: tuple[Claim, ...]
    officer: str
    recorded_at: datetime


@stored("Objection.Decided", version=1)
@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """The chief (s.73), the committee (s.81) or the court (s.82) decided."""

    stage: str
    outcome: str
    claims: tuple[Claim, ...]
    decided_on: date
    proposed_by: str
    officer: str
    recorded_at: datetime


@stored("Objection.AcceptedBySilence", version=1)
@dataclass(frozen=True, kw_only=True)
class AcceptedBySilence(Event):
    """Nobody decided in time, so what was asked for is accepted (s.73 paragraph 2)."""

    on: date
    claims: tuple[Claim, ...]
    recorded_at: datetime


@stored("Objection.Appealed", version=1)
@dataclass(frozen=True, kw_only=True)
class Appealed(Event):
    """The taxpayer appealed to the committee (s.73 paragraph 4)."""

    filed_on: date
    forward_by: date
    decide_by: date
    by: str
    recorded_at: datetime


@stored("Objection.Forwarded", version=1)
@dataclass(frozen=True, kw_only=True)
class Forwarded(Event):
    """The chief sent the appeal to the committee."""

    on: date
    officer: str
    recorded_at: datetime


@stored("Objection.Sued", version=1)
@dataclass(frozen=True, kw_only=True)
class Sued(Event):
    """The taxpayer went to court (s.82)."""

    filed_on: date
    by: str
    recorded_at: datetime


@stored("Objection.Withdrawn", version=1)
@dataclass(frozen=True, kw_only=True)
class Withdrawn(Event):
    """The taxpayer took it back."""

    on: date
    by: str
    recorded_at: datetime


@stored("Objection.Rebilled", version=1)
@dataclass(frozen=True, kw_only=True)
class Rebilled(Event):
    """What was accepted is in the register and, where there was a notice, in the roll.

    `amendment` is the roll's, 0 where no notice changed.
    """

    amendment: int
    register_position: int
    recorded_at: datetime


ObjectionEvent = (
    Filed
    | DocumentAdded
    | OutcomeProposed
    | Decided
    | AcceptedBySilence
    | Appealed
    | Forwarded
    | Sued
    | Withdrawn
    | Rebilled
)
