"""Objections, corrected lists and changed uses: seen with their effect, decided by two people."""

from typing import Any, Final

from starlette.responses import Response

from api.pages.inner import ApiProblem
from api.pages.sections.office_run import asked_year
from api.pages.visit import Section, Visit

pages: Final = Section()


@pages.get("/office/{body}/matters")
async def matters(visit: Visit) -> Response:
    """Show a year's matters, with the last day to answer each."""
    body, year = visit.part("body"), asked_year(visit)
    found = (await visit.api.get(f"/local-bodies/{body}/decisions/{year}/matters")).told
    rows = sorted(found["items"], key=lambda one: one["answer_by"])
    return await visit.show("office/matters.html", body=body, year=year, matters=rows)


@pages.get("/office/{body}/matters/{year}/{number}")
async def matter(visit: Visit) -> Response:
    """Show a matter with what accepting it would do."""
    return await visit.show("office/matter.html", **await _matter(visit))


async def _matter(visit: Visit) -> dict[str, Any]:
    body, year, number = visit.part("body"), visit.part("year"), visit.part("number")
    path = f"/local-bodies/{body}/decisions/{year}/matters/{number}"
    found = (await visit.api.get(path)).told
    return {"body": body, "year": year, "number": number, "matter": found}


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
    """Propose how to decide, or decide as another proposed."""
    body, year, number = visit.part("body"), visit.part("year"), visit.part("number")
    form = await visit.form()
    path = f"/local-bodies/{body}/decisions/{year}/matters/{number}"
    try:
        if form.text("do") == "decide":
            await visit.api.post(f"{path}/decide", once=form.once)
        else:
            told = {"outcome": form.text("outcome"), "claims": []}
            await visit.api.post(f"{path}/propose", told, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/matter.html", wrong, **await _matter(visit))
    return visit.go(f"/office/{body}/matters/{year}/{number}")
