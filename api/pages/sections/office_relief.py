"""Relief after damage at a local body: tried, proposed by one person, granted by another."""

from typing import Any, Final

from starlette.responses import Response

from api.pages import typed
from api.pages.forms import Form
from api.pages.inner import ApiProblem
from api.pages.sections.office_run import asked_year
from api.pages.visit import Section, Visit

pages: Final = Section()

_PPM_OF_A_PERCENT: Final = 10_000


@pages.get("/office/{body}/reliefs")
async def reliefs(visit: Visit) -> Response:
    """Show a year's reliefs, and how to propose one; `property` fills the form in."""
    asked = visit.asked("property")
    form = Form(fields={"properties": (asked,)} if asked else {})
    return await visit.show("office/reliefs.html", **await _reliefs(visit, asked_year(visit), form))


async def _reliefs(visit: Visit, year: str, given: Form) -> dict[str, Any]:
    body = visit.part("body")
    found = (await visit.api.get(f"/local-bodies/{body}/reliefs/{year}")).told
    rows = sorted(found["items"], key=lambda one: -one["number"])
    return {"body": body, "year": year, "reliefs": rows, "given": given, "effect": None}


@pages.post("/office/{body}/reliefs/{year}")
async def propose(visit: Visit) -> Response:
    """Show what relief would take off, or propose it."""
    body, year = visit.part("body"), visit.part("year")
    form = await visit.form()
    at = f"/local-bodies/{body}/reliefs/{year}"
    tried = form.text("do") != "propose"
    try:
        done = await visit.api.post(f"{at}/preview" if tried else at, _damage(form), once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/reliefs.html", wrong, **await _reliefs(visit, year, form))
    if not tried:
        return visit.go(f"/office/{body}/reliefs?year={year}")
    shown = {**await _reliefs(visit, year, form), "effect": done.told}
    return await visit.show("office/reliefs.html", **shown)


def _damage(form: Form) -> dict[str, Any]:
    """Return what is asked for; what is no number goes on as it was typed, and is refused."""
    told: dict[str, Any] = {
        "provision": 57 if form.text("provision") == "57" else 56,
        "ground": form.text("ground"),
        "approval": form.text("approval"),
        "since": form.text("since"),
    }
    try:
        told["reduction_ppm"] = typed.whole(form.text("percent")) * _PPM_OF_A_PERCENT
    except ValueError:
        told["reduction_ppm"] = form.text("percent")
    keys = form.text("properties").replace(",", " ").split()
    if keys:
        told["properties"] = keys
    if form.text("tambon"):
        told["tambon"] = typed.reference(form.text("tambon"))
    return told


@pages.post("/office/{body}/reliefs/{year}/{number}")
async def decide(visit: Visit) -> Response:
    """Grant what another person proposed, or decline it."""
    body, year, number = visit.part("body"), visit.part("year"), visit.part("number")
    form = await visit.form()
    grants = form.text("do") == "grant"
    told = None if grants else {"reason": "NO-DAMAGE"}
    path = f"/local-bodies/{body}/reliefs/{year}/{number}/{'grant' if grants else 'decline'}"
    try:
        await visit.api.post(path, told, once=form.once)
    except ApiProblem as wrong:
        shown = await _reliefs(visit, year, Form(fields={}))
        return await visit.again("office/reliefs.html", wrong, **shown)
    return visit.go(f"/office/{body}/reliefs?year={year}")
