"""The national portal: signing in from its mini-app, and messages to those who did.

The portal opens our page and hands it `appId` and `mToken`, good once and for two minutes, which
are exchanged at the gateway. The gateway (GDX) wants its own token first, for which the secret
stands in the address; see `outbound`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import httpx2

from api.identity.addresses import is_private
from api.identity.outbound import ask_json
from api.identity.proof import (
    IdentityProof,
    ProviderFailed,
    SignInRefused,
    is_identity,
    plain_text,
)
from api.identity.rereading import Reread
from api.office import BANGKOK

PORTAL = "portal"


class PortalExchange(Protocol):
    """Turns what the portal hands our page into a proof of who opened it."""

    async def proof(self, app_id: str, token: str) -> IdentityProof:
        """Return who it is. Raises `SignInRefused`, `ProviderFailed`."""


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """Where the gateway is and who we are to it; `ial` is what the portal has people proven to.

    `push_url` takes messages to people's telephones and portal inboxes; "" where there is none.
    """

    app_id: str
    validate_url: str
    person_url: str
    consumer_key: str
    consumer_secret: str = field(repr=False)
    agent_id: str = field(repr=False)
    ial: str
    push_url: str = ""


class Gateway:
    """The exchange through the state's gateway."""

    def __init__(self, path: Path, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._file = Reread(path, _settings)
        self._transport = transport

    async def proof(self, app_id: str, token: str) -> IdentityProof:
        """Ask the gateway who a token stands for. Raises `SignInRefused`, `ProviderFailed`."""
        settings = self._file.now()
        if app_id != settings.app_id:
            raise SignInRefused("The token is another application's.")
        passing = await self._passing(settings)
        found = await self._ask(
            "POST",
            settings.person_url,
            {"Consumer-Key": settings.consumer_key, "Token": passing},
            {"AppId": app_id, "MToken": token},
        )
        person = found.get("result", found)
        if not isinstance(person, dict) or not is_identity(person.get("citizenId")):
            raise SignInRefused("The portal does not know the token, or no longer.")
        names = (plain_text(person, "firstName"), plain_text(person, "lastName"))
        return IdentityProof(
            provider=PORTAL,
            identity=str(person["citizenId"]),
            name=" ".join(filter(None, names)),
            ial=settings.ial,
            subject=plain_text(person, "userId"),
        )

    @property
    def pushes(self) -> bool:
        """Whether messages can be sent by it."""
        return bool(self._file.now().push_url)

    async def push(self, message: str, *, user: str, at: datetime) -> Sequence[Any]:
        """Send a person a message; return the transactions, none where it is not subscribed to.

        Raises `ProviderFailed`.
        """
        settings = self._file.now()
        passing = await self._passing(settings)
        found = await self._ask(
            "POST",
            settings.push_url,
            {"Consumer-Key": settings.consumer_key, "Token": passing},
            {
                "appId": settings.app_id,
                "data": [{"message": message, "userId": user}],
                "sendDateTime": at.astimezone(BANGKOK).isoformat(timespec="seconds"),
            },
        )
        transactions = found.get("result")
        if not isinstance(transactions, list):
            raise ProviderFailed("The gateway does not say what became of the message.")
        return transactions

    async def _passing(self, settings: GatewaySettings) -> str:
        query = {"ConsumerSecret": settings.consumer_secret, "AgentID": settings.agent_id}
        address = str(httpx2.URL(settings.validate_url).copy_merge_params(query))
        found = await self._ask("GET", address, {"Consumer-Key": settings.consumer_key}, None)
        token = found.get("Result")
        if not (isinstance(token, str) and token):
            raise ProviderFailed("The gateway gives no token.")
        return token

    async def _ask(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        return await ask_json(
            "The gateway", method, address, headers=headers, body=body, transport=self._transport
        )


def _settings(given: Mapping[str, Any]) -> GatewaySettings:
    settings = GatewaySettings(**given["portal"])
    addresses = [settings.validate_url, settings.person_url]
    if settings.push_url:
        addresses.append(settings.push_url)
    if not all(is_private(one) for one in addresses):
        msg = "the gateway is not reached by https"
        raise ValueError(msg)
    return settings
