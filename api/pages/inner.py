"""Asking the service's own API, in this process: a page knows nothing that the API does not say.

A page is a client of the API like any other, with the caller's own session. So the policy, the
limits, the versions and the keys of repeated requests are the API's, and whatever a page can do a
program can do as well.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
from starlette.requests import Request

API: Final = "/api/v1"
_PASSED_ON: Final = ("cookie", "origin", "sec-fetch-site", "user-agent")
_SUCCESS: Final = range(200, 400)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the API answered."""

    status: int
    headers: httpx2.Headers
    content: bytes

    @property
    def told(self) -> Any:  # noqa: ANN401 - whatever the route answers
        """The answer's JSON."""
        return json.loads(self.content)

    @property
    def version(self) -> str:
        """The entity tag of what was read, "" where it has none."""
        return self.headers.get("etag", "")

    @property
    def position(self) -> int:
        """The log position the answer reflects or made, 0 where it says none."""
        return int(self.headers.get("thidin-position", "0"))


@dataclass
class ApiProblem(Exception):  # noqa: N818 - as the API calls it
    """The API answered with a problem (RFC 9457); `told` is the whole of it."""

    status: int
    told: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The last part of the problem's type."""
        return str(self.told.get("type", "")).rpartition(":")[2]

    @property
    def code(self) -> str:
        """The refusal's own code, "" where it has none."""
        return str(self.told.get("code", ""))

    def title(self, *, thai: bool) -> str:
        """Say in one line what went wrong."""
        return str(self.told["title"] if thai else self.told["english"]["title"])

    def detail(self, *, thai: bool) -> str:
        """Say what to do about it."""
        return str(self.told["detail"] if thai else self.told["english"]["detail"])


@dataclass(kw_only=True)
class Api:
    """Asks as whoever asked for the page. `seen` is a position the person has seen.

    `cookies` are those the API wants the browser to keep; the page's own answer takes them along.
    """

    request: Request
    base: str
    seen: int = 0
    acting_for: str = ""
    cookies: list[str] = field(default_factory=list)

    async def get(self, path: str, **query: object) -> Answer:
        """Read. Raises `ApiProblem`."""
        told = {name: value for name, value in query.items() if value is not None}
        headers = {"thidin-min-position": str(self.seen)} if self.seen else {}
        return await self._ask("GET", path, query=told, headers=headers)

    async def post(
        self,
        path: str,
        told: object = None,
        *,
        once: str = "",
        version: str = "",
        **query: object,
    ) -> Answer:
        """Do something; `once` names it, so that it is done once. Raises `ApiProblem`."""
        return await self._send("POST", path, told, once=once, version=version, query=query)

    async def put(
        self, path: str, told: object, *, once: str = "", version: str = "", **query: object
    ) -> Answer:
        """Change something as it was read. Raises `ApiProblem`."""
        return await self._send("PUT", path, told, once=once, version=version, query=query)

    async def delete(
        self, path: str, *, once: str = "", version: str = "", **query: object
    ) -> Answer:
        """Take something away. Raises `ApiProblem`."""
        return await self._send("DELETE", path, None, once=once, version=version, query=query)

    async def send_file(self, path: str, content: bytes, *, once: str, **query: object) -> Answer:
        """Hand in a file as it is. Raises `ApiProblem`."""
        headers = {"idempotency-key": once, "content-type": "application/octet-stream"}
        return await self._ask("POST", path, query=query, headers=headers, content=content)

    async def _send(
        self,
        method: str,
        path: str,
        told: object,
        *,
        once: str,
        version: str,
        query: Mapping[str, object],
    ) -> Answer:
        headers = {}
        if once:
            headers["idempotency-key"] = once
        if version:
            headers["if-match"] = version
        content = b""
        if told is not None:
            headers["content-type"] = "application/json"
            content = json.dumps(told).encode()
        return await self._ask(method, path, query=query, headers=headers, content=content)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object],
        headers: Mapping[str, str],
        content: bytes = b"",
    ) -> Answer:
        passed = {
            name: self.request.headers[name] for name in _PASSED_ON if name in self.request.headers
        }
        if self.acting_for:
            passed["thidin-for"] = self.acting_for
        address = f"{self.base}{API}{path}"
        given = {name: str(value) for name, value in query.items() if value is not None}
        asked = httpx2.Request(
            method,
            f"{address}?{urlencode(given)}" if given else address,
            headers={**passed, **headers},
            content=content,
        )
        client = self.request.client
        transport = httpx2.ASGITransport(
            app=self.request.app, client=(client.host, client.port) if client else ("unknown", 0)
        )
        response = await transport.handle_async_request(asked)
        answer = Answer(
            status=response.status_code,
            headers=response.headers,
            content=await response.aread(),
        )
        self.cookies.extend(response.headers.get_list("set-cookie"))
        if answer.status not in _SUCCESS:
            raise ApiProblem(answer.status, answer.told)
        self.seen = max(self.seen, answer.position if method != "GET" else 0)
        return answer
