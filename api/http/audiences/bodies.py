"""The local bodies of a province by their names, which are public."""

from typing import Annotated, Any

from fastapi import Query

from api.http.asking import FrontOffice, MinPosition, may
from api.http.routes import audience
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
