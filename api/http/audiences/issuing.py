"""The year's notices at a local body: looked at, prepared by one, approved by another, served."""

from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.notices import (
    approve_notices,
    last_day_to_pay,
    prepare_notices,
    preview_notices,
    serve_notices,
    served_alike,
)
from api.http.asking import POSITION, FrontOffice, may
from api.http.front import Front
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, TaxYear
from api.policy import Principal
from domain import taxpayer
from domain.collection import received_on
from domain.money import show_baht
from domain.roll import SERVED_BY
from projections.notice_preview import Movement, Preview

router = audience("/local-bodies/{body}/notices/{tax_year}", "local body")

_MANNER = {name: number for number, name in SERVED_BY.items()}


class Prepared(BaseModel):
    """How the gates of the preview are answered."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"answers": {"gone": "checked"}}]},
    )

    answers: dict[str, Literal["checked", "law-changed", "amend-later"]] = Field(
        default_factory=dict, max_length=20
    )


class Issue(BaseModel):
    """The day on the notices; today where none is given."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"issued_on": "2026-04-01"}]}
    )

    issued_on: date | None = None


class Service(BaseModel):
    """How notices of an issue went out; 0 is the first issue, others are amendments."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"manner": "registered-post", "served_on": "2026-04-03"}]},
    )

    manner: Literal["hand", "registered-post", "posting", "newspaper", "came-back"]
    served_on: date
    received_on: date | None = None
    amendment: Annotated[int, Field(ge=0, le=100_000)] = 0
    notices: Annotated[
        list[int] | None,
        Field(min_length=1, max_length=10_000, description="Numbers in the year; null: all."),
    ] = None


@router.get("/preview", summary="ตรวจก่อนออกใบแจ้ง Look before issuing")
async def preview(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("issue.read")],
) -> dict[str, Any]:
    """Hold the year against last year: largest movements, and the gates to be answered."""

    def look() -> Preview:
        with front.hearings.held() as office:
            return preview_notices(office, body=int(body), tax_year=int(tax_year))

    seen = await front.pools.pages.run(look)
    response.headers[POSITION] = str(seen.register_position)
    return {
        "known_at": seen.register_position,
        "bills": seen.bills,
        "to_pay": seen.to_pay,
        "new": seen.new,
        "gone": seen.gone,
        "nothing_to_pay": seen.zero,
        "last_year": show_baht(seen.before_satang),
        "this_year": show_baht(seen.after_satang),
        "rises": [_movement(one) for one in seen.rises],
        "falls": [_movement(one) for one in seen.falls],
        "gates": dict(seen.found),
    }


def _movement(one: Movement) -> dict[str, str]:
    return {
        "taxpayer": taxpayer.show(one.taxpayer),
        "last_year": show_baht(one.before_satang),
        "this_year": show_baht(one.after_satang),
    }


@router.post("/prepare", summary="จัดเตรียมใบแจ้ง Prepare", dependencies=[once])
async def prepare(
    body: BodyCode,
    tax_year: TaxYear,
    prepared: Prepared,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("issue.prepare")],
) -> dict[str, Any]:
    """Prepare the year's notices, or after the issue what changed since; another approves."""

    def do() -> dict[str, Any]:
        with front.hearings.held() as office:
            position = prepare_notices(
                office,
                body=int(body),
                tax_year=int(tax_year),
                answers=prepared.answers,
                by=front.signed(principal.name),
            )
            act = office.rolls.roll(int(body), int(tax_year)).prepared
            assert act is not None
            return {
                "notices": act.notices,
                "tax": show_baht(act.tax_satang),
                "known_at": act.register_position,
                "position": position,
            }

    return _answered(response, await front.pools.payments.run(do))


@router.post("/approve", summary="อนุมัติและออกใบแจ้ง Approve and issue", dependencies=[once])
async def approve(
    body: BodyCode,
    tax_year: TaxYear,
    issue: Issue,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("issue.approve")],
) -> dict[str, Any]:
    """Issue what another person prepared."""

    def do() -> dict[str, Any]:
        on = issue.issued_on or front.today()
        if on > front.today():
            raise Problem("value-wrong", detail="Notices are issued on a day that has come.")
        with front.hearings.held() as office:
            pay_by = last_day_to_pay(office, body=int(body), tax_year=int(tax_year))
            done = approve_notices(
                office,
                body=int(body),
                tax_year=int(tax_year),
                issued_on=on,
                pay_by=pay_by,
                by=front.signed(principal.name),
            )
        return {
            "notices": done.notices,
            "tax": show_baht(done.tax_satang),
            "amendment": done.amendment,
            "pay_by": pay_by.isoformat(),
            "position": done.position,
        }

    return _answered(response, await front.pools.payments.run(do))


@router.post("/served", summary="บันทึกการส่งใบแจ้ง Record how they went out", dependencies=[once])
async def served(
    body: BodyCode,
    tax_year: TaxYear,
    service: Service,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("issue.prepare")],
) -> dict[str, Any]:
    """Record how notices reached their taxpayers (s.13); of several services the earliest counts.

    A letter that came back is posted at the property or printed in a newspaper, and told again.
    """
    done = await front.pools.payments.run(
        partial(_serve, front, int(body), int(tax_year), service, principal.name)
    )
    return _answered(response, done)


def _serve(
    front: Front, body: int, tax_year: int, service: Service, officer: str
) -> dict[str, Any]:
    with front.hearings.held() as office:
        law, manner = office.law.for_year(tax_year), _MANNER[service.manner]
        roll = office.rolls.roll(body, tax_year)
        roll.must_be_issued()
        if service.amendment > roll.amendments:
            raise Problem("value-wrong", detail=f"There are {roll.amendments} amendments.")
        received = service.received_on or received_on(
            law, manner=manner, served_on=service.served_on
        )
        services = served_alike(
            roll,
            manner=manner,
            served_on=service.served_on,
            received_on=received,
            amendment=service.amendment,
            notices=service.notices,
        )
        position = serve_notices(
            office, body=body, tax_year=tax_year, services=services, by=front.signed(officer)
        )
    return {
        "notices": len(services),
        "received_on": received.isoformat(),
        "position": position,
    }


def _answered(response: Response, done: dict[str, Any]) -> dict[str, Any]:
    response.headers[POSITION] = str(done.pop("position"))
    return done
