"""`Idempotency-Key`: a request repeated with its key is answered as it was the first time.

The key is claimed before the command and holds the answer after it. The log is another database,
so the two are not one transaction: where a process dies in between, the claim falls free after
`claim_seconds` and the command is decided again. That is safe because commands that record carry a
version, a file's digest or a natural key, by which the record itself knows what is already there.
Only what was done is kept; a refusal recorded nothing, and is decided anew when asked again.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final

from fastapi import Depends, Header, Request, Response

from api.http.front import Front
from api.http.problems import Problem
from api.policy import Principal
from projections.sessions import Answer, InProgress, OtherBody

HEADER: Final = "Idempotency-Key"
FOR_WHOM: Final = ("thidin-for", "thidin-consent")
"""Headers that say for whom somebody acts: with another one it is another request."""

REPLAYED: Final = "Idempotency-Replayed"
_MOST_CHARACTERS: Final = 200
_KEPT_HEADERS: Final = ("content-type", "etag", "location", "thidin-position")
_SUCCESS: Final = range(200, 300)


@dataclass(frozen=True)
class Once:
    """Marks a route whose requests carry a key."""

    async def __call__(
        self,
        key: Annotated[
            str | None,
            Header(
                alias=HEADER,
                description="A new value for each thing to be done, 1 to 200 visible characters.",
                examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
            ),
        ] = None,
    ) -> str:
        """Return the key; the route has claimed it already."""
        return key or ""


once = Depends(Once())


async def answered_once(
    front: Front,
    request: Request,
    principal: Principal,
    answer: Callable[[], Awaitable[Response]],
) -> Response:
    """Answer a request, or repeat its answer. Raises `Problem` for a missing or misused key."""
    digest = _key(front, request, principal)
    asked = [request.url.query, *(request.headers.get(name, "") for name in FOR_WHOM)]
    body = hashlib.sha256("\0".join(asked).encode() + b"\0" + await request.body()).digest()
    claimed = await _claim(front, digest, body)
    if isinstance(claimed, Answer):
        return Response(
            claimed.content,
            status_code=claimed.status,
            headers={**claimed.headers, REPLAYED: "true"},
        )
    try:
        response = await answer()
    except BaseException:
        await _release(front, digest, claimed)
        raise
    if response.status_code not in _SUCCESS:
        await _release(front, digest, claimed)
        return response
    kept = Answer(
        status=response.status_code,
        headers={
            name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers
        },
        content=bytes(response.body),
    )
    keep = partial(
        front.stores.answers.keep,
        digest,
        claimed,
        kept,
        now=front.now(),
        seconds=front.settings.answer_seconds,
    )
    await front.pools.doors.run(keep)
    return response


async def _claim(front: Front, key: bytes, body: bytes) -> Answer | str:
    claim = partial(
        front.stores.answers.claim,
        key,
        body,
        now=front.now(),
        seconds=front.settings.claim_seconds,
    )
    try:
        return await front.pools.doors.run(claim)
    except OtherBody:
        raise Problem("idempotency-key-reused") from None
    except InProgress:
        raise Problem("idempotency-key-in-use") from None


async def _release(front: Front, key: bytes, claim: str) -> None:
    await front.pools.doors.run(partial(front.stores.answers.release, key, claim))


def _key(front: Front, request: Request, principal: Principal) -> bytes:
    """Return a key's digest: each person's keys are that person's own, on that address."""
    key = request.headers.get(HEADER, "")
    visible = key.isascii() and key.isprintable() and key.strip() == key
    if not (0 < len(key) <= _MOST_CHARACTERS and visible):
        raise Problem("idempotency-key-missing")
    parts = (principal.role, principal.name, request.method, request.url.path, key)
    return hmac.digest(front.keys.answers, "\0".join(parts).encode(), "sha256")
