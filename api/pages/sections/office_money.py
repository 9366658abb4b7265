"""Money at a local body: what came in, was taken at the counter, waits; the day closed."""

from datetime import date
from typing import Any, Final

from starlette.responses import Response

from api.http.settings import MOST_UPLOAD_BYTES
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()


@pages.get("/office/{body}/money")
async def money(visit: Visit) -> Response:
    """Show what came in, latest first."""
    body = visit.part("body")
    found = await visit.api.get(
        f"/local-bodies/{body}/payments", cursor=visit.asked("cursor") or None
    )
    return await visit.show("office/money.html", body=body, payments=found.told)


@pages.get("/office/{body}/money/take")
async def take(visit: Visit) -> Response:
    """Look a notice up before money is taken for it."""
    return await visit.show("office/take.html", **await _looked_up(visit, visit.asked("notice")))


async def _looked_up(visit: Visit, notice: str) -> dict[str, Any]:
    body = visit.part("body")
    found = None
    if notice:
        found = (await visit.api.get(f"/local-bodies/{body}/notice", number=notice)).told
    return {
        "body": body,
        "notice": notice,
        "found": found,
        "taken": None,
        "entry": "",
        "typed": _BLANK,
    }


_BLANK: Final = {"amount": "", "channel": "", "receipt": "", "paid_on": ""}


@pages.post("/office/{body}/money/take")
async def taken(visit: Visit) -> Response:
    """Enter money taken."""
    body = visit.part("body")
    form = await visit.form()
    told = {name: form.text(name) for name in ("notice", "amount", "channel", "receipt", "paid_on")}
    told["amount"] = told["amount"].replace(",", "")
    try:
        done = await visit.api.post(f"/local-bodies/{body}/payments", told, once=form.once)
    except ApiProblem as wrong:
        try:
            shown = await _looked_up(visit, told["notice"])
        except ApiProblem:
            shown = await _looked_up(visit, "")
        return await visit.again("office/take.html", wrong, **{**shown, "typed": told})
    entry = visit.quoted(told["receipt"])
    if done.told["state"] != "allocated":
        return visit.go(f"/office/{body}/money/suspense/000/{body}-{entry}")
    at = f"/office/{body}/money/taken/{done.told['receipt']}"
    return visit.go(f"{at}?notice={visit.quoted(told['notice'])}&entry={entry}")


@pages.get("/office/{body}/money/taken/{receipt}")
async def receipt(visit: Visit) -> Response:
    """Say that money was entered, and how the notice stands now."""
    shown = await _looked_up(visit, visit.asked("notice"))
    entered = {"taken": visit.part("receipt"), "entry": visit.asked("entry")}
    return await visit.show("office/take.html", **{**shown, **entered})


@pages.get("/office/{body}/money/suspense")
async def suspense(visit: Visit) -> Response:
    """Show the money that waits for an owner."""
    body = visit.part("body")
    found = await visit.api.get(f"/local-bodies/{body}/payments/suspense")
    return await visit.show("office/suspense.html", body=body, waiting=found.told["items"])


@pages.get("/office/{body}/money/suspense/{bank}/{reference}")
async def waiting(visit: Visit) -> Response:
    """Show one payment that waits, with whose it may be."""
    return await visit.show("office/waiting.html", **await _waiting(visit))


async def _waiting(visit: Visit) -> dict[str, Any]:
    body, bank, reference = visit.part("body"), visit.part("bank"), visit.part("reference")
    path = f"/local-bodies/{body}/payments/{bank}/{reference}"
    return {"body": body, "one": (await visit.api.get(path)).told}


@pages.post("/office/{body}/money/suspense/{bank}/{reference}")
async def decide(visit: Visit) -> Response:
    """Propose whose it is, to move it, to send it back or to strike it out; or approve that."""
    body, bank, reference = visit.part("body"), visit.part("bank"), visit.part("reference")
    form = await visit.form()
    what = form.text("do")
    path = f"/local-bodies/{body}/payments/{bank}/{reference}/{_ACTS.get(what, 'match')}"
    told: dict[str, Any] | None = None
    if what in {"match", "move"}:
        told = {"parts": _parts(form.every("notice"), form.every("amount"))}
    if told is not None and what == "move":
        told["reason"] = form.text("reason")
    if what == "strike-out":
        told = {"reason": form.text("reason")}
    try:
        await visit.api.post(path, told, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/waiting.html", wrong, **await _waiting(visit))
    if what in {"move", "strike-out", "approve-match", "approve-return"}:
        return visit.go(f"/office/{body}/money/suspense/{bank}/{reference}")
    return visit.go(f"/office/{body}/money/suspense")


_ACTS: Final = {
    "match": "match",
    "move": "match",
    "return": "return",
    "strike-out": "return",
    "approve-match": "match/approve",
    "approve-return": "return/approve",
}


def _parts(notices: tuple[str, ...], amounts: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        {"notice": notice, "amount": amount.replace(",", "")}
        for notice, amount in zip(notices, amounts, strict=False)
        if notice
    ]


@pages.get("/office/{body}/money/day")
async def day(visit: Visit) -> Response:
    """Show what came in on a day, to be counted and closed."""
    return await visit.show("office/day.html", **await _day(visit, visit.asked("on")))


async def _day(visit: Visit, on: str) -> dict[str, Any]:
    body = visit.part("body")
    asked = _day_or_none(on) or visit.front.today()
    path = f"/local-bodies/{body}/days/{asked.isoformat()}"
    return {"body": body, "told": (await visit.api.get(path)).told}


def _day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@pages.post("/office/{body}/money/day")
async def close(visit: Visit) -> Response:
    """Close a day with what was counted."""
    body = visit.part("body")
    form = await visit.form()
    on = (_day_or_none(form.text("on")) or visit.front.today()).isoformat()
    told = {"counted": form.text("counted").replace(",", "")}
    try:
        await visit.api.post(f"/local-bodies/{body}/days/{on}/close", told, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("office/day.html", wrong, **await _day(visit, on))
    return visit.go(f"/office/{body}/money/day?on={on}")


@pages.get("/office/{body}/money/reports")
async def reports(visit: Visit) -> Response:
    """Show the reports there are."""
    year = visit.front.today().year + 543
    return await visit.show("office/reports.html", body=visit.part("body"), years=[year, year - 1])


@pages.get("/office/{body}/money/reports/{year}/{name}")
async def report(visit: Visit) -> Response:
    """Give a report as a file."""
    body, year, name = visit.part("body"), visit.part("year"), visit.part("name")
    found = await visit.api.get(
        f"/local-bodies/{body}/reports/{year}/{name}", form=visit.asked("form") or "csv"
    )
    return visit.passed_on(found)


@pages.get("/office/{body}/money/bank")
async def bank(visit: Visit) -> Response:
    """Show where to hand in a bank's day file."""
    return await visit.show("office/bank.html", body=visit.part("body"), told=None)


@pages.post("/office/{body}/money/bank")
async def compare(visit: Visit) -> Response:
    """Hold a bank's day file against the record."""
    body = visit.part("body")
    form = await visit.form(most=MOST_UPLOAD_BYTES)
    given = form.files.get("file")
    try:
        found = await visit.api.send_file(
            f"/local-bodies/{body}/bank-days",
            given.content if given else b"",
            once=form.once,
            bank=form.text("bank"),
        )
    except ApiProblem as wrong:
        return await visit.again("office/bank.html", wrong, body=body, told=None)
    return await visit.show("office/bank.html", body=body, told=found.told)
