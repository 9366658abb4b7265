"""What taxpayers see: their own properties and bills, in every local body."""

from typing import Annotated, Any, Final, Literal

from fastapi import Query, Response

from api.explained import difference_as_json, explanation_as_json
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.behalf import Behalf, whose
from api.http.examples import BILLS, PROPERTIES, like
from api.http.front import Front
from api.http.routes import audience
from api.http.shown import BodyCode, Cursor, TaxYear, page_of, property_as_json
from api.policy import Principal
from domain.money import show_baht
from projections.difference import difference
from projections.explanation import explain
from projections.read_models.pages import bills_page, properties_page

PAGE: Final = 50

router = audience("/taxpayers/me", "taxpayer")


@router.get(
    "/properties",
    summary="ทรัพย์สินของฉัน My properties",
    responses=like(PROPERTIES),
)
async def properties(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("properties.own")],
    seen: MinPosition,
    told: Behalf,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return what the register names the taxpayer as owner of today, in every body."""

    def look() -> tuple[int, dict[str, Any]]:
        position, owner = front.fresh(seen), _owner(front, principal, told)
        search = f"properties of {owner}"
        after = front.cursors.read(search, cursor) if cursor else None
        rows = properties_page(front.office.views, "", taxpayer=owner, after=after, most=PAGE + 1)
        return position, page_of(
            front.cursors,
            search,
            rows,
            most=PAGE,
            shown=property_as_json,
            key=lambda row: (row["body"], row["key"], row["property"]),
        )

    position, page = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return page


def _owner(front: Front, principal: Principal, told: int) -> int:
    with front.counter.held() as office:
        return whose(front, office, principal, told, "see")


@router.get(
    "/bills",
    summary="ใบแจ้งภาษีของฉัน My bills",
    responses=like(BILLS),
)
async def bills(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("bills.own")],
    seen: MinPosition,
    told: Behalf,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return the taxpayer's bills as assessed, latest year first."""

    def look() -> tuple[int, dict[str, Any]]:
        position, owner = front.fresh(seen), _owner(front, principal, told)
        search = f"bills of {owner}"
        after = front.cursors.read(search, cursor) if cursor else None
        return position, page_of(
            front.cursors,
            search,
            bills_page(front.office.views, owner, after=after, most=PAGE + 1),
            most=PAGE,
            shown=_bill,
            key=lambda row: (row["tax_year"], row["body"]),
        )

    position, page = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return page


def _bill(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the read models
    return {
        "body": f"{row['body']:08d}",
        "body_name": row["name_th"],
        "body_name_en": row["name_en"],
        "tax_year": row["tax_year"],
        "tax": show_baht(row["tax_satang"]),
        "as_known_at": row["known_at"],
    }


@router.get("/bills/{body}/{tax_year}/explanation", summary="ที่มาของภาษี Why my bill is so")
async def explanation(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("bills.own")],
    told: Behalf,
    known: Annotated[
        Literal["today", "notice"],
        Query(description="From what is known today, or was known when the notice was issued."),
    ] = "today",
) -> dict[str, Any]:
    """Explain the taxpayer's bill line by line, and why it differs from last year's.

    A year to come is a forecast: today's facts, prices announced so far, and the latest law.
    """

    def tell() -> dict[str, Any]:
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            position = None
            if known == "notice" and front.counter.knows(int(body)):
                roll = office.rolls.roll(int(body), int(tax_year))
                notice = roll.notice_of(owner)
                position = roll.known_at(notice) if notice else None
        asked: dict[str, Any] = {
            "body": int(body),
            "taxpayer": owner,
            "tax_year": int(tax_year),
            "position": position,
        }
        with front.quick.held() as registers:
            found = explanation_as_json(explain(registers, front.office.law, **asked))
            since = difference(registers, front.office.law, **asked)
        return {**found, "difference": difference_as_json(since) if since else None}

    explained = await front.pools.pages.run(tell)
    response.headers[POSITION] = str(explained["as_known_at"])
    return explained
