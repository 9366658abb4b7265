"""Telling partners' programs that an order they placed is settled: signed, at least once.

Where something is owed again on its notices, because a bank took the money back or a notice was
amended, they are told that too. A message sent again has the same id. A partner that does not
answer is told again, ever more seldom; the money is where it belongs all the same.
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
from api.pauses import AGAIN_SECONDS
from api.webhooks import headers
from domain.bill_reference import OrderReference, read_reference
from domain.errors import Refused
from domain.money import show_baht
from domain.order import Order
from projections.sessions import InProgress, PartnerOrder, Stores

POLL_SECONDS: Final = 5.0
CLAIM_SECONDS: Final = 300.0
MOST: Final = 200
DAYS: Final = 35
"""How long an order is looked at; its codes hold a month at most."""

SOONEST_SECONDS: Final = 15.0
SELDOMEST_SECONDS: Final = 3_600.0
GONE: Final = 410
_SUCCESS: Final = range(200, 300)
_CLAIM: Final = hmac.digest(b"thidin", b"messages to partners", "sha256")
_LOG: Final = logging.getLogger("thidin.partners")


def wait_seconds(age: float) -> float:
    """Return after how long to look at an order again, by its age in seconds."""
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
        """Look at one order and tell what is new of it; return whether the partner took it."""
        agency = self.agencies.client(one.client)
        now = self.clock()
        if agency is None or not agency.webhook or now > one.until:
            self.stores.partners.forget_order(one.ref1)
            return False
        try:
            order = self._order(one.ref1)
            today = datetime.fromtimestamp(now, BANGKOK).date()
            is_settled = all(settled(self._own_office, order, today))
        except Refused as refused:
            # One order must not stop the others.
            _LOG.error("An order cannot be looked at: %s", type(refused).__name__)
            self.stores.partners.again(one, look_at=now + SELDOMEST_SECONDS)
            return False
        # Messages alternate, so an odd number of them says that the order was settled.
        if is_settled == bool(one.told % 2):
            age = now - (one.until - DAYS * 86_400)
            self.stores.partners.again(one, look_at=now + wait_seconds(age))
            return False
        return self._tell(agency, one, order)

    def _tell(self, agency: Agency, one: PartnerOrder, order: Order) -> bool:
        now = self.clock()
        status = self._send(agency, one, order)
        if status in _SUCCESS:
            self.stores.partners.again(one, look_at=now + SELDOMEST_SECONDS, told=one.told + 1)
        elif status == GONE or one.tries >= len(AGAIN_SECONDS):
            self.stores.partners.forget_order(one.ref1)
        else:
            look_at = now + AGAIN_SECONDS[one.tries]
            self.stores.partners.again(one, look_at=look_at, tries=one.tries + 1)
        return status in _SUCCESS

    def _order(self, ref1: str) -> Order:
        reference = read_reference(ref1)
        assert isinstance(reference, OrderReference)
        order = Order(number=reference.number)
        return Order.replay(order.number, self._own_office.log.stream(order.stream))

    def _send(self, agency: Agency, one: PartnerOrder, order: Order) -> int:
        """Send a message and return the answer's status, 0 where there was none."""
        at = datetime.fromtimestamp(self.clock(), UTC)
        message = {
            "type": "order.reopened" if one.told % 2 else "order.settled",
            "timestamp": at.isoformat(),
            "data": {"reference_1": one.ref1, "amount": show_baht(order.amount_satang)},
        }
        body = json.dumps(message, separators=(",", ":")).encode()
        number = f"{one.ref1}-{one.told + 1}"
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
                    headers=headers(body, key=agency.webhook_key, number=number, at=at),
                )
        except httpx2.HTTPError as failed:
            _LOG.warning("Partner %s was not told: %s", agency.client, type(failed).__name__)
            return 0
        if not answer.is_success:
            _LOG.warning("Partner %s was not told: status %d", agency.client, answer.status_code)
        return answer.status_code
