"""Telling that something is wrong: lists, changed uses, objections; and how far each matter is."""

from datetime import date
from typing import Any, Final

from starlette.responses import Response

from api.pages import typed
from api.pages.filing import MOST_BYTES, Claimed, claims_of, documents_of
from api.pages.forms import Form
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit
from domain.calendar import be_year

pages: Final = Section()

SHOWN_AT_ONCE: Final = 4
MOST_PROPERTIES: Final = 20
KINDS: Final = frozenset({"objection", "list", "use"})
GROUNDS: Final = {
    "objection": (
        "area",
        "use",
        "main-residence",
        "exempt",
        "not-mine",
        "building",
        "price",
        "reduction",
        "other",
    ),
    "list": ("area", "use", "main-residence", "not-mine", "building", "other"),
    "use": ("use",),
}


@pages.get("/my/matters")
async def matters(visit: Visit) -> Response:
    """List what was filed, and what may be filed."""
    found = (await visit.api.get("/taxpayers/me/matters")).told["items"]
    return await visit.show("my/matters.html", matters=found, days_left=_days_left(visit))


@pages.get("/my/matters/new")
async def new(visit: Visit) -> Response:
    """Show what may be filed where, with the days that are left."""
    bodies = await _bodies(visit)
    this_year = be_year(visit.front.today())
    offers = []
    for body, name in bodies.items():
        path = f"/taxpayers/me/matters/clocks/{body}"
        clocks = {year: (await visit.api.get(f"{path}/{year}")).told for year in (this_year,)}
        now = clocks[this_year]
        offers.append(
            {
                "body": body,
                "name": name,
                "year": this_year,
                "clocks": now,
                "list_year": this_year + 1 if now["notices_are_out"] else this_year,
                "use_year": this_year + 1,
            }
        )
    return await visit.show("my/matter_new.html", offers=offers, days_left=_days_left(visit))


async def _bodies(visit: Visit) -> dict[str, str]:
    """Return the local bodies the taxpayer has something in, with their names."""
    found: dict[str, str] = {}
    for what in ("notices", "bills", "properties"):
        for one in (await visit.api.get(f"/taxpayers/me/{what}")).told["items"]:
            english = one.get("body_name_en") or one["body_name"]
            found.setdefault(one["body"], one["body_name"] if visit.thai else english)
    return found


@pages.get("/my/matters/new/{kind}/{body}/{year}")
async def form(visit: Visit) -> Response:
    """Show the form of one kind for a body's year."""
    year = typed.whole(visit.part("year"))
    start = {"since-day": "1", "since-month": "1", "since-year": str(year)}
    if visit.part("kind") != "objection":
        start = {}
    return await _form(visit, start)


async def _form(
    visit: Visit,
    fields: dict[str, Any],
    *,
    attached: tuple[str, ...] = (),
    effect: dict[str, Any] | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    kind, body, year = (visit.part(name) for name in ("kind", "body", "year"))
    if kind not in KINDS:
        return visit.go("/my/matters/new")
    clocks = (await visit.api.get(f"/taxpayers/me/matters/clocks/{body}/{year}")).told
    properties = await _properties(visit, body)
    wanted = visit.request.query_params.getlist("property")
    chosen = [one for one in properties if one["key"] in wanted] or properties
    shown = {
        "kind": kind,
        "body": body,
        "body_name": (await _bodies(visit)).get(body, body),
        "year": year,
        "clocks": clocks,
        "grounds": GROUNDS[kind],
        "properties": chosen[:MOST_PROPERTIES] if wanted or len(chosen) <= SHOWN_AT_ONCE else [],
        "to_choose": [] if wanted or len(chosen) <= SHOWN_AT_ONCE else properties,
        "wanted": wanted,
        "typed": fields,
        "attached": [one.partition("|") for one in attached],
        "effect": effect,
        "days_left": _days_left(visit),
    }
    if problem is not None:
        return await visit.again("my/matter_form.html", problem, **shown)
    return await visit.show("my/matter_form.html", **shown)


async def _properties(visit: Visit, body: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = (await visit.api.get("/taxpayers/me/properties", cursor=cursor)).told
        found += [one for one in page["items"] if one["body"] == body]
        cursor = page["next"]
        if cursor is None:
            return found


@pages.post("/my/matters/new/{kind}/{body}/{year}")
async def file(visit: Visit) -> Response:
    """Show what the bill would be, or file it. What was typed stays where it is refused."""
    given = await visit.form(most=MOST_BYTES)
    fields: dict[str, Any] = {name: values[0] for name, values in given.fields.items()}
    fields["grounds"] = given.every("ground")
    attached = given.every("document")
    try:
        attached = await documents_of(visit, given)
        claimed = claims_of(given)
        if given.text("act") == "file":
            return await _filed(visit, given, claimed, attached)
        effect = await _effect(visit, claimed)
    except ApiProblem as wrong:
        return await _form(visit, fields, attached=attached, problem=wrong)
    return await _form(visit, fields, attached=attached, effect=effect)


async def _effect(visit: Visit, claimed: Claimed) -> dict[str, Any]:
    """Return what the bill would be; without a claim that can be computed, say so."""
    if not claimed:
        return {"nothing_claimed": True}
    supposed = {
        "body": visit.part("body"),
        "tax_year": typed.whole(visit.part("year")),
        "claims": claimed,
    }
    found: dict[str, Any] = (await visit.api.post("/taxpayers/me/matters/preview", supposed)).told
    return {**found, "nothing_claimed": False}


async def _filed(
    visit: Visit, given: Form, claimed: Claimed, attached: tuple[str, ...]
) -> Response:
    filing = {
        "kind": visit.part("kind"),
        "body": visit.part("body"),
        "tax_year": typed.whole(visit.part("year")),
        "grounds": list(given.every("ground")),
        "claims": claimed,
        "documents": [one.partition("|")[0] for one in attached],
        "words": given.text("words"),
    }
    filed = await visit.api.post("/taxpayers/me/matters", filing, once=given.once)
    return visit.go(f"/my/matters/{filed.told['matter']}?filed=yes")


@pages.get("/my/matters/{number}")
async def matter(visit: Visit) -> Response:
    """Show one matter: where it is, what happens next and by when."""
    return await _matter(visit)


async def _matter(visit: Visit, problem: ApiProblem | None = None) -> Response:
    found = await visit.api.get(f"/taxpayers/me/matters/{visit.part('number')}")
    named = {one["key"]: one for one in await _properties(visit, found.told["body"])}
    shown = {
        "matter": found.told,
        "version": found.version,
        "days_left": _days_left(visit),
        "named": named,
    }
    if problem is not None:
        return await visit.again("my/matter.html", problem, **shown)
    return await visit.show("my/matter.html", **shown)


@pages.post("/my/matters/{number}")
async def act(visit: Visit) -> Response:
    """Take a matter back, appeal, or add a document."""
    given = await visit.form(most=MOST_BYTES)
    path = f"/taxpayers/me/matters/{visit.part('number')}"
    keys = {"once": given.once, "version": given.version}
    try:
        match given.text("act"):
            case "withdraw":
                await visit.api.post(f"{path}/withdrawal", **keys)
            case "appeal":
                await visit.api.post(f"{path}/appeal", **keys)
            case _:
                for one in await documents_of(visit, given):
                    document = one.partition("|")[0]
                    await visit.api.post(f"{path}/documents", {"document": document}, **keys)
    except ApiProblem as wrong:
        return await _matter(visit, wrong)
    return visit.go(f"/my/matters/{visit.part('number')}")


def _days_left(visit: Visit) -> Any:  # noqa: ANN401 - what templates call
    today = visit.front.today()

    def days_left(day: str) -> int:
        return (date.fromisoformat(day) - today).days

    return days_left
