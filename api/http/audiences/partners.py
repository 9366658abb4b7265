"""What partners' programs do for citizens who consented: show their bills, start a payment.

The program shows its own token, and the citizen's code of consent. Who the citizen is, is not told.
"""

from typing import Annotated, Any

from fastapi import Header, Response

from api.commands.affairs import affairs_of
from api.commands.orders import place_order
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.bills import code_as_json, notices_as_json
from api.http.examples import CODES, NOTICES, ORDER, like
from api.http.front import Front
from api.http.looks import looked
from api.http.once import once
from api.http.orders import Basket, OrderCode, bills_in, order_as_json, order_of
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import Cursor
from api.http.telling import DAYS, SOONEST_SECONDS
from api.office import Office
from api.policy import Principal

router = audience("/portal/citizen", "portal")

ConsentCode = Annotated[
    str,
    Header(
        alias="Thidin-Consent",
        max_length=100,
        description="The code that the citizen was given when consenting.",
        examples=["kF3…"],
    ),
]
_SECONDS_A_DAY = 86_400


@router.get(
    "/notices",
    summary="ใบแจ้งของผู้ที่ยินยอม A citizen's notices",
    responses=like(NOTICES),
)
async def notices(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("citizens.see")],
    seen: MinPosition,
    code: ConsentCode = "",
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return the citizen's notices in every local body with what is owed today."""

    def look() -> dict[str, Any]:
        position = front.fresh(seen)
        with front.counter.held() as office:
            owner = _consenting(front, office, principal, code, "see")
            return {**notices_as_json(front, office, owner, cursor), "position": position}

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.post(
    "/orders", summary="เริ่มการจ่าย Start a payment", dependencies=[once], responses=like(CODES)
)
async def order(
    basket: Basket,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("citizens.pay")],
    code: ConsentCode = "",
) -> dict[str, Any]:
    """Place an order over the citizen's notices; once it is settled the program is told."""

    def place() -> dict[str, Any]:
        with front.till.held() as office:
            owner = _consenting(front, office, principal, code, "pay")
            asked = place_order(
                office,
                bills=bills_in(front, office, basket, owner),
                on=front.today(),
                by=front.signed(principal.name),
            )
        now = front.now()
        front.stores.partners.await_order(
            asked.ref1,
            principal.name,
            look_at=now + SOONEST_SECONDS,
            until=now + DAYS * _SECONDS_A_DAY,
        )
        return {**code_as_json(front, asked), "position": asked.position}

    found = await front.pools.payments.run(place)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.get(
    "/orders/{reference}", summary="สถานะของรายการจ่าย How an order stands", responses=like(ORDER)
)
async def order_state(
    reference: OrderCode,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("citizens.see")],
    code: ConsentCode = "",
) -> dict[str, Any]:
    """Return how far the payment of the citizen's order is."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = _consenting(front, office, principal, code, "see")
            placed = order_of(office, reference, owner)
            return {**order_as_json(front, office, placed), "position": office.log.head()}

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


def _consenting(front: Front, office: Office, principal: Principal, code: str, scope: str) -> int:
    """Return the citizen whose consent a program holds. Raises `Problem` for none, or no longer."""
    owner = front.stores.partners.whose(principal.name, code)
    if owner is None:
        raise Problem("absent")
    if not affairs_of(office, owner).consents_to(principal.name, scope, on=front.today()):
        raise Problem("absent")
    looked(front, principal, f"citizens.{scope}", [owner])
    return owner
