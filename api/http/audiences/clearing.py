"""What the land office asks before rights are registered: is it clear of tax (s.59, s.60)."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import Query, Response

from api.commands.clearance import ask
from api.http.asking import POSITION, FrontOffice, may
from api.http.front import Front
from api.http.routes import audience
from api.http.shown import AsOf, BodyCode, day_of
from api.policy import Principal
from projections.clearance import Clearance

router = audience("/land-office/{body}/clearance", "land office")

_LIKE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "application/json": {
                "example": {
                    "property": "C:01A001",
                    "covers": ["C:01A001", "P:1:60010000:12345"],
                    "clear": False,
                    "on": "2026-08-20",
                    "position": 57137,
                    "valid_until": "2026-08-20",
                    "tax_years": [2569],
                    "years_in_arrears": [2569],
                }
            }
        }
    }
}

Key = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        description="Parcel code, building code, or the title's key.",
        examples=["01A001"],
    ),
]
AsAt = Annotated[
    int | None,
    Query(ge=1, le=2**62, description="As known at this log position: a former answer again."),
]


@router.get("", summary="ตรวจภาษีค้าง Is it clear of tax", responses=_LIKE)
async def clearance(
    body: BodyCode,
    key: Key,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("clearance.ask")],
    on: AsOf = None,
    position: AsAt = None,
) -> dict[str, Any]:
    """Say whether a property, with what stands on it, is clear of tax, and until when that holds.

    The years in arrears are told, the amounts and the people are not.
    """
    answer = await front.pools.pages.run(partial(_asked, front, int(body), key, on, position))
    response.headers[POSITION] = str(answer.position)
    return as_json(answer)


def _asked(front: Front, body: int, key: str, on: str | None, position: int | None) -> Clearance:
    day = day_of(on) or front.today()
    with front.counter.held() as office:
        return ask(office, body=body, text=key, on=day, today=front.today(), position=position)


def as_json(answer: Clearance) -> dict[str, Any]:
    """Return an answer as the land office may see it."""
    return {
        "property": answer.key,
        "covers": list(answer.covers),
        "clear": answer.clear,
        "on": answer.on.isoformat(),
        "position": answer.position,
        "valid_until": answer.valid_until.isoformat(),
        "tax_years": list(answer.years),
        "years_in_arrears": sorted({hold.tax_year for hold in answer.holds}),
    }
