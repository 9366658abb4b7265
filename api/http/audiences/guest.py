"""What anybody may do who holds a notice: see what is owed by its reference and amount, and pay.

No person is shown. A wrong amount and a reference nobody has are answered alike, and counted alike,
so that trying references tells nothing. What is no amount or no reference at all is told to be so
before any bill is looked at.
"""

from datetime import date
from functools import partial
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.commands.accounts import view_of_notice
from api.commands.orders import Asked, ask_for_bill
from api.http.asking import POSITION, FrontOffice, address_of, front_of, may
from api.http.asking_banks import Inquiry, ask_banks
from api.http.bills import ask_for_next, code_as_json, drawn_code, notice_with_payments
from api.http.examples import CODES, GUEST_BILL, INQUIRED, like
from api.http.front import Front
from api.http.problems import Problem
from api.http.routes import answered_by, audience
from api.policy import Principal
from domain.bill_reference import BillReference, read_bill
from domain.errors import Refused
from domain.money import parse_baht

DAYS_OPEN: Final = 2
"""How long a handle opens a bill; then the reference and the amount are typed again."""

EXAMPLE: Final[dict[str, JsonValue]] = {"reference": "0560070169000000184", "amount": "12000.00"}
_HANDLE: Final = "a bill by its reference"

router = audience("/guest/bills", "guest")

Handle = Annotated[str, Path(max_length=200, description="As given by the look-up.")]


class Typed(BaseModel):
    """What is printed on the notice."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [EXAMPLE]},
    )

    reference: Annotated[
        str, Field(min_length=1, max_length=40, description="Reference 1, or the notice's number.")
    ]
    amount: Annotated[
        str, Field(min_length=1, max_length=20, description="Tax on the notice, or owed, in baht.")
    ]


class Wanted(BaseModel):
    """What to pay of a bill: all of it, or what is late or falls due next."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"what": "all"}]}
    )

    what: Literal["all", "next"] = "all"


@router.post(
    "", summary="ค้นใบแจ้งด้วยเลขอ้างอิง Find a bill by its reference", responses=like(GUEST_BILL)
)
async def find(
    typed: Typed,
    request: Request,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("bills.guest")],
) -> dict[str, Any]:
    """Return what is owed on a bill whose reference and amount one holds, and a handle for it."""
    # The digits alone are counted: a reference typed with other spaces is the same one.
    front.throttle.lookup(address_of(request), "".join(filter(str.isalnum, typed.reference)))
    found = await front.pools.bills.run(partial(_found, front, typed))
    response.headers[POSITION] = str(found.pop("position"))
    return found


async def _look(request: Request) -> Response:
    front, handle = front_of(request), request.path_params["handle"]
    found = await front.pools.bills.run(partial(_shown, front, _opened(front, handle)))
    seen = {POSITION: str(found.pop("position"))}
    return JSONResponse({**found, "handle": handle}, headers=seen)


@router.get(
    "/{handle}",
    summary="ดูใบแจ้ง See the bill",
    responses=like(GUEST_BILL),
    dependencies=[answered_by(_look)],
)
async def bill(
    handle: Handle,  # noqa: ARG001 - for the description
    request: Request,
    _: Annotated[Principal, may("bills.guest")],
) -> Response:
    """Return what is owed and how far the payment is; a page may ask this again and again."""
    return await _look(request)


@router.post(
    "/{handle}/codes", summary="ขอ QR และบาร์โค้ด Get codes to pay with", responses=like(CODES)
)
async def codes(
    handle: Handle,
    wanted: Wanted,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("bills.guest")],
) -> dict[str, Any]:
    """Return a QR code and a counter barcode that settle the bill today. Nothing is recorded."""

    def ask() -> dict[str, Any]:
        asked = _asked(front, handle, wanted.what)
        return {**code_as_json(front, asked), "position": asked.position}

    told = await front.pools.bills.run(ask)
    response.headers[POSITION] = str(told.pop("position"))
    return told


@router.get(
    "/{handle}/codes", summary="ดู QR และบาร์โค้ด See codes to pay with", responses=like(CODES)
)
async def drawn(
    handle: Handle,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("bills.guest")],
    what: Annotated[Literal["all", "next"], Query(description="All, or what is due next.")] = "all",
) -> dict[str, Any]:
    """Return the codes of today once more, without asking for anything to be awaited."""

    def draw() -> dict[str, Any]:
        asked = _asked(front, handle, what)
        return {**drawn_code(front, asked), "position": asked.position}

    told = await front.pools.payments.run(draw)
    response.headers[POSITION] = str(told.pop("position"))
    return told


@router.post(
    "/{handle}/inquiry",
    summary="เงินออกจากบัญชีแล้วแต่ไม่ขึ้น Ask the banks about the payment",
    responses=like(INQUIRED),
)
async def inquiry(
    handle: Handle,
    asked: Inquiry,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("bills.guest")],
) -> dict[str, Any]:
    """Ask every bank about the bill's reference now; what one has is recorded at once."""

    def ask() -> dict[str, Any]:
        bill = _opened(front, handle)
        heard = ask_banks(front, ref1=bill.ref1, holder=bill.body, paid_on=asked.paid_on)
        shown = _shown(front, bill)
        return {**heard, "payment": shown["payment"], "position": shown["position"]}

    found = await front.pools.questions.run(ask)
    response.headers[POSITION] = str(found.pop("position"))
    return found


def _asked(front: Front, handle: str, what: str) -> Asked:
    reference, today = _opened(front, handle), front.today()
    with front.counter.held() as office:
        asked = ask_for_bill(office, bill=reference, on=today)
        if what == "next":
            asked = ask_for_next(asked, view_of_notice(office, bill=reference), today)
    return asked


def _opened(front: Front, handle: str) -> BillReference:
    """Return the bill of a handle. Raises `Problem` for one that is not ours or too old."""
    try:
        body, tax_year, notice, until = front.cursors.read(_HANDLE, handle)
    except Problem:
        raise Problem("no-such-bill") from None
    if date.fromordinal(int(until)) < front.today():
        raise Problem("no-such-bill")
    return BillReference(body=int(body), tax_year=int(tax_year), notice=int(notice))


def _found(front: Front, typed: Typed) -> dict[str, Any]:
    reference, amount = read_bill(typed.reference), _read(typed.amount)
    try:
        front.counter.biller(reference.body)
        shown = _shown(front, reference)
    except Refused:
        raise Problem("no-such-bill") from None
    if amount not in {parse_baht(shown["assessed"]), parse_baht(shown["to_pay"]["total"])}:
        raise Problem("no-such-bill")
    until = front.today().toordinal() + DAYS_OPEN
    key = (reference.body, reference.tax_year, reference.notice, until)
    return {**shown, "handle": front.cursors.write(_HANDLE, key)}


def _read(amount: str) -> int:
    """Return an amount as satang. Raises `Problem` where nobody can say which amount is meant."""
    try:
        return parse_baht(amount)
    except ValueError:
        raise Problem("not-an-amount") from None


def _shown(front: Front, reference: BillReference) -> dict[str, Any]:
    with front.counter.held() as office:
        shown = notice_with_payments(
            front, office, reference, front.counter.lookout.at_hand(reference)
        )
        return {**shown, "position": front.counter.lookout.position}
