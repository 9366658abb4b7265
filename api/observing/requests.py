"""The layer around the service that tells watchers of each request, by its route's pattern."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.app import API
from api.http.front import Front
from api.http.pools import Worked
from api.observing.watching import Answered, Watcher

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_OTHER: Final = "other"
"""What a caller makes up must not become a name under which something is counted."""


class Observed:
    """Wraps the application, guard and all."""

    def __init__(self, app: ASGIApp, watchers: Sequence[Watcher]) -> None:
        self._app = app
        self._watchers = watchers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and tell of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with ExitStack() as around:
            for watcher in self._watchers:
                around.enter_context(watcher.request())
            try:
                await self._app(scope, receive, sending)
            finally:
                what = _answered(scope, status, time.perf_counter() - began)
                for watcher in self._watchers:
                    watcher.answered(what)


def _answered(scope: Scope, status: int, seconds: float) -> Answered:
    return Answered(
        method=scope["method"] if scope["method"] in _METHODS else _OTHER,
        route=_pattern(scope),
        status=status,
        seconds=seconds,
        number=scope.get("state", {}).get("correlation", ""),
    )


def _pattern(scope: Scope) -> str:
    """Return the route's pattern; that of a route of the API lacks what all of them begin with."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return "-"
    return f"{API}{path}" if scope["path"].startswith(f"{API}/") else str(path)


def observe(app: FastAPI, front: Front, watchers: Sequence[Watcher]) -> None:
    """Tell watchers of every request and of the work behind it."""
    if not watchers:
        return
    app.add_middleware(Observed, watchers=watchers)

    def worked(what: Worked) -> None:
        for watcher in watchers:
            watcher.worked(what)

    for pool in front.pools.every:
        pool.watch = worked
