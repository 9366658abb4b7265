"""After the chief refused: the committee and the court, with the Act's days (s.73, s.81, s.82)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from api.commands.objections import finish
from api.office import Office
from domain.collection import after
from domain.law.year import Term
from domain.local_body import Signed
from domain.objection import Claim, MatterClosed, Objection

Terms = Mapping[str, Term]


def appeal(office: Office, matter: Objection, *, filed_on: date, by: Signed) -> int:
    """File an appeal with the chief (s.73 paragraph 4); return the position.

    Raises `MatterClosed`, `TooLate`.
    """
    terms = office.law.for_year(matter.tax_year).terms
    last_day = appeal_last_day(matter, terms)
    if last_day is None:
        raise MatterClosed(f"There is no refusal of {matter.reference} to appeal against.")
    forward_by = after(filed_on, terms["appeal_forwarded"])
    act = matter.appeal(
        filed_on=filed_on,
        last_day=last_day,
        forward_by=forward_by,
        decide_by=after(forward_by, terms["appeal_decision"]),
        by=by,
    )
    return office.log.record([act])


def appeal_last_day(matter: Objection, terms: Terms) -> date | None:
    """Return the last day to appeal (s.73 paragraph 4), None before the chief has decided."""
    decided = matter.decided_at("chief")
    return after(decided.decided_on, terms["appeal"]) if decided is not None else None


def suit_last_day(matter: Objection, terms: Terms) -> date | None:
    """Return the last day to sue (s.82), None where no appeal was filed or decided."""
    decided = matter.decided_at("committee")
    if decided is not None:
        return after(decided.decided_on, terms["suit"])
    if matter.appealed is None:
        return None
    silent_after = matter.appealed.decide_by + timedelta(days=terms["appeal_extension"].count)
    return after(silent_after, terms["suit_after_silence"])


def forward(office: Office, matter: Objection, *, on: date, by: Signed) -> int:
    """Record that the appeal went to the committee; return the position. Raises `MatterClosed`."""
    return office.log.record([matter.forward(on=on, by=by)])


def decide_above(
    office: Office,
    matter: Objection,
    *,
    outcome: str,
    claims: Sequence[Claim],
    decided_on: date,
    by: Signed,
) -> int:
    """Record what the committee or the court decided, then bill anew (s.81, s.82).

    Returns the position. Raises `MatterClosed`.
    """
    act = matter.record_decision(
        outcome=outcome, claims=tuple(claims), decided_on=decided_on, by=by
    )
    office.log.record([act])
    again = office.matters.matter(matter.body, matter.tax_year, matter.number)
    return finish(office, again, on=decided_on, by=by)


def sue(office: Office, matter: Objection, *, filed_on: date, by: Signed) -> int:
    """Record a suit (s.82): within 30 days of the decision, or of the committee's time running out.

    Returns the position. Raises `MatterClosed`, `TooLate`.
    """
    terms = office.law.for_year(matter.tax_year).terms
    last_day = suit_last_day(matter, terms) or filed_on
    return office.log.record([matter.sue(filed_on=filed_on, last_day=last_day, by=by)])


def withdraw(office: Office, matter: Objection, *, on: date, by: Signed) -> int:
    """Take a matter back; return the position. Raises `MatterClosed`."""
    return office.log.record([matter.withdraw(on=on, by=by)])
