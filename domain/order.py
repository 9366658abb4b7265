"""An order: one payment asked for several bills, perhaps in several local bodies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.bill_reference import OrderReference
from domain.errors import Refused
from domain.local_body import Signed
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id
from domain.payment import Part


class NothingOrdered(Refused):
    """An order has at least one bill with something to pay."""

    code = "nothing-ordered"


class OrderUnknown(Refused):
    """There is no order of that reference."""

    code = "order-unknown"


@stored("Order.Placed", version=1)
@dataclass(frozen=True, kw_only=True)
class Placed(Event):
    """Somebody wants to pay these bills in one payment; the amounts hold until a day."""

    parts: tuple[Part, ...]
    valid_until: date
    recorded_at: datetime


@dataclass(kw_only=True)
class Order:
    """What the log says of one order."""

    number: int
    version: int = 0
    placed: Placed | None = None

    @property
    def stream(self) -> UUID:
        """Id of the order's stream."""
        return stream_id(Kind.ORDER, 0, number=self.number)

    @property
    def reference(self) -> OrderReference:
        """What the payer types."""
        return OrderReference(number=self.number)

    @property
    def amount_satang(self) -> int:
        """What the order asks for."""
        return sum(part.amount_satang for part in self.must_be_placed().parts)

    @classmethod
    def replay(cls, number: int, recorded: Iterable[Recorded]) -> "Order":
        """Build the order from its recorded acts."""
        order = cls(number=number)
        for one in recorded:
            order.apply(one)
        return order

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        if isinstance(recorded.event, Placed):
            self.placed = recorded.event
        self.version = recorded.event.version

    def place(self, parts: Sequence[Part], *, valid_until: date, by: Signed) -> Placed:
        """Place the order. Raises `NothingOrdered`."""
        if not parts or any(part.amount_satang <= 0 for part in parts):
            raise NothingOrdered("There is nothing to pay on one of these bills.")
        return Placed(
            stream=self.stream,
            version=self.version + 1,
            parts=tuple(parts),
            valid_until=valid_until,
            recorded_at=by.at,
        )

    def must_be_placed(self) -> Placed:
        """Return the act of placing. Raises `OrderUnknown`."""
        if self.placed is None:
            raise OrderUnknown("There is no order of this reference.")
        return self.placed

    def shares_of(self, amount_satang: int) -> Sequence[Part]:
        """Share money over the bills in their order; the first takes what is too much.

        ASSUMPTION: too little pays the bills one after the other in the order the payer chose; the
        Act is silent, the local bodies concerned would have to agree on another.
        """
        left, shares = amount_satang, []
        for part in self.must_be_placed().parts:
            mine = min(part.amount_satang, left)
            left -= mine
            shares.append(mine)
        shares[0] += left
        return [
            Part(
                body=part.body,
                tax_year=part.tax_year,
                notice=part.notice,
                taxpayer=part.taxpayer,
                amount_satang=mine,
            )
            for part, mine in zip(self.must_be_placed().parts, shares, strict=True)
            if mine
        ]
