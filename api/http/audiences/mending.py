"""Files put right and deliveries undone at a local body; plots merged, split and relieved."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import FrontOffice, may
from api.http.changes import begin_change
from api.http.front import Front
from api.http.imports import IMPORT, job_as_json, job_of
from api.http.kept_back import mended, rows_of
from api.http.mending import Mending, correction_file, file_response
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, JobNumber
from api.policy import Principal

ACCEPTED: Final = 202

router = audience("/local-bodies/{body}", "local body")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Cell(_Strict):
    """A cell put right: the row as a spreadsheet numbers it, the column from 0."""

    table: Annotated[int, Field(ge=0, le=100)] = 0
    row: Annotated[int, Field(ge=1, le=2_000_000)]
    column: Annotated[int, Field(ge=0, le=500)]
    text: Annotated[str, Field(max_length=500)]


class Cells(_Strict):
    """The cells of a file that are put right."""

    cells: Annotated[list[Cell], Field(min_length=1, max_length=2_000)]


class Undo(_Strict):
    """The order to see what undoing a delivery would do."""


Key = Annotated[str, Field(min_length=1, max_length=100, examples=["01A001"])]


class Merger(BaseModel):
    """Plots of one owner that become one; the first stays."""

    model_config = ConfigDict(extra="forbid")

    properties: Annotated[list[Key], Field(min_length=2, max_length=20)]
    since: date


class NewPlot(_Strict):
    """A plot after a split; the first keeps the old code."""

    code: Annotated[str, Field(max_length=20)] = ""
    area_cwah: Annotated[int, Field(gt=0, le=10**12)]


class Split(BaseModel):
    """A plot that becomes several; the areas add up to its own."""

    model_config = ConfigDict(extra="forbid")

    property: Key
    pieces: Annotated[list[NewPlot], Field(min_length=2, max_length=20)]
    since: date


class Relief(BaseModel):
    """A share of a year's tax that a property is relieved of (s.56, s.57)."""

    model_config = ConfigDict(extra="forbid")

    property: Key
    provision: Literal[56, 57]
    tax_year: Annotated[int, Field(ge=2563, le=2699)]
    percent: Annotated[int, Field(ge=0, le=100)]
    since: date


@router.get("/import-jobs/{number}/rows", summary="แถวที่กันไว้ Rows kept back")
async def rows(
    body: BodyCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("imports.hand-in")],
) -> dict[str, Any]:
    """Return the rows of a checked file that were kept back, as they came, with what is wrong."""

    def look() -> dict[str, Any]:
        return rows_of(front, job_of(front, number, kind=IMPORT, place=int(body)))

    return await front.pools.exports.run(look)


@router.post(
    "/import-jobs/{number}/mend",
    summary="แก้ในหน้าจอแล้วตรวจใหม่ Mend and check again",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def mend(
    body: BodyCode,
    number: JobNumber,
    given: Cells,
    front: FrontOffice,
    principal: Annotated[Principal, may("imports.hand-in")],
) -> dict[str, Any]:
    """Check the file again with some cells put right; the file as sent stays as it is."""
    cells = {(one.row, one.column): one.text for one in given.cells}

    def do() -> dict[str, Any]:
        job = job_of(front, number, kind=IMPORT, place=int(body))
        return job_as_json(mended(front, job, cells, officer=principal.name))

    return await front.pools.exports.run(do)


@router.get(
    "/import-jobs/{number}/corrections",
    summary="ไฟล์แก้ไข The file to mend",
    response_class=Response,
)
async def corrections(
    body: BodyCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("imports.hand-in")],
) -> Response:
    """Return the rows that were kept back as a file, to be mended and sent again."""

    def make() -> Mending:
        return correction_file(front, job_of(front, number, kind=IMPORT, place=int(body)))

    return file_response(await front.pools.exports.run(make))


@router.post(
    "/imports/{position}/undo",
    summary="ดูผลถ้าเลิกการนำเข้า What undoing would do",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def undo(
    body: BodyCode,
    position: Annotated[int, Path(ge=1, le=2**62)],
    _asked: Undo,
    front: FrontOffice,
    principal: Annotated[Principal, may("imports.hand-in")],
) -> dict[str, Any]:
    """Begin to undo a delivery by telling again what was known before; applied like a file."""
    change = {"what": "undo", "position": position}
    return await _begun(front, body, principal, f"undo-{position}", change)


@router.post(
    "/mergers",
    summary="รวมแปลง What merging plots would do",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def merge(
    body: BodyCode,
    merger: Merger,
    front: FrontOffice,
    principal: Annotated[Principal, may("register.correct")],
) -> dict[str, Any]:
    """Begin to make several plots one; applied like a file."""
    change = {"what": "merge", **merger.model_dump(mode="json")}
    return await _begun(front, body, principal, f"merge-{merger.properties[0]}", change)


@router.post(
    "/splits",
    summary="แบ่งแปลง What splitting a plot would do",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def split(
    body: BodyCode,
    asked: Split,
    front: FrontOffice,
    principal: Annotated[Principal, may("register.correct")],
) -> dict[str, Any]:
    """Begin to make one plot several; applied like a file."""
    change = {"what": "split", **asked.model_dump(mode="json")}
    return await _begun(front, body, principal, f"split-{asked.property}", change)


@router.post(
    "/reliefs",
    summary="บรรเทาภาษี What relief would do",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def relieve(
    body: BodyCode,
    relief: Relief,
    front: FrontOffice,
    principal: Annotated[Principal, may("register.correct")],
) -> dict[str, Any]:
    """Begin to relieve a property of tax (s.56, s.57); another person records it."""
    change = {"what": "relief", **relief.model_dump(mode="json")}
    return await _begun(front, body, principal, f"relief-{relief.property}", change)


async def _begun(
    front: Front, body: str, principal: Principal, name: str, change: dict[str, Any]
) -> dict[str, Any]:
    def begin() -> dict[str, Any]:
        if not front.counter.knows(int(body)):
            raise Problem("absent")
        return job_as_json(
            begin_change(front, body=int(body), officer=principal.name, name=name, change=change)
        )

    return await front.pools.pages.run(begin)
