"""A local body's first page: what waits today, how fresh the data are, what was collected."""

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup
from starlette.responses import Response

from api.pages.drawing.shares import Share, percent, shares
from api.pages.visit import Section, Visit

pages: Final = Section()


@pages.get("/office/{body}")
async def home(visit: Visit) -> Response:
    """Show what needs doing, and how things stand."""
    body = visit.part("body")
    told = (await visit.api.get(f"/local-bodies/{body}/home")).told
    waiting = (await visit.api.get(f"/local-bodies/{body}/proposals")).told
    return await visit.show(
        "office/home.html",
        body=body,
        home=told,
        waiting=waiting,
        percent=percent,
        chart=_chart(visit, told["collection"]),
        refreshing=True,
    )


def _chart(visit: Visit, collection: Mapping[str, Any]) -> Markup:
    """Draw the shares collected: ours, ours of last year by then, like bodies and all others."""
    say = visit.write.say
    rows = (
        (say("ปีนี้", "This year"), collection["this_year"], ""),
        (say("ปีก่อน ณ วันเดียวกัน", "Last year by then"), collection["last_year_by_then"], "before"),
        (say("อปท. ประเภทเดียวกัน", "Like bodies"), collection["like_bodies"], "before"),
        (say("อปท. อื่นทั้งหมด", "All other bodies"), collection["all_bodies"], "before"),
    )
    return shares(
        [
            Share(label=str(label), ten_thousandths=told["paid_ten_thousandths"], kind=kind)
            for label, told, kind in rows
            if told and "paid_ten_thousandths" in told
        ],
        title=str(say("ส่วนที่เก็บได้ของภาษีทั้งหมด", "Share of the tax that was collected")),
    )


@pages.get("/office/{body}/gaps")
async def gaps(visit: Visit) -> Response:
    """Show which properties cannot be assessed yet; a part of the first page, and a page."""
    body = visit.part("body")
    told = (await visit.api.get(f"/local-bodies/{body}/gaps")).told
    part = visit.request.headers.get("hx-request") == "true"
    template = "office/gaps_part.html" if part else "office/gaps.html"
    return await visit.show(template, body=body, told=told)


@pages.get("/office/{body}/people")
async def people(visit: Visit) -> Response:
    """Show who has which role."""
    body = visit.part("body")
    told = (await visit.api.get(f"/local-bodies/{body}/officers")).told
    return await visit.show("office/people.html", body=body, officers=told["items"])
