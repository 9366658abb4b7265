"""Owners at a local body: found by number, name or address, and shown with their notices."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.audiences.local_body import read_taxpayer
from api.http.front import Front
from api.http.looks import looked
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode
from api.policy import Principal
from domain import taxpayer
from domain.bill_reference import BillReference
from domain.money import show_baht
from projections.read_models import office_pages
from projections.vault import Person

MOST_FOUND: Final = 50
REVEALED_AT_ONCE: Final = 5_000

Who = Annotated[str, Path(pattern="^TP-[0-9A-Z]{13}$", examples=["TP-0000000000001"])]

router = audience("/local-bodies/{body}/owners", "local body")


class Sought(BaseModel):
    """Whom an officer looks for: a whole number of 13 digits, or part of a name or address."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"text": "ถนนตัวอย่าง"}]}
    )

    number: Annotated[str, Field(pattern="^[0-9]{13}$")] | None = None
    text: Annotated[str, Field(min_length=3, max_length=100)] | None = None


@router.post("/search", summary="ค้นเจ้าของ Find owners")
async def search(
    body: BodyCode,
    sought: Sought,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("people.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Find owners of the body's by their number, or by part of their name or address.

    What is looked for is sent as a body, so that it stands in no address and no log.
    """
    if (sought.number is None) == (sought.text is None):
        raise Problem("nothing-asked")

    def look() -> tuple[int, list[dict[str, Any]]]:
        position = front.fresh(seen)
        found = _of_number(front, int(body), sought.number) if sought.number else None
        if found is None:
            found = list(_like(front, int(body), (sought.text or "").casefold()))
        shown = [read_taxpayer(one["taxpayer"]) for one in found[:MOST_FOUND]]
        looked(front, principal, "people.read", shown, body=int(body))
        return position, found

    position, found = await front.pools.exports.run(look)
    response.headers[POSITION] = str(position)
    return {"items": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}


def _of_number(front: Front, body: int, number: str) -> list[dict[str, Any]]:
    who = int(front.office.vault.pseudonyms([number])[0])
    if not office_pages.owns_in(front.office.views, body, who):
        return []
    person = front.office.vault.reveal(who)
    return [_named(who, person)]


def _like(front: Front, body: int, text: str) -> Iterator[dict[str, Any]]:
    """Yield the body's owners whose name or address has a text in it, a few more than are shown."""
    owners, left = office_pages.owners_of(front.office.views, body), MOST_FOUND + 1
    for first in range(0, len(owners) if text else 0, REVEALED_AT_ONCE):
        people = front.office.vault.reveal_all(owners[first : first + REVEALED_AT_ONCE])
        for who, person in people.items():
            if text in person.name.casefold() or text in person.address.casefold():
                yield _named(who, person)
                left -= 1
                if not left:
                    return


def _named(who: int, person: Person | None) -> dict[str, Any]:
    return {
        "taxpayer": taxpayer.show(who),
        "name": person.name if person else None,
        "address": person.address if person else None,
    }


@router.get("/{who}", summary="เจ้าของหนึ่งราย One owner, by name")
async def owner(
    body: BodyCode,
    who: Who,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("people.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return an owner of the body's with the notices there; anybody else is absent."""
    number = read_taxpayer(who)

    def look() -> tuple[int, dict[str, Any]]:
        position, views = front.fresh(seen), front.office.views
        if not office_pages.owns_in(views, int(body), number):
            raise Problem("absent")
        looked(front, principal, "people.read", [number], body=int(body))
        paid = office_pages.paid_by(views, int(body), number)
        notices = [
            {
                "notice": BillReference(
                    body=row["body"], tax_year=row["tax_year"], notice=row["notice"]
                ).number,
                "notice_in_year": row["notice"],
                "tax_year": row["tax_year"],
                "tax": show_baht(row["tax_satang"]),
                "paid": show_baht(paid.get((row["tax_year"], row["notice"]), 0)),
                "received_on": row["received_on"].isoformat() if row["received_on"] else None,
                "warned_on": row["warned_on"].isoformat() if row["warned_on"] else None,
                "amendments": row["amendments"],
            }
            for row in office_pages.notices_of(views, int(body), number)
        ]
        return position, {**_named(number, front.office.vault.reveal(number)), "notices": notices}

    position, told = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return told
