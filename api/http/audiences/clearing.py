"""What the land office asks before rights are registered: is it clear of tax (s.59, s.60)."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.clearance import ask, number_of
from api.http.asking import POSITION, FrontOffice, may
from api.http.front import Front
from api.http.routes import audience
from api.http.shown import AsOf, BodyCode, day_of
from api.office import Office
from api.policy import Principal
from domain.correction import UnknownProperty
from projections.clearance import Clearance

MOST_AT_ONCE: Final = 100

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
                    "number": "CL-05600701-0-57137-690820",
                    "code": "7Q2M4V8KXD",
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
    response.headers[POSITION] = str(answer["position"])
    return answer


class Properties(BaseModel):
    """Several properties of one body."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"properties": ["01A001", "P:1:60010000:12345"]}]},
    )

    properties: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]],
        Field(min_length=1, max_length=MOST_AT_ONCE),
    ]


@router.post("", summary="ตรวจภาษีค้างหลายรายการ Are they clear of tax")
async def clearances(
    body: BodyCode,
    asked: Properties,
    front: FrontOffice,
    _: Annotated[Principal, may("clearance.ask")],
) -> dict[str, Any]:
    """Answer for several properties, in their order; one that is not known is told as such."""

    def look() -> list[dict[str, Any]]:
        return [_one_of_many(front, int(body), one) for one in asked.properties]

    return {"items": await front.pools.pages.run(look)}


def _one_of_many(front: Front, body: int, key: str) -> dict[str, Any]:
    try:
        return _asked(front, body, key, None, None)
    except UnknownProperty:
        return {"property": key, "problem": UnknownProperty.code}


def _asked(
    front: Front, body: int, key: str, on: str | None, position: int | None
) -> dict[str, Any]:
    day = day_of(on) or front.today()
    with front.counter.held() as office:
        answer = ask(office, body=body, text=key, on=day, today=front.today(), position=position)
        return {**as_json(answer), **slip_as_json(front, office, answer)}


def slip_as_json(front: Front, office: Office, answer: Clearance) -> dict[str, str]:
    """Return the number and the code by which the answer can be had again."""
    slip = number_of(office, answer)
    return {"number": slip.number, "code": slip.code(front.keys.slips)}


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
