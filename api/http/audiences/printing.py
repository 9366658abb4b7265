"""How far a year's notices are, what would be amended, and letters: one, or all in a job."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.letters import Which
from api.commands.notices import batch_of, last_day_to_pay
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.audiences.documents import PDF, Kind, made
from api.http.front import Front
from api.http.imports import job_of
from api.http.looks import looked, looked_at_everybody
from api.http.once import once
from api.http.printing import PRINT, begin_printing, print_job_as_json, print_jobs
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, JobNumber, TaxYear
from api.office import Office
from api.policy import Principal
from domain.bill_reference import BillReference
from domain.money import show_baht
from domain.roll import NoticesAmended, NoticesIssued, Roll
from projections.read_models import office_pages

ACCEPTED: Final = 202
MOST_LISTED: Final = 500

router = audience("/local-bodies/{body}/notices/{tax_year}", "local body")

Notice = Annotated[int, Path(ge=1, le=9_999_999, description="Number of the notice in its year.")]


class Printing(BaseModel):
    """Which letters: notices as last issued or as in one amendment (0: first issue), warnings."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"kind": "notices"}]}
    )

    kind: Literal["notices", "warnings"]
    amendment: Annotated[int, Field(ge=0, le=100_000)] | None = None


@router.get("", summary="ใบแจ้งของปี How far the year's notices are")
async def state(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("issue.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return what is prepared, issued, amended and received."""

    def look() -> tuple[int, dict[str, Any]]:
        position = front.fresh(seen)
        counts = dict(office_pages.notices_in_short(front.office.views, int(body), int(tax_year)))
        counts["tax"] = show_baht(counts.pop("tax_satang"))  # type: ignore[assignment]
        with front.hearings.held() as office:
            roll = office.rolls.roll(int(body), int(tax_year))
            pay_by = last_day_to_pay(office, body=int(body), tax_year=int(tax_year))
            return position, {**_state(roll, pay_by), **counts}

    position, told = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return told


def _state(roll: Roll, pay_by: date) -> dict[str, Any]:
    prepared = roll.prepared
    return {
        "issued": roll.issued,
        "pay_by": pay_by.isoformat(),
        "prepared": None
        if prepared is None
        else {
            "notices": prepared.notices,
            "tax": show_baht(prepared.tax_satang),
            "known_at": prepared.register_position,
            "by": prepared.officer,
        },
        "issues": [
            {
                "amendment": amendment,
                "issued_on": parts[0].issued_on.isoformat(),
                "notices": sum(len(one.notices) for one in parts),
                "prepared_by": parts[0].prepared_by,
                "officer": parts[0].approved_by,
            }
            for amendment, parts in _by_amendment(roll).items()
        ],
    }


def _by_amendment(roll: Roll) -> Mapping[int, Sequence[NoticesIssued | NoticesAmended]]:
    """Return the acts of each issue, 0 for the first: a large one is several, recorded at once."""
    found: dict[int, list[NoticesIssued | NoticesAmended]] = {}
    for _, event in roll.issues:
        number = event.amendment if isinstance(event, NoticesAmended) else 0
        found.setdefault(number, []).append(event)
    return found


@router.get("/amendment", summary="ความต่างที่รอแก้ไข What an amendment would change")
async def amendment(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("issue.read")],
) -> dict[str, Any]:
    """Hold the bills as known now against the notices that are out; nothing is recorded."""

    def look() -> dict[str, Any]:
        with front.hearings.held() as office:
            return _differences(office, int(body), int(tax_year), front.today())

    told = await front.pools.pages.run(look)
    response.headers[POSITION] = str(told.pop("position"))
    return told


def _differences(office: Office, body: int, tax_year: int, on: date) -> dict[str, Any]:
    roll = office.rolls.roll(body, tax_year)
    roll.must_be_issued()
    bills = office.registers.bills(body, office.law, tax_year=tax_year)
    rows = batch_of(bills, roll, on=on).notices
    before, after = rows["tax_before_satang"], rows["tax_satang"]
    cells = zip(rows["notice"].tolist(), before.tolist(), after.tolist(), strict=True)
    items = [
        {
            "notice": BillReference(body=body, tax_year=tax_year, notice=notice).number
            if notice <= roll.notices
            else None,
            "before": show_baht(was),
            "after": show_baht(becomes),
        }
        for notice, was, becomes in cells
    ]
    return {
        "notices": len(rows),
        "difference": show_baht(int(after.sum()) - int(before.sum())),
        "items": items[:MOST_LISTED],
        "position": office.log.head(),
    }


@router.get("/print-jobs", summary="งานพิมพ์ Print jobs")
async def jobs(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    _: Annotated[Principal, may("issue.read")],
) -> dict[str, Any]:
    """List the year's print jobs with their files, latest first."""
    look = partial(print_jobs, front, int(body), int(tax_year))
    return {"items": [print_job_as_json(one) for one in await front.pools.pages.run(look)]}


@router.post(
    "/print-jobs",
    summary="พิมพ์เป็นชุด Write letters as PDF",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def print_(
    body: BodyCode,
    tax_year: TaxYear,
    asked: Printing,
    front: FrontOffice,
    principal: Annotated[Principal, may("issue.prepare")],
) -> dict[str, Any]:
    """Begin to write all letters of a kind, a hundred a file."""

    def begin() -> dict[str, Any]:
        job = begin_printing(
            front,
            body=int(body),
            tax_year=int(tax_year),
            officer=principal.name,
            kind=asked.kind,
            amendment=asked.amendment,
        )
        return print_job_as_json(job)

    return await front.pools.pages.run(begin)


@router.get(
    "/print-jobs/{number}/files/{file}",
    summary="ไฟล์ที่พิมพ์ A written file",
    response_class=Response,
)
async def written(
    *,
    body: BodyCode,
    tax_year: TaxYear,
    number: JobNumber,
    file: Annotated[int, Path(ge=0, le=9_999)],
    front: FrontOffice,
    principal: Annotated[Principal, may("people.read")],
) -> Response:
    """Return a file of a print job as PDF."""

    def fetch() -> tuple[bytes, str]:
        job = job_of(front, number, kind=PRINT, place=int(body))
        files = job.result.get("files", [])
        if job.request["tax_year"] != int(tax_year) or file >= len(files):
            raise Problem("absent")
        content = front.office.vault.file(files[file]["sha256"])
        if content is None:
            raise Problem("absent")
        looked_at_everybody(front, principal, "people.read", body=int(body))
        return content, files[file]["name"]

    content, name = await front.pools.pages.run(fetch)
    return _pdf(content, name)


@router.get(
    "/documents/{notice}/{kind}",
    summary="เอกสารของใบแจ้งหนึ่งฉบับ A letter of one notice",
    response_class=Response,
)
async def document(
    *,
    body: BodyCode,
    tax_year: TaxYear,
    notice: Notice,
    kind: Annotated[Kind, Path(description="Which.", examples=["notice"])],
    front: FrontOffice,
    principal: Annotated[Principal, may("people.read")],
) -> Response:
    """Return a notice with its sheets, receipts, a warning, an agreement, or the list (s.30)."""
    make = partial(
        _made, front, principal, Which(body=int(body), tax_year=int(tax_year), notices=(notice,))
    )
    pdf, name = await front.pools.exports.run(partial(make, kind))
    return _pdf(pdf, name)


def _made(front: Front, principal: Principal, which: Which, kind: Kind) -> tuple[bytes, str]:
    with front.hearings.held() as office:
        roll = office.rolls.roll(which.body, which.tax_year)
        roll.must_be_issued()
        assert which.notices is not None
        who = roll.taxpayer_of(which.notices[0])
        looked(front, principal, "people.read", [who], body=which.body)
        found = list(made(kind)(office, which, front.today()))
    if not found:
        raise Problem("absent")
    return front.press.pdf(found), f"{which.named(kind)}.pdf"


def _pdf(content: bytes, name: str) -> Response:
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=PDF, headers=told)
