"""Signing in from the business portal (Biz Portal): companies and other juristic persons.

The portal opens our page with a token of its own; its service turns that and our application's key
into a token of the person, and tells by that who it is. What its answers call number and name is a
setting: the portal's handbook was not public when this was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2

from api.identity.addresses import is_private
from api.identity.outbound import ask_json
from api.identity.proof import (
    IdentityProof,
    SignInRefused,
    is_identity,
    plain_text,
)
from api.identity.rereading import Reread

BUSINESS: Final = "biz-portal"


@dataclass(frozen=True, kw_only=True)
class BusinessSettings:
    """Where the business portal is and who we are to it; `number` and `name` are its words."""

    login_url: str
    person_url: str
    application_key: str = field(repr=False)
    ial: str
    number: str = "juristicId"
    name: str = "juristicName"


class BusinessPortal:
    """The exchange with the business portal."""

    def __init__(self, path: Path, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._file = Reread(path, _settings)
        self._transport = transport

    async def proof(self, token: str) -> IdentityProof:
        """Ask who a token stands for. Raises `SignInRefused`, `ProviderFailed`."""
        settings = self._file.now()
        if settings is None:
            raise SignInRefused("The business portal is not among our settings.")
        told = {"applicationKey": settings.application_key, "token": token}
        entered = await self._ask("POST", settings.login_url, None, told)
        passing = plain_text(_inner(entered), "token")
        if not passing:
            raise SignInRefused("The business portal does not know the token, or no longer.")
        person = _inner(await self._ask("GET", settings.person_url, passing, None))
        if not is_identity(person.get(settings.number)):
            raise SignInRefused("The business portal does not say who it is.")
        return IdentityProof(
            provider=BUSINESS,
            identity=str(person[settings.number]),
            name=plain_text(person, settings.name),
            ial=settings.ial,
            juristic=True,
        )

    async def _ask(
        self, method: str, address: str, token: str | None, body: Mapping[str, str] | None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await ask_json(
            "The business portal",
            method,
            address,
            headers=headers,
            body=body,
            transport=self._transport,
        )


def _inner(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer holds, with or without an envelope."""
    for envelope in ("result", "data"):
        if isinstance(answer.get(envelope), dict):
            inner: dict[str, Any] = answer[envelope]
            return inner
    return answer


def _settings(given: Mapping[str, Any]) -> BusinessSettings | None:
    if "business" not in given:
        return None
    settings = BusinessSettings(**given["business"])
    if not (is_private(settings.login_url) and is_private(settings.person_url)):
        msg = "the business portal is not reached by https"
        raise ValueError(msg)
    return settings
