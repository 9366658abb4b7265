"""Changes of a register, looked at first and then recorded: undone, merged, split, relieved.

They are jobs like files that were handed in: checking records nothing, and what is large, or
relieves somebody of tax (s.56, s.57), is recorded by another than who asked for it.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from api.http.front import Front
from api.http.imports import IMPORT, effect_as_json, needs_two, refusal_as_json, working
from api.http.problems import of_refusal
from domain.calendar import be_year
from domain.correction import correction
from domain.delivery import Delivery
from domain.dividing import Piece, merging, splitting
from domain.errors import Refused, StaleStream
from domain.register import Corrected, Register
from domain.undoing import undoing
from importers.receiving import ATTEMPTS
from importers.sender import Sender
from projections.changes import changes_of
from projections.effect import effect_of_delivery
from projections.registers import Registers
from projections.sessions import Job
from projections.sessions.jobs import CHECKED, DONE, RUNNING, WAITING

RELIEF: Final = "relief"
NEED_ANOTHER: Final = frozenset({RELIEF})


def is_change(job: Job) -> bool:
    """Say whether a job is a change of the register, and no file."""
    return "change" in job.request


def begin_change(
    front: Front, *, body: int, officer: str, name: str, change: Mapping[str, Any]
) -> Job:
    """Take on the check of a change. Raises `Problem` where too many wait."""
    job = front.stores.jobs.begin(
        kind=IMPORT,
        place=body,
        officer=officer,
        request={"sha256": "", "name": name, "as_of": None, "change": dict(change)},
        now=front.now(),
    )
    front.pools.exports.start(partial(_check, front, job))
    return job


def _check(front: Front, job: Job) -> None:
    if not front.stores.jobs.turn(job.number, before=WAITING, after=RUNNING, now=front.now()):
        return

    def work() -> tuple[str, Mapping[str, Any]]:
        with front.slow.held() as registers:
            registers.body(job.place).must_have_joined()
            register = registers.register(job.place)
            delivery, told = _delivery(register, job, front.sender(job.officer))
            decision = register.decide(Corrected, delivery, confirmed=True)
            effect = effect_as_json(
                effect_of_delivery(
                    registers,
                    front.office.law,
                    body=job.place,
                    events=decision.events,
                    tax_year=be_year(front.today()),
                )
            )
            another = job.request["change"]["what"] in NEED_ANOTHER or needs_two([effect])
            return CHECKED, {
                "tables": [_table(registers, job, delivery, decision.changed)],
                "effects": [effect],
                "second_person": another,
                **told,
            }

    working(front, job, work)


def _table(registers: Registers, job: Job, delivery: Delivery, changed: int) -> dict[str, Any]:
    register = registers.register(job.place)
    decision = register.decide(Corrected, delivery, confirmed=True)
    found = changes_of(register, decision.events, most=0)
    return {
        "feed": delivery.feed,
        "feed_thai": "เจ้าหน้าที่แก้ไข",
        "already_recorded": False,
        "rows": delivery.rows_in,
        "applied": decision.act.rows_applied,
        "unchanged": decision.act.rows_unchanged,
        "quarantined": 0,
        "problems_by_code": {},
        "problems": [],
        "facts": {
            name: {"new": found.fresh[name], "changed": found.changed.get(name, 0)}
            for name in found.fresh
            if changed
        },
    }


def apply_change(front: Front, job: Job, *, officer: str, confirmed: bool) -> None:
    """Record a change that was checked; it is put together again from the register as it is now."""

    def work() -> tuple[str, Mapping[str, Any]]:
        with front.slow.held() as registers:
            for attempt in range(ATTEMPTS):
                register = registers.register(job.place)
                try:
                    delivery, _ = _delivery(register, job, front.sender(officer))
                    decision = register.decide(Corrected, delivery, confirmed=confirmed)
                    position = registers.log.record(decision.events)
                except StaleStream:
                    if attempt + 1 == ATTEMPTS:
                        raise
                    continue
                except Refused as refused:
                    told = refusal_as_json(of_refusal(refused))
                    return CHECKED, {**job.result, "refusal": told}
                return DONE, {**job.result, "position": position}
            raise AssertionError

    working(front, job, work)


def _delivery(register: Register, job: Job, by: Sender) -> tuple[Delivery, dict[str, Any]]:
    """Put a change together; beside it what the check tells of it."""
    change = job.request["change"]
    match change["what"]:
        case "undo":
            found = undoing(register, change["position"], officer=by.officer, at=by.at)
            told = {
                "position": change["position"],
                "facts": found.facts,
                "newer": found.newer,
                "unknown_before": found.unknown_before,
            }
            return found.delivery, {"undo": told}
        case "merge":
            return merging(
                register,
                change["properties"],
                since=date.fromisoformat(change["since"]),
                officer=by.officer,
                at=by.at,
            ), {}
        case "split":
            pieces = [Piece(**one) for one in change["pieces"]]
            return splitting(
                register,
                change["property"],
                pieces,
                since=date.fromisoformat(change["since"]),
                officer=by.officer,
                at=by.at,
            ), {}
        case _:
            return _relief(register, change, by), {}


def _relief(register: Register, change: Mapping[str, Any], by: Sender) -> Delivery:
    """Relieve a property of part of a year's tax (s.56: the body's chief; s.57: the governor)."""
    return correction(
        register,
        change["property"],
        since=date.fromisoformat(change["since"]),
        changes={
            RELIEF: {
                "provision": change["provision"],
                "tax_year": change["tax_year"],
                "reduction_ppm": change["percent"] * 10_000,
            }
        },
        officer=by.officer,
        at=by.at,
        reason="RELIEF-GRANTED",
    )
