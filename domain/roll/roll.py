"""The roll of one local body and tax year: what the log says of it, and what may be done next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.calendar import from_days
from domain.errors import OnePerson
from domain.local_body import Signed
from domain.log.events import Recorded
from domain.log.stream_ids import Kind, stream_id
from domain.roll.acts import (
    SERVED_BY,
    Answered,
    IssuePrepared,
    LandOfficeTold,
    NoticesAmended,
    NoticesIssued,
    NoticesServed,
    WarningsIssued,
    WarningsServed,
)
from domain.roll.batch import NoticeBatch
from domain.roll.passage import Amendment, Service, Warned, amendment, earliest_service
from domain.roll.places import Places
from domain.roll.refusals import (
    AlreadyIssued,
    NothingToIssue,
    NoticeUnknown,
    NotIssued,
    NotPrepared,
    ServiceImpossible,
)
from domain.roll.rows import NOTICE_PROPERTIES, TOLD, WARNED
from domain.rows import Rows

ROWS_PER_EVENT: Final = 10_000

Ints = NDArray[np.integer[Any]]


def roll_stream(body: int, tax_year: int) -> UUID:
    """Return the id of a roll's stream."""
    return stream_id(Kind.ROLL, body, tax_year)


def taxpayers_added(event: NoticesIssued | NoticesAmended, *, notices: int) -> NDArray[np.int64]:
    """Return whose the notices `(n,)` are that an act adds to those that were there already."""
    new = event.notices["notice"] > notices
    return np.asarray(event.notices["taxpayer"][new], dtype=np.int64)


@dataclass(kw_only=True)
class Roll:
    """What the log says of a body's year. Columns are by notice: number n is at index n - 1."""

    body: int
    tax_year: int
    version: int = 0
    prepared: IssuePrepared | None = None
    issues: list[tuple[int, NoticesIssued | NoticesAmended]] = field(default_factory=list)
    served: list[NoticesServed] = field(default_factory=list)
    warnings: list[WarningsIssued] = field(default_factory=list)
    warnings_served: list[WarningsServed] = field(default_factory=list)
    told: list[tuple[int, LandOfficeTold]] = field(default_factory=list)
    amendments: int = 0
    _taxpayer: list[NDArray[np.int64]] = field(default_factory=list)
    _number_of: dict[int, int] | None = None
    _issued_at: Places = field(default_factory=Places)
    _served_at: Places = field(default_factory=Places)
    _warned_at: Places = field(default_factory=Places)
    _warning_served_at: Places = field(default_factory=Places)

    @property
    def stream(self) -> UUID:
        """Id of the roll's stream."""
        return roll_stream(self.body, self.tax_year)

    def take_in(self, recorded: Iterable[Recorded]) -> None:
        """Take recorded acts in, in order."""
        for one in recorded:
            self.apply(one)

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        event = recorded.event
        match event:
            case IssuePrepared():
                self.prepared = event
            case NoticesIssued() | NoticesAmended():
                self._issue(recorded.position, event)
            case NoticesServed():
                self.served.append(event)
                self._served_at.take_in(event.services)
            case WarningsIssued():
                self.warnings.append(event)
                self._warned_at.take_in(event.warned)
            case WarningsServed():
                self.warnings_served.append(event)
                self._warning_served_at.take_in(event.services)
            case LandOfficeTold():
                self.told.append((recorded.position, event))
        self.version = event.version

    def _issue(self, position: int, event: NoticesIssued | NoticesAmended) -> None:
        self.issues.append((position, event))
        self._issued_at.take_in(event.notices)
        if isinstance(event, NoticesAmended):
            self.amendments = event.amendment
        self._taxpayer.append(taxpayers_added(event, notices=self.notices))
        self._number_of = None
        if event.part == event.parts:
            self.prepared = None

    @property
    def issued(self) -> bool:
        """Whether the year's notices went out."""
        return bool(self.issues)

    @property
    def notices(self) -> int:
        """How many notices there are; the next new one has the number after it."""
        return sum(map(len, self._taxpayer))

    @property
    def taxpayers(self) -> NDArray[np.int64]:
        """The taxpayer of each notice `(n,)`."""
        if len(self._taxpayer) > 1:
            self._taxpayer = [np.concatenate(self._taxpayer)]
        return self._taxpayer[0] if self._taxpayer else np.zeros(0, dtype=np.int64)

    def tax_satang(self, position: int | None = None) -> NDArray[np.int64]:
        """Return the tax each notice asks for `(n,)`, as known at a log position."""
        tax = np.zeros(self.notices, dtype=np.int64)
        for at, event in self.issues:
            if position is None or at <= position:
                tax[event.notices["notice"] - 1] = event.notices["tax_satang"]
        return tax

    def hashes(self) -> NDArray[np.int64]:
        """Return the digest of each notice's bill `(n,)`."""
        digests = np.zeros(self.notices, dtype=np.int64)
        for _, event in self.issues:
            digests[event.notices["notice"] - 1] = event.notices["hash"]
        return digests

    def properties(self, position: int | None = None) -> Rows:
        """Return what of each notice lies on which property, as last issued, by notice."""
        parts = [
            event.properties for at, event in self.issues if position is None or at <= position
        ]
        rows = Rows.concat(NOTICE_PROPERTIES, parts)
        if not any(isinstance(event, NoticesAmended) for _, event in self.issues):
            return rows
        act = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        newest = np.zeros(self.notices + 1, dtype=np.int64)
        for number, (_, event) in enumerate(self.issues[: len(parts)]):
            newest[event.notices["notice"]] = number
        rows = rows.take(act == newest[rows["notice"]])
        return rows.take(np.argsort(rows["notice"], kind="stable"))

    def notice_of(self, taxpayer: int) -> int | None:
        """Return the number of a taxpayer's notice, None where there is none."""
        if self._number_of is None:
            self._number_of = {one: n for n, one in enumerate(self.taxpayers.tolist(), start=1)}
        return self._number_of.get(taxpayer)

    def taxpayer_of(self, notice: int) -> int:
        """Return whose notice a number is. Raises `NoticeUnknown`."""
        if not 1 <= notice <= self.notices:
            raise NoticeUnknown(
                f"Local body {self.body:08d} has {self.notices:,} notices for tax year "
                f"{self.tax_year}; there is no number {notice:,}."
            )
        return int(self.taxpayers[notice - 1])

    def history_of(self, notice: int) -> Sequence[Amendment]:
        """Return what a notice asked for from when on, oldest first. Raises `NoticeUnknown`."""
        self.taxpayer_of(notice)
        return [amendment(*self.issues[act], row=row) for act, row in self._issued_at.of(notice)]

    def known_at(self, notice: int) -> int:
        """Return the register position a notice's tax, as last issued, was computed from."""
        last, _ = self._issued_at.of(notice)[-1]
        return self.issues[last][1].register_position

    def service_of(self, notice: int, amendment: int = 0) -> Service | None:
        """Return the first service of a notice or of one of its amendments."""
        rows = ((self.served[act].services, row) for act, row in self._served_at.of(notice))
        return earliest_service(rows, amendment)

    def warning_of(self, notice: int) -> Warned | None:
        """Return the letter of warning of a notice, if there was one."""
        places = self._warned_at.of(notice)
        if not places:
            return None
        letter = self.warnings[places[0][0]]
        rows = (
            (self.warnings_served[act].services, row)
            for act, row in self._warning_served_at.of(notice)
        )
        return Warned(
            issued_on=letter.issued_on,
            days_to_pay=letter.days_to_pay,
            service=earliest_service(rows, 0),
        )

    def prepare(
        self, batch: NoticeBatch, *, answered: Sequence[Answered], by: Signed
    ) -> IssuePrepared:
        """Prepare the first issue or an amendment. Raises `NothingToIssue`."""
        if not len(batch.notices):
            raise NothingToIssue(
                f"No bill of local body {self.body:08d} for tax year {self.tax_year} differs "
                "from what its roll says; there is nothing to issue."
            )
        return IssuePrepared(
            stream=self.stream,
            version=self.version + 1,
            tax_year=self.tax_year,
            register_position=batch.register_position,
            law=batch.law,
            notices=len(batch.notices),
            tax_satang=batch.tax_satang,
            digest=batch.digest,
            answered=tuple(answered),
            officer=by.officer,
            recorded_at=by.at,
        )

    def issue(
        self, batch: NoticeBatch, *, issued_on: date, pay_by: date, by: Signed
    ) -> Sequence[NoticesIssued]:
        """Approve and issue the year's notices (s.44).

        Raises `AlreadyIssued`, `NotPrepared`, `OnePerson`.
        """
        if self.issued:
            raise AlreadyIssued(
                f"Local body {self.body:08d} issued its {self.notices:,} notices for tax year "
                f"{self.tax_year} already; what changed since is an amendment."
            )
        prepared = self._approvable(batch, by)
        parts = batch.cut(ROWS_PER_EVENT)
        return [
            NoticesIssued(
                stream=self.stream,
                version=self.version + number,
                tax_year=self.tax_year,
                register_position=batch.register_position,
                law=batch.law,
                issued_on=issued_on,
                pay_by=pay_by,
                notices=notices,
                properties=properties,
                prepared_by=prepared.officer,
                approved_by=by.officer,
                recorded_at=by.at,
                part=number,
                parts=len(parts),
            )
            for number, (notices, properties) in enumerate(parts, start=1)
        ]

    def amend(
        self, batch: NoticeBatch, *, issued_on: date, by: Signed, prepared_by: str | None = None
    ) -> Sequence[NoticesAmended]:
        """Approve and issue notices whose tax changed (s.53, s.73 to s.82).

        `prepared_by` names who decided where the change follows from a decision recorded
        elsewhere (an objection accepted, or not answered in time); then nothing is prepared here.
        Raises `NotIssued`, `NotPrepared`, `OnePerson`.
        """
        self.must_be_issued()
        who = prepared_by or self._approvable(batch, by).officer
        parts = batch.cut(ROWS_PER_EVENT)
        return [
            NoticesAmended(
                stream=self.stream,
                version=self.version + number,
                tax_year=self.tax_year,
                register_position=batch.register_position,
                law=batch.law,
                amendment=self.amendments + 1,
                issued_on=issued_on,
                notices=notices,
                properties=properties,
                prepared_by=who,
                approved_by=by.officer,
                recorded_at=by.at,
                part=number,
                parts=len(parts),
            )
            for number, (notices, properties) in enumerate(parts, start=1)
        ]

    def must_be_issued(self) -> None:
        """Raise `NotIssued` before the year's notices are out."""
        if not self.issued:
            raise NotIssued(
                f"Local body {self.body:08d} has not issued its notices for tax year "
                f"{self.tax_year}."
            )

    def _approvable(self, batch: NoticeBatch, by: Signed) -> IssuePrepared:
        prepared = self.prepared
        if prepared is None:
            raise NotPrepared(
                f"Nobody has prepared notices of local body {self.body:08d} for tax year "
                f"{self.tax_year} that wait for approval."
            )
        if prepared.officer == by.officer:
            raise OnePerson(
                f"{by.officer} prepared these notices and so cannot approve them; "
                "another person has to."
            )
        if prepared.digest != batch.digest:
            raise NotPrepared(
                "The notices computed now are not those that were prepared at log position "
                f"{prepared.register_position}; prepare them again."
            )
        return prepared

    def serve(self, services: Rows, *, by: Signed) -> NoticesServed:
        """Record how notices reached their taxpayers (s.13). Raises `ServiceImpossible`."""
        self._check_services(services)
        return NoticesServed(
            stream=self.stream,
            version=self.version + 1,
            tax_year=self.tax_year,
            services=services,
            officer=by.officer,
            recorded_at=by.at,
        )

    def warn(
        self, warned: Rows, *, issued_on: date, days_to_pay: int, by: Signed
    ) -> WarningsIssued:
        """Record letters of warning (s.61). Raises `NoticeUnknown`, `NothingToIssue`."""
        assert warned.schema == WARNED
        if not len(warned):
            raise NothingToIssue(
                f"Nobody is to be warned in local body {self.body:08d} for tax year "
                f"{self.tax_year}."
            )
        self._check_notices(warned["notice"])
        return WarningsIssued(
            stream=self.stream,
            version=self.version + 1,
            tax_year=self.tax_year,
            issued_on=issued_on,
            days_to_pay=days_to_pay,
            warned=warned,
            officer=by.officer,
            recorded_at=by.at,
        )

    def serve_warnings(self, services: Rows, *, by: Signed) -> WarningsServed:
        """Record how letters of warning were received. Raises `ServiceImpossible`."""
        self._check_services(services)
        warned = set()
        for event in self.warnings:
            warned.update(event.warned["notice"].tolist())
        if strange := sorted(set(services["notice"].tolist()) - warned):
            raise ServiceImpossible(f"No letter of warning was sent for notice {strange[0]:,}.")
        return WarningsServed(
            stream=self.stream,
            version=self.version + 1,
            tax_year=self.tax_year,
            services=services,
            officer=by.officer,
            recorded_at=by.at,
        )

    def tell_land_office(self, told: Rows, *, told_on: date, by: Signed) -> LandOfficeTold:
        """Record the list of properties in arrears as it went to the land office (s.60)."""
        assert told.schema == TOLD
        self.must_be_issued()
        return LandOfficeTold(
            stream=self.stream,
            version=self.version + 1,
            tax_year=self.tax_year,
            told_on=told_on,
            told=told,
            officer=by.officer,
            recorded_at=by.at,
        )

    def _check_notices(self, numbers: Ints) -> None:
        self.must_be_issued()
        if len(numbers):
            self.taxpayer_of(int(numbers.max()))
            self.taxpayer_of(int(numbers.min()))

    def _check_services(self, services: Rows) -> None:
        self._check_notices(services["notice"])
        odd = sorted(set(services["manner"].tolist()) - set(SERVED_BY))
        if odd:
            raise ServiceImpossible(f"A notice is served in manner 1 to 5 (s.13), not {odd[0]}.")
        if len(services) and int(services["amendment"].max()) > self.amendments:
            raise ServiceImpossible(f"The roll has {self.amendments} amendments, not more.")
        issued = min(event.issued_on for _, event in self.issues)
        if len(services) and from_days(int(services["served_on"].min())) < issued:
            raise ServiceImpossible(
                f"A notice cannot be served before {issued.isoformat()}, when it was issued."
            )
        if (services["received_on"] < services["served_on"]).any():
            raise ServiceImpossible("A notice cannot be received before it was served.")
