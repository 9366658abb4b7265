"""How the service itself asks others: briefly, without redirects, without a trace in the log."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final

import httpx2

from api.identity.proof import ProviderFailed

TIMEOUT_SECONDS: Final = 10.0


def client(transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    """Return a client for one errand; `transport` is another than the network in tests."""
    quiet()
    return httpx2.AsyncClient(
        transport=transport, timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False
    )


def quiet() -> None:
    """Silence the library's own log lines.

    They hold whole addresses, and the gateway wants its secret in one.
    """
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    logging.getLogger("httpcore2").setLevel(logging.WARNING)


async def ask_json(
    who: str,
    method: str,
    address: str,
    *,
    headers: Mapping[str, str],
    body: Mapping[str, Any] | None,
    transport: httpx2.AsyncBaseTransport | None,
) -> dict[str, Any]:
    """Ask a program for a JSON object; `who` is what errors call it. Raises `ProviderFailed`."""
    try:
        async with client(transport) as http:
            answer = await http.request(
                method,
                address,
                headers={**headers, "Content-Type": "application/json"},
                content=json.dumps(body) if body is not None else None,
            )
            if answer.is_server_error:
                raise ProviderFailed(f"{who} failed.")
            found = answer.json()
    except (httpx2.HTTPError, ValueError) as wrong:
        # The error's own words would hold the address, and the address may hold a secret.
        raise ProviderFailed(f"{who} does not answer: {type(wrong).__name__}.") from None
    if not isinstance(found, dict):
        raise ProviderFailed(f"{who}'s answer is no JSON object.")
    return found
