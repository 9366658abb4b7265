"""The outermost layer: a number for each request, the service's own name, headers, last resort.

Whatever goes wrong further in, the caller learns a number and nothing else; the operators' log has
the same number and where in the code it happened, without the message, which may quote the request.
"""

import logging
import secrets
import time
import traceback
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import Problem, problem_response
from api.http.settings import HttpSettings

LOG: Final = logging.getLogger("thidin.http")
_NUMBER_BYTES: Final = 8
_DRAWN_AT_ONCE: Final = 256
CORRELATION: Final = "Thidin-Correlation"
_CONTROL: Final = frozenset(chr(code) for code in (*range(32), 127))

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not `no-referrer`: with that, browsers send a form of ours with the origin `null`.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Set unless an answer has its own."""

_STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"


class Numbers:
    """Numbers of requests, drawn many at once: to ask the system for each takes longer."""

    def __init__(self) -> None:
        self._drawn = b""

    def next(self) -> str:
        """Return a number nobody can guess."""
        if not self._drawn:
            self._drawn = secrets.token_bytes(_NUMBER_BYTES * _DRAWN_AT_ONCE)
        number, self._drawn = self._drawn[:_NUMBER_BYTES], self._drawn[_NUMBER_BYTES:]
        return number.hex()


class Guard:
    """Wraps the application; knows its settings and nothing of what it does."""

    def __init__(self, app: ASGIApp, settings: HttpSettings) -> None:
        self._app = app
        self._hosts = settings.allowed_hosts
        self._numbers = Numbers()
        self._headers = dict(_HEADERS)
        if settings.secure:
            self._headers["Strict-Transport-Security"] = _STRICT_TRANSPORT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, guarded."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation = self._numbers.next()
        scope.setdefault("state", {})["correlation"] = correlation
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[CORRELATION] = correlation
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            refused = self._refusal(scope)
            if refused is not None:
                await problem_response(refused, correlation)(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        except Exception as wrong:  # noqa: BLE001 - the last resort
            tell(wrong, correlation)
            if status == 0:
                answer = problem_response(Problem("unexpected"), correlation)
                await answer(scope, receive, sending)
        finally:
            _note(scope, status, began, correlation)

    def _refusal(self, scope: Scope) -> Problem | None:
        hosts = Headers(scope=scope).getlist("host")
        # One name, and ours: what is cached or linked by another would lead elsewhere.
        if len(hosts) != 1 or hosts[0].rpartition("@")[2].rsplit(":", 1)[0] not in self._hosts:
            return Problem("wrong-host")
        query = scope.get("query_string", b"")
        if not _CONTROL.isdisjoint(scope["path"]) or b"%00" in query or b"\x00" in query:
            return Problem("request-malformed")
        if not _is_text(scope["path"]):
            return Problem("request-malformed")
        return None


def _is_text(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def tell(wrong: BaseException, correlation: str) -> None:
    """Write to the operators' log what failed and where, without the words of the failure."""
    frames = traceback.extract_tb(wrong.__traceback__)
    where = " < ".join(f"{one.filename}:{one.lineno} {one.name}" for one in reversed(frames[-8:]))
    kind = type(wrong).__name__
    fields = {"request": correlation, "error": kind, "where": where}
    LOG.error("unexpected %s %s at %s", correlation, kind, where, extra={"fields": fields})


def _note(scope: Scope, status: int, began: float, correlation: str) -> None:
    """Write one line for a request: the route's pattern and not its address."""
    route = scope.get("route")
    pattern = getattr(route, "path", "-")
    milliseconds = (time.perf_counter() - began) * 1000
    fields = {
        "request": correlation,
        "method": scope["method"],
        "route": pattern,
        "status": status,
        "milliseconds": round(milliseconds, 1),
    }
    LOG.info("%s %s %s %d %.1fms", *fields.values(), extra={"fields": fields})
