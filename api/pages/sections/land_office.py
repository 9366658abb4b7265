"""The land office: is a property clear of tax, an answer checked again, files delivered."""

import re
from typing import Any, Final

from starlette.responses import Response

from api.pages.forms import Form
from api.pages.inner import ApiProblem
from api.pages.jobs import LARGEST, mending
from api.pages.visit import Section, Visit

pages: Final = Section()

MOST_AT_ONCE: Final = 100
_APART: Final = re.compile(r"[\s,;]+")
_MARK: Final = "\ufeff"


@pages.get("/land-office")
async def ask(visit: Visit) -> Response:
    """Show where to ask whether properties are clear of tax."""
    bodies = await bodies_of(visit)
    return await visit.show(
        "land_office/ask.html", bodies=bodies, body=visit.asked("body"), text=""
    )


@pages.post("/land-office")
async def answers(visit: Visit) -> Response:
    """Answer for the properties that were typed or came in a list; nothing is recorded."""
    form = await visit.form()
    body, asked = form.text("body"), _properties(form)
    bodies = await bodies_of(visit)
    try:
        found = (await visit.api.post(f"/land-office/{body}/clearance", {"properties": asked})).told
    except ApiProblem as wrong:
        text = form.text("properties")
        return await visit.again("land_office/ask.html", wrong, bodies=bodies, body=body, text=text)
    items = found["items"]
    return await visit.show(
        "land_office/answers.html",
        items=items,
        owing=sum(not one.get("clear", True) for one in items),
        unknown=sum("problem" in one for one in items),
        body_name=_name(bodies, body),
        body=body,
    )


def _properties(form: Form) -> list[str]:
    """Return the properties of the field and of the list, each once, in their order."""
    listed = form.files.get("list")
    text = listed.content.decode("utf-8", "replace").removeprefix(_MARK) if listed else ""
    typed = _APART.split(f"{form.text('properties')}\n{text}")
    return list(dict.fromkeys(one for one in typed if one))


@pages.get("/check-clearance")
async def check(visit: Visit) -> Response:
    """Give a printed answer again to whoever holds its number and code."""
    number, code = visit.asked("number"), visit.asked("code")
    if not (number and code):
        return await visit.show("land_office/check.html", number=number, code=code)
    try:
        found = (await visit.api.get(f"/clearances/{_segment(number)}", code=code)).told
    except ApiProblem as wrong:
        return await visit.again("land_office/check.html", wrong, number=number, code=code)
    return await visit.show("land_office/slip.html", slip=found, code=code)


def _segment(text: str) -> str:
    """Return a text as one part of an address: what no number has stands for nothing."""
    return re.sub(r"[^A-Za-z0-9-]", "", text) or "-"


@pages.get("/land-office/deliveries")
async def deliveries(visit: Visit) -> Response:
    """Show what was delivered for a body, and where to deliver more."""
    return await visit.show("land_office/deliveries.html", **await _deliveries(visit))


@pages.post("/land-office/deliveries")
async def deliver(visit: Visit) -> Response:
    """Take a file."""
    form = await visit.form(most=LARGEST)
    body, given = form.text("body"), form.files.get("file")
    try:
        answer = await visit.api.send_file(
            f"/land-office/{body}/deliveries",
            given.content if given else b"",
            once=form.once,
            name=given.name if given else "-",
            as_of=form.text("as_of") or None,
        )
    except ApiProblem as wrong:
        told = await _deliveries(visit)
        return await visit.again("land_office/deliveries.html", wrong, **told)
    return visit.go(f"/land-office/deliveries/{body}/{answer.told['job']}")


@pages.get("/land-office/deliveries/{body}/{number}")
async def delivery(visit: Visit) -> Response:
    """Show what was understood of a file."""
    return await visit.show("land_office/delivery.html", **await _delivery(visit))


@pages.post("/land-office/deliveries/{body}/{number}")
async def record(visit: Visit) -> Response:
    """Record a file that was checked."""
    form = await visit.form()
    try:
        await visit.api.post(f"{_job(visit)}/apply", once=form.once)
    except ApiProblem as wrong:
        return await visit.again("land_office/delivery.html", wrong, **await _delivery(visit))
    return visit.go(visit.path)


@pages.get("/land-office/deliveries/{body}/{number}/corrections")
async def corrections(visit: Visit) -> Response:
    """Give the rows to mend as a file."""
    return mending(visit, await visit.api.get(f"{_job(visit)}/corrections"))


def _job(visit: Visit) -> str:
    return f"/land-office/{visit.part('body')}/deliveries/{visit.part('number')}"


async def _delivery(visit: Visit) -> dict[str, Any]:
    body = visit.part("body")
    return {
        "job": (await visit.api.get(_job(visit))).told,
        "body": body,
        "body_name": _name(await bodies_of(visit), body),
    }


async def _deliveries(visit: Visit) -> dict[str, Any]:
    bodies = await bodies_of(visit)
    body = visit.asked("body") or (bodies[0]["body"] if bodies else "")
    items = (await visit.api.get(f"/land-office/{body}/deliveries")).told["items"] if body else []
    return {"bodies": bodies, "body": body, "items": items}


async def bodies_of(visit: Visit) -> list[dict[str, Any]]:
    """Return the bodies of the provinces acted for."""
    provinces = (await visit.session())["provinces"]
    found = [(await visit.api.get("/bodies", province=one)).told["items"] for one in provinces]
    return [body for some in found for body in some]


def _name(bodies: list[dict[str, Any]], code: str) -> str:
    return next((str(one["name"]) for one in bodies if one["body"] == code), code)
