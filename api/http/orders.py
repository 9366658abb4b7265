"""Orders: several notices in one payment, what is asked for and how it stands."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from api.commands.orders import MOST_BILLS, settled
from api.http.bills import own_bill, payment_state
from api.http.front import Front
from api.http.problems import Problem
from api.office import Office
from domain.bill_reference import BillReference, NotAReference, OrderReference, read_reference
from domain.money import show_baht
from domain.order import Order

OrderCode = Annotated[
    str, Path(max_length=20, description="Reference 1 of the order.", examples=["T00000000000001"])
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Chosen(_Strict):
    """One notice, by its local body and tax year: a taxpayer has one of each."""

    body: Annotated[str, Field(pattern="^[0-9]{8}$", examples=["05600701"])]
    tax_year: Annotated[int, Field(ge=2500, le=2599, examples=[2569])]


class Basket(_Strict):
    """Notices to be paid in one payment, in several local bodies if need be."""

    notices: Annotated[list[Chosen], Field(min_length=1, max_length=MOST_BILLS)]


def bills_in(front: Front, office: Office, basket: Basket, owner: int) -> Sequence[BillReference]:
    """Return an owner's bills that a basket names. Raises `Problem` where one is none of theirs."""
    return [
        own_bill(front, office, body=int(one.body), tax_year=one.tax_year, owner=owner)
        for one in basket.notices
    ]


def order_of(office: Office, text: str, owner: int) -> Order:
    """Return an order that is all for an owner. Raises `Problem` for any other."""
    try:
        reference = read_reference(text)
    except NotAReference:
        raise Problem("absent") from None
    if not isinstance(reference, OrderReference):
        raise Problem("absent")
    found = Order(number=reference.number)
    found = Order.replay(reference.number, office.log.stream(found.stream))
    if found.placed is None or any(part.taxpayer != owner for part in found.placed.parts):
        raise Problem("absent")
    return found


def order_as_json(front: Front, office: Office, order: Order) -> dict[str, Any]:
    """Return how far the payment of an order is, notice by notice."""
    placed = order.must_be_placed()
    paid = settled(office, order, front.today())
    ref1 = order.reference.ref1
    return {
        "reference_1": ref1,
        "amount": show_baht(order.amount_satang),
        "amount_holds_until": placed.valid_until.isoformat(),
        "payment": payment_state(front, ref1, settled=all(paid), part=any(paid)),
        "notices": [
            {
                "body": f"{part.body:08d}",
                "tax_year": part.tax_year,
                "amount": show_baht(part.amount_satang),
                "paid": done,
            }
            for part, done in zip(placed.parts, paid, strict=True)
        ],
    }
