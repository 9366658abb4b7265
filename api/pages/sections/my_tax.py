"""A taxpayer's own: what one owns in every local body, what is owed, and why."""

from typing import Any, Final

from starlette.responses import Response

from api.pages.visit import Section, Visit

pages: Final = Section()


@pages.get("/my")
async def mine(visit: Visit) -> Response:
    """Show all notices with one total, and all properties on a list and a map."""
    owed = (await visit.api.get("/taxpayers/me/summary")).told
    cursor = visit.asked("cursor") or None
    owned = (await visit.api.get("/taxpayers/me/properties", cursor=cursor)).told
    bills = (await visit.api.get("/taxpayers/me/bills")).told["items"]
    noticed = {(one["body"], one["tax_year"]) for one in owed["items"]}
    return await visit.show(
        "my/overview.html",
        owed=owed,
        open=[one for one in owed["items"] if one["payment"]["state"] != "paid"],
        settled=[one for one in owed["items"] if one["payment"]["state"] == "paid"],
        owned=owned,
        bodies=_by_body(owned["items"]),
        assessed=[one for one in bills if (one["body"], one["tax_year"]) not in noticed],
    )


def _by_body(properties: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return properties in groups of one body each, in the order they came."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in properties:
        found.setdefault(one["body"], []).append(one)
    return list(found.values())
