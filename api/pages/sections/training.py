"""The training office: what it is, and beginning again."""

from typing import Final

from starlette.responses import Response

from api.http.problems import Problem
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()


@pages.get("/training")
async def about(visit: Visit) -> Response:
    """Say what a training office is."""
    _must_train(visit)
    return await visit.show("training.html", begun=False)


@pages.post("/training")
async def start_over(visit: Visit) -> Response:
    """Put everything back."""
    _must_train(visit)
    await visit.form()
    # Shown first: once the office is put back, nobody is signed in.
    page = await visit.show("training.html", begun=True)
    try:
        await visit.api.post("/training/start-over")
    except ApiProblem as wrong:
        return await visit.again("training.html", wrong, begun=False)
    return page


def _must_train(visit: Visit) -> None:
    if not visit.front.settings.training:
        raise Problem("absent")
