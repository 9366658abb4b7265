"""Money at a local body: what came in, what an officer takes, what waits for an owner."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.counter import entered
from api.commands.payments import (
    approve_match,
    approve_return,
    propose_match,
    propose_return,
    receive,
)
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.front import Front
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, Cursor, page_of
from api.office import Office
from api.policy import Principal
from domain.bill_reference import BillReference, read_bill
from domain.money import parse_baht, show_baht
from domain.payment import Part, Payment, payment_stream
from projections.read_models.pages import payments_page
from projections.suspense import in_suspense

router = audience("/local-bodies/{body}/payments", "local body")

PAGE: Final = 100

Bank = Annotated[str, Path(pattern="^[0-9]{3}$", description="The bank; 000: the counter.")]
Reference = Annotated[
    str, Path(pattern="^[A-Za-z0-9-]{1,35}$", description="The bank's own reference.")
]
Baht = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{2})?$", examples=["12000.00"])]
Bill = Annotated[str, Field(min_length=1, max_length=40, examples=["0560-0701-69/00000001"])]


class Entry(BaseModel):
    """Money taken: `receipt` is the number in the receipt book, once for ever."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "notice": "0560-0701-69/00000001",
                    "amount": "12000.00",
                    "channel": "counter",
                    "receipt": "69-00017",
                    "paid_on": "2026-06-15",
                }
            ]
        },
    )

    notice: Bill
    amount: Baht
    channel: Literal["counter", "post"]
    receipt: Annotated[str, Field(pattern="^[A-Za-z0-9-]{1,20}$")]
    paid_on: date


class GivenPart(BaseModel):
    """What of a payment goes to a notice."""

    model_config = ConfigDict(extra="forbid", strict=True)

    notice: Bill
    amount: Baht


class Match(BaseModel):
    """Whose the money of a payment is; the parts add up to it."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [{"parts": [{"notice": "0560-0701-69/00000001", "amount": "12000.00"}]}]
        },
    )

    parts: Annotated[list[GivenPart], Field(min_length=1, max_length=100)]
    reason: Annotated[
        str,
        Field(pattern="^([A-Z][A-Z-]{1,29})?$", description="A code, where a bill had the money."),
    ] = ""


class Struck(BaseModel):
    """Why an officer's entry is struck out; "" where money that waits goes back."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"reason": "OTHER-AMOUNT"}]}
    )

    reason: Annotated[str, Field(pattern="^([A-Z][A-Z-]{1,29})?$")] = ""


@router.get("", summary="การรับชำระ Payments")
async def payments(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("money.read")],
    seen: MinPosition,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List what came into the body's account, latest first."""
    name = f"payments of {body}"
    after = int(front.cursors.read(name, cursor)[0]) if cursor else None

    def look() -> tuple[int, Any]:
        position = front.fresh(seen)
        return position, payments_page(front.office.views, int(body), after=after, most=PAGE + 1)

    position, rows = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return page_of(
        front.cursors,
        name,
        rows,
        most=PAGE,
        shown=lambda row: {
            "bank": row["bank"],
            "reference": row["bank_reference"],
            "receipt": row["receipt"],
            "amount": show_baht(row["amount_satang"]),
            "paid_on": row["paid_on"].isoformat() if row["paid_on"] else None,
            "channel": row["channel"],
            "state": row["state"],
            "reason": row["reason"],
        },
        key=lambda row: (row["position"],),
    )


@router.post("", summary="บันทึกเงินที่รับ Enter money taken", dependencies=[once])
async def enter(
    body: BodyCode,
    entry: Entry,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.enter")],
) -> dict[str, Any]:
    """Enter money taken at the counter or come by post; the same number again adds nothing.

    What is entered for a day that was counted and closed waits until another officer approves it.
    """

    def do() -> dict[str, Any]:
        bill = _bill_of(entry.notice, int(body))
        line = entered(
            bill,
            amount_satang=parse_baht(entry.amount),
            channel=entry.channel,
            receipt=entry.receipt,
            paid_on=entry.paid_on,
            today=front.today(),
        )
        with front.till.held() as office:
            by = front.signed(principal.name)
            (done,) = receive(office, [line], billers=office.billers, by=by)
        if done.conflict:
            raise Problem("already-otherwise")
        return {
            "receipt": done.receipt,
            "state": done.state,
            "new": done.new,
            "position": done.position,
        }

    return _answered(response, await front.pools.payments.run(do))


@router.get("/suspense", summary="เงินที่ยังไม่ทราบเจ้าของ Money that waits")
async def suspense(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("money.read")],
) -> dict[str, Any]:
    """List the money in the body's account that matches nothing, in the order it began to wait."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            found = [one for one in in_suspense(office.log) if _holder(one) == int(body)]
            return {"items": [_waiting(one) for one in found], "position": office.log.head()}

    return _answered(response, await front.pools.exports.run(look))


def _waiting(one: Payment) -> dict[str, Any]:
    assert one.received is not None
    told = one.received.told
    return {
        "bank": told.bank,
        "reference": told.bank_reference,
        "amount": show_baht(told.amount_satang),
        "paid_on": told.paid_on.isoformat(),
        "why": one.suspended,
        "match_proposed": one.match_proposed is not None,
        "return_proposed": one.return_proposed is not None,
    }


@router.post("/{bank}/{reference}/match", summary="เสนอจับคู่ Propose", dependencies=[once])
async def match(
    body: BodyCode,
    bank: Bank,
    reference: Reference,
    matched: Match,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.propose")],
) -> dict[str, Any]:
    """Propose whose the money of a payment is; another person approves."""

    def do() -> dict[str, Any]:
        with front.till.held() as office:
            _must_hold(office, int(body), bank, reference)
            parts = _parts(office, matched.parts, int(body))
            by = front.signed(principal.name)
            return {
                "position": propose_match(
                    office,
                    bank=bank,
                    bank_reference=reference,
                    parts=parts,
                    by=by,
                    reason=matched.reason,
                )
            }

    return _answered(response, await front.pools.payments.run(do))


@router.post("/{bank}/{reference}/match/approve", summary="อนุมัติ Approve", dependencies=[once])
async def match_approved(
    body: BodyCode,
    bank: Bank,
    reference: Reference,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.approve")],
) -> dict[str, Any]:
    """Give the money to the bills another person proposed; it counts from the day it was paid."""

    def do() -> dict[str, Any]:
        return {"position": _second(front, approve_match, int(body), bank, reference, principal)}

    return _answered(response, await front.pools.payments.run(do))


@router.post("/{bank}/{reference}/return", summary="เสนอส่งเงินคืน Propose", dependencies=[once])
async def send_back(
    body: BodyCode,
    bank: Bank,
    reference: Reference,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.propose")],
    struck: Struck | None = None,
) -> dict[str, Any]:
    """Propose to send money that waits back, or to strike an entry out; another approves."""

    def do() -> dict[str, Any]:
        with front.till.held() as office:
            _must_hold(office, int(body), bank, reference)
            return {
                "position": propose_return(
                    office,
                    bank=bank,
                    bank_reference=reference,
                    by=front.signed(principal.name),
                    reason=struck.reason if struck is not None else "",
                )
            }

    return _answered(response, await front.pools.payments.run(do))


@router.post("/{bank}/{reference}/return/approve", summary="อนุมัติ Approve", dependencies=[once])
async def sent_back(
    body: BodyCode,
    bank: Bank,
    reference: Reference,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.approve")],
) -> dict[str, Any]:
    """Record that the money went back, or that the entry is struck out."""

    def do() -> dict[str, Any]:
        return {"position": _second(front, approve_return, int(body), bank, reference, principal)}

    return _answered(response, await front.pools.payments.run(do))


def _second(
    front: Front,
    approve: Callable[..., int],
    body: int,
    bank: str,
    reference: str,
    principal: Principal,
) -> int:
    with front.till.held() as office:
        _must_hold(office, body, bank, reference)
        return approve(
            office,
            bank=bank,
            bank_reference=reference,
            on=front.today(),
            by=front.signed(principal.name),
        )


def _must_hold(office: Office, body: int, bank: str, reference: str) -> None:
    """Refuse a payment that is not in the body's account, as one that is none. Raises `Problem`."""
    stream = payment_stream(bank, reference)
    payment = Payment.replay(bank, reference, office.log.stream(stream))
    if _holder(payment) != body:
        raise Problem("absent")


def _holder(payment: Payment) -> int | None:
    return payment.received.told.holder if payment.received is not None else None


def _parts(office: Office, given: Sequence[GivenPart], body: int) -> list[Part]:
    parts = []
    for one in given:
        bill = _bill_of(one.notice, body)
        roll = office.rolls.roll(bill.body, bill.tax_year)
        roll.must_be_issued()
        parts.append(
            Part(
                body=bill.body,
                tax_year=bill.tax_year,
                notice=bill.notice,
                taxpayer=roll.taxpayer_of(bill.notice),
                amount_satang=parse_baht(one.amount),
            )
        )
    return parts


def _bill_of(text: str, body: int) -> BillReference:
    """Read a notice of the body. Raises `Problem` for another body's, `NotAReference`."""
    bill = read_bill(text)
    if bill.body != body:
        raise Problem("absent")
    return bill


def _answered(response: Response, done: dict[str, Any]) -> dict[str, Any]:
    response.headers[POSITION] = str(done.pop("position"))
    return done
