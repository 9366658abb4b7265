"""The year's notices at a local body: checked, prepared, approved, printed, served, amended."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()

UNFINISHED: Final = frozenset({"waiting", "running"})


def asked_year(visit: Visit) -> str:
    """Return the tax year asked for, this year's where none is."""
    asked = visit.asked("year")
    known = len(asked) == 4 and asked.isascii() and asked.isdigit()  # noqa: PLR2004 - digits of a year
    return asked if known else str(visit.front.today().year + 543)


@pages.get("/office/{body}/run")
async def run(visit: Visit) -> Response:
    """Show how far the year's notices are, and what stands out."""
    return await visit.show("office/run.html", **await _run(visit, asked_year(visit)))


async def _run(visit: Visit, year: str) -> dict[str, Any]:
    body = visit.part("body")
    at = f"/local-bodies/{body}/notices/{year}"
    state = (await visit.api.get(at)).told
    preview = coming = None
    if state["issued"]:
        coming = (await visit.api.get(f"{at}/amendment")).told
    else:
        preview = (await visit.api.get(f"{at}/preview")).told
    prints = (await visit.api.get(f"{at}/print-jobs")).told["items"]
    return {
        "body": body,
        "year": year,
        "state": state,
        "preview": preview,
        "coming": coming,
        "prints": prints,
        "issues": _issues(visit, state["issues"]),
        "refreshing": any(one["state"] in UNFINISHED for one in prints),
    }


def _issues(visit: Visit, issues: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the issues to choose from, latest first, each by its number; 0 is the first."""
    say = visit.write.say
    numbers = sorted({one["amendment"] for one in issues}, reverse=True)
    return [
        (
            str(number),
            str(
                say("แก้ไขครั้งที่ {n}", "Amendment {n}", n=number)
                if number
                else say("ครั้งแรก", "First issue")
            ),
        )
        for number in numbers
    ]


@pages.post("/office/{body}/run/{year}/prepare")
async def prepare(visit: Visit) -> Response:
    """Prepare the notices, with the answers to what stands out."""
    form = await visit.form()
    answers = {
        name.removeprefix("gate-"): form.text(name)
        for name in form.fields
        if name.startswith("gate-") and form.text(name)
    }
    return await _done(visit, "prepare", {"answers": answers}, form.once)


@pages.post("/office/{body}/run/{year}/approve")
async def approve(visit: Visit) -> Response:
    """Approve and issue what another person prepared."""
    form = await visit.form()
    return await _done(visit, "approve", {"issued_on": form.text("issued_on") or None}, form.once)


@pages.post("/office/{body}/run/{year}/served")
async def served(visit: Visit) -> Response:
    """Record how an issue reached its taxpayers."""
    form = await visit.form()
    told = {
        "manner": form.text("manner"),
        "served_on": form.text("served_on"),
        "received_on": form.text("received_on") or None,
        "amendment": int(form.text("amendment") or "0"),
    }
    return await _done(visit, "served", told, form.once)


@pages.post("/office/{body}/run/{year}/print")
async def print_(visit: Visit) -> Response:
    """Begin to write letters as PDF."""
    form = await visit.form()
    amendment = form.text("amendment")
    told = {"kind": form.text("kind"), "amendment": int(amendment) if amendment else None}
    return await _done(visit, "print-jobs", told, form.once)


async def _done(visit: Visit, what: str, told: dict[str, Any], once: str) -> Response:
    body, year = visit.part("body"), visit.part("year")
    try:
        await visit.api.post(f"/local-bodies/{body}/notices/{year}/{what}", told, once=once)
    except ApiProblem as wrong:
        return await visit.again("office/run.html", wrong, **await _run(visit, year))
    return visit.go(f"/office/{body}/run?year={year}")


@pages.get("/office/{body}/run/{year}/print/{number}/{file}")
async def file(visit: Visit) -> Response:
    """Give a written file."""
    body, year = visit.part("body"), visit.part("year")
    number, place = visit.part("number"), visit.part("file")
    path = f"/local-bodies/{body}/notices/{year}/print-jobs/{number}/files/{place}"
    return visit.passed_on(await visit.api.get(path))


@pages.get("/office/{body}/documents/{year}/{notice}/{kind}")
async def document(visit: Visit) -> Response:
    """Give a letter of one notice as PDF."""
    body, year = visit.part("body"), visit.part("year")
    notice, kind = visit.part("notice"), visit.part("kind")
    path = f"/local-bodies/{body}/notices/{year}/documents/{notice}/{kind}"
    return visit.passed_on(await visit.api.get(path))
