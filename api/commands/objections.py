"""Objections and their like: filed, proposed, decided or accepted by silence, billed anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from api.office import Office
from domain.correction import correction
from domain.local_body import Signed
from domain.objection import Claim, Objection, Statement
from domain.register import Corrected, Delivered, Register
from domain.roll import Roll
from projections.notices import amendment_of
from projections.registers import bills_of

OBJECTION_REASON = 3
APPEAL_REASON = 4
COURT_REASON = 5
CORRECTION_REASON = 2
_REASON_OF_STAGE = {
    "chief": OBJECTION_REASON,
    "committee": APPEAL_REASON,
    "court": COURT_REASON,
}
_ANSWERED_IN = {
    "objection": "objection_decision",
    "list": "list_correction",
    "use": "list_correction",
}
"""The term in which a matter is answered. ASSUMPTION: s.33 sets none for a changed use; it is
answered as a request to correct the list is (s.32); the Interior Ministry should say."""


@dataclass(frozen=True, kw_only=True)
class IfAccepted:
    """A taxpayer's tax of the year as known now, and if the claims are true; satang."""

    now_satang: int
    then_satang: int


def bill_if_accepted(
    office: Office, *, body: int, tax_year: int, taxpayer: int, claims: Sequence[Claim], by: Signed
) -> IfAccepted:
    """Compute what the taxpayer's bill would be if what they say were recorded."""
    register = office.registers.register(body)
    supposed = register.supposing(corrections(register, claims, by=by))
    now = office.registers.bills(body, office.law, tax_year=tax_year, parties=[taxpayer])
    prices = office.registers.in_force(
        now.body.must_have_joined().province, tax_year=tax_year, position=None
    )
    then = bills_of(now.body, supposed, prices, now.law, known_at=now.position, parties=[taxpayer])
    return IfAccepted(
        now_satang=int(now.assessment.bill_tax_satang.sum()),
        then_satang=int(then.assessment.bill_tax_satang.sum()),
    )


def corrections(register: Register, claims: Sequence[Claim], *, by: Signed) -> Sequence[Delivered]:
    """Return the acts that put claims into the register, one after the other."""
    acts: list[Delivered] = []
    for claim in claims:
        delivery = correction(
            register,
            claim.property,
            since=claim.since,
            changes=claim.changes,
            officer=by.officer,
            at=by.at,
            reason="DECISION",
        )
        decided = register.decide(Corrected, delivery, confirmed=True)
        if decided.changed:
            acts.extend(decided.events)
            register = register.supposing(decided.events)
    return acts


def file_matter(
    office: Office, *, body: int, tax_year: int, statement: Statement, filed_on: date, by: Signed
) -> tuple[Objection, int]:
    """File a matter; return it and the log position.

    The claims must fit the register, so that they can be computed. Raises `NoticeUnknown`,
    `WrongMatter`, `UnknownProperty`.
    """
    corrections(office.registers.register(body), statement.claims, by=by)
    law = office.law.for_year(tax_year)
    late = False
    if statement.notice:
        roll = office.rolls.roll(body, tax_year)
        roll.taxpayer_of(statement.notice)
        late = _is_late(roll, statement.notice, filed_on, law.terms["objection"].count)
    matter = office.matters.next_new(body, tax_year)
    filed = matter.file(
        statement,
        filed_on=filed_on,
        answer_by=filed_on + timedelta(days=law.terms[_ANSWERED_IN[statement.matter]].count),
        late=late,
        by=by,
    )
    position = office.log.record([filed])
    return office.matters.matter(body, tax_year, matter.number), position


def received_on(roll: Roll, notice: int) -> date | None:
    """Return the day the last notice came, amended ones too; None where none is known to have."""
    days = [
        service.received_on
        for amendment in range(roll.amendments + 1)
        if (service := roll.service_of(notice, amendment)) is not None
    ]
    return max(days, default=None)


def _is_late(roll: Roll, notice: int, filed_on: date, days: int) -> bool:
    """Say whether the days to object have run out, from the last notice received (s.73)."""
    received = received_on(roll, notice)
    return received is not None and filed_on > received + timedelta(days=days)


def propose_outcome(
    office: Office, matter: Objection, *, outcome: str, claims: tuple[Claim, ...], by: Signed
) -> int:
    """Propose how to decide; return the log position."""
    corrections(office.registers.register(matter.body), claims, by=by)
    return office.log.record([matter.propose(outcome=outcome, claims=claims, by=by)])


def decide(office: Office, matter: Objection, *, decided_on: date, by: Signed) -> int:
    """Decide as proposed, then bill anew; return the log position."""
    office.log.record([matter.decide(decided_on=decided_on, by=by)])
    return finish(office, _again(office, matter), on=decided_on, by=by)


def accept_silences(office: Office, *, body: int, tax_year: int, today: date, by: Signed) -> int:
    """Accept every objection nobody answered in time (s.73); return how many."""
    accepted = 0
    for matter in office.matters.of_year(body, tax_year):
        filed = matter.filed
        assert filed is not None
        silent = (
            matter.state == "with-chief"
            and filed.statement.matter == "objection"
            and not filed.late
            and today > filed.answer_by
        )
        if silent:
            office.log.record([matter.accept_by_silence(today=today, at=by.at)])
            accepted += 1
    return accepted


def finish_all(office: Office, *, body: int, tax_year: int, on: date, by: Signed) -> int:
    """Bill anew what was accepted and is not billed yet; return how many matters."""
    finished = 0
    for matter in office.matters.of_year(body, tax_year):
        if matter.to_be_rebilled:
            finish(office, matter, on=on, by=by)
            finished += 1
    return finished


def finish(office: Office, matter: Objection, *, on: date, by: Signed) -> int:
    """Put what was accepted into the register and the roll; return the log position.

    Two steps, each all or nothing; a run cut short between them is taken up again by calling this
    once more: corrections that are there already change nothing.
    """
    if not matter.to_be_rebilled:
        return office.log.head()
    filed = matter.filed
    assert filed is not None
    register = office.registers.register(matter.body)
    acts = corrections(register, matter.claims, by=by)
    if acts:
        office.log.record(acts)
    roll = office.rolls.roll(matter.body, matter.tax_year)
    bills = office.registers.bills(
        matter.body, office.law, tax_year=matter.tax_year, parties=[filed.statement.taxpayer]
    )
    if not roll.issued:
        done = matter.rebill(amendment=0, register_position=bills.position, at=by.at)
        return office.log.record([done])
    reason = _REASON_OF_STAGE[matter.stage]
    if filed.statement.matter != "objection":
        reason = CORRECTION_REASON
    taxpayers = np.array([filed.statement.taxpayer], dtype=np.int64)
    batch = amendment_of(bills, roll, taxpayers=taxpayers, reason=reason)
    amended = (
        roll.amend(batch, issued_on=on, by=by, prepared_by=matter.reference)
        if len(batch.notices)
        else []
    )
    done = matter.rebill(
        amendment=amended[0].amendment if amended else 0,
        register_position=bills.position,
        at=by.at,
    )
    return office.log.record([*amended, done])


def _again(office: Office, matter: Objection) -> Objection:
    return office.matters.matter(matter.body, matter.tax_year, matter.number)
