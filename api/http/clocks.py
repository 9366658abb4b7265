"""The Act's clocks of what taxpayers file: until when, and what follows if nobody answers."""

from datetime import date, timedelta
from typing import Any, Final

from api.commands.appeals import appeal_last_day, suit_last_day
from api.commands.objections import received_on
from api.office import Office
from domain.law.year import YearLaw
from domain.objection import Objection

_REFUSED: Final = frozenset({"partly", "refused"})


def matter_clock(matter: Objection, law: YearLaw) -> dict[str, Any]:
    """Return which days count for a matter now; null where a clock does not run.

    `silence` says what happens if nobody answers by `answer_by`: an objection filed in time is
    accepted (s.73), anything else waits on.
    """
    filed = matter.filed
    assert filed is not None
    with_chief = matter.state == "with-chief"
    objection = filed.statement.matter == "objection"
    refused = objection and matter.stage == "chief" and matter.state in _REFUSED
    lost = matter.stage == "committee" and matter.state != "accepted"
    return {
        "silence": _silence(objection=objection, late=filed.late) if with_chief else None,
        "appeal_by": _told(appeal_last_day(matter, law.terms)) if refused else None,
        "committee_decides_by": _told(matter.appealed.decide_by)
        if matter.appealed and matter.state == "with-committee"
        else None,
        "sue_by": _told(suit_last_day(matter, law.terms)) if lost else None,
    }


def _silence(*, objection: bool, late: bool) -> str:
    return "accepts" if objection and not late else "nothing"


def filing_clocks(
    office: Office, *, body: int, tax_year: int, taxpayer: int, today: date
) -> dict[str, Any]:
    """Return what may be filed for a year today, until when, and how soon it is answered.

    `last_day` of an objection is null while the notice is not known to have been received: the days
    run from then (s.73).
    """
    law = office.law.for_year(tax_year)
    roll = office.rolls.roll(body, tax_year)
    notice = roll.notice_of(taxpayer) if roll.issued else None
    received = received_on(roll, notice) if notice is not None else None
    days = law.terms["objection"].count
    last_day = None if received is None else received + timedelta(days=days)
    return {
        "notices_are_out": roll.issued,
        "objection": {
            "possible": notice is not None,
            "received_on": _told(received),
            "last_day": _told(last_day),
            "late": last_day is not None and today > last_day,
            "answered_in_days": law.terms["objection_decision"].count,
        },
        "list": {"answered_in_days": law.terms["list_correction"].count},
        "use": {
            "told_within_days": law.terms["change_of_use"].count,
            "answered_in_days": law.terms["list_correction"].count,
        },
    }


def _told(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
