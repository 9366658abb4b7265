"""A taxpayer's own: what one owns in every local body, what is owed, and why."""

from dataclasses import replace
from typing import Any, Final

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from api.pages.drawing.waterfall import Step, waterfall
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit
from domain.calendar import be_year
from domain.money import parse_baht, show_baht_grouped

pages: Final = Section()

ABSENT: Final = 404
SERVERS_OWN: Final = 500
MOST_LINES: Final = 30
MOST_JOINT: Final = 20


@pages.get("/my")
async def mine(visit: Visit) -> Response:
    """Show all notices with one total, and all properties on a list and a map."""
    owed = (await visit.api.get("/taxpayers/me/summary")).told
    cursor = visit.asked("cursor") or None
    owned = (await visit.api.get("/taxpayers/me/properties", cursor=cursor)).told
    bills = (await visit.api.get("/taxpayers/me/bills")).told["items"]
    noticed = {(one["body"], one["tax_year"]) for one in owed["items"]}
    joint = [] if visit.acting_for else await _joint(visit)
    return await visit.show(
        "my/overview.html",
        owed=owed,
        open=[one for one in owed["items"] if one["payment"]["state"] != "paid"],
        settled=[one for one in owed["items"] if one["payment"]["state"] == "paid"],
        owned=owned,
        bodies=_by_body(owned["items"]),
        joint=joint,
        assessed=[one for one in bills if (one["body"], one["tax_year"]) not in noticed],
    )


async def _joint(visit: Visit) -> list[dict[str, Any]]:
    """Return what the person owns together with others: how many they are, and what is owed."""
    received = (await visit.api.get("/taxpayers/me/delegations/received")).told["items"]
    found = []
    for one in [one for one in received if one["joint_owners"]][:MOST_JOINT]:
        asked = replace(visit.api, acting_for=one["taxpayer"])
        owed = (await asked.get("/taxpayers/me/summary")).told
        found.append({**one, "total": owed["total"], "notices": owed["items"]})
    return found


@pages.get("/my/map")
async def plots(visit: Visit) -> Response:
    """Give the outlines for the map, of whoever one acts for."""
    return JSONResponse((await visit.api.get("/taxpayers/me/map")).told)


@pages.get("/my/bills/{body}/{year}")
async def why(visit: Visit) -> Response:
    """Show where each baht of a bill comes from; a year to come is a forecast."""
    body, year = visit.part("body"), visit.part("year")
    path = f"/taxpayers/me/bills/{body}/{year}/explanation"
    bill = (await visit.api.get(path, known="notice")).told
    first = int(visit.asked("from")) if visit.asked("from").isdecimal() else 1
    this_year = be_year(visit.front.today())
    current = bill["tax_year"] == this_year
    # A bill of very many lines takes seconds to explain; its forecast is a page of its own.
    few = len(bill["lines"]) <= MOST_LINES
    return await visit.show(
        "my/why.html",
        bill=bill,
        notice=await _notice(visit, body, year),
        lines=bill["lines"][max(first, 1) - 1 : max(first, 1) - 1 + MOST_LINES],
        after=first + MOST_LINES if len(bill["lines"]) >= first + MOST_LINES else None,
        changed=_drawn(visit, bill["difference"]),
        to_come=bill["tax_year"] > this_year,
        next_year=await _next_year(visit, body, bill) if current and few else None,
        apart=current and not few,
    )


async def _notice(visit: Visit, body: str, year: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = (await visit.api.get(f"/taxpayers/me/notices/{body}/{year}")).told
    except ApiProblem as none:
        if none.status != ABSENT:
            raise
        return None
    return found


async def _next_year(visit: Visit, body: str, bill: dict[str, Any]) -> dict[str, Any] | None:
    """Return next year's bill from today's facts, None where nothing would be taxable."""
    path = f"/taxpayers/me/bills/{body}/{bill['tax_year'] + 1}/explanation"
    try:
        told: dict[str, Any] = (await visit.api.get(path)).told
    except ApiProblem as none:
        if none.status >= SERVERS_OWN:
            raise
        return None
    return {**told, "drawn": _drawn(visit, told["difference"])}


def _drawn(visit: Visit, difference: dict[str, Any] | None) -> Markup | None:
    """Draw why one year's tax is another than the year's before, where it is."""
    if difference is None or not difference["parts"]:
        return None
    say = visit.write.say

    def step(label: str, amount: str, *, signed: bool = False) -> Step:
        satang = parse_baht(amount)
        sign = "+" if signed and satang > 0 else ""
        return Step(label=label, satang=satang, written=f"{sign}{show_baht_grouped(satang)}")

    def year(number: int) -> str:
        return str(say("ปี {year}", "Year {year}", year=number))

    return waterfall(
        step(year(difference["before_year"]), difference["before"]),
        [
            step(one["thai"] if visit.thai else one["english"], one["baht"], signed=True)
            for one in difference["parts"]
        ],
        step(year(difference["after_year"]), difference["after"]),
        title=str(say("ที่มาของส่วนต่างจากปีก่อน", "Why it differs from the year before")),
    )


def _by_body(properties: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return properties in groups of one body each, in the order they came."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in properties:
        found.setdefault(one["body"], []).append(one)
    return list(found.values())
