"""A taxpayer says it is wrong: objection, appeal, suit; a wrong list; a use that changed.

One stream a matter. What the taxpayer asks for is stated as corrections of facts, so that the tax
if they win can be computed, and that what is accepted flows into the register and the bill. Texts
and documents hold names, so the log has their digests only; they lie in the vault.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.errors import OnePerson
from domain.local_body import Signed
from domain.log.events import Event, Recorded
from domain.log.stream_ids import Kind, stream_id
from domain.objection.acts import (
    GROUNDS,
    MATTERS,
    OUTCOMES,
    AcceptedBySilence,
    Appealed,
    Claim,
    Decided,
    DocumentAdded,
    Filed,
    Forwarded,
    OutcomeProposed,
    Rebilled,
    Statement,
    Sued,
    Withdrawn,
)
from domain.objection.refusals import (
    MatterClosed,
    NothingProposedHere,
    TooEarly,
    TooLate,
    WrongMatter,
)


@dataclass(kw_only=True)
class Objection:
    """What the log says of one matter; `number` counts in the body's year."""

    body: int
    tax_year: int
    number: int
    version: int = 0
    filed: Filed | None = None
    filed_position: int = 0
    proposed: OutcomeProposed | None = None
    decisions: list[Decided] = field(default_factory=list)
    silence: AcceptedBySilence | None = None
    appealed: Appealed | None = None
    forwarded: Forwarded | None = None
    sued: Sued | None = None
    withdrawn: Withdrawn | None = None
    rebilled: Rebilled | None = None
    documents: list[str] = field(default_factory=list)
    claims: tuple[Claim, ...] = ()

    @property
    def stream(self) -> UUID:
        """Id of the matter's stream."""
        return stream_id(Kind.OBJECTION, self.body, self.tax_year, number=self.number)

    @property
    def reference(self) -> str:
        """How people call it: body, year, number."""
        return f"OB-{self.body:08d}-{self.tax_year % 100:02d}-{self.number:06d}"

    def take_in(self, recorded: Iterable[Recorded]) -> None:
        """Take recorded acts in, in order."""
        for one in recorded:
            self.apply(one)

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        event = recorded.event
        match event:
            case Filed():
                self.filed, self.filed_position = event, recorded.position
                self.documents.extend(event.statement.documents)
            case DocumentAdded():
                self.documents.append(event.document)
            case OutcomeProposed():
                self.proposed = event
            case Decided():
                self.decisions.append(event)
                self.proposed, self.claims, self.rebilled = None, event.claims, None
            case AcceptedBySilence():
                self.silence, self.claims, self.rebilled = event, event.claims, None
            case _:
                self._apply_later(event)
        self.version = event.version

    def _apply_later(self, event: Event) -> None:
        match event:
            case Appealed():
                self.appealed = event
            case Forwarded():
                self.forwarded = event
            case Sued():
                self.sued = event
            case Withdrawn():
                self.withdrawn = event
            case Rebilled():
                self.rebilled = event
            case _:
                pass

    @property
    def stage(self) -> str:
        """Who has it now: the chief, the committee or the court."""
        if self.sued is not None:
            return "court"
        return "committee" if self.appealed is not None else "chief"

    @property
    def state(self) -> str:
        """Where the matter stands, in one word for people and programs."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.silence is not None:
            return "accepted-by-silence"
        decided = self.decided_at(self.stage)
        if decided is not None:
            return decided.outcome
        return f"with-{self.stage}"

    def decided_at(self, stage: str) -> Decided | None:
        """Return the decision of a stage, if there is one."""
        return next((one for one in self.decisions if one.stage == stage), None)

    @property
    def to_be_rebilled(self) -> bool:
        """Whether something was accepted that the register and the roll do not have yet."""
        return bool(self.claims) and self.rebilled is None

    def file(
        self, statement: Statement, *, filed_on: date, answer_by: date, late: bool, by: Signed
    ) -> Filed:
        """File the matter. Raises `WrongMatter`."""
        known = statement.matter in MATTERS and set(statement.grounds) <= set(GROUNDS)
        if not known or not statement.grounds:
            raise WrongMatter(
                f"The matter is one of {', '.join(MATTERS)}, with a ground or more of "
                f"{', '.join(GROUNDS)}."
            )
        return Filed(
            stream=self.stream,
            version=1,
            body=self.body,
            tax_year=self.tax_year,
            statement=statement,
            filed_on=filed_on,
            answer_by=answer_by,
            late=late,
            by=by.officer,
            recorded_at=by.at,
        )

    def add_document(self, document: str, *, by: Signed) -> DocumentAdded:
        """Add a document. Raises `MatterClosed`."""
        self._must_be_open()
        return DocumentAdded(
            stream=self.stream,
            version=self.version + 1,
            document=document,
            by=by.officer,
            recorded_at=by.at,
        )

    def propose(self, *, outcome: str, claims: tuple[Claim, ...], by: Signed) -> OutcomeProposed:
        """Propose an outcome for the chief to decide. Raises `MatterClosed`, `WrongMatter`."""
        self._must_be_open()
        _check_outcome(outcome, claims)
        return OutcomeProposed(
            stream=self.stream,
            version=self.version + 1,
            outcome=outcome,
            claims=claims,
            officer=by.officer,
            recorded_at=by.at,
        )

    def decide(self, *, decided_on: date, by: Signed) -> Decided:
        """Decide as another officer proposed (s.73).

        Raises `NothingProposedHere`, `OnePerson`, `MatterClosed`, and `TooLate` once silence has
        accepted the objection.
        """
        filed = self._must_be_open()
        if self.proposed is None:
            raise NothingProposedHere(
                f"No officer has proposed how to decide {self.reference}; that comes first."
            )
        if self.proposed.officer == by.officer:
            raise OnePerson(
                f"{by.officer} proposed this outcome and so cannot decide it; another has to."
            )
        if (
            self.stage == "chief"
            and filed.statement.matter == "objection"
            and decided_on > filed.answer_by
        ):
            raise TooLate(
                f"{self.reference} was to be decided by {filed.answer_by.isoformat()}; it counts "
                "as accepted since (s.73 paragraph 2)."
            )
        return self._decided(
            self.proposed.outcome,
            self.proposed.claims,
            decided_on=decided_on,
            proposed_by=self.proposed.officer,
            by=by,
        )

    def record_decision(
        self, *, outcome: str, claims: tuple[Claim, ...], decided_on: date, by: Signed
    ) -> Decided:
        """Record what the committee or the court decided (s.81, s.82). Raises `MatterClosed`."""
        self._must_be_open()
        _check_outcome(outcome, claims)
        if self.stage == "chief":
            raise MatterClosed(f"{self.reference} is with the chief, whom an officer proposes to.")
        return self._decided(outcome, claims, decided_on=decided_on, proposed_by="", by=by)

    def _decided(
        self,
        outcome: str,
        claims: tuple[Claim, ...],
        *,
        decided_on: date,
        proposed_by: str,
        by: Signed,
    ) -> Decided:
        return Decided(
            stream=self.stream,
            version=self.version + 1,
            stage=self.stage,
            outcome=outcome,
            claims=claims,
            decided_on=decided_on,
            proposed_by=proposed_by,
            officer=by.officer,
            recorded_at=by.at,
        )

    def accept_by_silence(self, *, today: date, at: datetime) -> AcceptedBySilence:
        """Accept what was asked for because nobody answered in time (s.73 paragraph 2).

        Raises `TooEarly`, `MatterClosed`. ASSUMPTION: an objection filed too late is not accepted
        by silence, as s.73 paragraph 2 speaks of one under paragraph 1; a court would have to say.
        """
        filed = self._must_be_open()
        if filed.statement.matter != "objection" or filed.late or self.stage != "chief":
            raise MatterClosed(f"Silence does not accept {self.reference}.")
        if today <= filed.answer_by:
            raise TooEarly(f"{self.reference} can be decided until {filed.answer_by.isoformat()}.")
        return AcceptedBySilence(
            stream=self.stream,
            version=self.version + 1,
            on=today,
            claims=filed.statement.claims,
            recorded_at=at,
        )

    def appeal(
        self, *, filed_on: date, last_day: date, forward_by: date, decide_by: date, by: Signed
    ) -> Appealed:
        """Appeal against the chief's refusal. Raises `MatterClosed`, `TooLate`."""
        decided = self.decided_at("chief")
        if self.appealed or self.withdrawn or decided is None or decided.outcome == "accepted":
            raise MatterClosed(f"There is no refusal of {self.reference} to appeal against.")
        if filed_on > last_day:
            raise TooLate(f"An appeal had to be filed by {last_day.isoformat()} (s.73).")
        return Appealed(
            stream=self.stream,
            version=self.version + 1,
            filed_on=filed_on,
            forward_by=forward_by,
            decide_by=decide_by,
            by=by.officer,
            recorded_at=by.at,
        )

    def forward(self, *, on: date, by: Signed) -> Forwarded:
        """Record that the appeal went to the committee. Raises `MatterClosed`."""
        if self.appealed is None or self.forwarded is not None:
            raise MatterClosed(f"There is no appeal of {self.reference} to send on.")
        return Forwarded(
            stream=self.stream,
            version=self.version + 1,
            on=on,
            officer=by.officer,
            recorded_at=by.at,
        )

    def sue(self, *, filed_on: date, last_day: date, by: Signed) -> Sued:
        """Record a suit (s.82). Raises `MatterClosed`, `TooLate`."""
        decided = self.decided_at("committee")
        won = decided is not None and decided.outcome == "accepted"
        if self.appealed is None or self.sued is not None or won:
            raise MatterClosed(f"{self.reference} was not before the committee, or is in court.")
        if filed_on > last_day:
            raise TooLate(f"A suit had to be filed by {last_day.isoformat()} (s.82).")
        return Sued(
            stream=self.stream,
            version=self.version + 1,
            filed_on=filed_on,
            by=by.officer,
            recorded_at=by.at,
        )

    def withdraw(self, *, on: date, by: Signed) -> Withdrawn:
        """Take the matter back. Raises `MatterClosed`."""
        self._must_be_open()
        return Withdrawn(
            stream=self.stream,
            version=self.version + 1,
            on=on,
            by=by.officer,
            recorded_at=by.at,
        )

    def rebill(self, *, amendment: int, register_position: int, at: datetime) -> Rebilled:
        """Record that what was accepted is in the register and the roll. Raises `MatterClosed`."""
        if not self.to_be_rebilled:
            raise MatterClosed(f"Nothing of {self.reference} is left to be billed anew.")
        return Rebilled(
            stream=self.stream,
            version=self.version + 1,
            amendment=amendment,
            register_position=register_position,
            recorded_at=at,
        )

    def _must_be_open(self) -> Filed:
        if self.filed is None:
            raise MatterClosed(f"There is no matter {self.reference}.")
        if not self.state.startswith("with-"):
            raise MatterClosed(f"{self.reference} is at an end: {self.state}.")
        return self.filed


def _check_outcome(outcome: str, claims: tuple[Claim, ...]) -> None:
    if outcome not in OUTCOMES:
        raise WrongMatter(f"An outcome is one of {', '.join(OUTCOMES)}, not {outcome!r}.")
    if (outcome == "refused") != (not claims):
        raise WrongMatter(
            "What is accepted states the facts to be corrected; what is refused states none."
        )
