"""Arrears at a local body: who is late, warnings, the land office's list, and the books."""

from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.arrears import (
    DAYS_TO_PAY,
    Listed,
    arrears_of,
    serve_warnings,
    tell_land_office,
    warn,
    warned_alike,
)
from api.commands.books import books_of
from api.http.asking import POSITION, FrontOffice, may
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import AsOf, BodyCode, Cursor, TaxYear, day_of
from api.policy import Principal
from domain import taxpayer
from domain.bill_reference import BillReference
from domain.money import show_baht
from domain.roll import SERVED_BY
from projections.arrears import Arrear
from projections.ledger import Assessed

router = audience("/local-bodies/{body}/arrears/{tax_year}", "local body")

PAGE: Final = 100
_MANNER: Final = {name: number for number, name in SERVED_BY.items()}


class Warning(BaseModel):  # noqa: A001 - the Act's word
    """How many days the letters give to pay."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"days_to_pay": 15}]}
    )

    days_to_pay: Annotated[int, Field(ge=1, le=90)] = DAYS_TO_PAY


Manner = Literal["hand", "registered-post", "posting", "newspaper", "came-back"]


class Received(BaseModel):
    """The day letters of warning were received; by post unless said otherwise, all unless named."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"received_on": "2026-07-09"}]}
    )

    received_on: date
    manner: Manner = "registered-post"
    notices: Annotated[list[int] | None, Field(min_length=1, max_length=10_000)] = None


@router.get("", summary="ผู้ค้างชำระ Who is late")
async def late(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("arrears.read")],
    on: AsOf = None,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List the notices past their day and not paid, a page at a time by number."""
    day = day_of(on) or front.today()
    name = f"arrears of {body} {tax_year} {day}"
    after = int(front.cursors.read(name, cursor)[0]) if cursor else 0

    def look() -> tuple[int, list[Arrear]]:
        with front.hearings.held() as office:
            found = arrears_of(office, body=int(body), tax_year=int(tax_year), on=day)
            return office.log.head(), found

    position, found = await front.pools.exports.run(look)
    response.headers[POSITION] = str(position)
    page = [one for one in found if one.notice > after][: PAGE + 1]
    more = len(page) > PAGE
    return {
        "on": day.isoformat(),
        "notices": len(found),
        "tax": show_baht(sum(one.tax_satang for one in found)),
        "items": [_arrear(one, int(body), int(tax_year)) for one in page[:PAGE]],
        "next": front.cursors.write(name, (page[PAGE - 1].notice,)) if more else None,
    }


def _arrear(one: Arrear, body: int, tax_year: int) -> dict[str, Any]:
    overdue = one.standing.overdue
    return {
        "notice": BillReference(body=body, tax_year=tax_year, notice=one.notice).number,
        "notice_in_year": one.notice,
        "taxpayer": taxpayer.show(one.taxpayer),
        "tax": show_baht(overdue.tax_satang),
        "penalty": show_baht(overdue.penalty_satang),
        "surcharge": show_baht(overdue.surcharge_satang),
    }


@router.post("/warnings", summary="ออกหนังสือแจ้งเตือน Warn", dependencies=[once])
async def warnings(
    body: BodyCode,
    tax_year: TaxYear,
    warning: Warning,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("arrears.warn")],
) -> dict[str, Any]:
    """Record letters of warning to all in arrears who have none yet (s.61)."""

    def do() -> Listed:
        with front.hearings.held() as office:
            return warn(
                office,
                body=int(body),
                tax_year=int(tax_year),
                on=front.today(),
                by=front.signed(principal.name),
                days_to_pay=warning.days_to_pay,
            )

    return _listed(response, await front.pools.exports.run(do))


@router.post("/warnings/received", summary="วันที่ได้รับหนังสือ Received", dependencies=[once])
async def warnings_received(
    body: BodyCode,
    tax_year: TaxYear,
    received: Received,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("arrears.warn")],
) -> dict[str, Any]:
    """Record when the letters that have no day yet were received; a higher penalty hangs on it."""
    if received.received_on > front.today():
        raise Problem("value-wrong", detail="A letter is received on a day that has come.")

    def do() -> tuple[int, int]:
        with front.hearings.held() as office:
            roll = office.rolls.roll(int(body), int(tax_year))
            roll.must_be_issued()
            day = received.received_on
            services = warned_alike(
                roll,
                manner=_MANNER[received.manner],
                served_on=day,
                received_on=day,
                notices=received.notices,
            )
            by = front.signed(principal.name)
            return len(services), serve_warnings(
                office, body=int(body), tax_year=int(tax_year), services=services, by=by
            )

    count, position = await front.pools.payments.run(do)
    response.headers[POSITION] = str(position)
    return {"letters": count}


@router.post("/land-office", summary="แจ้งสำนักงานที่ดิน Tell the land office", dependencies=[once])
async def land_office(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("arrears.warn")],
) -> dict[str, Any]:
    """Record the list of properties in arrears (s.60)."""

    def do() -> Listed:
        with front.hearings.held() as office:
            return tell_land_office(
                office,
                body=int(body),
                tax_year=int(tax_year),
                on=front.today(),
                by=front.signed(principal.name),
            )

    return _listed(response, await front.pools.exports.run(do))


def _listed(response: Response, done: Listed) -> dict[str, Any]:
    response.headers[POSITION] = str(done.position)
    return {"listed": done.count, "tax": show_baht(done.tax_satang)}


@router.get("/books", summary="บัญชี The books")
async def books(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("arrears.read")],
    on: Annotated[
        str | None, Query(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Day; today.")
    ] = None,
) -> dict[str, Any]:
    """Return what was assessed and where it stands; `wrong` tells what does not add up."""
    day = day_of(on) or front.today()

    def look() -> dict[str, Any]:
        with front.hearings.held() as office:
            office.rolls.roll(int(body), int(tax_year)).must_be_issued()
            found = books_of(office, on=day, body=int(body))
            sums = found.bills[int(body), int(tax_year)]
            position = office.log.head()
        named = {one.name: getattr(sums, one.name) for one in fields(Assessed)}
        notices = named.pop("notices")
        return {
            "on": day.isoformat(),
            "notices": notices,
            **{name: show_baht(satang) for name, satang in named.items()},
            "balances": sums.balances,
            "wrong": list(found.wrong),
            "position": position,
        }

    found = await front.pools.exports.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found
