"""Objections, corrected lists and changed uses: entered, seen with their effect, decided by two."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from api.pages.filing import FILES, MOST_BYTES, claims_of
from api.pages.forms import Form, fresh_once
from api.pages.inner import ApiProblem
from api.pages.sections.office_run import asked_year
from api.pages.visit import Section, Visit

pages: Final = Section()

MOST_PROPERTIES: Final = 20
STEPS: Final = ("withdrawal", "appeal", "forward", "suit")
USES: Final = ("agriculture", "residence", "other", "vacant")


@pages.get("/office/{body}/matters")
async def matters(visit: Visit) -> Response:
    """Show a year's matters, with the last day to answer each."""
    body, year = visit.part("body"), asked_year(visit)
    found = (await visit.api.get(f"/local-bodies/{body}/decisions/{year}/matters")).told
    rows = sorted(found["items"], key=lambda one: one["answer_by"])
    return await visit.show("office/matters.html", body=body, year=year, matters=rows)


@pages.get("/office/{body}/matters/new")
async def paper(visit: Visit) -> Response:
    """Show the form for what a taxpayer brought on paper."""
    form = Form(fields={"year": (asked_year(visit),), "taxpayer": (visit.asked("taxpayer"),)})
    return await visit.show("office/matter_new.html", **await _paper(visit, form))


async def _paper(visit: Visit, given: Form) -> dict[str, Any]:
    body, who = visit.part("body"), given.text("taxpayer")
    at = f"/local-bodies/{body}"
    held = (await visit.api.get(f"{at}/properties", taxpayer=who)).told["items"]
    return {
        "body": body,
        "owner": (await visit.api.get(f"{at}/owners/{who}")).told,
        "properties": held[:MOST_PROPERTIES],
        "given": given,
    }


@pages.post("/office/{body}/matters/new")
async def enter(visit: Visit) -> Response:
    """Enter what a taxpayer filed on paper; its clocks run from the day it came in."""
    body = visit.part("body")
    form = await visit.form(most=MOST_BYTES)
    at = f"/local-bodies/{body}/decisions/{form.text('year')}"
    try:
        told = {
            "taxpayer": form.text("taxpayer"),
            "kind": form.text("kind"),
            "filed_on": form.text("filed_on"),
            "grounds": list(form.every("ground")),
            "claims": claims_of(form),
            "documents": await _documents(visit, form, at),
            "words": form.text("words"),
        }
        entered = (await visit.api.post(f"{at}/matters", told, once=form.once)).told
    except ApiProblem as wrong:
        return await visit.again("office/matter_new.html", wrong, **await _paper(visit, form))
    return visit.go(f"/office/{body}/matters/{form.text('year')}/{entered['number']}")


async def _documents(visit: Visit, form: Form, at: str) -> list[str]:
    """Hand in the files of a form; return their digests. Raises `ApiProblem`."""
    given = [form.files[name] for name in FILES if name in form.files and form.files[name].content]
    return [
        (await visit.api.send_file(f"{at}/documents", one.content, once=fresh_once())).told[
            "document"
        ]
        for one in given
    ]


@pages.get("/office/{body}/matters/{year}/{number}")
async def matter(visit: Visit) -> Response:
    """Show a matter with what accepting it would do."""
    return await visit.show("office/matter.html", **await _matter(visit))


async def _matter(visit: Visit) -> dict[str, Any]:
    body, year, number = visit.part("body"), visit.part("year"), visit.part("number")
    path = f"/local-bodies/{body}/decisions/{year}/matters/{number}"
    found = (await visit.api.get(path)).told
    which = [(str(place), one["property"]) for place, one in enumerate(found["claims"])]
    return {"body": body, "year": year, "number": number, "matter": found, "which": which}


@pages.get("/office/{body}/matters/{year}/{number}/documents/{digest}")
async def document(visit: Visit) -> Response:
    """Hand out what was attached; that it was looked at is kept for whom it is about."""
    body, year, number = visit.part("body"), visit.part("year"), visit.part("number")
    path = (
        f"/local-bodies/{body}/decisions/{year}/matters/{number}/documents/{visit.part('digest')}"
    )
    return visit.passed_on(await visit.api.get(path))


@pages.post("/office/{body}/matters/{year}/{number}")
async def decide(visit: Visit) -> Response:
    """Propose how to decide, decide as another proposed, or record what happened next."""
    body, year, number = visit.part("body"), visit.part("year"), visit.part("number")
    form = await visit.form(most=MOST_BYTES)
    at = f"/local-bodies/{body}/decisions/{year}"
    try:
        await _act(visit, form, at, number)
    except ApiProblem as wrong:
        return await visit.again("office/matter.html", wrong, **await _matter(visit))
    return visit.go(f"/office/{body}/matters/{year}/{number}")


async def _act(visit: Visit, form: Form, at: str, number: str) -> None:
    path, what = f"{at}/matters/{number}", form.text("do")
    if what == "decide":
        await visit.api.post(f"{path}/decide", once=form.once)
    elif what == "document":
        for digest in await _documents(visit, form, at):
            await visit.api.post(f"{path}/documents", {"document": digest}, once=fresh_once())
    elif what in STEPS:
        await visit.api.post(f"{path}/{what}", {"on": form.text("on")}, once=form.once)
    else:
        told = {
            "outcome": form.text("outcome"),
            "claims": await _accepted(visit, form),
            **({"on": form.text("on")} if what == "above" else {}),
        }
        which = "decided-above" if what == "above" else "propose"
        await visit.api.post(f"{path}/{which}", told, once=form.once)


async def _accepted(visit: Visit, form: Form) -> list[dict[str, Any]]:
    """Return the claims that a partly accepted matter takes: those that were ticked."""
    if form.text("outcome") != "partly":
        return []
    claims: Sequence[Mapping[str, Any]] = (await _matter(visit))["matter"]["claims"]
    ticked = form.every("claim")
    return [_said(one) for place, one in enumerate(claims) if str(place) in ticked]


def _said(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim as the API takes it."""
    said: dict[str, Any] = {"property": claim["property"], "since": claim["since"]}
    use = claim["changes"].get("use", {})
    if "parcel" in claim["changes"]:
        said["area_cwah"] = claim["changes"]["parcel"]["area_cwah"]
    if shares := {name: use[name] for name in USES if name in use}:
        said["use"] = shares
    if "main" in use:
        said["main_residence"] = bool(use["main"])
    return said
