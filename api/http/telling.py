"""Telling partners' programs that an order they placed is paid: at least once, signed, in the end.

The message's id is the order's, so a repeated message is known. A partner that does not answer is
told again, ever more seldom; the money is where it belongs all the same.
"""

import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import httpx2

from api.commands.orders import settled
from api.http.background import Background
from api.identity.agencies import Agencies, Agency
from api.identity.outbound import TIMEOUT_SECONDS, quiet
from api.office import BANGKOK, Office
from api.webhooks import headers
from domain.bill_reference import OrderReference, read_reference
from domain.money import show_baht
from domain.order import Order
from projections.sessions import InProgress, PartnerOrder, Stores

POLL_SECONDS: Final = 5.0
CLAIM_SECONDS: Final = 300.0
MOST: Final = 200
DAYS: Final = 35
"""How long an unpaid order is looked at; its codes hold a month at most."""

SOONEST_SECONDS: Final = 15.0
SELDOMEST_SECONDS: Final = 3_600.0
AGAIN_SECONDS: Final = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0)
"""After how long to try again, as Standard Webhooks recommends."""

GONE: Final = 410
_CLAIM: Final = hmac.digest(b"thidin", b"messages to partners", "sha256")
_LOG: Final = logging.getLogger("thidin.partners")


def wait_seconds(age: float) -> float:
    """Return when to look at an unpaid order again, by its age in seconds."""
    return min(max(age / 10, SOONEST_SECONDS), SELDOMEST_SECONDS)


@dataclass(kw_only=True)
class Telling:
    """Looks at partners' orders and tells of paid ones; `transport` stands for the network."""

    office: Office
    stores: Stores
    agencies: Agencies
    clock: Callable[[], float]
    transport: httpx2.BaseTransport | None = None
    background: Background = field(init=False)

    def __post_init__(self) -> None:
        self.background = Background(
            name="Messages to partners", work=self.tell, seconds=POLL_SECONDS
        )

    @cached_property
    def _own_office(self) -> Office:
        return Office(self.office.settings)

    def open(self) -> None:
        """Begin to tell."""
        self.background.open()

    def close(self) -> None:
        """Stop after the message under way."""
        self.background.close()
        if "_own_office" in self.__dict__:
            self._own_office.log.close()

    def tell(self) -> int:
        """Look at what is due; return how many partners were told. One process at a time tells."""
        due = self.stores.partners.due(now=self.clock(), most=MOST)
        if not due:
            return 0
        try:
            claim = self.stores.answers.claim(
                _CLAIM, _CLAIM, now=self.clock(), seconds=CLAIM_SECONDS
            )
        except InProgress:
            return 0
        assert isinstance(claim, str)
        try:
            return sum(self._look(one) for one in due if not self.background.closing)
        finally:
            self.stores.answers.release(_CLAIM, claim)

    def _look(self, one: PartnerOrder) -> bool:
        agency = self.agencies.client(one.client)
        now = self.clock()
        if agency is None or not agency.webhook or now > one.until:
            self.stores.partners.forget_order(one.ref1)
            return False
        reference = read_reference(one.ref1)
        assert isinstance(reference, OrderReference)
        order = Order(number=reference.number)
        order = Order.replay(order.number, self._own_office.log.stream(order.stream))
        today = datetime.fromtimestamp(now, BANGKOK).date()
        if not all(settled(self._own_office, order, today)):
            age = now - (one.until - DAYS * 86_400)
            self.stores.partners.again(one.ref1, look_at=now + wait_seconds(age), tries=0)
            return False
        told = self._send(agency, order)
        if told or one.tries >= len(AGAIN_SECONDS):
            self.stores.partners.forget_order(one.ref1)
        else:
            look_at = now + AGAIN_SECONDS[one.tries]
            self.stores.partners.again(one.ref1, look_at=look_at, tries=one.tries + 1)
        return told

    def _send(self, agency: Agency, order: Order) -> bool:
        """Send the message; return whether the partner took it, or wants no more of them."""
        at = datetime.fromtimestamp(self.clock(), UTC)
        ref1 = order.reference.ref1
        message = {
            "type": "order.settled",
            "timestamp": at.isoformat(),
            "data": {"reference_1": ref1, "amount": show_baht(order.amount_satang)},
        }
        body = json.dumps(message, separators=(",", ":")).encode()
        quiet()
        try:
            with httpx2.Client(
                transport=self.transport,
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
                trust_env=False,
            ) as client:
                answer = client.post(
                    agency.webhook,
                    content=body,
                    headers=headers(body, key=agency.webhook_key, number=f"settled-{ref1}", at=at),
                )
        except httpx2.HTTPError as failed:
            _LOG.warning("Partner %s was not told: %s", agency.client, type(failed).__name__)
            return False
        if not answer.is_success:
            _LOG.warning("Partner %s was not told: status %d", agency.client, answer.status_code)
        return answer.is_success or answer.status_code == GONE
