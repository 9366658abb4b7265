"""SMS by a provider's HTTP interface: a JSON object for each, its fields named by the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final

import httpx2

from api.identity.outbound import TIMEOUT_SECONDS, quiet
from api.notifications.delivery import Never, NotNow
from api.notifications.wording import Written
from projections.notifications.outbox import REFUSED

FIELDS: Final = ("to", "sender", "text", "reference")
_SUCCESS: Final = range(200, 300)
_NOT_THIS_ONE: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
"""The number or the text is wrong. Any other refusal is of us, and passes or is mended."""


@dataclass(frozen=True, kw_only=True)
class SmsSettings:
    """The provider's address, our key to it, the sender's name that is registered with it.

    `fields` says what the provider calls each of FIELDS.
    """

    address: str
    key: str = field(repr=False)
    sender: str
    fields: Mapping[str, str]


@dataclass(kw_only=True)
class Sms:
    """Hands short messages to a provider; `transport` stands for the network."""

    settings: SmsSettings
    timeout: float = TIMEOUT_SECONDS
    transport: httpx2.BaseTransport | None = None
    at_once: int = 1
    _http: httpx2.Client | None = None

    def another(self) -> "Sms":
        """Return one like it, with a connection of its own."""
        return Sms(
            settings=self.settings,
            timeout=self.timeout,
            transport=self.transport,
            at_once=self.at_once,
        )

    def deliver(self, to: str, written: Written, *, number: str, at: datetime) -> None:  # noqa: ARG002 - as every channel
        """Hand a message over. Raises `NotNow`, `Never`.

        The provider is given the message's number twice over, as a field and as the key of a
        repeated request, so that one that knows either sends it once.
        """
        values = {
            "to": to,
            "sender": self.settings.sender,
            "text": written.text,
            "reference": number,
        }
        body = {self.settings.fields[name]: value for name, value in values.items()}
        headers = {"Authorization": f"Bearer {self.settings.key}", "Idempotency-Key": number}
        try:
            status = self._client().post(self.settings.address, json=body, headers=headers)
        except httpx2.HTTPError as failed:
            self.close()
            raise NotNow(type(failed).__name__, resting=True) from None
        if status.status_code in _NOT_THIS_ONE:
            raise Never(REFUSED)
        if status.status_code not in _SUCCESS:
            raise NotNow(f"status {status.status_code}", resting=True)

    def _client(self) -> httpx2.Client:
        if self._http is None:
            quiet()
            self._http = httpx2.Client(
                transport=self.transport,
                timeout=self.timeout,
                follow_redirects=False,
                trust_env=False,
            )
        return self._http

    def close(self) -> None:
        """Let the connection go."""
        http, self._http = self._http, None
        if http is not None:
            http.close()
