"""Receipts of what was paid on a taxpayer's bills, each with a file that proves it offline."""

from typing import Annotated, Any, Final

from fastapi import Path, Response

from api.commands.receipts import Receipt, receipt_of
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.behalf import Behalf, whose
from api.http.examples import RECEIPT, RECEIPTS, like
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import Cursor, Row, page_of
from api.policy import Principal
from domain.bill_reference import BillReference
from domain.money import show_baht
from projections.read_models.own_pages import payment_of_receipt, receipts_page

PAGE: Final = 50

router = audience("/taxpayers/me/receipts", "taxpayer")

Number = Annotated[
    str, Path(pattern="^R[0-9A-Z]{13}$", description="Receipt.", examples=["R0123456789ABC"])
]


@router.get("", summary="ใบเสร็จของฉัน My receipts", responses=like(RECEIPTS))
async def receipts(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("receipts.own")],
    seen: MinPosition,
    told: Behalf,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return what was paid on the taxpayer's bills in every local body, latest first."""

    def look() -> dict[str, Any]:
        position = front.fresh(seen)
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
        search = f"receipts of {owner}"
        after = front.cursors.read(search, cursor) if cursor else None
        rows = receipts_page(front.office.views, owner, after=after, most=PAGE + 1)
        page = page_of(
            front.cursors,
            search,
            rows,
            most=PAGE,
            shown=_listed,
            key=lambda row: (row["position"], row["part"]),
        )
        return {**page, "position": position}

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


def _listed(row: Row) -> dict[str, Any]:
    bill = BillReference(body=row["body"], tax_year=row["tax_year"], notice=row["notice"])
    return {
        "receipt": row["receipt"],
        "paid_on": row["paid_on"].isoformat(),
        "channel": row["channel"],
        "amount": show_baht(row["amount_satang"]),
        "body": f"{row['body']:08d}",
        "tax_year": row["tax_year"],
        "notice_number": bill.number,
    }


@router.get(
    "/{number}", summary="ใบเสร็จหนึ่งใบพร้อมหลักฐาน One receipt with its proof", responses=like(RECEIPT)
)
async def receipt(
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("receipts.own")],
    seen: MinPosition,
    told: Behalf,
) -> dict[str, Any]:
    """Return one receipt. `file` is what the offline verifier checks.

    A payment that was for others' bills too is shown with one's own alone, and so without a file:
    the file proves the payment whole, with the others' notices.
    """

    def look() -> dict[str, Any]:
        front.fresh(seen)
        with front.counter.held() as office:
            owner = whose(front, office, principal, told, "see")
            row = payment_of_receipt(front.office.views, number, owner)
            if row is None:
                raise Problem("absent")
            found = receipt_of(
                office, bank=row["bank"], bank_reference=row["bank_reference"], proven=False
            )
            whole = _is_whole(found, owner)
            if whole:
                found = receipt_of(office, bank=row["bank"], bank_reference=row["bank_reference"])
            position = office.log.head()
        return {
            **_shown(found, owner),
            "file": found.as_file if whole else None,
            "position": position,
        }

    found = await front.pools.payments.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


def _is_whole(found: Receipt, owner: int) -> bool:
    assert found.payment.allocated is not None
    return all(part.taxpayer == owner for part in found.payment.allocated.parts)


def _shown(found: Receipt, owner: int) -> dict[str, Any]:
    assert found.payment.allocated is not None
    own = [part for part in found.payment.allocated.parts if part.taxpayer == owner]
    return {
        "receipt": found.said["number"],
        "paid_on": found.said["paid_on"],
        "amount": show_baht(sum(part.amount_satang for part in own)),
        "bills": [
            {
                "body": f"{part.body:08d}",
                "tax_year": part.tax_year,
                "notice_number": BillReference(
                    body=part.body, tax_year=part.tax_year, notice=part.notice
                ).number,
                "amount": show_baht(part.amount_satang),
            }
            for part in own
        ],
    }
