"""What officers of a local body do: search, correct, hand in files, explain bills."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from api.explained import difference_as_json, explanation_as_json, history_as_json
from api.explained.amounts import KINDS, area, percents
from api.explained.facts import fact_in_words
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.bodies import most_bytes
from api.http.changes import apply_change, is_change
from api.http.corrections import Correction, correct, told_of, version_of
from api.http.etags import etag
from api.http.imports import IMPORT, Handing, begin_applying, begin_import, job_as_json, job_of
from api.http.looks import looked
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.settings import MOST_UPLOAD_BYTES
from api.http.shown import (
    OCTET_BODY,
    AsOf,
    BodyCode,
    Cursor,
    FileName,
    JobNumber,
    TaxYear,
    day_of,
    import_as_json,
    page_of,
    property_as_json,
)
from api.http.uploads import receive
from api.policy import Principal
from domain import taxpayer
from projections import read_models
from projections.difference import difference
from projections.explanation import explain
from projections.read_models.pages import imports_page, properties_page

PAGE: Final = 50
ACCEPTED: Final = 202

Text = Annotated[str, Query(max_length=60, description="Parcel code, title number or map sheet.")]
Who = Annotated[
    str | None,
    Query(alias="taxpayer", pattern="^TP-[0-9A-Z]{13}$", description="Only this taxpayer's: TP-…"),
]

router = audience("/local-bodies/{body}", "local body")


@router.get("/properties", summary="ค้นทะเบียน Search the register")
async def search(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("register.read")],
    seen: MinPosition,
    text: Text = "",
    who: Who = None,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Find properties by code, title number, map sheet or owner; one of them is named."""
    owner = read_taxpayer(who) if who else None
    if not text and owner is None:
        raise Problem("nothing-asked")
    name = f"properties of {body} like {text} of {owner}"
    after = front.cursors.read(name, cursor) if cursor else None

    def look() -> tuple[int, Any]:
        position = front.fresh(seen)
        return position, properties_page(
            front.office.views, text, body=int(body), taxpayer=owner, after=after, most=PAGE + 1
        )

    position, rows = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return page_of(
        front.cursors,
        name,
        rows,
        most=PAGE,
        shown=property_as_json,
        key=lambda row: (row["body"], row["key"], row["property"]),
    )


@router.get("/property", summary="ข้อมูลทรัพย์สิน One property, with its version")
async def property_(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("register.read")],
    key: Annotated[str, Query(min_length=1, max_length=100, examples=["01A001"])],
) -> dict[str, Any]:
    """Return everything recorded of a property; the ETag is the version a correction names."""

    def look() -> tuple[int, dict[str, Any]]:
        with front.quick.held() as registers:
            found = told_of(front, registers, int(body), key)
        told = history_as_json(found)
        for fact, shown in zip(found.facts, told["facts"], strict=True):
            shown["words"] = fact_in_words(fact)
        for known, one in zip(found.known, told["known"], strict=True):
            one["area_words"] = area(known.kind, known.area) if known.kind else None
            one["kind"] = KINDS[known.kind][1] if known.kind else None
            one["uses_percent"] = percents(one["uses"])
        return version_of(found), told

    version, told = await front.pools.pages.run(look)
    response.headers["ETag"] = etag(version)
    response.headers[POSITION] = str(version)
    return told


@router.post("/corrections", summary="แก้ไขทะเบียน Correct one property", dependencies=[once])
async def correct_(
    body: BodyCode,
    asked: Correction,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("register.correct")],
    if_match: Annotated[str | None, Header(max_length=200, examples=['"v41"'])] = None,
) -> dict[str, Any]:
    """Add a new fact beside the wrong one. Say which version was read in If-Match."""
    told = await front.pools.pages.run(
        partial(correct, front, int(body), asked, officer=principal.name, if_match=if_match)
    )
    response.headers["ETag"] = etag(told.pop("version"))
    if told["position"] is not None:
        response.headers[POSITION] = str(told["position"])
    return told


@router.get("/imports", summary="ไฟล์ที่รับแล้ว Files that were received")
async def imports(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("imports.read")],
    seen: MinPosition,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return the files the body's register was made from, latest first."""
    name = f"imports of {body}"
    after = front.cursors.read(name, cursor) if cursor else None

    def look() -> tuple[int, Any]:
        position = front.fresh(seen)
        behind = int(after[0]) if after else None
        return position, imports_page(front.office.views, int(body), after=behind, most=PAGE + 1)

    position, rows = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return page_of(
        front.cursors,
        name,
        rows,
        most=PAGE,
        shown=import_as_json,
        key=lambda row: (row["position"],),
    )


@router.get("/problems", summary="ปัญหาในไฟล์ What was wrong with rows")
async def problems(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("imports.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return what was wrong with rows that were received, counted by file and code."""

    def look() -> tuple[int, Any]:
        return front.fresh(seen), read_models.problems(front.office.views, int(body))

    position, rows = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    shown = ("position", "feed", "code", "rows", "first_row")
    return {
        "items": [
            {**{name: row[name] for name in shown}, "quarantined": bool(row["quarantined"])}
            for row in rows
        ]
    }


@router.post(
    "/imports",
    summary="นำเข้าไฟล์ Hand in a file",
    status_code=ACCEPTED,
    openapi_extra=OCTET_BODY,
    dependencies=[most_bytes(MOST_UPLOAD_BYTES)],
)
async def hand_in(
    body: BodyCode,
    request: Request,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("imports.hand-in")],
    name: FileName,
    as_of: AsOf = None,
) -> dict[str, Any]:
    """Take a file and check it; nothing is recorded until it is applied."""
    upload = await receive(front, request, name)
    handing = Handing(
        kind=IMPORT,
        place=int(body),
        officer=principal.name,
        upload=upload,
        as_of=day_of(as_of),
    )
    job = await front.pools.pages.run(partial(begin_import, front, handing))
    response.headers["Location"] = f"/api/v1/local-bodies/{body}/import-jobs/{job.number}"
    return job_as_json(job)


@router.get("/import-jobs/{number}", summary="ผลการตรวจไฟล์ What came of a file")
async def job(
    body: BodyCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("imports.read")],
) -> dict[str, Any]:
    """Return how far a job is: rows read, problems, and what applying would do."""
    look = partial(job_of, front, number, kind=IMPORT, place=int(body))
    return job_as_json(await front.pools.pages.run(look))


class Applying(BaseModel):
    """The order to record a checked file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    confirm: bool = False


@router.post(
    "/import-jobs/{number}/apply",
    summary="บันทึกไฟล์ที่ตรวจแล้ว Record a checked file",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def apply(
    body: BodyCode,
    number: JobNumber,
    asked: Applying,
    front: FrontOffice,
    principal: Annotated[Principal, may("imports.hand-in")],
) -> dict[str, Any]:
    """Record what the file says; `confirm` accepts an implausibly large change."""

    def begin() -> dict[str, Any]:
        found = job_of(front, number, kind=IMPORT, place=int(body))
        work = apply_change if is_change(found) else None
        return job_as_json(
            begin_applying(
                front, found, officer=principal.name, confirmed=asked.confirm, apply=work
            )
        )

    return await front.pools.pages.run(begin)


@router.get("/bills/{who}/{tax_year}/explanation", summary="ที่มาของภาษี Why a bill is so")
async def explanation(
    body: BodyCode,
    who: Annotated[str, Path(pattern="^TP-[0-9A-Z]{13}$", examples=["TP-0000000000001"])],
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("bills.body")],
) -> dict[str, Any]:
    """Explain a taxpayer's bill line by line, without the taxpayer's name."""
    asked = {"body": int(body), "taxpayer": read_taxpayer(who), "tax_year": int(tax_year)}

    def tell() -> dict[str, Any]:
        looked(front, principal, "bills.body", [asked["taxpayer"]], body=int(body))
        with front.quick.held() as registers:
            told = explanation_as_json(explain(registers, front.office.law, **asked))
            since = difference(registers, front.office.law, **asked)
        return {**told, "difference": difference_as_json(since) if since else None}

    told = await front.pools.pages.run(tell)
    response.headers[POSITION] = str(told["as_known_at"])
    return told


def read_taxpayer(text: str) -> int:
    """Read a taxpayer as shown. Raises `Problem`."""
    try:
        return taxpayer.read(text)
    except ValueError:
        raise Problem("taxpayer-unclear") from None
