"""The calculator: the tax on given facts, for anybody. All that is given is in the address."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from api.pages import typed
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit
from domain.calendar import be_year

pages: Final = Section()

KINDS: Final = ("land", "building", "unit")
USES: Final = ("agriculture", "residence", "other", "vacant")
MOST_PROPERTIES: Final = 20
_FIRST_YEAR: Final = 2563
_UNPROCESSABLE: Final = 422
_PLACE: Final = re.compile(r"properties\[(\d+)\]\.?(\w*)\.?(\w*)")
_FIELDS: Final = {
    "price_per_wah": "price",
    "price_per_m2": "price",
    "area_m2": "size",
    "area": "wah",
    "age_years": "age",
    "vacant_years": "vacant_years",
    "reduction_percent": "reduction",
    "exempt_percent": "exempt",
    "local_body": "body",
    "uses": "use",
}
"""Which field of the form a member of the request comes from, where the two are not alike."""

Property = Mapping[str, str]
"""What was typed of one property, by the field's name."""


@pages.get("/calculator")
async def kinds(visit: Visit) -> Response:
    """Ask what there is."""
    return await visit.show("calculator/kinds.html")


@pages.get("/calculator/facts")
async def facts(visit: Visit) -> Response:
    """Ask for the facts of each property; only those that its kind has."""
    given = _given(visit)
    add, remove = visit.asked("add"), visit.asked("remove")
    if remove.isdecimal() and 0 < int(remove) <= len(given) and len(given) > 1:
        given.pop(int(remove) - 1)
    if add in KINDS and len(given) < MOST_PROPERTIES:
        given.append({"kind": add})
    if not given:
        return visit.go("/calculator")
    return await _ask(visit, given)


@pages.get("/calculator/result")
async def result(visit: Visit) -> Response:
    """Show the tax and how it comes about."""
    given = _given(visit)
    if not given:
        return visit.go("/calculator")
    try:
        found = (await visit.api.post("/calculate", _request(visit, given))).told
    except ApiProblem as wrong:
        if wrong.status != _UNPROCESSABLE or not wrong.code:
            raise
        return await _ask(visit, given, wrong)
    return await visit.show("calculator/result.html", found=found, given=given)


async def _ask(
    visit: Visit, given: Sequence[Property], wrong: ApiProblem | None = None
) -> Response:
    this_year = be_year(visit.front.today())
    return await visit.show(
        "calculator/facts.html",
        status=200 if wrong is None else _UNPROCESSABLE,
        given=given,
        year=visit.asked("year") or str(this_year),
        years=range(_FIRST_YEAR, this_year + 2),
        owner=visit.asked("owner") or "natural",
        old_tax=visit.asked("old_tax"),
        wrong=wrong,
        field=_field(wrong) if wrong else "",
        full=len(given) >= MOST_PROPERTIES,
    )


def _field(wrong: ApiProblem) -> str:
    """Return the field of the form that a refusal is about."""
    place = _PLACE.match(str(wrong.told.get("where", "")))
    if place is None:
        return "old_tax" if wrong.told.get("where") == "tax_2562" else "year"
    number, member, inner = place.groups()
    plain = inner if member == "area" and inner else _FIELDS.get(member, member or "value")
    return f"p{int(number) + 1}-{plain}"


def _given(visit: Visit) -> list[dict[str, str]]:
    """Return what was typed of each property, in order."""
    told = [one for one in visit.asked("kinds").split(",") if one in KINDS][:MOST_PROPERTIES]
    asked = visit.request.query_params
    found = []
    for number, kind in enumerate(told, start=1):
        before = f"p{number}-"
        mine = {
            name.removeprefix(before): value.strip()
            for name, value in asked.items()
            if name.startswith(before)
        }
        found.append({**mine, "kind": kind})
    return found


def _request(visit: Visit, given: Sequence[Property]) -> dict[str, Any]:
    """Return the API's request for what was typed."""
    year = typed.amount(visit.asked("year"))
    return {
        "tax_year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,  # noqa: PLR2004 - 25..
        "owner_kind": visit.asked("owner") or "natural",
        "tax_2562": typed.amount(visit.asked("old_tax")) or None,
        "properties": [_property(number, given) for number in range(1, len(given) + 1)],
    }


def _property(number: int, given: Sequence[Property]) -> dict[str, Any]:
    one = given[number - 1]
    told: dict[str, Any] = {
        "id": str(number),
        "kind": "condo_unit" if one["kind"] == "unit" else one["kind"],
        "uses": _uses(one),
        "main_residence": _is_main(number, given),
        **_worth(one),
    }
    for name, member in (
        ("vacant_years", "vacant_years"),
        ("reduction", "reduction_percent"),
        ("exempt", "exempt_percent"),
    ):
        if one.get(name):
            told[member] = _whole(one[name]) if name == "vacant_years" else typed.amount(one[name])
    if one.get("body"):
        told["local_body"] = one["body"]
    if one["kind"] == "building" and one.get("on"):
        told["on"] = one["on"]
    beside = [part for part in re.split(r"\D+", typed.reference(one.get("adjoins", ""))) if part]
    if beside:
        told["adjoins"] = beside
    return told


def _worth(one: Property) -> dict[str, Any]:
    """Return the value as a whole, or area and price."""
    if one.get("value"):
        return {"value": typed.amount(one["value"])}
    price = typed.amount(one.get("price", "")) or None
    if one["kind"] == "land":
        area = {
            "rai": _whole(one.get("rai", "") or "0"),
            "ngan": _whole(one.get("ngan", "") or "0"),
            "wah": typed.amount(one.get("wah", "") or "0"),
        }
        return {"area": area, "price_per_wah": price}
    size = {"area_m2": typed.amount(one.get("size", "")) or None, "price_per_m2": price}
    if one["kind"] == "unit" or not one.get("structure"):
        return size
    return {**size, "structure": one["structure"], "age_years": _whole(one.get("age") or "0")}


def _uses(one: Property) -> list[dict[str, str]]:
    shares = {use: typed.amount(one[use]) for use in USES if one.get(use)}
    if not shares:
        shares = {one.get("use") or "residence": "100"}
    return [{"class": use, "percent": percent} for use, percent in shares.items()]


def _is_main(number: int, given: Sequence[Property]) -> bool:
    """Say whether it is the main residence: as told, or the land under a house that is."""
    above = (one for one in given if one.get("on") == str(number))
    return "main" in given[number - 1] or any("main" in one for one in above)


def _whole(text: str) -> int | str:
    """Return a whole number as one; what is none goes on as it is, to be refused."""
    plain = typed.amount(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else plain  # noqa: PLR2004 - no more digits mean anything
