"""Asking the banks about one reference for somebody who waits, and recording what they have."""

from datetime import date, timedelta
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from api.commands.bank import Question
from api.commands.payments import receive
from api.http.front import Front
from api.http.inquiries import RECORDER
from api.http.problems import Problem
from api.http.shown import day_of

DAYS: Final = 3
"""Without a day the banks are asked about so many, today the last."""

OLDEST_DAYS: Final = 60
"""ASSUMPTION: banks answer about two months back; the day's files have told long before."""


class Inquiry(BaseModel):
    """On which day the money left, if that is known."""

    model_config = ConfigDict(extra="forbid", strict=True)

    paid_on: Annotated[
        str | None, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-06-15"])
    ] = None


def ask_banks(front: Front, *, ref1: str, holder: int, paid_on: str | None) -> dict[str, Any]:
    """Ask the banks about a reference and record what they have; say what each did.

    `holder` is the body whose account was to be paid, 0 for the common one. Raises `Problem`
    (too-many) where the same was asked too often.
    """
    front.throttle.inquiry(ref1)
    question = Question(
        biller=front.counter.biller(holder), ref1=ref1, days=_days(front.today(), paid_on)
    )
    heard = front.inquiries.hear(question)
    lines = [line for one in heard for line in one.lines]
    outcomes = []
    if lines:
        with front.till.held() as office:
            outcomes = receive(office, lines, billers=office.billers, by=front.signed(RECORDER))
    return {
        "asked_at": int(front.now()),
        "banks_that_answered": sum(not one.unanswered for one in heard),
        "banks_that_did_not": sum(bool(one.unanswered) for one in heard),
        "found": bool(lines),
        "waits_for_an_officer": any(one.state == "in-suspense" for one in outcomes),
    }


def _days(today: date, paid_on: str | None) -> tuple[date, ...]:
    told = day_of(paid_on)
    if told is None:
        return tuple(today - timedelta(days=back) for back in range(DAYS))
    if not today - timedelta(days=OLDEST_DAYS) <= told <= today:
        raise Problem("value-wrong", detail="The day lies within the last 60 days.")
    # A payment late at night is booked on the next day by some banks.
    return tuple(day for day in (told, told + timedelta(days=1)) if day <= today)
