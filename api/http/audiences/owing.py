"""What taxpayers owe: notices of every local body, codes to pay one, payment in parts."""

from typing import Annotated, Any, Literal

from fastapi import Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.accounts import agree_instalments, at_hand, claim_refund, view_of_notice
from api.commands.orders import Asked, ask_for_bill
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.behalf import Behalf, whose
from api.http.bills import (
    ask_for_next,
    code_as_json,
    drawn_code,
    instalments_as_json,
    notice_with_payments,
    notices_as_json,
    own_bill,
    summary_as_json,
)
from api.http.etags import etag, must_match
from api.http.examples import (
    AGREED,
    CLAIM,
    CODES,
    IF_ONE_IS_MISSED,
    NOTICE,
    NOTICES,
    PREVIEWED,
    SUMMARY,
    like,
)
from api.http.front import Front
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, Cursor, TaxYear
from api.office import Office
from api.policy import Principal
from domain.account import RefundClaimed
from domain.bill_reference import BillReference
from domain.collection import instalments_of
from domain.money import parse_baht, show_baht
from projections.accounts import AccountView

router = audience("/taxpayers/me", "taxpayer")

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag that was read.", examples=['"v7"'])
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Wanted(_Strict):
    """What to pay of a notice: all of it, or what is late or falls due next."""

    what: Literal["all", "next"] = Field(default="all", examples=["all"])


class Claimed(_Strict):
    """How much is claimed back, in baht."""

    amount: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$", examples=["1200.00"])]


class Parts(_Strict):
    """In how many parts to pay."""

    count: Annotated[int, Field(ge=2, le=12, examples=[3])]


@router.get(
    "/notices", summary="ใบแจ้งและยอดที่ต้องชำระ My notices and what is owed", responses=like(NOTICES)
)
async def notices(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.own")],
    seen: MinPosition,
    told: Behalf,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return the taxpayer's notices in every local body with what is owed today, latest first."""

    def look() -> dict[str, Any]:
        position = front.fresh(seen)
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            page = notices_as_json(front, office, owner, cursor)
        return {**page, "position": position}

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.get("/summary", summary="ยอดรวมที่ต้องชำระ What I owe, in one total", responses=like(SUMMARY))
async def summary(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.own")],
    seen: MinPosition,
    told: Behalf,
) -> dict[str, Any]:
    """Return at most 200 notices in all bodies, latest first, and the sum of what they ask for."""

    def look() -> dict[str, Any]:
        position = front.fresh(seen)
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            return {**summary_as_json(front, office, owner), "position": position}

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


def _version(office: Office, bill: BillReference, view: AccountView) -> int:
    """Return the version of all that says what is owed: the account's acts and the roll's."""
    return view.account.version + office.rolls.known(bill.body, bill.tax_year).version


@router.get(
    "/notices/{body}/{tax_year}",
    summary="ใบแจ้งหนึ่งใบ One notice",
    responses=like(NOTICE),
)
async def notice(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.own")],
    told: Behalf,
) -> dict[str, Any]:
    """Return one notice: what is owed, what each payment paid, the parts agreed."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            bill = own_bill(front, office, body=int(body), tax_year=int(tax_year), owner=owner)
            at = at_hand(office, bill=bill)
            agreed = at.account.agreed
            return {
                **notice_with_payments(front, office, bill, at),
                "instalments": instalments_as_json(agreed.instalments) if agreed else None,
                "claims": [_claim(one) for one in at.account.claims],
                "version": at.account.version + at.roll.version,
                "position": office.log.head(),
            }

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    response.headers["ETag"] = etag(found.pop("version"))
    return found


@router.post(
    "/notices/{body}/{tax_year}/codes",
    summary="ขอ QR และบาร์โค้ด Codes to pay with",
    responses=like(CODES),
)
async def codes(
    body: BodyCode,
    tax_year: TaxYear,
    wanted: Wanted,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.pay")],
    told: Behalf,
) -> dict[str, Any]:
    """Return a QR code and a counter barcode that settle one notice today; nothing is recorded."""

    def ask() -> dict[str, Any]:
        asked = _asked(front, principal, told, int(body), int(tax_year), wanted.what)
        return {**code_as_json(front, asked), "position": asked.position}

    found = await front.pools.payments.run(ask)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.get(
    "/notices/{body}/{tax_year}/codes",
    summary="ดู QR และบาร์โค้ด Codes once more",
    responses=like(CODES),
)
async def drawn(
    *,
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.pay")],
    told: Behalf,
    what: Annotated[Literal["all", "next"], Query(description="All, or what is due next.")] = "all",
) -> dict[str, Any]:
    """Return the codes of today once more, without asking for anything to be awaited."""

    def draw() -> dict[str, Any]:
        asked = _asked(front, principal, told, int(body), int(tax_year), what)
        return {**drawn_code(front, asked), "position": asked.position}

    found = await front.pools.payments.run(draw)
    response.headers[POSITION] = str(found.pop("position"))
    return found


def _asked(
    front: Front, principal: Principal, told: int, body: int, tax_year: int, what: str
) -> Asked:
    with front.counter.held() as office:
        owner = whose(front, office, principal, told, "pay")
        bill = own_bill(front, office, body=body, tax_year=tax_year, owner=owner)
        asked = ask_for_bill(office, bill=bill, on=front.today())
        if what == "next":
            asked = ask_for_next(asked, view_of_notice(office, bill=bill), front.today())
    return asked


@router.get(
    "/notices/{body}/{tax_year}/instalments",
    summary="ดูการผ่อน What parts would be",
    responses=like(PREVIEWED),
)
async def parts(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notices.own")],
    told: Behalf,
    count: Annotated[int, Query(ge=2, le=12, description="How many parts.")] = 3,
) -> dict[str, Any]:
    """Return what the parts would be if agreed today (s.52); nothing is recorded."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            bill = own_bill(front, office, body=int(body), tax_year=int(tax_year), owner=owner)
            view = view_of_notice(office, bill=bill)
            stands = view.on(front.today())
            if stands.next_due_on is None:
                raise Problem("nothing-ordered")
            tax = stands.outstanding.tax_satang
            planned = instalments_of(view.law, tax, count=count, due=stands.next_due_on)
            # Whether it may still be agreed is the account's to say; what it says is not recorded.
            view.account.agree_instalments(
                planned,
                notice=bill.notice,
                requested_on=front.today(),
                now=stands,
                by=front.signed(principal.name),
            )
            return {
                "instalments": instalments_as_json(planned),
                "if_one_is_missed": IF_ONE_IS_MISSED,
                "version": _version(office, bill, view),
                "position": office.log.head(),
            }

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    response.headers["ETag"] = etag(found.pop("version"))
    return found


@router.post(
    "/notices/{body}/{tax_year}/instalments",
    summary="ขอผ่อนชำระ Pay in parts",
    dependencies=[once],
    responses=like(AGREED),
)
async def agree(  # noqa: PLR0913 - one argument a part of the request
    *,
    body: BodyCode,
    tax_year: TaxYear,
    asked: Parts,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("instalments.agree")],
    told: Behalf,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Agree to pay in parts (s.52), as they were shown with the ETag sent."""

    def do() -> dict[str, Any]:
        with front.till.held() as office:
            owner = whose(front, office, principal, told, "pay")
            bill = own_bill(front, office, body=int(body), tax_year=int(tax_year), owner=owner)
            view = view_of_notice(office, bill=bill)
            must_match(if_match, _version(office, bill, view))
            done = agree_instalments(
                office,
                bill=bill,
                count=asked.count,
                on=front.today(),
                by=front.signed(principal.name),
            )
            view = view_of_notice(office, bill=bill)
            agreed = view.account.agreed
            assert agreed is not None
            return {
                "instalments": instalments_as_json(agreed.instalments),
                "version": _version(office, bill, view),
                "position": done.position,
            }

    found = await front.pools.payments.run(do)
    response.headers[POSITION] = str(found.pop("position"))
    response.headers["ETag"] = etag(found.pop("version"))
    return found


@router.post(
    "/notices/{body}/{tax_year}/refund-claims",
    summary="ขอเงินคืน Claim money back",
    dependencies=[once],
    responses=like(CLAIM),
)
async def claim(  # noqa: PLR0913 - one argument a part of the request
    *,
    body: BodyCode,
    tax_year: TaxYear,
    claimed: Claimed,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("refunds.claim")],
    told: Behalf,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Claim money back within three years of paying it (s.54); the officer decides by a day."""

    def do() -> dict[str, Any]:
        with front.till.held() as office:
            owner = whose(front, office, principal, told, "appeal")
            bill = own_bill(front, office, body=int(body), tax_year=int(tax_year), owner=owner)
            must_match(if_match, _version(office, bill, view_of_notice(office, bill=bill)))
            done = claim_refund(
                office,
                bill=bill,
                amount_satang=parse_baht(claimed.amount),
                on=front.today(),
                who="taxpayer",
                by=front.signed(principal.name),
            )
            view = view_of_notice(office, bill=bill)
            return {
                **_claim(view.account.claims[-1]),
                "version": _version(office, bill, view),
                "position": done.position,
            }

    found = await front.pools.payments.run(do)
    response.headers[POSITION] = str(found.pop("position"))
    response.headers["ETag"] = etag(found.pop("version"))
    return found


def _claim(one: RefundClaimed) -> dict[str, str]:
    return {
        "amount": show_baht(one.amount_satang),
        "claimed_on": one.claimed_on.isoformat(),
        "decide_by": one.decide_by.isoformat(),
    }
