"""The money left my bank and nothing shows: the banks are asked now, and what they said told."""

from typing import Annotated, Any

from fastapi import Response

from api.commands.accounts import at_hand
from api.http.asking import POSITION, FrontOffice, may
from api.http.asking_banks import Inquiry, ask_banks
from api.http.behalf import Behalf, whose
from api.http.bills import notice_as_json, own_bill
from api.http.examples import INQUIRED, like
from api.http.orders import OrderCode, order_as_json, order_of
from api.http.routes import audience
from api.http.shown import BodyCode, TaxYear
from api.policy import Principal

router = audience("/taxpayers/me", "taxpayer")


@router.post(
    "/notices/{body}/{tax_year}/inquiry",
    summary="เงินออกจากบัญชีแล้วแต่ไม่ขึ้น Ask the banks about a notice's payment",
    responses=like(INQUIRED),
)
async def of_notice(
    *,
    body: BodyCode,
    tax_year: TaxYear,
    asked: Inquiry,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("payments.inquire")],
    told: Behalf,
) -> dict[str, Any]:
    """Ask every bank about the notice's reference now; what one has is recorded at once."""

    def ask() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            bill = own_bill(front, office, body=int(body), tax_year=int(tax_year), owner=owner)
        heard = ask_banks(front, ref1=bill.ref1, holder=bill.body, paid_on=asked.paid_on)
        with front.counter.held() as office:
            shown = notice_as_json(front, office, bill, at_hand(office, bill=bill))
            return {**heard, "payment": shown["payment"], "position": office.log.head()}

    found = await front.pools.questions.run(ask)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.post(
    "/orders/{reference}/inquiry",
    summary="ถามธนาคารถึงรายการจ่าย Ask the banks about an order's payment",
    responses=like(INQUIRED),
)
async def of_order(
    *,
    reference: OrderCode,
    asked: Inquiry,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("payments.inquire")],
    told: Behalf,
) -> dict[str, Any]:
    """Ask every bank about the order's reference now; what one has is recorded at once."""

    def ask() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            ref1 = order_of(office, reference, owner).reference.ref1
        heard = ask_banks(front, ref1=ref1, holder=0, paid_on=asked.paid_on)
        with front.counter.held() as office:
            shown = order_as_json(front, office, order_of(office, reference, owner))
            return {**heard, "payment": shown["payment"], "position": office.log.head()}

    found = await front.pools.questions.run(ask)
    response.headers[POSITION] = str(found.pop("position"))
    return found
