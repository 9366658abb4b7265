"""How taxpayers pay several notices at once: an order over local bodies, and how it stands."""

from datetime import date
from typing import Annotated, Any

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.accounts import view_of_notice
from api.commands.orders import MOST_BILLS, place_order
from api.http.asking import POSITION, FrontOffice, may
from api.http.behalf import Behalf, whose
from api.http.bills import code_as_json, own_bill, payment_state
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.office import Office
from api.policy import Principal
from domain.bill_reference import BillReference, NotAReference, OrderReference, read_reference
from domain.money import show_baht
from domain.order import Order
from domain.payment import Part

router = audience("/taxpayers/me/orders", "taxpayer")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Chosen(_Strict):
    """One notice, by its local body and tax year: a taxpayer has one of each."""

    body: Annotated[str, Field(pattern="^[0-9]{8}$", examples=["05600701"])]
    tax_year: Annotated[int, Field(ge=2500, le=2599, examples=[2569])]


class Basket(_Strict):
    """Notices to be paid in one payment, in several local bodies if need be."""

    notices: Annotated[list[Chosen], Field(min_length=1, max_length=MOST_BILLS)]


@router.post("", summary="จ่ายหลายใบพร้อมกัน Pay several at once", dependencies=[once])
async def order(
    basket: Basket,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.pay")],
    told: Behalf,
) -> dict[str, Any]:
    """Place an order: one payment that settles several notices today."""

    def place() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "pay")
            bills = [
                own_bill(front, office, body=int(one.body), tax_year=one.tax_year, owner=owner)
                for one in basket.notices
            ]
            asked = place_order(
                office, bills=bills, on=front.today(), by=front.signed(principal.name)
            )
        return {**code_as_json(front, asked), "position": asked.position}

    found = await front.pools.payments.run(place)
    response.headers[POSITION] = str(found.pop("position"))
    return found


OrderCode = Annotated[
    str, Path(max_length=20, description="Reference 1 of the order.", examples=["T00000000000001"])
]


@router.get("/{reference}", summary="สถานะของรายการจ่าย How an order stands")
async def order_state(
    reference: OrderCode,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.own")],
    told: Behalf,
) -> dict[str, Any]:
    """Return how far the payment of an order is: waiting, or paid notice by notice."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            placed = order_of(office, reference, owner)
            settled = [
                _settled(office, part, front.today()) for part in placed.must_be_placed().parts
            ]
            ref1 = placed.reference.ref1
            return {
                "reference_1": ref1,
                "amount": show_baht(placed.amount_satang),
                "amount_holds_until": placed.must_be_placed().valid_until.isoformat(),
                "payment": payment_state(front, ref1, settled=all(settled), part=any(settled)),
                "notices": [
                    {
                        "body": f"{part.body:08d}",
                        "tax_year": part.tax_year,
                        "amount": show_baht(part.amount_satang),
                        "paid": paid,
                    }
                    for part, paid in zip(placed.must_be_placed().parts, settled, strict=True)
                ],
                "position": office.log.head(),
            }

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


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


def _settled(office: Office, part: Part, on: date) -> bool:
    bill = BillReference(body=part.body, tax_year=part.tax_year, notice=part.notice)
    return not view_of_notice(office, bill=bill).on(on).outstanding.total_satang
