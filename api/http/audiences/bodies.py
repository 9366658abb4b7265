"""The local bodies of a province by their names, and where to ask them: all of it is public."""

from typing import Annotated, Any

from fastapi import Query

from api.http.asking import FrontOffice, MinPosition, may
from api.http.examples import CONTACT, like
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode
from api.policy import Principal
from projections.read_models.pages import bodies_of_province

router = audience("/bodies", "local body")

Province = Annotated[str, Query(pattern="^[0-9]{2}$", examples=["60"])]


@router.get("", summary="อปท. ของจังหวัด Local bodies of a province")
async def bodies(
    province: Province,
    front: FrontOffice,
    _: Annotated[Principal, may("bodies.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return the bodies that have joined, in order of their codes."""

    def look() -> list[dict[str, Any]]:
        front.fresh(seen)
        return [
            {
                "body": f"{row['code']:08d}",
                "name": row["name_th"],
                "kind": row["kind"],
                "province": f"{row['province']:02d}",
            }
            for row in bodies_of_province(front.office.views, int(province))
        ]

    return {"items": await front.pools.pages.run(look)}


@router.get("/{body}/contact", summary="ติดต่อ อปท. How to reach a body", responses=like(CONTACT))
async def contact(
    body: BodyCode, front: FrontOffice, _: Annotated[Principal, may("bodies.read")]
) -> dict[str, Any]:
    """Return how a body is reached, as its letters say it; null what nobody has told us."""

    def look() -> dict[str, Any]:
        if not front.counter.knows(int(body)):
            raise Problem("absent")
        with front.counter.held() as office:
            joined = office.registers.body(int(body)).must_have_joined()
            known = office.letterheads.of.get(int(body), {})
        return {
            "body": body,
            "name": joined.name_th,
            "name_en": joined.name_en,
            **{name: known.get(name) for name in ("address", "contact", "pay_at")},
        }

    return await front.pools.pages.run(look)
