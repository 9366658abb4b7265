"""Rows of a checked file that were kept back: shown to officers, and mended one by one."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from api.http.changes import is_change
from api.http.front import Front
from api.http.imports import IMPORT, Handing, begin_import, context_of, finding_as_json
from api.http.problems import Problem
from api.http.uploads import DAYS_TO_MEND, Upload, opened
from importers.mending import (
    KeptBack,
    headings_of,
    rows_kept_back,
    write_mended,
)
from importers.reading import TableRead, read_file
from projections.sessions import Job
from projections.sessions.jobs import CHECKED

MOST_ROWS: Final = 100


def rows_of(front: Front, job: Job) -> dict[str, Any]:
    """Return the rows that were kept back, table by table, each beside what is wrong with it."""
    with _read(front, job) as (_, tables):
        return {"tables": [_table(one, alone=len(tables) == 1) for one in tables]}


def _table(read: TableRead, *, alone: bool) -> dict[str, Any]:
    headings = headings_of(read)
    kept = rows_kept_back(read, most=MOST_ROWS)
    return {
        "headings": list(headings),
        "can_be_mended": alone and not read.member,
        "more": len(read.quarantined_rows()) > len(kept),
        "rows": [_row(one, headings) for one in kept],
    }


def _row(one: KeptBack, headings: Sequence[str]) -> dict[str, Any]:
    places = {heading: place for place, heading in enumerate(headings)}
    wrong = sorted({places[said.column] for said in one.problems if said.column in places})
    return {
        "row": one.row,
        "cells": list(one.cells),
        "wrong": wrong,
        "problems": [finding_as_json(said) for said in one.problems],
    }


def mended(front: Front, job: Job, cells: Mapping[tuple[int, int], str], *, officer: str) -> Job:
    """Write the file again with some cells put right, and take on its check. Raises `Problem`."""
    with _read(front, job) as (path, tables):
        if len(tables) != 1 or tables[0].member:
            raise Problem("value-wrong", detail="Only a file of one table is mended here.")
        suffix = ".csv" if tables[0].table.delimiter else ".xlsx"
        with tempfile.TemporaryDirectory(prefix="thidin-") as folder:
            file = Path(folder) / f"mended{suffix}"
            write_mended(tables[0], file, cells)
            content = file.read_bytes()
        name = path.with_suffix(suffix).name
    digest = sha256(content).hexdigest()
    until = front.today() + timedelta(days=DAYS_TO_MEND)
    front.office.vault.keep_file(digest, content, until=until)
    as_of = job.request["as_of"]
    return begin_import(
        front,
        Handing(
            kind=IMPORT,
            place=job.place,
            officer=officer,
            upload=Upload(sha256=digest, name=name),
            as_of=date.fromisoformat(as_of) if as_of else None,
        ),
    )


@contextmanager
def _read(front: Front, job: Job) -> Iterator[tuple[Path, Sequence[TableRead]]]:
    """Give the tables of a checked file. Raises `Problem` for a job that has none."""
    if is_change(job) or job.state != CHECKED:
        raise Problem("job-not-checked")
    with opened(front, job.request["sha256"], job.request["name"]) as path:
        yield path, read_file(path, context_of(front, job))
