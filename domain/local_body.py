"""A local body (อปท.) as a collector of the tax: joined, its own rates, dates, closed years."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.errors import NotJoined, Refused
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id
from domain.rows import Column, Rows, Schema

BANGKOK: Final = "BANGKOK"
KINDS: Final = (BANGKOK, "PATTAYA", "CITY_MUN", "TOWN_MUN", "SUB_MUN", "TAO")
"""Kinds of local body that levy the tax; a provincial administration (อบจ.) does not (s.5)."""

READINESS_STEPS: Final = ("invited", "data_in", "values_matched", "bills_verified", "live")

ROWS_PER_EVENT: Final = 10_000

BILL_HASHES: Final = Schema(
    "bill_hashes",
    1,
    (
        Column("taxpayer", "i8", "pseudonym"),
        Column("tax_satang", "i8", "satang"),
        Column("hash", "i8", "64-bit digest of the bill's lines"),
    ),
)
"""The bills of a closed year: what `thidin verify` compares."""


class AlreadyJoined(Refused):
    """The body joined before."""

    code = "already-joined"


class OtherProvince(Refused):
    """The province is not the one in the body's code."""

    code = "other-province"


class NotACollector(Refused):
    """The kind of body does not levy this tax."""

    code = "not-a-collector"


class AlreadyClosed(Refused):
    """The year's bills were closed before."""

    code = "already-closed"


class CashDayIsClosed(Refused):
    """The day's money was counted and the day closed already; it is not opened again."""

    code = "cash-day-closed"


class UnknownStep(Refused):
    """The step is not one of the roll-out's."""

    code = "unknown-step"


@stored("LocalBody.Joined", version=1)
@dataclass(frozen=True, kw_only=True)
class Joined(Event):
    """A local body joined the pilot. Its name is a public body's name."""

    code: int
    name_th: str
    name_en: str
    kind: str
    province: int
    officer: str
    recorded_at: datetime


@stored("LocalBody.OrdinanceEnacted", version=1)
@dataclass(frozen=True, kw_only=True)
class OrdinanceEnacted(Event):
    """Rates of the body's own for a class of use, at or below the cap (s.37 paragraph 6).

    `rates_pcm` has one rate for each slice of the decree's ladder of that table (1-6).
    """

    reference: str
    first_tax_year: int
    last_tax_year: int | None
    rates_pcm: Mapping[int, tuple[int, ...]]
    officer: str
    recorded_at: datetime


@stored("LocalBody.CalendarExtended", version=1)
@dataclass(frozen=True, kw_only=True)
class CalendarExtended(Event):
    """A step of a tax year's calendar was put off (s.14)."""

    tax_year: int
    step: str
    until: date
    instrument: str
    officer: str
    recorded_at: datetime


@stored("LocalBody.ReadinessStepTaken", version=1)
@dataclass(frozen=True, kw_only=True)
class ReadinessStepTaken(Event):
    """The body reached a step of the roll-out."""

    step: str
    officer: str
    recorded_at: datetime


@stored("LocalBody.YearClosed", version=1)
@dataclass(frozen=True, kw_only=True)
class YearClosed(Event):
    """A year's bills as computed from the log up to `as_known_at`, to be proved again later.

    `part` of `parts`: a body with more bills than one event's rows closes in several, at once.
    """

    tax_year: int
    as_known_at: int
    law: str
    bills: Rows
    officer: str
    recorded_at: datetime
    part: int = 1
    parts: int = 1


@stored("LocalBody.CashDayClosed", version=1)
@dataclass(frozen=True, kw_only=True)
class CashDayClosed(Event):
    """A day's money was counted at the body's counter and held against what was entered for it."""

    day: date
    entries: int
    entered_satang: int
    counted_satang: int
    officer: str
    recorded_at: datetime


LocalBodyEvent = (
    Joined | OrdinanceEnacted | CalendarExtended | ReadinessStepTaken | YearClosed | CashDayClosed
)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who acts and when: given by the caller, never read from a clock here."""

    officer: str
    at: datetime


@dataclass(kw_only=True)
class LocalBody:
    """What the log says of one local body."""

    code: int
    version: int = 0
    joined: Joined | None = None
    joined_position: int = 0
    ordinances: list[tuple[int, OrdinanceEnacted]] = field(default_factory=list)
    extensions: list[tuple[int, CalendarExtended]] = field(default_factory=list)
    steps: list[tuple[int, ReadinessStepTaken]] = field(default_factory=list)
    closed: dict[int, YearClosed] = field(default_factory=dict)
    cash_days: dict[date, CashDayClosed] = field(default_factory=dict)

    @property
    def stream(self) -> UUID:
        """Id of the body's stream."""
        return stream_id(Kind.LOCAL_BODY, self.code)

    @classmethod
    def replay(cls, code: int, recorded: Iterable[Recorded]) -> "LocalBody":
        """Build the body from its recorded acts."""
        body = cls(code=code)
        for one in recorded:
            body.apply(one)
        return body

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        event, position = recorded.event, recorded.position
        match event:
            case Joined():
                self.joined, self.joined_position = event, position
            case OrdinanceEnacted():
                self.ordinances.append((position, event))
            case CalendarExtended():
                self.extensions.append((position, event))
            case ReadinessStepTaken():
                self.steps.append((position, event))
            case YearClosed():
                before = self.closed.get(event.tax_year)
                parts = [before.bills, event.bills] if before else [event.bills]
                bills = Rows.concat(BILL_HASHES, parts)
                self.closed[event.tax_year] = replace(event, bills=bills)
            case CashDayClosed():
                self.cash_days[event.day] = event
        self.version = event.version

    def join(self, *, name_th: str, name_en: str, kind: str, province: int, by: Signed) -> Joined:
        """Join the pilot. Raises `AlreadyJoined`, `NotACollector`, `OtherProvince`.

        The third and fourth digit of a body's code are its province's; Bangkok is in no such list.
        """
        if self.joined is not None:
            raise AlreadyJoined(f"Local body {self.code:08d} has already joined.")
        if kind not in KINDS:
            raise NotACollector(
                f"A body of kind {kind} does not levy this tax (s.5). "
                f"Kinds that do: {', '.join(KINDS)}."
            )
        own = self.code // 10_000 % 100
        if kind != BANGKOK and province != own:
            raise OtherProvince(
                f"Local body {self.code:08d} is in province {own:02d} by its code, not in "
                f"{province:02d}. Its prices are the province's, so this has to be right."
            )
        return Joined(
            stream=self.stream,
            version=self.version + 1,
            code=self.code,
            name_th=name_th,
            name_en=name_en,
            kind=kind,
            province=province,
            officer=by.officer,
            recorded_at=by.at,
        )

    def enact_ordinance(
        self,
        *,
        reference: str,
        first_tax_year: int,
        last_tax_year: int | None,
        rates_pcm: Mapping[int, tuple[int, ...]],
        by: Signed,
    ) -> OrdinanceEnacted:
        """Record the body's own rates. The caller has held them against the caps (s.37)."""
        self.must_have_joined()
        return OrdinanceEnacted(
            stream=self.stream,
            version=self.version + 1,
            reference=reference,
            first_tax_year=first_tax_year,
            last_tax_year=last_tax_year,
            rates_pcm=dict(rates_pcm),
            officer=by.officer,
            recorded_at=by.at,
        )

    def extend_calendar(
        self, *, tax_year: int, step: str, until: date, instrument: str, by: Signed
    ) -> CalendarExtended:
        """Put off a step of the year's calendar (s.14)."""
        self.must_have_joined()
        return CalendarExtended(
            stream=self.stream,
            version=self.version + 1,
            tax_year=tax_year,
            step=step,
            until=until,
            instrument=instrument,
            officer=by.officer,
            recorded_at=by.at,
        )

    def take_step(self, *, step: str, by: Signed) -> ReadinessStepTaken:
        """Record a step of the roll-out. Raises `UnknownStep`."""
        self.must_have_joined()
        if step not in READINESS_STEPS:
            raise UnknownStep(f"Step {step!r} is not one of {', '.join(READINESS_STEPS)}.")
        return ReadinessStepTaken(
            stream=self.stream,
            version=self.version + 1,
            step=step,
            officer=by.officer,
            recorded_at=by.at,
        )

    def close_year(
        self, *, tax_year: int, as_known_at: int, law: str, bills: Rows, by: Signed
    ) -> Sequence[YearClosed]:
        """Record a year's bills so that they can be proved later, in events of limited size.

        Raises `AlreadyClosed`.
        """
        self.must_have_joined()
        if tax_year in self.closed:
            raise AlreadyClosed(
                f"Tax year {tax_year} of local body {self.code:08d} is already closed, "
                f"as known at log position {self.closed[tax_year].as_known_at}."
            )
        parts = bills.split(ROWS_PER_EVENT) or [bills]
        return [
            YearClosed(
                stream=self.stream,
                version=self.version + number,
                tax_year=tax_year,
                as_known_at=as_known_at,
                law=law,
                bills=part,
                officer=by.officer,
                recorded_at=by.at,
                part=number,
                parts=len(parts),
            )
            for number, part in enumerate(parts, start=1)
        ]

    def close_cash_day(
        self, *, day: date, entries: int, entered_satang: int, counted_satang: int, by: Signed
    ) -> CashDayClosed:
        """Record what was counted of a day's money. Raises `CashDayIsClosed`."""
        self.must_have_joined()
        self.cash_day_must_be_open(day)
        return CashDayClosed(
            stream=self.stream,
            version=self.version + 1,
            day=day,
            entries=entries,
            entered_satang=entered_satang,
            counted_satang=counted_satang,
            officer=by.officer,
            recorded_at=by.at,
        )

    def cash_day_must_be_open(self, day: date) -> None:
        """Raise `CashDayIsClosed` where the day's money was counted already."""
        if day in self.cash_days:
            raise CashDayIsClosed(
                f"{day.isoformat()} is closed at local body {self.code:08d} and is not opened "
                "again; an entry for it is approved by another officer."
            )

    def must_have_joined(self) -> Joined:
        """Return the act of joining. Raises `NotJoined`."""
        if self.joined is None:
            raise NotJoined(
                f"Local body {self.code:08d} is not known here. "
                "Add it first: thidin join CODE --name NAME --kind KIND --province PP."
            )
        return self.joined

    def ordinance_rates(
        self, *, tax_year: int, position: int | None = None
    ) -> Mapping[int, tuple[int, ...]]:
        """Return the body's own rates of a tax year by table, as known at a log position."""
        rates: dict[int, tuple[int, ...]] = {}
        for at, ordinance in self.ordinances:
            last = ordinance.last_tax_year
            in_time = ordinance.first_tax_year <= tax_year and (last is None or tax_year <= last)
            if in_time and (position is None or at <= position):
                rates.update(ordinance.rates_pcm)
        return rates
