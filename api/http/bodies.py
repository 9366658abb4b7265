"""How large a request's body may be: refused by what it declares, and again while it is read."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import Depends, Request
from starlette.types import Message, Receive

from api.http.problems import Problem

MOST_BODY_BYTES: Final = 64 * 1024
"""What a route takes unless it says otherwise."""


@dataclass(frozen=True)
class MostBytes:
    """Marks a route that takes more than others."""

    count: int

    async def __call__(self) -> int:
        """Return how many bytes the route takes."""
        return self.count


def most_bytes(count: int) -> Any:  # noqa: ANN401 - what FastAPI takes as a dependency
    """Return the dependency that says how large a route's bodies may be, in bytes."""
    return Depends(MostBytes(count))


def must_not_declare_more(request: Request, most: int) -> None:
    """Refuse a body by its declared length, before any of it is read. Raises `Problem`."""
    declared = request.headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdigit()):
        raise Problem("request-malformed")
    if len(declared) > len(str(most)) + 1 or int(declared) > most:
        raise Problem("body-too-large")


def limited(receive: Receive, most: int) -> Receive:
    """Return a receiver that raises `Problem` once more than `most` bytes have come."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise Problem("body-too-large")
        return message

    return receiving
