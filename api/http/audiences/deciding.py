"""What a local body decides of a bill: objections, extensions, waivers, refunds, write-offs."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands import accounts as on_accounts
from api.commands.accounts import Done, view_of_notice
from api.commands.objections import bill_if_accepted, decide, propose_outcome
from api.http.asking import POSITION, FrontOffice, may
from api.http.bills import bill_as_json, standing_as_json
from api.http.looks import looked
from api.http.matters import Claims, matter_as_json
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import AsOf, BodyCode, TaxYear, day_of
from api.office import Office
from api.policy import Principal
from domain import taxpayer
from domain.account import Proposal
from domain.bill_reference import BillReference
from domain.local_body import Signed
from domain.money import parse_baht, show_baht
from domain.objection import MatterClosed, Objection

router = audience("/local-bodies/{body}/decisions/{tax_year}", "local body")

Number = Annotated[int, Path(ge=1, le=999_999, description="Number in the body's year.")]
Notice = Annotated[int, Path(ge=1, le=9_999_999, description="Number of the notice in its year.")]


class Outcome(BaseModel):
    """How to decide a matter; accepted takes what was claimed unless other claims are given."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"outcome": "accepted"}]}
    )

    outcome: Literal["accepted", "partly", "refused"]
    claims: Claims = []


class Proposed(BaseModel):
    """What is proposed for an account; the reason is a code, so that no name gets into the log."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"kind": "waiver", "reason": "FLOOD", "percent": 50, "amount": "0"}]
        },
    )

    kind: Literal["extension", "waiver", "write-off", "refund"]
    reason: Annotated[str, Field(pattern="^[A-Z][A-Z-]{1,29}$")]
    amount: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{2})?$")] = "0"
    percent: Annotated[int, Field(ge=0, le=100)] = 0
    until: date | None = None
    ground: Annotated[str, Field(max_length=20)] = ""
    since: date | None = None


class Declined(BaseModel):
    """Why a proposal is declined."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"reason": "NO-GROUND"}]}
    )

    reason: Annotated[str, Field(pattern="^[A-Z][A-Z-]{1,29}$")]


@router.get("/matters", summary="คำร้องและคำคัดค้าน Objections and requests")
async def matters(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("decisions.read")],
) -> dict[str, Any]:
    """List the year's matters with the last day to answer each; silence accepts (s.73)."""

    def look() -> dict[str, Any]:
        with front.hearings.held() as office:
            found = office.matters.of_year(int(body), int(tax_year))
            items = [matter_as_json(one, office.law) for one in found if one.filed is not None]
            return {"items": items, "position": office.log.head()}

    return _answered(response, await front.pools.exports.run(look))


@router.get("/matters/{number}", summary="คำร้องหนึ่งเรื่อง One matter, with its effect")
async def matter(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.read")],
) -> dict[str, Any]:
    """Return a matter, what an officer proposes, and the tax if what is claimed were accepted."""

    def look() -> dict[str, Any]:
        with front.hearings.held() as office:
            found = _matter(office, int(body), int(tax_year), number)
            assert found.filed is not None
            who = found.filed.statement.taxpayer
            looked(front, principal, "decisions.read", [who], body=int(body))
            return {
                **matter_as_json(found, office.law),
                "taxpayer": taxpayer.show(who),
                "proposed": None
                if found.proposed is None
                else {"officer": found.proposed.officer, "outcome": found.proposed.outcome},
                "effect": _effect(office, found, front.signed(principal.name)),
                "position": office.log.head(),
            }

    return _answered(response, await front.pools.exports.run(look))


def _effect(office: Office, found: Objection, by: Signed) -> dict[str, str] | None:
    """Return the tax now and as claimed, None where nothing is claimed or all is decided."""
    assert found.filed is not None
    said = found.filed.statement
    if not said.claims or found.state != "with-chief":
        return None
    supposed = bill_if_accepted(
        office,
        body=found.body,
        tax_year=found.tax_year,
        taxpayer=said.taxpayer,
        claims=said.claims,
        by=by,
    )
    return {
        "tax_now": show_baht(supposed.now_satang),
        "tax_then": show_baht(supposed.then_satang),
        "difference": show_baht(supposed.then_satang - supposed.now_satang),
    }


@router.post("/matters/{number}/propose", summary="เสนอผล Propose", dependencies=[once])
async def propose_matter(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    outcome: Outcome,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.propose")],
) -> dict[str, Any]:
    """Propose how to decide; another person decides."""
    given = tuple(one.claim() for one in outcome.claims)

    def do() -> dict[str, Any]:
        with front.hearings.held() as office:
            matter = _matter(office, int(body), int(tax_year), number)
            assert matter.filed is not None
            claims = given
            if outcome.outcome == "accepted" and not claims:
                claims = matter.filed.statement.claims
            by = front.signed(principal.name)
            return {
                "position": propose_outcome(
                    office, matter, outcome=outcome.outcome, claims=claims, by=by
                )
            }

    return _answered(response, await front.pools.payments.run(do))


@router.post("/matters/{number}/decide", summary="วินิจฉัย Decide", dependencies=[once])
async def decide_matter(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.approve")],
) -> dict[str, Any]:
    """Decide as another person proposed, and bill anew."""

    def do() -> dict[str, Any]:
        with front.hearings.held() as office:
            matter = _matter(office, int(body), int(tax_year), number)
            by = front.signed(principal.name)
            position = decide(office, matter, decided_on=front.today(), by=by)
            again = _matter(office, int(body), int(tax_year), number)
            return {**matter_as_json(again, office.law), "position": position}

    return _answered(response, await front.pools.payments.run(do))


def _matter(office: Office, body: int, tax_year: int, number: int) -> Objection:
    """Return a matter of the body's year. Raises `Problem` where there is none."""
    try:
        return office.matters.matter(body, tax_year, number)
    except MatterClosed:
        raise Problem("absent") from None


@router.get("/accounts/{notice}", summary="บัญชีของใบแจ้ง One account")
async def account(
    body: BodyCode,
    tax_year: TaxYear,
    notice: Notice,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.read")],
    on: AsOf = None,
) -> dict[str, Any]:
    """Return how a bill stands on a day, what each payment paid, and what waits for approval."""
    day = day_of(on) or front.today()

    def look() -> dict[str, Any]:
        bill = _bill(body, tax_year, notice)
        with front.counter.held() as office:
            view = view_of_notice(office, bill=bill)
            stands = view.on(day)
            who = view.account.taxpayer
            looked(front, principal, "decisions.read", [who], body=int(body))
            return {
                **bill_as_json(office, bill, standing_as_json(view, stands)),
                "payments": [
                    {
                        "receipt": one.payment,
                        "paid_on": one.paid_on.isoformat(),
                        "amount": show_baht(one.amount_satang),
                    }
                    for one in stands.applied
                ],
                "waiting": [
                    {
                        "number": number,
                        "kind": one.proposal.kind,
                        "reason": one.proposal.reason,
                        "amount": show_baht(one.proposal.amount_satang),
                        "percent": one.proposal.percent,
                        "until": one.proposal.until.isoformat() if one.proposal.until else None,
                        "ground": one.proposal.ground,
                        "proposed_by": one.officer,
                    }
                    for number, one in sorted(view.account.waiting.items())
                ],
                "position": office.log.head(),
            }

    return _answered(response, await front.pools.pages.run(look))


@router.post("/accounts/{notice}/proposals", summary="เสนอ Propose", dependencies=[once])
async def propose(
    body: BodyCode,
    tax_year: TaxYear,
    notice: Notice,
    proposed: Proposed,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.propose")],
) -> dict[str, Any]:
    """Propose an extension (s.14), a waiver (s.71), a refund (s.53, s.54) or a write-off."""

    def do() -> dict[str, Any]:
        proposal = Proposal(
            kind=proposed.kind,
            reason=proposed.reason,
            amount_satang=parse_baht(proposed.amount),
            percent=proposed.percent,
            until=proposed.until,
            ground=proposed.ground,
            since=proposed.since,
        )
        with front.till.held() as office:
            done = on_accounts.propose(
                office,
                bill=_bill(body, tax_year, notice),
                proposal=proposal,
                on=front.today(),
                by=front.signed(principal.name),
            )
        return _done(done)

    return _answered(response, await front.pools.payments.run(do))


@router.post(
    "/accounts/{notice}/proposals/{number}/approve", summary="อนุมัติ Approve", dependencies=[once]
)
async def approve(
    body: BodyCode,
    tax_year: TaxYear,
    notice: Notice,
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.approve")],
) -> dict[str, Any]:
    """Approve what another person proposed; it holds from today."""

    def do() -> dict[str, Any]:
        with front.till.held() as office:
            done = on_accounts.approve(
                office,
                bill=_bill(body, tax_year, notice),
                number=number,
                on=front.today(),
                by=front.signed(principal.name),
            )
        return _done(done)

    return _answered(response, await front.pools.payments.run(do))


@router.post(
    "/accounts/{notice}/proposals/{number}/decline", summary="ไม่อนุมัติ Decline", dependencies=[once]
)
async def decline(  # noqa: PLR0913, PLR0917 - one argument a part of the request
    body: BodyCode,
    tax_year: TaxYear,
    notice: Notice,
    number: Number,
    declined: Declined,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.propose")],
) -> dict[str, Any]:
    """Decline a proposal, or take one's own back."""

    def do() -> dict[str, Any]:
        with front.till.held() as office:
            done = on_accounts.decline(
                office,
                bill=_bill(body, tax_year, notice),
                number=number,
                reason=declined.reason,
                by=front.signed(principal.name),
            )
        return _done(done)

    return _answered(response, await front.pools.payments.run(do))


def _bill(body: str, tax_year: str, notice: int) -> BillReference:
    return BillReference(body=int(body), tax_year=int(tax_year), notice=notice)


def _done(done: Done) -> dict[str, Any]:
    return {"number": done.number, "position": done.position}


def _answered(response: Response, done: dict[str, Any]) -> dict[str, Any]:
    response.headers[POSITION] = str(done.pop("position"))
    return done
