"""Who is late at a local body: the list, warnings, the land office's list, clearance, accounts."""

from typing import Any, Final

from starlette.responses import Response

from api.pages.forms import Form
from api.pages.inner import ApiProblem
from api.pages.sections.office_run import asked_year
from api.pages.visit import Section, Visit

pages: Final = Section()


@pages.get("/office/{body}/arrears")
async def arrears(visit: Visit) -> Response:
    """Show who is late with a year's tax."""
    return await visit.show("office/arrears.html", **await _arrears(visit, asked_year(visit)))


@pages.get("/office/{body}/late")
async def late(visit: Visit) -> Response:
    """Say how much is late this year; a part of the first page, and a page."""
    part = visit.request.headers.get("hx-request") == "true"
    template = "office/late_part.html" if part else "office/late.html"
    return await visit.show(template, **await _arrears(visit, asked_year(visit)))


async def _arrears(visit: Visit, year: str) -> dict[str, Any]:
    body = visit.part("body")
    path = f"/local-bodies/{body}/arrears/{year}"
    found = None
    try:
        found = (await visit.api.get(path, cursor=visit.asked("cursor") or None)).told
    except ApiProblem as wrong:
        if wrong.code != "not-issued":
            raise
    return {"body": body, "year": year, "late": found}


@pages.post("/office/{body}/arrears/{year}/{what}")
async def act(visit: Visit) -> Response:
    """Warn all, record when the letters came, or tell the land office."""
    body, year, what = visit.part("body"), visit.part("year"), visit.part("what")
    form = await visit.form()
    path, told = _act(what, form)
    try:
        await visit.api.post(f"/local-bodies/{body}/arrears/{year}/{path}", told, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/arrears.html", wrong, **await _arrears(visit, year))
    return visit.go(f"/office/{body}/arrears?year={year}")


def _act(what: str, form: Form) -> tuple[str, dict[str, Any] | None]:
    if what == "warn":
        days = form.text("days_to_pay")
        return "warnings", {"days_to_pay": int(days) if days.isdigit() else days}
    if what == "received":
        return "warnings/received", {"received_on": form.text("received_on")}
    return "land-office", None


@pages.get("/office/{body}/clearance")
async def clearance(visit: Visit) -> Response:
    """Say whether a property is clear of tax, as the land office is told."""
    body, key = visit.part("body"), visit.asked("key")
    answer = None
    if key:
        try:
            answer = (await visit.api.get(f"/land-office/{body}/clearance", key=key)).told
        except ApiProblem as wrong:
            return await visit.again(
                "office/clearance.html", wrong, body=body, key=key, answer=None
            )
    return await visit.show("office/clearance.html", body=body, key=key, answer=answer)


@pages.get("/office/{body}/accounts/{year}/{notice}")
async def account(visit: Visit) -> Response:
    """Show one account: what is owed, what was paid, what was proposed."""
    return await visit.show("office/account.html", **await _account(visit))


async def _account(visit: Visit) -> dict[str, Any]:
    body, year, notice = visit.part("body"), visit.part("year"), visit.part("notice")
    path = f"/local-bodies/{body}/decisions/{year}/accounts/{notice}"
    found = (await visit.api.get(path)).told
    who = (await visit.api.get(f"/local-bodies/{body}/notice", number=found["notice_number"])).told
    return {
        "body": body,
        "year": year,
        "notice": notice,
        "found": {**found, "notice_in_year": notice, "owner": who["owner"]},
        "taxpayer": who["taxpayer"],
        "given": Form(fields={}),
    }


@pages.post("/office/{body}/accounts/{year}/{notice}")
async def propose(visit: Visit) -> Response:
    """Propose an extension, a waiver, a refund or a write-off; approve or decline one."""
    body, year, notice = visit.part("body"), visit.part("year"), visit.part("notice")
    form = await visit.form()
    path, told = _proposal(form)
    at = f"/local-bodies/{body}/decisions/{year}/accounts/{notice}/proposals"
    try:
        await visit.api.post(f"{at}{path}", told, once=form.once)
    except ApiProblem as wrong:
        shown = {**await _account(visit), "given": form}
        return await visit.again("office/account.html", wrong, **shown)
    return visit.go(f"/office/{body}/accounts/{year}/{notice}")


@pages.post("/office/{body}/accounts/{year}/{notice}/received")
async def received(visit: Visit) -> Response:
    """Record how the notice or the letter of warning reached this taxpayer, or that it came back.

    Of several services of a notice the earliest counts; one that came back undoes those before it.
    """
    body, year, notice = visit.part("body"), visit.part("year"), visit.part("notice")
    form = await visit.form()
    day, manner = form.text("on"), form.text("manner")
    number = int(notice) if notice.isdecimal() else notice
    told: dict[str, Any] = {"manner": manner, "notices": [number], "received_on": day}
    path = f"/local-bodies/{body}/arrears/{year}/warnings/received"
    if form.text("letter") == "notice":
        path = f"/local-bodies/{body}/notices/{year}/served"
        # What is put up or printed counts as received some days later, which the law says (s.13).
        later = manner in {"posting", "newspaper"}
        told |= {"served_on": day, "received_on": None if later else day}
    try:
        await visit.api.post(path, told, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/account.html", wrong, **await _account(visit))
    return visit.go(f"/office/{body}/accounts/{year}/{notice}")


def _proposal(form: Form) -> tuple[str, dict[str, Any] | None]:
    what, number = form.text("do"), form.text("number")
    if what == "approve":
        return f"/{number}/approve", None
    if what == "decline":
        return f"/{number}/decline", {"reason": form.text("reason") or "DECLINED"}
    told: dict[str, Any] = {"kind": form.text("kind"), "reason": form.text("reason")}
    if form.text("amount"):
        told["amount"] = form.text("amount").replace(",", "")
    if form.text("percent"):
        told["percent"] = form.text("percent")
    for name in ("until", "since", "ground"):
        if form.text(name):
            told[name] = form.text(name)
    return "", told
