"""The cashier's desk: a notice looked up, a payment that waits, the day counted and closed."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.accounts import view_of_notice
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.audiences.cashing import Bank, Reference
from api.http.bills import bill_as_json, standing_as_json
from api.http.front import Front
from api.http.looks import looked
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode
from api.policy import POLICY, Principal
from domain import taxpayer
from domain.bill_reference import BillReference, read_bill
from domain.local_body import LocalBody
from domain.money import parse_baht, show_baht
from domain.payment import Part, Payment, payment_stream
from projections.read_models import office_pages

MOST_GUESSES: Final = 20

router = audience("/local-bodies/{body}", "local body")

Day = Annotated[date, Path(description="Day, YYYY-MM-DD.", examples=["2026-06-15"])]


class Counted(BaseModel):
    """What was counted of the day's money, in baht."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"counted": "41250.50"}]}
    )

    counted: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{2})?$")]


@router.get("/notice", summary="ดูใบแจ้งก่อนรับเงิน A notice by its number or reference")
async def notice(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.read")],
    number: Annotated[str, Query(min_length=1, max_length=40, examples=["0560-0701-69/00000001"])],
) -> dict[str, Any]:
    """Return how a notice stands today; its owner by name to those who may know it."""
    bill = read_bill(number)
    if bill.body != int(body):
        raise Problem("absent")

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            view = view_of_notice(office, bill=bill)
            shown = bill_as_json(office, bill, standing_as_json(view, view.on(front.today())))
            position = office.log.head()
        who = view.account.taxpayer
        looked(front, principal, "money.read", [who], body=int(body))
        named = principal.role in POLICY["people.read"].roles
        person = front.office.vault.reveal(who) if named else None
        return {
            **shown,
            "notice_in_year": bill.notice,
            "taxpayer": taxpayer.show(who),
            "owner": person.name if person else None,
            "position": position,
        }

    return _answered(response, await front.pools.pages.run(look))


@router.get("/payments/{bank}/{reference}", summary="การชำระหนึ่งรายการ One payment")
async def payment(
    body: BodyCode,
    bank: Bank,
    reference: Reference,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.read")],
) -> dict[str, Any]:
    """Return a payment, what is proposed of it, and, while it waits, whose it may be."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            found = Payment.replay(
                bank, reference, office.log.stream(payment_stream(bank, reference))
            )
            position = office.log.head()
        if found.received is None or found.received.told.holder != int(body):
            raise Problem("absent")
        parts = found.allocated.parts if found.allocated else ()
        whose = [part.taxpayer for part in parts]
        looked(front, principal, "money.read", whose, body=int(body))
        return {
            **_payment(found),
            "suggestions": _suggestions(front, int(body), found)
            if found.state == "in-suspense"
            else [],
            "position": position,
        }

    return _answered(response, await front.pools.pages.run(look))


def _payment(found: Payment) -> dict[str, Any]:
    assert found.received is not None
    told, match, back = found.received.told, found.match_waits, found.return_waits
    return {
        "bank": found.bank,
        "reference": found.bank_reference,
        "receipt": found.receipt_number,
        "amount": show_baht(told.amount_satang),
        "paid_on": told.paid_on.isoformat(),
        "channel": told.channel,
        "entered": told.source == "officer",
        "state": found.state,
        "why": found.suspended,
        "parts": [_part(one) for one in found.allocated.parts] if found.allocated else [],
        "proposed_match": {"officer": match.officer, "parts": [_part(one) for one in match.parts]}
        if match
        else None,
        "proposed_return": {"officer": back.officer, "reason": back.reason} if back else None,
    }


def _part(one: Part) -> dict[str, Any]:
    bill = BillReference(body=one.body, tax_year=one.tax_year, notice=one.notice)
    return {"notice": bill.number, "amount": show_baht(one.amount_satang)}


def _suggestions(front: Front, body: int, found: Payment) -> list[dict[str, Any]]:
    """Return notices that ask for just this sum and have no payment yet."""
    assert found.received is not None
    front.fresh()
    amount = found.received.told.amount_satang
    return [
        {
            "notice": BillReference(
                body=body, tax_year=row["tax_year"], notice=row["notice"]
            ).number,
            "notice_in_year": row["notice"],
            "tax_year": row["tax_year"],
            "tax": show_baht(row["tax_satang"]),
            "why": "same-amount",
        }
        for row in office_pages.notices_over(front.office.views, body, amount, most=MOST_GUESSES)
    ]


@router.get("/days/{day}", summary="เงินของวัน What came in on a day")
async def day_(
    body: BodyCode,
    day: Day,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("money.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return what was paid on a day by channel, what officers entered, and whether it is closed."""

    def look() -> dict[str, Any]:
        position = front.fresh(seen)
        with front.counter.held() as office:
            known = office.registers.body(int(body))
            known.must_have_joined()
            return {**_day(front, known, day), "position": position}

    return _answered(response, await front.pools.pages.run(look))


def _day(front: Front, body: LocalBody, day: date) -> dict[str, Any]:
    views = front.office.views
    entered = office_pages.entered_on(views, body.code, day)
    entered_satang = sum(row["amount_satang"] for row in entered)
    closed = body.cash_days.get(day)
    return {
        "day": day.isoformat(),
        "channels": [
            {
                "channel": row["channel"],
                "state": row["state"],
                "payments": row["payments"],
                "amount": show_baht(int(row["satang"])),
            }
            for row in office_pages.taken_on(views, body.code, day)
        ],
        "entered": [
            {
                "number": row["bank_reference"].partition("-")[2],
                "bank": row["bank"],
                "reference": row["bank_reference"],
                "state": row["state"],
                "receipt": row["receipt"],
                "channel": row["channel"],
                "amount": show_baht(row["amount_satang"]),
            }
            for row in entered
        ],
        "entered_amount": show_baht(entered_satang),
        "closed": None
        if closed is None
        else {
            "officer": closed.officer,
            "entries": closed.entries,
            "entered": show_baht(closed.entered_satang),
            "counted": show_baht(closed.counted_satang),
            "difference": show_baht(closed.counted_satang - closed.entered_satang),
            "corrected": show_baht(entered_satang - closed.entered_satang),
            "difference_now": show_baht(closed.counted_satang - entered_satang),
        },
    }


@router.post("/days/{day}/close", summary="ปิดวัน Close a day", dependencies=[once])
async def close(
    body: BodyCode,
    day: Day,
    counted: Counted,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("money.enter")],
) -> dict[str, Any]:
    """Record what was counted; after it an entry for the day wants another officer's approval."""
    if day > front.today():
        raise Problem("value-wrong", detail="A day is closed once it has come.")

    def do() -> dict[str, Any]:
        with front.till.held() as office:
            front.fresh(office.log.head())
            known = office.registers.body(int(body))
            entered = office_pages.entered_on(front.office.views, int(body), day)
            act = known.close_cash_day(
                day=day,
                entries=len(entered),
                entered_satang=sum(row["amount_satang"] for row in entered),
                counted_satang=parse_baht(counted.counted),
                by=front.signed(principal.name),
            )
            position = office.log.record([act])
            return {**_day(front, office.registers.body(int(body)), day), "position": position}

    return _answered(response, await front.pools.payments.run(do))


def _answered(response: Response, done: dict[str, Any]) -> dict[str, Any]:
    response.headers[POSITION] = str(done.pop("position"))
    return done
