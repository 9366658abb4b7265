"""Which partners' programs taxpayers let see and pay their bills, such as the national portal."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.affairs import affairs_of, consent, withdraw_consent
from api.http.asking import POSITION, FrontOffice, may
from api.http.etags import etag, must_match
from api.http.examples import CONSENTED, CONSENTS, like
from api.http.front import Front
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import day_of
from api.policy import Principal, Role
from domain.delegation import CONSENT_SCOPES, Affairs

router = audience("/taxpayers/me/consents", "taxpayer")

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag that was read.", examples=['"v1"'])
]
Client = Annotated[str, Path(max_length=100, description="The program.", examples=["portal"])]


class Consent(BaseModel):
    """Which program, for what and until when."""

    model_config = ConfigDict(extra="forbid", strict=True)

    client: Annotated[str, Field(min_length=1, max_length=100, examples=["portal"])]
    scopes: Annotated[
        list[Literal["see", "pay"]],
        Field(min_length=1, max_length=len(CONSENT_SCOPES), examples=[["see", "pay"]]),
    ]
    until: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2027-12-31"])]


@router.get("", summary="ความยินยอมที่ให้ไว้ My consents", responses=like(CONSENTS))
async def consents(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("consents.own")],
) -> dict[str, Any]:
    """Return which programs may see or pay the taxpayer's bills; ended consents are left out."""

    def look() -> tuple[Affairs, int]:
        with front.counter.held() as office:
            return affairs_of(office, principal.taxpayer), office.log.head()

    affairs, position = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _listed(front, affairs, front.today())


@router.post("", summary="ให้ความยินยอม Consent", responses=like(CONSENTED))
async def give(
    asked: Consent,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("consents.change")],
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Let a program see or pay one's bills, and return the code by which it finds them.

    The code is shown once and kept nowhere, so no `Idempotency-Key` is taken: `If-Match` sees to it
    that a repeated request records nothing, and to consent anew gives a new code.
    """
    until = day_of(asked.until)
    assert until is not None
    partner = front.agencies.client(asked.client)
    if partner is None or partner.role is not Role.PORTAL:
        raise Problem("absent")

    def do() -> tuple[Affairs, int, str]:
        with front.till.held() as office:
            affairs = affairs_of(office, principal.taxpayer)
            must_match(if_match, affairs.version)
            position = consent(
                office,
                affairs,
                client=asked.client,
                scopes=tuple(asked.scopes),
                until=until,
                today=front.today(),
                at=front.signed(principal.name).at,
            )
            code = front.stores.partners.give(asked.client, principal.taxpayer)
            return affairs_of(office, principal.taxpayer), position, code

    affairs, position, code = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return {**_listed(front, affairs, front.today()), "code": code}


@router.delete("/{client}", summary="ถอนความยินยอม Withdraw", responses=like(CONSENTS))
async def withdraw(
    client: Client,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("consents.change")],
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """End a consent, from the next request on."""

    def do() -> tuple[Affairs, int]:
        with front.till.held() as office:
            affairs = affairs_of(office, principal.taxpayer)
            if client not in affairs.consents:
                raise Problem("absent")
            must_match(if_match, affairs.version)
            at = front.signed(principal.name).at
            position = withdraw_consent(office, affairs, client=client, at=at)
            front.stores.partners.take(client, principal.taxpayer)
            return affairs_of(office, principal.taxpayer), position

    affairs, position = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _listed(front, affairs, front.today())


def _listed(front: Front, affairs: Affairs, today: date) -> dict[str, Any]:
    found = []
    for one in affairs.consents.values():
        partner = front.agencies.client(one.client)
        if one.until >= today:
            found.append(
                {
                    "client": one.client,
                    "name": partner.name if partner else None,
                    "scopes": list(one.scopes),
                    "until": one.until.isoformat(),
                }
            )
    return {"items": found}
