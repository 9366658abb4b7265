"""The pages put together: their sections, what they are made of, and pages for what went wrong."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from api.http.problems import catalogue
from api.pages.gathering import COMPRESSED, RELEASE
from api.pages.inner import API, ApiProblem
from api.pages.language import ENGLISH_PREFIX, Language
from api.pages.sections import (
    calculating,
    helping,
    land_office,
    matters,
    ministry,
    my_tax,
    office_arrears,
    office_home,
    office_imports,
    office_matters,
    office_money,
    office_register,
    office_relief,
    office_run,
    paying,
    people,
    receipts,
    settings,
    settling,
    signing_in,
    start,
    training,
    treasury,
)
from api.pages.templating import Templates
from api.pages.visit import Visit
from domain.errors import UnsafeSetting

SECTIONS: Final = (
    start,
    signing_in,
    paying,
    land_office,
    my_tax,
    treasury,
    calculating,
    settling,
    receipts,
    matters,
    people,
    settings,
    helping,
    ministry,
    office_home,
    office_imports,
    office_register,
    office_relief,
    office_run,
    office_money,
    office_arrears,
    office_matters,
    training,
)
"""Modules of pages; a new one is added here."""

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_UNAUTHORIZED: Final = 401
_SEE_OTHER: Final = 303
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def open_templates(assets: Path) -> Templates:
    """Return the templates. Raises `UnsafeSetting` where pages would have no style."""
    try:
        release = (assets / RELEASE).read_text("ascii")
    except FileNotFoundError as missing:
        raise UnsafeSetting(
            f"What pages are made of is not in {assets}. Run make install once."
        ) from missing
    return Templates(release)


def page_routes(templates: Templates, assets: Path) -> list[BaseRoute]:
    """Return every page's routes, and those of scripts, styles and type."""
    routes: list[BaseRoute] = [
        route for module in SECTIONS for route in module.pages.routes(templates)
    ]
    routes.append(Route(f"/assets/{templates.release}/{{name}}", _serving(assets), name="assets"))
    return routes


def _serving(assets: Path) -> Callable[[Request], Awaitable[Response]]:
    known = {path.name for path in assets.iterdir() if path.suffix in _MEDIA_TYPES}

    async def serve(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in known:
            return await absent_page(request)
        path = assets / name
        headers = {"Cache-Control": _FOR_EVER}
        if path.suffix in COMPRESSED and "gzip" in request.headers.get("accept-encoding", ""):
            path = assets / f"{name}.gz"
            headers["Content-Encoding"] = "gzip"
        headers["Vary"] = "Accept-Encoding"
        media_type = _MEDIA_TYPES[Path(name).suffix]
        return FileResponse(path, headers=headers, media_type=media_type)

    return serve


def is_page(request: Request) -> bool:
    """Say whether a person looks at the answer, and not a program."""
    path = request.url.path
    if not path.startswith(f"{API}/"):
        return path != API
    return path.startswith(f"{API}/sign-in/") and "text/html" in request.headers.get("accept", "")


async def absent_page(request: Request) -> Response:
    """Answer that there is no such page."""
    return await problem_page(request, "absent")


async def problem_page(request: Request, name: str) -> Response:
    """Answer a person with what went wrong, by its name in the catalogue."""
    if request.url.path.startswith(f"{API}/"):
        return RedirectResponse(f"/sign-in?{urlencode({'problem': name})}", _SEE_OTHER)
    entry = catalogue()[name]
    visit = _visit(request)
    told = {
        "title": entry.title_th,
        "detail": entry.detail_th,
        "english": {"title": entry.title_en, "detail": entry.detail_en},
        "correlation": request.state.correlation,
    }
    return await _told(visit, ApiProblem(entry.status, told))


async def api_problem_page(request: Request, wrong: Exception) -> Response:
    """Answer a person with a problem that the API answered a page with."""
    assert isinstance(wrong, ApiProblem)
    visit = _visit(request)
    if wrong.status == _UNAUTHORIZED and request.method == "GET":
        return visit.to_sign_in()
    return await _told(visit, wrong)


async def _told(visit: Visit, problem: ApiProblem) -> Response:
    return await visit.show("problem.html", status=problem.status, wrong=problem)


def _visit(request: Request) -> Visit:
    found: Visit | None = getattr(request.state, "visit", None)
    if found is not None:
        return found
    path = request.url.path
    english = path == ENGLISH_PREFIX or path.startswith(f"{ENGLISH_PREFIX}/")
    return Visit(
        request=request,
        templates=request.app.state.templates,
        language=Language.ENGLISH if english else Language.THAI,
    )
