"""The first page: what people come for, each one step away."""

from typing import Final

from starlette.responses import Response

from api.pages.visit import Section, Visit

pages: Final = Section()


@pages.get("/")
async def start(visit: Visit) -> Response:
    """Show what one can do here."""
    return await visit.show("start.html")
