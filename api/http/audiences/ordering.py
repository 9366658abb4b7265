"""How taxpayers pay several notices at once: an order over local bodies, and how it stands."""

from typing import Annotated, Any

from fastapi import Response

from api.commands.orders import asked_by, place_order
from api.http.asking import POSITION, FrontOffice, may
from api.http.behalf import Behalf, whose
from api.http.bills import code_as_json, drawn_code
from api.http.examples import CODES, ORDER, like
from api.http.once import once
from api.http.orders import Basket, OrderCode, bills_in, order_as_json, order_of
from api.http.problems import Problem
from api.http.routes import audience
from api.policy import Principal

router = audience("/taxpayers/me/orders", "taxpayer")


@router.post(
    "", summary="จ่ายหลายใบพร้อมกัน Pay several at once", dependencies=[once], responses=like(CODES)
)
async def order(
    basket: Basket,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.pay")],
    told: Behalf,
) -> dict[str, Any]:
    """Place an order: one payment that settles several notices today."""

    def place() -> dict[str, Any]:
        with front.till.held() as office:
            owner = whose(front, office, principal, told, "pay")
            asked = place_order(
                office,
                bills=bills_in(front, office, basket, owner),
                on=front.today(),
                by=front.signed(principal.name),
            )
        return {**code_as_json(front, asked), "position": asked.position}

    found = await front.pools.payments.run(place)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.get(
    "/{reference}",
    summary="สถานะของรายการจ่าย How an order stands",
    responses=like(ORDER),
)
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
            return {
                **order_as_json(front, office, placed),
                "position": office.log.head(),
            }

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.get(
    "/{reference}/codes",
    summary="ดู QR และบาร์โค้ดของรายการจ่าย An order's codes once more",
    responses=like(CODES),
)
async def order_codes(
    reference: OrderCode,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.pay")],
    told: Behalf,
) -> dict[str, Any]:
    """Return the codes of an order while its amount holds; after that it is placed anew."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "pay")
            order = order_of(office, reference, owner)
            asked = asked_by(order, order.must_be_placed(), position=office.log.head())
        if asked.valid_until < front.today():
            raise Problem("code-too-old")
        return {**drawn_code(front, asked), "position": asked.position}

    found = await front.pools.payments.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found
