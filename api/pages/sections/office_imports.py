"""A local body's files: handed in, checked, mended, applied, undone, and what came in before."""

from typing import Any, Final

from starlette.responses import Response

from api.http.settings import MOST_UPLOAD_BYTES
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()

MOST_AT_ONCE: Final = 20_000
UNFINISHED: Final = frozenset({"waiting", "running", "applying"})


@pages.get("/office/{body}/imports")
async def imports(visit: Visit) -> Response:
    """Show where to hand in a file, the checks under way, and what was received."""
    return await visit.show("office/imports.html", **await _listed(visit))


async def _listed(visit: Visit) -> dict[str, Any]:
    body = visit.part("body")
    at = f"/local-bodies/{body}"
    cursor = visit.asked("cursor") or None
    return {
        "body": body,
        "jobs": (await visit.api.get(f"{at}/import-jobs")).told["items"],
        "received": (await visit.api.get(f"{at}/imports", cursor=cursor)).told,
    }


@pages.post("/office/{body}/imports")
async def hand_in(visit: Visit) -> Response:
    """Hand a file in and look at its check."""
    body = visit.part("body")
    form = await visit.form(most=MOST_UPLOAD_BYTES)
    given = form.files.get("file")
    try:
        job = await visit.api.send_file(
            f"/local-bodies/{body}/imports",
            given.content if given else b"",
            once=form.once,
            name=given.name if given else "-",
            as_of=form.text("as_of") or None,
        )
    except ApiProblem as wrong:
        return await visit.again("office/imports.html", wrong, **await _listed(visit))
    return visit.go(f"/office/{body}/imports/{job.told['job']}")


@pages.get("/office/{body}/imports/{number}")
async def job(visit: Visit) -> Response:
    """Show what a file is taken for, how far its check is, and what applying it would do."""
    return await visit.show(_template(visit), **await _job(visit))


def _template(visit: Visit) -> str:
    part = visit.request.headers.get("hx-request") == "true"
    return "office/import_part.html" if part else "office/import.html"


async def _job(visit: Visit) -> dict[str, Any]:
    body, number = visit.part("body"), visit.part("number")
    found = (await visit.api.get(f"/local-bodies/{body}/import-jobs/{number}")).told
    rows = None
    tables = (found["result"] or {}).get("tables", [])
    kept = found["state"] == "checked" and any(one["quarantined"] for one in tables)
    # To read a whole registry again takes seconds: the page is there first, its rows follow.
    follow = kept and found["rows_read"] > MOST_AT_ONCE and not visit.asked("rows")
    if kept and not follow:
        try:
            path = f"/local-bodies/{body}/import-jobs/{number}/rows"
            rows = (await visit.api.get(path)).told["tables"]
        except ApiProblem as wrong:
            # An auditor or a cashier sees the problems, and not the rows with people in them. What
            # is no file, a split or an undoing, has no rows.
            if wrong.name not in {"not-allowed", "absent", "job-not-checked"}:
                raise
    unfinished = found["state"] in UNFINISHED
    return {
        "body": body,
        "job": found,
        "rows": rows,
        "unfinished": unfinished,
        "follow": follow,
        "refreshing": unfinished or follow,
    }


@pages.post("/office/{body}/imports/{number}/apply")
async def apply(visit: Visit) -> Response:
    """Record a checked file."""
    body, number = visit.part("body"), visit.part("number")
    form = await visit.form()
    path = f"/local-bodies/{body}/import-jobs/{number}/apply"
    try:
        told = {"confirm": form.text("confirm") == "yes"}
        await visit.api.post(path, told, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/import.html", wrong, **await _job(visit))
    return visit.go(f"/office/{body}/imports/{number}")


@pages.post("/office/{body}/imports/{number}/mend")
async def mend(visit: Visit) -> Response:
    """Put cells right in place and have the file checked again."""
    body, number = visit.part("body"), visit.part("number")
    form = await visit.form()
    cells = [
        {"table": int(table), "row": int(row), "column": int(column), "text": form.text(name)}
        for name in form.fields
        if name.startswith("cell-")
        for _, table, row, column in [name.split("-", 3)]
        if form.text(name) != form.text(name.replace("cell-", "was-", 1))
    ]
    path = f"/local-bodies/{body}/import-jobs/{number}/mend"
    try:
        job = await visit.api.post(path, {"cells": cells}, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/import.html", wrong, **await _job(visit))
    return visit.go(f"/office/{body}/imports/{job.told['job']}")


@pages.get("/office/{body}/imports/{number}/corrections")
async def corrections(visit: Visit) -> Response:
    """Give the rows that were kept back as a file to mend."""
    body, number = visit.part("body"), visit.part("number")
    file = await visit.api.get(f"/local-bodies/{body}/import-jobs/{number}/corrections")
    return visit.passed_on(file)


@pages.post("/office/{body}/undo/{position}")
async def undo(visit: Visit) -> Response:
    """Ask what undoing a delivery would do; it is then applied like a file."""
    body, position = visit.part("body"), visit.part("position")
    form = await visit.form()
    try:
        job = await visit.api.post(
            f"/local-bodies/{body}/imports/{position}/undo", {}, once=form.once
        )
    except ApiProblem as wrong:
        return await visit.again("office/imports.html", wrong, **await _listed(visit))
    return visit.go(f"/office/{body}/imports/{job.told['job']}")
