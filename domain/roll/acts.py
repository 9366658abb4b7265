"""The acts of a roll as the log stores them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.log.events import Event, stored
from domain.rows import Rows

AMENDED_FOR: Final[Mapping[int, str]] = {
    1: "late-fact",
    2: "correction",
    3: "objection",
    4: "appeal",
    5: "court",
    6: "relief",
    7: "refund-claim",
}
"""Why a notice was amended: s.53 (1, 2), s.73, s.80, s.82, s.56 and s.57, s.54."""

SERVED_BY: Final[Mapping[int, str]] = {
    1: "hand",
    2: "registered-post",
    3: "posting",
    4: "newspaper",
    5: "came-back",
}
"""How a notice reached the taxpayer (s.13); a letter that came back reached nobody after all."""

CAME_BACK: Final = 5


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A gate that stopped the issue and how the preparing officer answered it."""

    gate: str
    found: int
    answer: str


@stored("Roll.IssuePrepared", version=1)
@dataclass(frozen=True, kw_only=True)
class IssuePrepared(Event):
    """Notices were prepared from a stated register position, for another person to approve.

    `digest` is of every notice prepared; who approves approves that and nothing else.
    """

    tax_year: int
    register_position: int
    law: str
    notices: int
    tax_satang: int
    digest: str
    answered: tuple[Answered, ...]
    officer: str
    recorded_at: datetime


@stored("Roll.NoticesIssued", version=1)
@dataclass(frozen=True, kw_only=True)
class NoticesIssued(Event):
    """The year's notices of assessment (s.44); `part` of `parts`, recorded together."""

    tax_year: int
    register_position: int
    law: str
    issued_on: date
    pay_by: date
    notices: Rows
    properties: Rows
    prepared_by: str
    approved_by: str
    recorded_at: datetime
    part: int = 1
    parts: int = 1


@stored("Roll.NoticesAmended", version=1)
@dataclass(frozen=True, kw_only=True)
class NoticesAmended(Event):
    """Notices whose tax changed since they were issued, and new ones (s.53, s.54, s.73 to s.82).

    `amendment` numbers the amendments of the roll. `properties` has all properties of each notice
    in `notices` anew. Tax added is due 30 days after receipt (s.53).
    """

    tax_year: int
    register_position: int
    law: str
    amendment: int
    issued_on: date
    notices: Rows
    properties: Rows
    prepared_by: str
    approved_by: str
    recorded_at: datetime
    part: int = 1
    parts: int = 1


@stored("Roll.NoticesServed", version=1)
@dataclass(frozen=True, kw_only=True)
class NoticesServed(Event):
    """Notices reached their taxpayers (s.13)."""

    tax_year: int
    services: Rows
    officer: str
    recorded_at: datetime


@stored("Roll.WarningsIssued", version=1)
@dataclass(frozen=True, kw_only=True)
class WarningsIssued(Event):
    """Letters of warning to those who had not paid (s.61), with a time to pay in (s.69)."""

    tax_year: int
    issued_on: date
    days_to_pay: int
    warned: Rows
    officer: str
    recorded_at: datetime


@stored("Roll.WarningsServed", version=1)
@dataclass(frozen=True, kw_only=True)
class WarningsServed(Event):
    """Letters of warning reached their taxpayers; the penalty hangs on it (s.68, s.69)."""

    tax_year: int
    services: Rows
    officer: str
    recorded_at: datetime


@stored("Roll.LandOfficeTold", version=1)
@dataclass(frozen=True, kw_only=True)
class LandOfficeTold(Event):
    """The list of properties in arrears went to the land office (s.60)."""

    tax_year: int
    told_on: date
    told: Rows
    officer: str
    recorded_at: datetime


RollEvent = (
    IssuePrepared
    | NoticesIssued
    | NoticesAmended
    | NoticesServed
    | WarningsIssued
    | WarningsServed
    | LandOfficeTold
)
