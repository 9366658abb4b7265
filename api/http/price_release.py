"""A price list between its check and its announcement: what it must answer for, and who answered.

Two people announce: one answers what the checks found and releases the list, another publishes it.
A slip in a price is in every bill of a province.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from api.http.front import Front
from api.http.problems import Problem
from domain.errors import OnePerson
from importers.receiving import Decided
from projections.price_checks import ANSWERS, Check, check_prices
from projections.registers import Registers
from projections.sessions import Job
from projections.sessions.jobs import CHECKED
from projections.simulation import supposed_prices


def checks_of(
    registers: Registers, province: int, decided: Sequence[Decided]
) -> list[dict[str, Any]]:
    """Return what the checks of a list found."""
    events = [event for one in decided for event in one.price_events()]
    supposed = supposed_prices(registers, province, events)
    heads = [one.act for one in decided]
    kept_back = Check(
        code="kept-back",
        found=sum(one.rows_quarantined for one in heads),
        of=sum(one.rows_in for one in heads),
        examples=(),
    )
    found = [kept_back, *check_prices(registers, province, supposed, events)]
    return [_check(one) for one in found]


def _check(one: Check) -> dict[str, Any]:
    return {
        "check": one.code,
        "found": one.found,
        "of": one.of,
        "answers": list(ANSWERS[one.code]),
        "examples": [
            {
                "body": f"{example.body:08d}" if example.body else None,
                "what": example.what,
                "before": example.before,
                "after": example.after,
            }
            for example in one.examples
        ],
    }


def release(front: Front, job: Job, *, officer: str, answers: Mapping[str, str]) -> Job:
    """Take the answers to what the checks found. Raises `Problem` where one is missing."""
    if job.state != CHECKED:
        raise Problem("job-not-checked")
    asked = {one["check"] for one in job.result["checks"] if one["found"]}
    wrong = [one for one, answer in answers.items() if answer not in ANSWERS.get(one, ())]
    missing = sorted(asked - set(answers))
    if missing or wrong or set(answers) - asked:
        raise Problem("checks-unanswered", members={"checks": missing or sorted(asked)})
    released = {"officer": officer, "answers": dict(answers)}
    front.stores.jobs.finish(
        job.number, state=CHECKED, result={**job.result, "released": released}, now=front.now()
    )
    found = front.stores.jobs.find(job.number, now=front.now())
    assert found is not None
    return found


def must_be_released(job: Job, officer: str) -> None:
    """Refuse to publish what nobody answered for, or what the same person did.

    Raises `Problem` (not-released), `OnePerson`.
    """
    released = job.result.get("released")
    if released is None:
        raise Problem("not-released")
    if released["officer"] == officer:
        raise OnePerson(f"{officer} released this list and so cannot publish it; another has to.")


def reason_of(job: Job) -> str:
    """Return what the act carries: who released the list and what was answered, in codes."""
    released = job.result.get("released")
    if released is None:
        return ""
    answers = [f"{name}={answer}" for name, answer in sorted(released["answers"].items())]
    return ";".join([f"released={released['officer']}", *answers])
