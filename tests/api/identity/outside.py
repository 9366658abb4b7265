"""The network outside the service: made-up hosts, each answered by an application in process."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from api.identity.double import ThaIdDouble, create_double


class Outside(httpx2.AsyncBaseTransport):
    """Passes requests on by host and port; remembers each, to look at what was sent."""

    def __init__(self, hosts: Mapping[str, Any]) -> None:
        self._hosts = {name: httpx2.ASGITransport(app=app) for name, app in hosts.items()}
        self.asked: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        host = self._hosts.get(request.url.netloc.decode())
        if host is None:
            raise httpx2.ConnectError("nobody there")
        return await host.handle_async_request(request)


def double_of(issuer: str, **more: Any) -> tuple[ThaIdDouble, Outside]:
    """Return a double and a network that leads to it."""
    double = ThaIdDouble(issuer=issuer, **more)
    return double, Outside({urlsplit(issuer).netloc: create_double(double)})


def asked_of(address: str) -> dict[str, str]:
    """Return what an address asks, each name once."""
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
