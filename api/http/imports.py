"""Imports as jobs: a file is checked, its difference shown, and then applied or left.

Checking records nothing. Applying reads the file again: refusals first, then the people to the
vault, then the log, so that nobody stands in the log whose name could never be told.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from api.http.front import Front
from api.http.guard import tell
from api.http.price_release import checks_of, reason_of
from api.http.problems import Problem, catalogue, of_refusal
from api.http.uploads import Upload, opened
from api.office import BANGKOK
from domain.calendar import be_year
from domain.errors import LogBusy, LogUnavailable, Refused
from domain.money import parse_baht, show_baht
from importers.feeds.feed import Context
from importers.problems import FileRefused
from importers.problems import Problem as Finding
from importers.reading import read_file
from importers.receiving import Decided, decide, decide_and_record
from importers.remembering import Remembering
from projections.changes import changes_of
from projections.effect import Effect, effect_of_delivery, effect_of_prices
from projections.price_checks import first_year_of
from projections.registers import Registers
from projections.sessions import Job
from projections.sessions.jobs import (
    APPLYING,
    CHECKED,
    DONE,
    INTERRUPTED,
    REFUSED,
    RUNNING,
    WAITING,
)

IMPORT: Final = "import"
PRICES: Final = "prices"
DELIVERY: Final = "delivery"
LAND_REGISTRY: Final = "LandRegistryReceived"
MOST_FINDINGS: Final = 500
SECOND_PERSON_SATANG: Final = 100_000_000
"""A change of a year's tax by 1,000,000 baht or more is recorded by another than who sent it.

ASSUMPTION: the Act sets no such sum; each body should.
"""
ROWS_BETWEEN_SIGNS: Final = 5_000


class OtherPlace(Refused):
    """A file has rows of another place, or is of a kind the sender does not hand in."""

    code = "other-place"


@dataclass(frozen=True, kw_only=True)
class Handing:
    """What is handed in, where, by whom."""

    kind: str
    place: int
    officer: str
    upload: Upload
    as_of: date | None


def begin_import(front: Front, handing: Handing) -> Job:
    """Take on the check of a file. Raises `Problem` where too many wait."""
    job = front.stores.jobs.begin(
        kind=handing.kind,
        place=handing.place,
        officer=handing.officer,
        request={
            "sha256": handing.upload.sha256,
            "name": handing.upload.name,
            "as_of": handing.as_of.isoformat() if handing.as_of else None,
        },
        now=front.now(),
    )
    front.pools.exports.start(partial(_check, front, job))
    return job


def begin_applying(
    front: Front,
    job: Job,
    *,
    officer: str,
    confirmed: bool,
    apply: Callable[..., None] | None = None,
) -> Job:
    """Take on the recording of a checked file, or with `apply` of what else was checked.

    Raises `Problem` unless it is checked, and where another person has to.
    """
    jobs = front.stores.jobs
    if job.result.get("second_person") and job.officer == officer:
        raise Problem("second-person")
    if not jobs.turn(job.number, before=CHECKED, after=APPLYING, now=front.now()):
        raise Problem("job-not-checked")
    try:
        work = partial(apply or _apply, front, job, officer=officer, confirmed=confirmed)
        front.pools.exports.start(work)
    except Problem:
        jobs.turn(job.number, before=APPLYING, after=CHECKED, now=front.now())
        raise
    return replace(job, state=APPLYING)


def job_of(front: Front, number: str, *, kind: str, place: int) -> Job:
    """Return a job of a kind and place. Raises `Problem`: another place's job is absent."""
    found = front.stores.jobs.find(number, now=front.now())
    if found is None or (found.kind, found.place) != (kind, place):
        raise Problem("absent")
    return found


def job_as_json(job: Job) -> dict[str, Any]:
    """Return a job as it is told."""
    return {
        "job": job.number,
        "file": job.request.get("name"),
        "began": datetime.fromtimestamp(job.began, BANGKOK).isoformat(timespec="seconds"),
        "state": job.state,
        "rows_read": job.rows,
        "officer": job.officer,
        "result": dict(job.result) or None,
    }


def working(front: Front, job: Job, work: Callable[[], tuple[str, Mapping[str, Any]]]) -> None:
    """Do a job's work and keep what came of it, also where it failed."""
    try:
        state, result = work()
    except FileRefused as refused:
        state, result = REFUSED, {"problems": [finding_as_json(one) for one in refused.problems]}
    except Refused as refused:
        state, result = REFUSED, {"refusal": refusal_as_json(of_refusal(refused))}
    except Problem as problem:
        state, result = REFUSED, {"refusal": refusal_as_json(problem)}
    except (LogBusy, LogUnavailable):
        state, result = INTERRUPTED, {"refusal": refusal_as_json(Problem("log-unavailable"))}
    except Exception as wrong:  # noqa: BLE001 - nobody waits for this thread to tell them
        tell(wrong, job.number)
        state, result = INTERRUPTED, {"refusal": refusal_as_json(Problem("unexpected"))}
    front.stores.jobs.finish(job.number, state=state, result=result, now=front.now())


def refusal_as_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as a job tells it."""
    entry = catalogue()[problem.name]
    return {
        "code": problem.name,
        "thai": entry.detail_th,
        "english": problem.detail or entry.detail_en,
    }


def finding_as_json(problem: Finding) -> dict[str, Any]:
    """Return what is wrong with a row or file."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "row": problem.row,
        "column": problem.column,
        "thai": problem.thai,
        "english": problem.english,
        "mend_thai": problem.mend_thai,
        "mend_english": problem.mend_english,
    }


def _check(front: Front, job: Job) -> None:
    if not front.stores.jobs.turn(job.number, before=WAITING, after=RUNNING, now=front.now()):
        return

    def work() -> tuple[str, Mapping[str, Any]]:
        with opened(front, job.request["sha256"], job.request["name"]) as path:
            tables = read_file(path, context_of(front, job), advanced=_signs(front, job))
            with front.slow.held() as registers:
                decided = decide(registers, tables, by=front.sender(job.officer), confirmed=True)
                _of_place(job, decided)
                effects = _effects(front, registers, job, decided)
                told = [{**_table(one), **_facts(registers, one)} for one in decided]
                found = {"tables": told, "effects": list(effects)}
                if job.kind == PRICES:
                    found["checks"] = checks_of(registers, job.place, decided)
                if job.kind == IMPORT:
                    found["second_person"] = needs_two(effects)
                return CHECKED, found

    working(front, job, work)


def _apply(front: Front, job: Job, *, officer: str, confirmed: bool) -> None:
    def work() -> tuple[str, Mapping[str, Any]]:
        people = Remembering(front.office.vault)
        by = replace(front.sender(officer), reason=reason_of(job))
        with opened(front, job.request["sha256"], job.request["name"]) as path:
            tables = read_file(
                path, context_of(front, job), remember=people.take, advanced=_signs(front, job)
            )
            with front.slow.held() as registers:
                try:
                    decided = decide(registers, tables, by=by, confirmed=confirmed)
                    _of_place(job, decided)
                except Refused as refused:
                    told = refusal_as_json(of_refusal(refused))
                    return CHECKED, {**job.result, "refusal": told}
                people.flush()
                decided, position = decide_and_record(
                    registers, tables, by=by, confirmed=confirmed, decided=decided
                )
                return DONE, {"tables": [_table(one) for one in decided], "position": position}

    working(front, job, work)


def needs_two(effects: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether what would be recorded changes the tax by so much that another records it."""
    return any(abs(parse_baht(one["difference"])) >= SECOND_PERSON_SATANG for one in effects)


def context_of(front: Front, job: Job) -> Context:
    """Return how a job's file is read."""
    as_of = job.request["as_of"]
    body, province = (None, job.place) if job.kind == PRICES else (job.place, None)
    if body is not None:
        with front.slow.held() as registers:
            province = registers.body(body).must_have_joined().province
    return Context(
        body=body,
        province=province,
        today=front.today(),
        identify=front.office.vault.pseudonyms,
        join=front.office.vault.joints,
        as_of=date.fromisoformat(as_of) if as_of else None,
    )


def _signs(front: Front, job: Job) -> Callable[[int], None]:
    """Return what notes how many rows were read, now and then."""
    read = told = 0

    def advanced(rows: int) -> None:
        nonlocal read, told
        read += rows
        if told == 0 or read - told >= ROWS_BETWEEN_SIGNS:
            told = read
            front.stores.jobs.advance(job.number, rows=read, now=front.now())

    return advanced


def _of_place(job: Job, decided: Sequence[Decided]) -> None:
    """Refuse a file that would act elsewhere: what a sender may do is of one place."""
    for one in decided:
        if one.place != job.place or one.province != (job.kind == PRICES):
            raise OtherPlace("The file has rows of another place.")
        kinds = {handed.act for handed in one.table.handed}
        if job.kind == DELIVERY and kinds != {LAND_REGISTRY}:
            raise OtherPlace("The file is no delivery of the land registry.")


def _effects(
    front: Front, registers: Registers, job: Job, decided: Sequence[Decided]
) -> Sequence[Mapping[str, Any]]:
    """Return what a file would do to the bills of the current year, or the first it binds."""
    year = be_year(front.today())
    if job.kind == PRICES:
        events = [event for one in decided for event in one.price_events()]
        year = max(year, first_year_of(events) or year)
        found = effect_of_prices(
            registers, front.office.law, province=job.place, events=events, tax_year=year
        )
    else:
        changes = [event for one in decided for event in one.register_events()]
        found = [
            effect_of_delivery(
                registers, front.office.law, body=job.place, events=changes, tax_year=year
            )
        ]
    return [effect_as_json(one) for one in found]


def effect_as_json(one: Effect) -> dict[str, Any]:
    """Return what something that is not recorded would do to a body's year."""
    return {
        "body": f"{one.body:08d}",
        "tax_year": one.tax_year,
        "before": show_baht(one.total_before_satang),
        "after": show_baht(one.total_after_satang),
        "difference": show_baht(one.difference_satang),
        "bills_that_differ": len(one.taxpayer),
    }


def _table(one: Decided) -> dict[str, Any]:
    problems = one.table.problems
    return {
        "feed": one.table.feed,
        "feed_thai": one.table.feed_thai,
        "already_recorded": one.already,
        "rows": one.act.rows_in,
        "applied": one.act.rows_applied,
        "unchanged": one.act.rows_unchanged,
        "quarantined": one.act.rows_quarantined,
        "problems_by_code": dict(Counter(problem.code for problem in problems)),
        "problems": [finding_as_json(problem) for problem in problems[:MOST_FINDINGS]],
    }


def _facts(registers: Registers, one: Decided) -> dict[str, Any]:
    """Return how many facts of each table would be new or changed."""
    if one.province or one.already:
        return {}
    found = changes_of(registers.register(one.place), one.register_events(), most=0)
    return {
        "facts": {
            name: {"new": found.fresh[name], "changed": found.changed.get(name, 0)}
            for name in found.fresh
        }
    }
