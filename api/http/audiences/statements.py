"""A bank's day file held against what is recorded for one local body; nothing is recorded by it.

What is recorded comes from the bank itself, signed, or from the operator's own reconciliation of
whole files: an officer's upload could be anybody's work, so it only shows where the two differ.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.bodies import most_bytes
from api.http.front import Front
from api.http.problems import Problem
from api.http.routes import audience
from api.http.settings import MOST_UPLOAD_BYTES
from api.http.shown import OCTET_BODY, BodyCode
from api.policy import Principal
from domain.bank_line import BankLine
from domain.money import show_baht
from importers.bank import DayFile, open_day_file
from projections.read_models import office_pages

MOST_LISTED: Final = 200
OCTETS: Final = "application/octet-stream"

router = audience("/local-bodies/{body}/bank-days", "local body")


@router.post(
    "",
    summary="กระทบยอดไฟล์ของธนาคาร Hold a bank's day file against the record",
    openapi_extra=OCTET_BODY,
    dependencies=[most_bytes(MOST_UPLOAD_BYTES)],
)
async def compare(
    body: BodyCode,
    request: Request,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("money.enter")],
    seen: MinPosition,
    bank: Annotated[str, Query(pattern="^[0-9]{3}$", examples=["014"])],
) -> dict[str, Any]:
    """Say what of the body's lines is recorded alike, otherwise or not, and what is missing."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != OCTETS:
        raise Problem("media-type-wrong")
    content = await request.body()

    def work() -> tuple[int, dict[str, Any]]:
        position = front.fresh(seen)
        with tempfile.TemporaryDirectory(prefix="thidin-") as folder:
            path = Path(folder) / "day"
            path.write_bytes(content)
            return position, _compared(front, int(body), open_day_file(path, bank=bank))

    position, told = await front.pools.exports.run(work)
    response.headers[POSITION] = str(position)
    return told


def _compared(front: Front, body: int, file: DayFile) -> dict[str, Any]:
    biller = front.counter.biller(body)
    rows = office_pages.told_by_bank(front.office.views, body, file.bank, file.days)
    known = {row["bank_reference"]: row for row in rows}
    alike: list[BankLine] = []
    other: list[dict[str, Any]] = []
    absent: list[dict[str, Any]] = []
    for line in file.lines():
        if line.biller != biller or line.kind != "payment":
            continue
        row = known.pop(line.bank_reference, None)
        if row is None:
            absent.append(_line(line))
        elif row["amount_satang"] != line.amount_satang:
            other.append({**_line(line), "recorded": show_baht(row["amount_satang"])})
        else:
            alike.append(line)
    missing = [_row(row) for row in known.values() if row["state"] != "reversed"]
    return {
        "days": sorted(day.isoformat() for day in file.days),
        "alike": {
            "payments": len(alike),
            "amount": show_baht(sum(one.amount_satang for one in alike)),
        },
        "otherwise": _listed(other),
        "not_recorded": _listed(absent),
        "not_in_the_file": _listed(missing),
    }


def _line(line: BankLine) -> dict[str, Any]:
    return {
        "reference": line.bank_reference,
        "amount": show_baht(line.amount_satang),
        "paid_on": line.paid_on.isoformat(),
    }


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "reference": row["bank_reference"],
        "amount": show_baht(row["amount_satang"]),
        "paid_on": row["paid_on"].isoformat(),
        "receipt": row["receipt"],
    }


def _listed(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"payments": len(found), "items": found[:MOST_LISTED]}
