"""The application: audiences, problems, limits, put together from an office and settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.calculation.refusal import Unanswerable
from api.http.audiences import (
    accounting,
    bank,
    beginning,
    bodies,
    calculator,
    cashing,
    chasing,
    checking,
    clearing,
    consenting,
    deciding,
    delegating,
    documents,
    guest,
    health,
    hearing,
    inquiring,
    issuing,
    land_office,
    local_body,
    looking,
    mapping,
    mending,
    ministry,
    notified,
    objecting,
    ordering,
    owing,
    partners,
    portal,
    price_rounds,
    printing,
    receipts,
    registering,
    relieving,
    reporting,
    signing_in,
    slips,
    statements,
    taxpayer,
    training,
    treasury,
)
from api.http.description import describe
from api.http.front import Front, open_front
from api.http.guard import Guard, tell
from api.http.problems import Problem, listed_errors, of_refusal, problem_response
from api.http.settings import HttpSettings
from api.office import Office
from api.pages.assets import assets_folder
from api.pages.inner import ApiProblem
from api.pages.site import (
    api_problem_page,
    is_page,
    open_templates,
    page_routes,
    problem_page,
)
from domain.errors import LogBusy, LogUnavailable, Refused, StreamDamaged
from importers.problems import FileRefused
from projections.sessions import StoreUnavailable
from projections.vault import VaultDamaged

API: Final = "/api/v1"
AUDIENCES: Final = (
    # The first are looked at first, and asked for most.
    bank,
    guest,
    health,
    calculator,
    signing_in,
    portal,
    checking,
    taxpayer,
    owing,
    ordering,
    inquiring,
    documents,
    receipts,
    delegating,
    consenting,
    notified,
    objecting,
    partners,
    looking,
    local_body,
    mapping,
    mending,
    beginning,
    registering,
    issuing,
    printing,
    cashing,
    accounting,
    statements,
    reporting,
    chasing,
    deciding,
    hearing,
    relieving,
    treasury,
    price_rounds,
    land_office,
    clearing,
    slips,
    bodies,
    ministry,
    training,
)

_OF_STATUS: Final = {
    400: "request-malformed",
    401: "not-signed-in",
    403: "not-allowed",
    404: "absent",
    405: "method-not-allowed",
    406: "accept-not-possible",
    413: "body-too-large",
    415: "media-type-wrong",
    421: "wrong-host",
    429: "too-many",
    503: "too-busy",
}


def create_app(office: Office, settings: HttpSettings, *, front: Front | None = None) -> FastAPI:
    """Return the service. Raises `UnsafeSetting` for settings it must not run with."""
    front = front or open_front(office, settings)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        if not settings.apart:
            front.open_back_office()
        yield
        front.stop()

    app = FastAPI(
        title="Thidin",
        version="1",
        lifespan=living,
        docs_url=None,
        redoc_url=None,
        # In production nobody is shown the list of what there is.
        openapi_url=None if settings.production else f"{API}/openapi.json",
        redirect_slashes=False,
        # Spans and figures of requests would hold their addresses, and these references.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.front = front
    app.state.templates = open_templates(assets_folder())
    for module in AUDIENCES:
        app.include_router(module.router, prefix=API)
    app.router.routes.extend(page_routes(app.state.templates, assets_folder()))
    _answer_problems(app)
    app.add_middleware(Guard, settings=settings)
    describe(app)
    return app


def _answer_problems(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(ApiProblem, api_problem_page)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(FileRefused, _file_refused)
    app.add_exception_handler(Unanswerable, _unanswerable)
    for kind, name in (
        (LogBusy, "log-busy"),
        (LogUnavailable, "log-unavailable"),
        (StoreUnavailable, "log-unavailable"),
    ):
        app.add_exception_handler(kind, _told_as(name))
    for damage in (StreamDamaged, VaultDamaged):
        app.add_exception_handler(damage, _damaged)


def _correlation(request: Request) -> str:
    return cast("str", request.state.correlation)


async def _answer(request: Request, problem: Problem) -> Response:
    """Tell a problem: to a person as a page, to a program as RFC 9457 has it."""
    if is_page(request):
        return await problem_page(request, problem.name)
    return problem_response(problem, _correlation(request))


async def _problem(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, Problem)
    return await _answer(request, wrong)


async def _refused(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, Refused)
    return await _answer(request, of_refusal(wrong))


def _invalid(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, RequestValidationError)
    members = {"errors": listed_errors(wrong.errors())}
    return problem_response(Problem("value-wrong", members=members), _correlation(request))


async def _http(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, HTTPException)
    headers = dict(wrong.headers or {})
    name = _OF_STATUS.get(wrong.status_code, "request-malformed")
    return await _answer(request, Problem(name, headers=headers))


def _file_refused(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, FileRefused)
    told = [{"code": one.code, "thai": one.thai, "english": one.english} for one in wrong.problems]
    return problem_response(
        Problem("file-refused", members={"problems": told}), _correlation(request)
    )


def _unanswerable(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, Unanswerable)
    members: dict[str, Any] = {"code": wrong.code, "where": wrong.where}
    return problem_response(
        Problem("unanswerable", detail=wrong.message, members=members), _correlation(request)
    )


def _told_as(name: str) -> Any:  # noqa: ANN401 - Starlette's kind of handler
    async def handler(request: Request, _: Exception) -> Response:
        return await _answer(request, Problem(name))

    return handler


async def _damaged(request: Request, wrong: Exception) -> Response:
    tell(wrong, _correlation(request))
    return await _answer(request, Problem("damaged"))
