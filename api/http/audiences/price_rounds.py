"""A province's rounds of prices held against each other, and the objections to its prices."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Query

from api.http.asking import FrontOffice, may
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import ProvinceCode
from api.office import Office
from api.policy import Principal
from domain.calendar import to_days
from domain.objection import Objection
from projections.price_rounds import STEPS_PERCENT, compare_rounds, rounds

PRICE: Final = "price"
MOST: Final = 500

router = audience("/treasury/provinces/{province}", "treasury")

Day = Annotated[str, Query(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-01-01"])]
Year = Annotated[int, Query(ge=2563, le=2699, examples=[2569])]


@router.get("/rounds", summary="รอบบัญชีราคา Rounds of prices")
async def rounds_of(
    province: ProvinceCode, front: FrontOffice, _: Annotated[Principal, may("prices.read")]
) -> dict[str, Any]:
    """Return the days on which prices of the province begin, latest first, with how many."""

    def look() -> list[dict[str, Any]]:
        with front.quick.held() as registers:
            return [asdict(one) for one in rounds(registers.prices(int(province)))]

    return {"items": await front.pools.pages.run(look)}


@router.get("/rounds/compare", summary="เทียบสองรอบ Two rounds side by side")
async def compare(
    province: ProvinceCode,
    first: Day,
    second: Day,
    front: FrontOffice,
    _: Annotated[Principal, may("prices.read")],
) -> dict[str, Any]:
    """Return how prices in force moved between two days: the new in percent of the old."""

    def look() -> dict[str, Any]:
        with front.quick.held() as registers:
            moved = compare_rounds(
                registers.prices(int(province)), first=_day(first), second=_day(second)
            )
        return {
            "first": first,
            "second": second,
            "steps_percent": list(STEPS_PERCENT),
            "tables": [asdict(one) for one in moved],
        }

    return await front.pools.pages.run(look)


def _day(text: str) -> int:
    try:
        return to_days(date.fromisoformat(text))
    except ValueError:
        raise Problem("value-wrong", detail="The calendar has no such day.") from None


@router.get("/objections", summary="คำคัดค้านราคา Objections to prices")
async def objections(
    province: ProvinceCode,
    tax_year: Year,
    front: FrontOffice,
    _: Annotated[Principal, may("prices.read")],
) -> dict[str, Any]:
    """Return the year's objections to values in the province's bodies; no person is shown."""

    def look() -> list[dict[str, Any]]:
        with front.hearings.held() as office:
            found = list(_to_prices(office, int(province), tax_year))
        return [_without_person(one) for one in found]

    return {"items": await front.pools.pages.run(look)}


def _to_prices(office: Office, province: int, tax_year: int) -> Iterator[Objection]:
    count = 0
    for body in office.registers.every_body():
        if body.must_have_joined().province != province:
            continue
        for matter in office.matters.of_year(body.code, tax_year):
            if matter.filed is not None and PRICE in matter.filed.statement.grounds:
                yield matter
                count += 1
                if count == MOST:
                    return


def _without_person(matter: Objection) -> dict[str, Any]:
    filed = matter.filed
    assert filed is not None
    return {
        "matter": matter.reference,
        "body": f"{matter.body:08d}",
        "state": matter.state,
        "stage": matter.stage,
        "filed_on": filed.filed_on.isoformat(),
        "answer_by": filed.answer_by.isoformat(),
        "properties": [claim.property for claim in filed.statement.claims],
    }
