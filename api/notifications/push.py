"""Messages in the national portal's app: a push to the telephone, and a copy in its inbox."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from api.identity.portal import Gateway
from api.identity.proof import ProviderFailed
from api.notifications.delivery import Never, NotNow
from api.notifications.wording import Written
from projections.notifications.outbox import NOT_SUBSCRIBED


@dataclass(kw_only=True)
class Push:
    """Hands messages to the state's gateway, as the portal's user whom the vault names."""

    gateway: Gateway
    at_once: int = 1

    def another(self) -> "Push":
        """Return itself: it holds no connection."""
        return self

    def deliver(self, to: str, written: Written, *, number: str, at: datetime) -> None:  # noqa: ARG002 - the gateway takes no number of ours
        """Hand a message over. Raises `NotNow`, and `Never` where it is not subscribed to."""
        try:
            transactions = asyncio.run(self.gateway.push(written.text, user=to, at=at))
        except ProviderFailed:
            raise NotNow("gateway", resting=True) from None
        if not transactions:
            raise Never(NOT_SUBSCRIBED)

    def close(self) -> None:
        """Nothing is held."""
