"""A local body's register: searched, a property with all that is known of it, put right."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from api.http.problems import Problem
from api.pages import typed
from api.pages.forms import Form
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()

IDENTITY_DIGITS: Final = 13


@pages.get("/office/{body}/register")
async def register(visit: Visit) -> Response:
    """Search by parcel code, title, map sheet and land number, or by taxpayer."""
    body, text, who = visit.part("body"), visit.asked("text"), visit.asked("taxpayer")
    found = None
    if text or who:
        found = (
            await visit.api.get(
                f"/local-bodies/{body}/properties",
                text=text,
                taxpayer=who or None,
                cursor=visit.asked("cursor") or None,
            )
        ).told
    return await visit.show(
        "office/register.html", body=body, text=text, who=who, found=found, owners=None
    )


@pages.post("/office/{body}/register")
async def owners(visit: Visit) -> Response:
    """Search by an owner's number, name or address: by a form, so that it is in no address."""
    body = visit.part("body")
    form = await visit.form()
    text = form.text("owner")
    number = text.replace("-", "").replace(" ", "")
    whole = number.isascii() and number.isdigit() and len(number) == IDENTITY_DIGITS
    shown: dict[str, Any] = {"body": body, "text": "", "who": "", "found": None}
    try:
        found = await visit.api.post(
            f"/local-bodies/{body}/owners/search", {"number": number} if whole else {"text": text}
        )
    except ApiProblem as wrong:
        return await visit.again("office/register.html", wrong, **shown, owners=None)
    return await visit.show("office/register.html", **shown, owners=found.told)


@pages.get("/office/{body}/register/property")
async def property_(visit: Visit) -> Response:
    """Show a property: map, uses, owners, value, history on both time axes, arrears, documents."""
    return await visit.show("office/property.html", **await _property(visit, visit.asked("key")))


async def _property(visit: Visit, key: str) -> dict[str, Any]:
    body = visit.part("body")
    at = f"/local-bodies/{body}"
    found = await visit.api.get(f"{at}/property", key=key)
    known = found.told["known"][-1] if found.told["known"] else None
    who = known["owner"] if known else None
    return {
        "body": body,
        "key": key,
        "told": found.told,
        "version": found.version,
        "known": known,
        "owner": await _may_see(visit, f"{at}/owners/{who}") if who else None,
        "value": await _value(visit, who, found.told["names"], known) if known and who else None,
        "near": _near(found.told["names"]),
        "effect": None,
        "given": Form(fields={}),
    }


def _near(names: list[str]) -> str:
    """Return the parcel code of a plot, or of the plot a building stands on, "" for none."""
    for one in names:
        kind, _, code = one.partition(":")
        if kind == "C":
            return code
        if kind == "B":
            return code.rpartition("-")[0]
    return ""


async def _value(
    visit: Visit, who: str, names: list[str], known: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the lines of the owner's bill that this property is in."""
    path = f"/local-bodies/{visit.part('body')}/bills/{who}/{known['tax_year']}/explanation"
    bill = await _may_see(visit, path)
    if bill is None:
        return None
    lines = [
        {**line, "properties": shares}
        for line in bill["lines"]
        if (shares := [one for one in line["properties"] if one["property"] in names])
    ]
    return {"tax_year": bill["tax_year"], "tax": bill["tax"], "lines": lines}


async def _may_see(visit: Visit, path: str) -> dict[str, Any] | None:
    """Return what the API says, None where there is none or this role may not see it."""
    try:
        told: dict[str, Any] = (await visit.api.get(path)).told
    except ApiProblem as wrong:
        if wrong.status in {403, 404, 409}:
            return None
        raise
    return told


@pages.post("/office/{body}/register/correct")
async def correct(visit: Visit) -> Response:
    """Show what a correction would do, or record it with the version that was read."""
    body = visit.part("body")
    form = await visit.form()
    key = form.text("property")
    dry = form.text("do") != "record"
    try:
        done = await visit.api.post(
            f"/local-bodies/{body}/corrections",
            {**_correction(form), "property": key, "dry_run": dry},
            once=form.once,
            version=form.version,
        )
    except ApiProblem as wrong:
        shown = {**await _property(visit, key), "given": form}
        return await visit.again("office/property.html", wrong, **shown)
    if not dry:
        return visit.go(f"/office/{body}/register/property?key={visit.quoted(key)}")
    shown = {**await _property(visit, key), "given": form, "effect": done.told["effect"]}
    return await visit.show("office/property.html", **shown)


def _correction(form: Form) -> dict[str, Any]:
    """Return what was filled in; what was left blank stays as it is."""
    told: dict[str, Any] = {"since": form.text("since"), "reason": form.text("reason")}
    area = [form.text(unit) for unit in ("rai", "ngan", "wah")]
    if any(area):
        told["area_cwah"] = typed.area(*area)
    uses = {name: form.text(f"use_{name}") for name in _USES}
    if any(uses.values()):
        told["use"] = {name: _whole(text or "0") for name, text in uses.items()}
    if form.text("main-residence"):
        told["main_residence"] = form.text("main-residence") == "yes"
    if form.text("price"):
        told["price"] = form.text("price").replace(",", "")
    if form.text("exemption_item"):
        percent = _whole(form.text("exemption_percent") or "100")
        told["exemption"] = {"item": _whole(form.text("exemption_item")), "percent": percent}
    if form.text("reduction"):
        told["reduction"] = _whole(form.text("reduction"))
    if form.text("retired"):
        told["retired"] = True
    return told


_USES: Final = ("agriculture", "residence", "other", "vacant")


def _whole(text: str) -> int | str:
    """Return a whole number; what is none goes to the API as it is, which says what is wrong."""
    plain = text.replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else text  # noqa: PLR2004 - 63 bits


@pages.get("/office/{body}/owners/{who}")
async def owner(visit: Visit) -> Response:
    """Show an owner: name, properties, notices."""
    body, who = visit.part("body"), visit.part("who")
    at = f"/local-bodies/{body}"
    return await visit.show(
        "office/owner.html",
        body=body,
        owner=(await visit.api.get(f"{at}/owners/{who}")).told,
        held=(await visit.api.get(f"{at}/properties", taxpayer=who)).told,
    )


@pages.post("/office/{body}/register/change/{what}")
async def change(visit: Visit) -> Response:
    """See what merging or splitting would do; it is then recorded like a file."""
    body, what = visit.part("body"), visit.part("what")
    form = await visit.form()
    path, told = _change(what, form)
    try:
        job = await visit.api.post(f"/local-bodies/{body}/{path}", told, once=form.once)
    except ApiProblem as wrong:
        shown = {**await _property(visit, form.text("property")), "given": form}
        return await visit.again("office/property.html", wrong, **shown)
    return visit.go(f"/office/{body}/imports/{job.told['job']}")


def _change(what: str, form: Form) -> tuple[str, dict[str, Any]]:
    key, since = form.text("property"), form.text("since")
    if what == "merge":
        others = [one for one in form.text("others").replace(",", " ").split() if one]
        return "mergers", {"properties": [key, *others], "since": since}
    if what != "split":
        raise Problem("absent")
    pieces = [
        {"code": code, "area_cwah": typed.area(*area)}
        for code, *area in zip(*map(form.every, ("code", "rai", "ngan", "wah")), strict=False)
        if any(area)
    ]
    return "splits", {"property": key, "pieces": pieces, "since": since}
