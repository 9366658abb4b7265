"""The window on the roll-out: the nation's map, each province's bodies, all with readings."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from api.pages.drawing.nation import Shade, every_province, nation, province_name
from api.pages.visit import Section, Visit
from domain.money import parse_baht

pages: Final = Section()

MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "live": ("ใช้งานจริงแล้ว", "Live"),
    "data": ("ส่งข้อมูลแล้ว", "Data in"),
    "matched": ("แปลงที่จับคู่ทะเบียนที่ดินได้", "Plots matched with titles"),
    "valued": ("มีราคาประเมิน", "With a price"),
    "surveyed": ("สำรวจการใช้แล้ว", "Surveyed"),
    "collected": ("เก็บได้", "Collected"),
    "online": ("ชำระออนไลน์", "Paid online"),
}
"""What the map can show, each as a share in percent."""

_IN_TABLE: Final = ("matched", "valued", "surveyed", "collected", "online")
STEPS_PERMILLE: Final = (0, 250, 500, 750)
_FILTERS: Final = ("province", "kind", "stage", "text")


@pages.get("/ministry")
async def roll_out(visit: Visit) -> Response:
    """Show the nation: on the map by a measure, in a table by province."""
    chosen = visit.asked("measure")
    measure = chosen if chosen in MEASURES else "live"
    told = (await visit.api.get("/ministry/provinces")).told
    rows = [
        {
            **one,
            "name": province_name(one["province"], thai=visit.thai),
            "share": share(one, measure),
            "shares": {name: percent(share(one, name)) for name in _IN_TABLE},
        }
        for one in told["items"]
    ]
    shades = {
        one["province"]: Shade(
            step=step_of(one["share"]),
            says=visit.write.say(
                "{name}: {share}", "{name}: {share}", name=one["name"], share=percent(one["share"])
            ),
            leads_to=visit.language.path(f"/ministry/provinces/{one['province']}"),
        )
        for one in rows
    }
    label = visit.write.say(*MEASURES[measure])
    return await visit.show(
        "ministry/roll_out.html",
        nation=told["nation"],
        rows=rows,
        measure=measure,
        measures=MEASURES,
        drawn=nation(shades, label),
        percent=percent,
        in_table=_IN_TABLE,
        national={name: share(told["nation"], name) for name in MEASURES},
    )


@pages.get("/ministry/provinces/{province}")
async def province(visit: Visit) -> Response:
    """Show how far each body of a province is: a tile each, as no outlines are shipped."""
    code = visit.part("province")
    told = (await visit.api.get("/ministry/provinces")).told["items"]
    sums = next((one for one in told if one["province"] == code), None)
    if sums is None:
        return visit.go("/ministry")
    bodies = await _every_body_of(visit, code)
    return await visit.show(
        "ministry/province.html",
        province=code,
        name_of_province=province_name(code, thai=visit.thai),
        sums=sums,
        bodies=bodies,
        shares={name: percent(share(sums, name)) for name in MEASURES},
        share_of=_share_of,
        stages=list(sums["stages"]),
    )


async def _every_body_of(visit: Visit, province: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = await visit.api.get("/ministry/readiness", province=province, cursor=cursor)
        found += page.told["items"]
        cursor = page.told["next"]
        if cursor is None:
            return found


@pages.get("/ministry/bodies")
async def bodies(visit: Visit) -> Response:
    """List bodies, narrowed down, a page at a time."""
    asked = {name: visit.asked(name) for name in _FILTERS}
    query = {name: value for name, value in asked.items() if value}
    found = await visit.api.get(
        "/ministry/readiness", cursor=visit.asked("cursor") or None, **query
    )
    return await visit.show(
        "ministry/bodies.html",
        found=found.told,
        asked=asked,
        query=urlencode(query),
        provinces=every_province(thai=visit.thai),
        province_name=lambda code: province_name(code, thai=visit.thai),
        age=lambda day: _age(visit.front.today(), day),
        share_of=_share_of,
    )


@pages.get("/ministry/bodies.csv")
async def as_file(visit: Visit) -> Response:
    """Give what is listed as a file."""
    query = {name: visit.asked(name) for name in _FILTERS if visit.asked(name)}
    found = await visit.api.get("/ministry/readiness.csv", **query)
    return visit.file(found.content, media_type=found.headers["content-type"], name="readiness.csv")


def share(one: Mapping[str, Any], measure: str) -> int | None:
    """Return a measure of a province in tenths of a percent, None where there is nothing yet."""
    stages = one["stages"]
    asked, paid = parse_baht(one["asked"]), parse_baht(one["paid"])
    part, whole = {
        "live": (stages["live"], one["bodies"]),
        "data": (one["bodies"] - stages["invited"], one["bodies"]),
        "matched": (one["parcel_codes_matched"], one["parcel_codes"]),
        "valued": (one["taxable"] - one["without_price"], one["taxable"]),
        "surveyed": (one["surveyed"], one["taxable"]),
        "collected": (paid, asked),
        "online": (parse_baht(one["paid_online"]), paid),
    }[measure]
    return _share(part, whole)


def _share(part: int, whole: int) -> int | None:
    return part * 1000 // whole if whole else None


def _share_of(part: str, whole: str) -> str:
    return percent(_share(parse_baht(part), parse_baht(whole)))


def _age(today: date, day: str | None) -> str:
    return "–" if day is None else f"{(today - date.fromisoformat(day)).days:,}"


def step_of(permille: int | None) -> int:
    """Return the map's shade of a share: 0 for nothing, 4 for more than three quarters."""
    if permille is None:
        return 0
    return sum(permille > bound for bound in STEPS_PERMILLE)


def percent(permille: int | None) -> str:
    """Write a share."""
    return "–" if permille is None else f"{permille // 10}.{permille % 10}\u00a0%"
