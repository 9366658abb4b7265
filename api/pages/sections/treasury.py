"""The Treasury: prices handed in, checked, their effect before they bind, published by two."""

from typing import Any, Final

from starlette.responses import Response

from api.pages.drawing.impact import drawings, permille, shade_of, tenths
from api.pages.drawing.moved import moved, steps_in_words
from api.pages.drawing.nation import Shade, every_province, nation, province_name
from api.pages.inner import ApiProblem
from api.pages.jobs import LARGEST, mending
from api.pages.visit import Section, Visit
from domain.calendar import be_year
from domain.money import parse_baht

pages: Final = Section()

_CHECK: Final = "check:"


@pages.get("/treasury")
async def provinces(visit: Visit) -> Response:
    """Show the provinces one values, on the map and as a list."""
    mine = set((await visit.session())["provinces"])
    codes = [code for code, _ in every_province(thai=visit.thai) if code in mine]
    rows = [await _latest_trial(visit, code) for code in codes]
    shades = {row["code"]: row["shade"] for row in rows}
    drawn = nation(shades, visit.write.say("จังหวัดของท่าน", "Your provinces"))
    return await visit.show("treasury/provinces.html", rows=rows, drawn=drawn)


async def _latest_trial(visit: Visit, code: str) -> dict[str, Any]:
    """Return a province with the sums of what was tried last."""
    jobs = (await visit.api.get(f"/treasury/provinces/{code}/jobs")).told["items"]
    sums = next((one["sums"] for one in jobs if one["sums"]), None)
    name, leads_to = province_name(code, thai=visit.thai), visit.language.path(f"/treasury/{code}")
    if sums is None:
        shade = Shade(step=1, says=name, leads_to=leads_to)
        return {"code": code, "name": name, "sums": None, "shade": shade, "percent": ""}
    before, after = parse_baht(sums["before"]), parse_baht(sums["after"])
    shade = shade_of(code, before, after, visit, leads_to=leads_to)
    percent = tenths(permille(before, after))
    return {"code": code, "name": name, "sums": sums, "shade": shade, "percent": percent}


@pages.get("/treasury/{province}")
async def province(visit: Visit) -> Response:
    """Show a province's lists, those announced and those under way."""
    return await visit.show("treasury/province.html", **await _province(visit))


@pages.post("/treasury/{province}")
async def hand_in(visit: Visit) -> Response:
    """Take a list."""
    form = await visit.form(most=LARGEST)
    given = form.files.get("file")
    try:
        answer = await visit.api.send_file(
            f"{_base(visit)}/price-lists",
            given.content if given else b"",
            once=form.once,
            name=given.name if given else "-",
            as_of=form.text("as_of") or None,
        )
    except ApiProblem as wrong:
        return await visit.again("treasury/province.html", wrong, **await _province(visit))
    return visit.go(f"{visit.path}/lists/{answer.told['job']}")


@pages.get("/treasury/{province}/lists/{number}")
async def price_list(visit: Visit) -> Response:
    """Show what was understood of a list, what its checks found, what it would do."""
    return await visit.show("treasury/list.html", **await _list(visit))


@pages.post("/treasury/{province}/lists/{number}/release")
async def release(visit: Visit) -> Response:
    """Answer the checks."""
    form = await visit.form()
    answers = {
        name.removeprefix(_CHECK): form.text(name)
        for name in form.fields
        if name.startswith(_CHECK) and form.text(name)
    }
    return await _done(visit, "release", {"answers": answers}, form.once)


@pages.post("/treasury/{province}/lists/{number}/publish")
async def publish(visit: Visit) -> Response:
    """Announce a list that another released."""
    form = await visit.form()
    return await _done(visit, "publish", None, form.once)


async def _done(visit: Visit, what: str, told: object, once: str) -> Response:
    try:
        await visit.api.post(f"{_job(visit)}/{what}", told, once=once)
    except ApiProblem as wrong:
        return await visit.again("treasury/list.html", wrong, **await _list(visit))
    return visit.go(_page(visit))


@pages.post("/treasury/{province}/lists/{number}/impact")
async def try_it(visit: Visit) -> Response:
    """Compute what a list would bring."""
    form = await visit.form()
    year = form.text("tax_year")
    asked = {"tax_year": int(year) if year.isdecimal() else 0, "price_list": visit.part("number")}
    try:
        answer = await visit.api.post(f"{_base(visit)}/impact", asked, once=form.once)
    except ApiProblem as wrong:
        return await visit.again("treasury/list.html", wrong, **await _list(visit))
    return visit.go(f"/treasury/{visit.part('province')}/impact/{answer.told['job']}")


@pages.get("/treasury/{province}/lists/{number}/corrections")
async def corrections(visit: Visit) -> Response:
    """Give the rows to mend as a file."""
    return mending(visit, await visit.api.get(f"{_job(visit)}/corrections"))


@pages.get("/treasury/{province}/impact/{number}")
async def impact(visit: Visit) -> Response:
    """Show what a list would bring: revenue, winners and losers."""
    code = visit.part("province")
    job = (await visit.api.get(f"{_base(visit)}/impact/{visit.part('number')}")).told
    drawn = drawings(job["result"], visit, province=code) if job["state"] == "done" else None
    return await visit.show("treasury/impact.html", job=job, drawn=drawn, **_of(visit))


@pages.get("/treasury/{province}/rounds")
async def rounds(visit: Visit) -> Response:
    """Show a province's rounds, two of them side by side."""
    items = (await visit.api.get(f"{_base(visit)}/rounds")).told["items"]
    days = sorted({one["day"] for one in items}, reverse=True)
    first = visit.asked("first") or (days[1] if len(days) > 1 else "")
    second = visit.asked("second") or (days[0] if days else "")
    told: dict[str, Any] = {"days": days, "items": items, "first": first, "second": second}
    if not (first and second):
        return await visit.show("treasury/rounds.html", compared=None, **told, **_of(visit))
    try:
        found = await visit.api.get(f"{_base(visit)}/rounds/compare", first=first, second=second)
    except ApiProblem as wrong:
        return await visit.again("treasury/rounds.html", wrong, compared=None, **told, **_of(visit))
    compared = found.told
    title = str(visit.write.say("ราคาใหม่เป็นร้อยละของราคาเดิม", "The new price in percent of the old"))
    drawn = {
        one["table"]: moved(one, compared["steps_percent"], title=title)
        for one in compared["tables"]
    }
    told |= {"drawn": drawn, "steps": steps_in_words(compared["steps_percent"])}
    return await visit.show("treasury/rounds.html", compared=compared, **told, **_of(visit))


@pages.get("/treasury/{province}/objections")
async def objections(visit: Visit) -> Response:
    """Show a year's objections to prices."""
    year = visit.asked("tax_year")
    tax_year = int(year) if year.isdecimal() else be_year(visit.front.today())
    found = await visit.api.get(f"{_base(visit)}/objections", tax_year=tax_year)
    return await visit.show(
        "treasury/objections.html",
        items=found.told["items"],
        names=await _body_names(visit),
        tax_year=tax_year,
        **_of(visit),
    )


def _base(visit: Visit) -> str:
    return f"/treasury/provinces/{visit.part('province')}"


def _job(visit: Visit) -> str:
    return f"{_base(visit)}/jobs/{visit.part('number')}"


def _page(visit: Visit) -> str:
    return f"/treasury/{visit.part('province')}/lists/{visit.part('number')}"


async def _body_names(visit: Visit) -> dict[str, str]:
    bodies = (await visit.api.get("/bodies", province=visit.part("province"))).told["items"]
    return {one["body"]: one["name"] for one in bodies}


def _of(visit: Visit) -> dict[str, Any]:
    code = visit.part("province")
    return {"province": code, "province_name": province_name(code, thai=visit.thai)}


async def _province(visit: Visit) -> dict[str, Any]:
    announced = (await visit.api.get(f"{_base(visit)}/price-lists")).told["items"]
    jobs = (await visit.api.get(f"{_base(visit)}/jobs")).told["items"]
    return {"announced": announced, "jobs_begun": jobs, **_of(visit)}


async def _list(visit: Visit) -> dict[str, Any]:
    job = (await visit.api.get(_job(visit))).told
    session = await visit.session()
    return {
        "job": job,
        "mine": bool(job["result"])
        and job["result"].get("released", {}).get("officer") == session["name"],
        "this_year": be_year(visit.front.today()),
        "here": _page(visit),
        "names": await _body_names(visit) if job["result"] else {},
        **_of(visit),
    }
