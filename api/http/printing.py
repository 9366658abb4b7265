"""Letters of a body's year written as PDF in a job, and kept sealed until they are printed."""

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from api.commands import letters
from api.commands.letters import Letters, Which
from api.documents.run import Written
from api.http.front import Front
from api.http.imports import working
from api.http.problems import Problem
from api.office import Office
from projections.sessions import Job
from projections.sessions.jobs import DONE, RUNNING, WAITING

PRINT: Final = "print"
DAYS_TO_PRINT: Final = 14
MOST_JOBS: Final = 50


def begin_printing(
    front: Front, *, body: int, tax_year: int, officer: str, kind: str, amendment: int | None
) -> Job:
    """Take on the writing of letters. Raises `Problem` where too many wait, `NotIssued`."""
    with front.counter.held() as office:
        roll = office.rolls.roll(body, tax_year)
        roll.must_be_issued()
        if amendment is not None and amendment > roll.amendments:
            raise Problem("value-wrong", detail=f"There are {roll.amendments} amendments.")
    job = front.stores.jobs.begin(
        kind=PRINT,
        place=body,
        officer=officer,
        request={"tax_year": tax_year, "kind": kind, "amendment": amendment},
        now=front.now(),
    )
    front.pools.exports.start(partial(_print, front, job))
    return job


def _print(front: Front, job: Job) -> None:
    if not front.stores.jobs.turn(job.number, before=WAITING, after=RUNNING, now=front.now()):
        return
    working(front, job, partial(_work, front, job))


def _work(front: Front, job: Job) -> tuple[str, Mapping[str, Any]]:
    # An office of its own: a run reads a whole roll for minutes, and nobody is to wait for it.
    office = Office(front.office.settings)
    which = Which(body=job.place, tax_year=job.request["tax_year"])
    try:
        found = _letters(office, which, job)
        named = which.named(job.request["kind"])
        with tempfile.TemporaryDirectory(prefix="thidin-") as folder:
            run = letters.write(
                found, Path(folder), named=named, progress=partial(_written, front, job)
            )
            return DONE, {
                "letters": run.letters,
                "files": [_kept(front, one) for one in run.files],
            }
    finally:
        office.log.close()


def _letters(office: Office, which: Which, job: Job) -> Letters:
    if job.request["kind"] == "warnings":
        return letters.warnings(office, which)
    return letters.notices(office, which, amendment=job.request["amendment"])


def _written(front: Front, job: Job, one: Written) -> None:
    front.stores.jobs.advance(job.number, rows=one.last, now=front.now())


def _kept(front: Front, one: Written) -> dict[str, Any]:
    """Keep a file in the vault: it is full of names and addresses."""
    content = one.path.read_bytes()
    digest = sha256(content).hexdigest()
    front.office.vault.keep_file(
        digest, content, until=front.today() + timedelta(days=DAYS_TO_PRINT)
    )
    return {
        "name": one.path.name,
        "first": one.first,
        "last": one.last,
        "bytes": len(content),
        "sha256": digest,
    }


def print_job_as_json(job: Job) -> dict[str, Any]:
    """Return a print job as it is told."""
    return {
        "job": job.number,
        "kind": job.request["kind"],
        "amendment": job.request["amendment"],
        "state": job.state,
        "written": job.rows,
        "letters": job.result.get("letters"),
        "files": [
            {name: one[name] for name in ("name", "first", "last", "bytes")}
            for one in job.result.get("files", [])
        ],
        "refusal": job.result.get("refusal"),
    }


def print_jobs(front: Front, body: int, tax_year: int) -> list[Job]:
    """Return the latest print jobs of a body's year, latest first."""
    found = front.stores.jobs.of_place(PRINT, body, now=front.now(), most=MOST_JOBS)
    return [one for one in found if one.request["tax_year"] == tax_year]
