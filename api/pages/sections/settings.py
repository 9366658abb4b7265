"""A taxpayer's settings, and all that is known here of them as a file to keep."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from starlette.responses import Response

from api.office import BANGKOK
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()

LISTS: Final = {
    "notices": (
        "body",
        "body_name",
        "tax_year",
        "notice_number",
        "assessed",
        "paid",
        "pay_by",
        "state",
    ),
    "properties": ("body", "kind", "key", "parcel_code", "map_sheet", "area", "unit"),
    "receipts": ("receipt", "paid_on", "channel", "amount", "body", "tax_year", "notice_number"),
    "bills": ("body", "body_name", "tax_year", "tax", "as_known_at"),
}
"""Lists that may be kept as CSV, with their columns."""

_TOLD: Final = "/taxpayers/me/notifications"
_WHOLE: Final = ("matters", "delegations", "consents")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@pages.get("/my/settings")
async def settings(visit: Visit) -> Response:
    """Show what one may set and keep."""
    return await _settings(visit)


async def _settings(
    visit: Visit,
    wish: Mapping[str, Any] | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    found = await visit.api.get(f"{_TOLD}/settings")
    shown = {
        "lists": LISTS,
        "offered": found.told["offered"],
        "wish": wish or found.told,
        "known": found.told,
        "version": found.version,
        "saved": visit.asked("saved"),
    }
    if problem is not None:
        return await visit.again("my/settings.html", problem, **shown)
    return await visit.show("my/settings.html", **shown)


@pages.post("/my/settings")
async def choose(visit: Visit) -> Response:
    """Choose by which channels one is told, in which language, and where to."""
    form = await visit.form()
    wish = {
        "channels": list(form.every("channel")),
        "language": form.text("language"),
        "email": form.text("email"),
        "phone": form.text("phone"),
    }
    try:
        await visit.api.put(f"{_TOLD}/settings", wish, once=form.once, version=form.version)
    except ApiProblem as wrong:
        return await _settings(visit, wish, wrong)
    return visit.go("/my/settings?saved=yes")


@pages.post("/my/settings/code")
async def prove(visit: Visit) -> Response:
    """Take the code that came to an address."""
    form = await visit.form()
    channel = form.text("channel")
    typed = {"channel": channel, "code": form.text(f"code-{channel}")}
    try:
        await visit.api.post(f"{_TOLD}/proofs", typed, once=form.once)
    except ApiProblem as wrong:
        return await _settings(visit, problem=wrong)
    return visit.go("/my/settings?saved=proven")


@pages.get("/my/settings/code")
async def back(visit: Visit) -> Response:
    """Lead back, such as after a change of language."""
    return visit.go("/my/settings")


@pages.get("/my/messages")
async def messages(visit: Visit) -> Response:
    """List what one was told beside letters, with what became of each message."""
    page = (await visit.api.get(_TOLD, cursor=visit.asked("cursor") or None)).told
    return await visit.show("my/messages.html", page=page, moment_of=_moment)


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, BANGKOK).isoformat(timespec="minutes")


@pages.get("/my/looks")
async def looks(visit: Visit) -> Response:
    """Show who looked at one's data."""
    found = (await visit.api.get("/taxpayers/me/looks", days=visit.asked("days") or None)).told
    return await visit.show("my/looks.html", looks=found)


@pages.get("/my/data.json")
async def everything(visit: Visit) -> Response:
    """Give what is known here of the taxpayer in one file; name and address are on the letters."""
    session = await visit.session()
    found: dict[str, Any] = {"taxpayer": session.get("taxpayer")}
    for name in LISTS:
        found[name] = await _every(visit, name)
    for name in _WHOLE:
        found[name] = (await visit.api.get(f"/taxpayers/me/{name}")).told["items"]
    found["messages"] = await _every(visit, "notifications")
    found["told_by"] = (await visit.api.get(f"{_TOLD}/settings")).told
    found["looks"] = (await visit.api.get("/taxpayers/me/looks")).told
    content = json.dumps(found, ensure_ascii=False, indent=1).encode()
    return visit.file(content, media_type="application/json", name="thidin-data.json")


@pages.get("/my/data/{name}")
async def one_list(visit: Visit) -> Response:
    """Give one list as CSV, for spreadsheets."""
    name = visit.part("name").removesuffix(".csv")
    columns = LISTS.get(name)
    if columns is None:
        return visit.go("/my/settings")
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(columns)
    for one in await _every(visit, name):
        rows.writerow([_cell(one, column) for column in columns])
    # The mark at the beginning tells spreadsheets that the letters are UTF-8.
    content = text.getvalue().encode("utf-8-sig")
    return visit.file(content, media_type="text/csv; charset=utf-8", name=f"thidin-{name}.csv")


async def _every(visit: Visit, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = (await visit.api.get(f"/taxpayers/me/{name}", cursor=cursor)).told
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


def _cell(row: Mapping[str, Any], column: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if row.get(column) is None else str(row[column])
    return f"'{text}" if text.startswith(_FORMULA) else text
