"""Help: what the tax is, how it is paid, what to do where it is wrong, and whom to ask."""

from typing import Any, Final

from starlette.responses import Response

from api.pages import typed
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()

BODY_DIGITS: Final = 8


@pages.get("/help")
async def helping(visit: Visit) -> Response:
    """Show help; the first digits of a reference say which body to ask."""
    asked = visit.asked("reference")
    return await visit.show(
        "help/help.html", asked=asked, body=await _contact(visit, asked) if asked else None
    )


async def _contact(visit: Visit, asked: str) -> dict[str, Any] | None:
    digits = typed.reference(asked).replace("-", "")[:BODY_DIGITS]
    if len(digits) != BODY_DIGITS or not digits.isdigit():
        return None
    try:
        found: dict[str, Any] = (await visit.api.get(f"/bodies/{digits}/contact")).told
    except ApiProblem:
        return None
    return found
