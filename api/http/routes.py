"""The one kind of route: its action is checked first, its body is read strictly, if it may be."""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.http.asking import May, front_of
from api.http.bodies import MOST_BODY_BYTES, MostBytes, limited, must_not_declare_more
from api.http.once import Once, answered_once
from api.http.problems import Problem
from api.http.strict import read_json

JSON: str = "application/json"


class StrictRequest(Request):
    """A request whose JSON is read by our own rules."""

    async def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the body. Raises `Problem`, which FastAPI lets through."""
        return read_json(await self.body())


@dataclass(frozen=True)
class Direct:
    """Marks a route that is asked for so often that nothing stands between it and its answer."""

    answer: Callable[[Request], Awaitable[Response]]

    async def __call__(self) -> None:
        """Answer what the route's own function would; the route is admitted before."""


def answered_by(answer: Callable[[Request], Awaitable[Response]]) -> Any:  # noqa: ANN401 - FastAPI's
    """Return the dependency that says what answers a route in its function's place."""
    return Depends(Direct(answer))


class GuardedRoute(APIRoute):
    """A route that declares its action; one that does not cannot be made."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request: admitted, once if it carries a key, then the route."""
        inner = super().get_route_handler()
        may = action_of(self)
        once = any(isinstance(call, Once) for call in _calls(self.dependant))
        has_json = self.body_field is not None
        most = next(
            (call.count for call in _calls(self.dependant) if isinstance(call, MostBytes)),
            MOST_BODY_BYTES,
        )

        direct = next(
            (call.answer for call in _calls(self.dependant) if isinstance(call, Direct)), None
        )

        async def handle(request: Request) -> Response:
            strict = StrictRequest(request.scope, limited(request.receive, most))
            await may.admit(strict)
            must_not_declare_more(strict, most)
            if direct is not None:
                return await direct(strict)
            if has_json:
                _must_be_json(strict)
                # FastAPI would turn our problem into one of its own.
                await strict.json()
            if not once:
                return await inner(strict)
            answer: Callable[[], Awaitable[Response]] = lambda: inner(strict)  # noqa: E731
            return await answered_once(front_of(strict), strict, strict.state.principal, answer)

        return handle


def action_of(route: APIRoute) -> May:
    """Return the action a route declares."""
    found = [call for call in _calls(route.dependant) if isinstance(call, May)]
    assert len(found) == 1, f"{route.path} declares {len(found)} actions"
    return found[0]


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def _must_be_json(request: Request) -> None:
    told = request.headers.get("content-type", "")
    kind, _, parameters = told.partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if kind.strip().lower() != JSON or charset not in {"", "charset=utf-8"}:
        raise Problem("media-type-wrong")


def audience(prefix: str, tag: str) -> APIRouter:
    """Return the router of one audience; a new one is added to the list in `api/http/app.py`."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=GuardedRoute)
