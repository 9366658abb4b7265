"""Relief after damage at a local body: tried, proposed by one, granted by another (s.56, s.57)."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands import reliefs as commands
from api.http.asking import POSITION, FrontOffice, may
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, TaxYear
from api.office import Office
from api.policy import Principal
from domain.money import show_baht
from domain.relief import Relief, ReliefClosed

router = audience("/local-bodies/{body}/reliefs/{tax_year}", "local body")

Number = Annotated[int, Path(ge=1, le=999_999, description="Number in the body's year.")]
Ground = Literal[
    "FLOOD", "STORM", "FIRE", "EARTHQUAKE", "LANDSLIDE", "DROUGHT", "DAMAGED", "PULLED-DOWN",
    "OTHER-DISASTER",
]  # fmt: skip


class Damage(BaseModel):
    """What is to be remitted: of some properties, or of all that are taxed in a tambon."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "provision": 56,
                    "ground": "FLOOD",
                    "approval": "LP-0023.3-1187",
                    "since": "2026-05-03",
                    "reduction_ppm": 500000,
                    "properties": ["01A001"],
                }
            ]
        },
    )

    provision: Literal[56, 57]
    ground: Ground
    approval: Annotated[
        str,
        Field(
            pattern="^[0-9A-Za-zก-ฮ./-]{1,30}$",
            description="Number of the committee's approval (s.56) or the request (s.57).",
        ),
    ]
    since: date
    reduction_ppm: Annotated[int, Field(ge=1, le=1_000_000, description="Millionths of the tax.")]
    properties: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=5_000)
    ] = []
    tambon: Annotated[str, Field(pattern="^[0-9]{6}$")] | None = None

    def asked(self) -> commands.Asked:
        """Return it as a command takes it. Raises `Problem`."""
        if bool(self.properties) == bool(self.tambon):
            raise Problem("value-wrong", detail="Name properties or a tambon, one of both.")
        return commands.Asked(
            provision=self.provision,
            ground=self.ground,
            approval=self.approval,
            since=self.since,
            reduction_ppm=self.reduction_ppm,
            properties=tuple(self.properties),
            tambon=int(self.tambon or 0),
        )


class Declined(BaseModel):
    """Why relief is declined or taken back."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"reason": "NO-DAMAGE"}]}
    )

    reason: Annotated[str, Field(pattern="^[A-Z][A-Z-]{1,29}$")]


@router.get("", summary="การลดหรือยกเว้นภาษีจากภัย Relief after damage")
async def reliefs(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("decisions.read")],
) -> dict[str, Any]:
    """List the year's reliefs and how far each is."""

    def look() -> dict[str, Any]:
        with front.hearings.held() as office:
            found = office.reliefs.of_year(int(body), int(tax_year))
            return {"items": [_as_json(one) for one in found], "position": office.log.head()}

    return _answered(response, await front.pools.exports.run(look))


@router.post("/preview", summary="ลองดูผล Try the effect")
async def preview(
    body: BodyCode,
    tax_year: TaxYear,
    damage: Damage,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.propose")],
) -> dict[str, Any]:
    """Return what relief would take off; nothing is recorded."""
    asked = damage.asked()

    def compute() -> dict[str, Any]:
        where = {"body": int(body), "tax_year": int(tax_year)}
        with front.hearings.held() as office:
            terms = commands.terms_of(office, **where, asked=asked)
            by = front.signed(principal.name)
            found = commands.effect_of(office, **where, terms=terms, by=by)
            return {
                "taxpayers": found.taxpayers,
                "properties": found.properties,
                "tax_now": show_baht(found.now_satang),
                "tax_then": show_baht(found.then_satang),
                "position": office.log.head(),
            }

    return _answered(response, await front.pools.exports.run(compute))


@router.post("", summary="เสนอลดหรือยกเว้น Propose", dependencies=[once])
async def propose(
    body: BodyCode,
    tax_year: TaxYear,
    damage: Damage,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.propose")],
) -> dict[str, Any]:
    """Propose relief; another person grants it."""
    asked = damage.asked()

    def do() -> dict[str, Any]:
        with front.hearings.held() as office:
            by = front.signed(principal.name)
            done = commands.propose(
                office, body=int(body), tax_year=int(tax_year), asked=asked, by=by
            )
            return {**_as_json(done), "position": office.log.head()}

    return _answered(response, await front.pools.exports.run(do))


@router.post("/{number}/grant", summary="อนุมัติ Grant", dependencies=[once])
async def grant(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.approve")],
) -> dict[str, Any]:
    """Grant what another person proposed: the register is corrected and the notices amended."""

    def do() -> dict[str, Any]:
        with front.hearings.held() as office:
            relief = _relief(office, body, tax_year, number)
            by = front.signed(principal.name)
            position = commands.grant(office, relief, on=front.today(), by=by)
            return {**_as_json(_relief(office, body, tax_year, number)), "position": position}

    return _answered(response, await front.pools.exports.run(do))


@router.post("/{number}/decline", summary="ไม่อนุมัติ Decline", dependencies=[once])
async def decline(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    declined: Declined,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.propose")],
) -> dict[str, Any]:
    """Decline relief, or take one's own back."""

    def do() -> dict[str, Any]:
        with front.hearings.held() as office:
            relief = _relief(office, body, tax_year, number)
            by = front.signed(principal.name)
            position = commands.decline(office, relief, reason=declined.reason, by=by)
            return {**_as_json(_relief(office, body, tax_year, number)), "position": position}

    return _answered(response, await front.pools.payments.run(do))


def _relief(office: Office, body: str, tax_year: str, number: int) -> Relief:
    """Return a relief of the body's year. Raises `Problem` where there is none."""
    try:
        return office.reliefs.relief(int(body), int(tax_year), number)
    except ReliefClosed:
        raise Problem("absent") from None


def _as_json(relief: Relief) -> dict[str, Any]:
    proposed = relief.proposed
    assert proposed is not None
    return {
        "relief": relief.reference,
        "number": relief.number,
        "provision": proposed.provision,
        "ground": proposed.ground,
        "approval": proposed.approval,
        "since": proposed.since.isoformat(),
        "properties": len(relief.properties),
        "proposed_by": proposed.officer,
        "granted_by": relief.granted.officer if relief.granted else None,
        "state": relief.state,
        "amendment": relief.billed.amendment if relief.billed else None,
    }


def _answered(response: Response, done: dict[str, Any]) -> dict[str, Any]:
    response.headers[POSITION] = str(done.pop("position"))
    return done
