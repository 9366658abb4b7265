"""Who looked at my data; and how much each officer of a body looks at."""

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from api.http.asking import POSITION, FrontOffice, may
from api.http.examples import LOOKS, like
from api.http.front import Front
from api.http.routes import GuardedRoute
from api.http.shown import BodyCode
from api.policy import POLICY, Principal
from projections.read_models.own_pages import bodies_of
from projections.sessions.looks import EVERYBODY, KEPT_DAYS, Looked

MOST: Final = 500
DAYS: Final = (1, 7, 30)

router = APIRouter(route_class=GuardedRoute)


@router.get(
    "/taxpayers/me/looks",
    tags=["taxpayer"],
    summary="ใครดูข้อมูลของฉัน Who looked at my data",
    responses=like(LOOKS),
)
async def looks(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("looks.own")],
    days: Annotated[int, Query(ge=1, le=KEPT_DAYS, description="How far back.")] = 90,
) -> dict[str, Any]:
    """Return officers, programs and people acting for me who looked, a line a day, latest first.

    `everybody` says that a whole table of the body was taken, with me in it.
    """

    def look() -> dict[str, Any]:
        since = front.today() - timedelta(days=days - 1)
        bodies = bodies_of(front.office.views, principal.taxpayer)
        found = front.stores.looks.of_taxpayer(
            principal.taxpayer, bodies, since=since, most=MOST + 1
        )
        return {
            "since": since.isoformat(),
            "items": [_as_json(front, one) for one in found[:MOST]],
            "more": len(found) > MOST,
        }

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(front.office.log.head())
    return found


def _as_json(front: Front, one: Looked) -> dict[str, Any]:
    rule = POLICY[one.look.action]
    body = one.look.body
    joined = None
    if front.counter.knows(body):
        with front.counter.held() as office:
            joined = office.registers.body(body).must_have_joined()
    return {
        "on": one.on.isoformat(),
        "who": one.look.who,
        "role": one.look.role,
        "body": f"{body:08d}" if body else None,
        "body_name": joined.name_th if joined else None,
        "body_name_en": joined.name_en if joined else None,
        "what": {"thai": rule.thai, "english": rule.english},
        "everybody": one.look.taxpayer == EVERYBODY,
        "times": one.times,
    }


@router.get(
    "/local-bodies/{body}/looks",
    tags=["local body"],
    summary="เจ้าหน้าที่ดูข้อมูลมากน้อยเพียงใด How much each officer looks at",
)
async def counted(
    body: BodyCode,
    front: FrontOffice,
    _: Annotated[Principal, may("looks.read")],
) -> dict[str, Any]:
    """Return how many taxpayers each officer looked at today, in a week and in thirty days."""

    def look() -> dict[str, Any]:
        officers: dict[tuple[str, str], dict[str, Any]] = {}
        for days in reversed(DAYS):
            since = front.today() - timedelta(days=days - 1)
            for one in front.stores.looks.counted(int(body), since=since):
                told = officers.setdefault(
                    (one.who, one.role),
                    {"officer": one.who, "role": one.role, "tables_taken": one.tables},
                )
                told[f"taxpayers_{days}_days"] = one.taxpayers
        for told in officers.values():
            for days in DAYS:
                told.setdefault(f"taxpayers_{days}_days", 0)
        return {"items": list(officers.values())}

    return await front.pools.pages.run(look)
