"""Whom taxpayers let act for them: family, an accountant; to see, to pay, to object."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.affairs import affairs_of, delegate, revoke
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.etags import etag, must_match
from api.http.examples import DELEGATIONS, RECEIVED, like
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import day_of
from api.policy import Principal
from domain import taxpayer
from domain.delegation import SCOPES, Affairs
from projections.read_models import Views
from projections.read_models.own_pages import owners_of, parties_of, who_let

router = audience("/taxpayers/me/delegations", "taxpayer")

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag that was read.", examples=['"v1"'])
]
Code = Annotated[str, Path(max_length=20, description="Whom.", examples=["TP-0123456789ABC"])]


class Delegation(BaseModel):
    """Whom, for what and until when; who is let in has told their own code."""

    model_config = ConfigDict(extra="forbid", strict=True)

    to: Annotated[str, Field(min_length=1, max_length=20, examples=["TP-0123456789ABC"])]
    scopes: Annotated[
        list[Literal["see", "pay", "appeal"]],
        Field(min_length=1, max_length=len(SCOPES), examples=[["see", "pay"]]),
    ]
    until: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2027-12-31"])]


@router.get("", summary="ผู้ที่ทำการแทนได้ Who may act for me", responses=like(DELEGATIONS))
async def delegations(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("delegations.own")],
) -> dict[str, Any]:
    """Return who may act for the taxpayer, for what and until when; ended ones are left out."""

    def look() -> tuple[Affairs, int]:
        with front.counter.held() as office:
            return affairs_of(office, principal.taxpayer), office.log.head()

    affairs, position = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _listed(affairs, front.today())


@router.get("/received", summary="ผู้ที่ฉันทำการแทนได้ For whom I may act", responses=like(RECEIVED))
async def received(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("delegations.own")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return who lets the taxpayer act for them today, in what and until when; joint owners first.

    Who lets one see everything has shown the name on every letter, so it is told here too. Joint
    owners the taxpayer is one of are told by their number: each acts in all of it, without an end.
    """

    def look() -> tuple[list[dict[str, Any]], int]:
        position = front.fresh(seen)
        rows = who_let(front.office.views, principal.taxpayer, on=front.today())
        people = front.office.vault.reveal_all(
            [row["taxpayer"] for row in rows if "see" in row["scopes"].split()]
        )
        items = [
            {
                "taxpayer": taxpayer.show(row["taxpayer"]),
                "joint_owners": None,
                "name": person.name if (person := people.get(row["taxpayer"])) else None,
                "scopes": row["scopes"].split(),
                "until": row["until"].isoformat(),
            }
            for row in rows
        ]
        return [*_joint(front.office.views, principal.taxpayer), *items], position

    items, position = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return {"items": items}


@router.post(
    "", summary="ให้ผู้อื่นทำการแทน Let somebody act", dependencies=[once], responses=like(DELEGATIONS)
)
async def grant(
    asked: Delegation,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("delegations.change")],
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Let somebody act for the taxpayer; one who may already, from now on as said here."""
    to, until = _taxpayer(asked.to), day_of(asked.until)
    assert until is not None

    def do() -> tuple[Affairs, int]:
        with front.till.held() as office:
            affairs = affairs_of(office, principal.taxpayer)
            must_match(if_match, affairs.version)
            position = delegate(
                office,
                affairs,
                to=to,
                scopes=tuple(asked.scopes),
                until=until,
                today=front.today(),
                at=front.signed(principal.name).at,
            )
            return affairs_of(office, principal.taxpayer), position

    affairs, position = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _listed(affairs, front.today())


@router.delete("/{to}", summary="เลิกให้ทำการแทน End it", responses=like(DELEGATIONS))
async def end(
    to: Code,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("delegations.change")],
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """End a delegation, from the next request on."""
    whom = _taxpayer(to)

    def do() -> tuple[Affairs, int]:
        with front.till.held() as office:
            affairs = affairs_of(office, principal.taxpayer)
            if whom not in affairs.delegations:
                raise Problem("absent")
            must_match(if_match, affairs.version)
            position = revoke(office, affairs, to=whom, at=front.signed(principal.name).at)
            return affairs_of(office, principal.taxpayer), position

    affairs, position = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _listed(affairs, front.today())


def _joint(views: Views, who: int) -> list[dict[str, Any]]:
    """Return the joint owners that a taxpayer is one of; nobody's name but on the letters."""
    parties = parties_of(views, who)
    owners = owners_of(views, parties)
    return [
        {
            "taxpayer": taxpayer.show(party),
            "joint_owners": len(owners[party]),
            "name": None,
            "scopes": list(SCOPES),
            "until": None,
        }
        for party in parties
    ]


def _taxpayer(text: str) -> int:
    try:
        return taxpayer.read(text)
    except ValueError:
        raise Problem("absent") from None


def _listed(affairs: Affairs, today: date) -> dict[str, Any]:
    return {
        "items": [
            {
                "to": taxpayer.show(one.to),
                "scopes": list(one.scopes),
                "until": one.until.isoformat(),
            }
            for one in affairs.delegations.values()
            if one.until >= today
        ]
    }
