"""How the service itself asks others: briefly, without redirects, without a trace in the log."""

import logging
from typing import Final

import httpx2

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
