"""What the Treasury Department does: hand in price lists, see their effect, publish them."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.bodies import most_bytes
from api.http.impact import IMPACT, begin_impact
from api.http.imports import PRICES, Handing, begin_applying, begin_import, job_as_json, job_of
from api.http.mending import correction_file, file_response
from api.http.once import once
from api.http.price_release import must_be_released, release
from api.http.routes import audience
from api.http.settings import MOST_UPLOAD_BYTES
from api.http.shown import (
    OCTET_BODY,
    AsOf,
    Cursor,
    FileName,
    JobNumber,
    ProvinceCode,
    day_of,
    import_as_json,
    page_of,
)
from api.http.uploads import receive
from api.policy import Principal
from projections.read_models.pages import imports_page
from projections.sessions import Job

PAGE: Final = 50
ACCEPTED: Final = 202
SHOWN: Final = 20

router = audience("/treasury/provinces/{province}", "treasury")


@router.get("/price-lists", summary="บัญชีราคาที่ประกาศ Announced price lists")
async def announced(
    province: ProvinceCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("prices.read")],
    seen: MinPosition,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return the lists of a province, latest first."""
    name = f"prices of {province}"
    after = front.cursors.read(name, cursor) if cursor else None

    def look() -> tuple[int, Any]:
        position = front.fresh(seen)
        behind = int(after[0]) if after else None
        return position, imports_page(
            front.office.views, int(province), after=behind, most=PAGE + 1
        )

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


@router.post(
    "/price-lists",
    summary="ส่งบัญชีราคา Hand in a price list",
    status_code=ACCEPTED,
    openapi_extra=OCTET_BODY,
    dependencies=[most_bytes(MOST_UPLOAD_BYTES)],
)
async def hand_in(
    province: ProvinceCode,
    request: Request,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("prices.hand-in")],
    name: FileName,
    as_of: AsOf = None,
) -> dict[str, Any]:
    """Take a price list and check it, with its effect on this year's bills."""
    upload = await receive(front, request, name)
    handing = Handing(
        kind=PRICES,
        place=int(province),
        officer=principal.name,
        upload=upload,
        as_of=day_of(as_of),
    )
    job = await front.pools.pages.run(partial(begin_import, front, handing))
    response.headers["Location"] = f"/api/v1/treasury/provinces/{province}/jobs/{job.number}"
    return job_as_json(job)


@router.get("/jobs/{number}", summary="ผลการตรวจบัญชี What came of a list")
async def job(
    province: ProvinceCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("prices.read")],
) -> dict[str, Any]:
    """Return how far the check of a list is, and what publishing it would do."""
    look = partial(job_of, front, number, kind=PRICES, place=int(province))
    return job_as_json(await front.pools.pages.run(look))


Answered = Annotated[str, Field(pattern="^[a-z-]{1,40}$")]


class Release(BaseModel):
    """The answers to what the checks of a list found, by check."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"answers": {"threefold": "seen-in-market"}}]},
    )

    answers: Annotated[dict[Answered, Answered], Field(max_length=20)] = Field(default_factory=dict)


@router.post(
    "/jobs/{number}/release", summary="ตอบข้อตรวจและปล่อยบัญชี Release a list", dependencies=[once]
)
async def release_list(
    province: ProvinceCode,
    number: JobNumber,
    asked: Release,
    front: FrontOffice,
    principal: Annotated[Principal, may("prices.hand-in")],
) -> dict[str, Any]:
    """Answer what the checks found; until then nobody can publish the list."""

    def take() -> dict[str, Any]:
        found = job_of(front, number, kind=PRICES, place=int(province))
        return job_as_json(release(front, found, officer=principal.name, answers=asked.answers))

    return await front.pools.pages.run(take)


@router.post(
    "/jobs/{number}/publish",
    summary="ประกาศบัญชีราคา Publish a released list",
    status_code=ACCEPTED,
    dependencies=[once],
)
async def publish(
    province: ProvinceCode,
    number: JobNumber,
    front: FrontOffice,
    principal: Annotated[Principal, may("prices.publish")],
) -> dict[str, Any]:
    """Record the list as announced, all of it at once; who released it cannot."""

    def begin() -> dict[str, Any]:
        found = job_of(front, number, kind=PRICES, place=int(province))
        must_be_released(found, principal.name)
        return job_as_json(begin_applying(front, found, officer=principal.name, confirmed=True))

    return await front.pools.pages.run(begin)


@router.get("/jobs", summary="บัญชีที่ส่งแล้ว Lists that were handed in")
async def jobs(
    province: ProvinceCode, front: FrontOffice, _: Annotated[Principal, may("prices.read")]
) -> dict[str, Any]:
    """Return the latest lists and trials of a province, without what came of each."""

    def look() -> list[dict[str, Any]]:
        found = [
            one
            for kind in (PRICES, IMPACT)
            for one in front.stores.jobs.of_place(kind, int(province), now=front.now(), most=SHOWN)
        ]
        return [
            {**job_as_json(one), "kind": one.kind, "result": None, "sums": _sums(one)}
            for one in found
        ]

    return {"items": await front.pools.pages.run(look)}


def _sums(job: Job) -> dict[str, Any] | None:
    """Return the year and the sums of a trial that is done."""
    names = ("tax_year", "before", "after")
    return {name: job.result[name] for name in names} if "before" in job.result else None


@router.get("/jobs/{number}/corrections", summary="ไฟล์แก้ไข Rows to mend", response_class=Response)
async def corrections(
    province: ProvinceCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("prices.read")],
) -> Response:
    """Return the rows that were kept back, as they came, with what is wrong beside each."""

    def write() -> Response:
        listed = job_of(front, number, kind=PRICES, place=int(province))
        return file_response(correction_file(front, listed))

    return await front.pools.exports.run(write)


Point = Annotated[str, Field(max_length=60)]


class Supposed(BaseModel):
    """What is supposed: a list that was handed in, open points of the law decided otherwise."""

    model_config = ConfigDict(extra="forbid", strict=True)

    tax_year: Annotated[int, Field(ge=2563, le=2699, examples=[2570])]
    price_list: Annotated[str, Field(pattern="^[0-9a-f]{24}$")] | None = None
    settings: Annotated[dict[str, Point], Field(max_length=20)] = Field(default_factory=dict)


@router.post("/impact", summary="ทดลองผล Try the effect", status_code=ACCEPTED)
async def impact(
    province: ProvinceCode,
    asked: Supposed,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("prices.impact")],
) -> dict[str, Any]:
    """Compute every body of the province as it is and as supposed; nothing is recorded."""
    job = await front.pools.pages.run(
        partial(
            begin_impact,
            front,
            province=int(province),
            officer=principal.name,
            tax_year=asked.tax_year,
            price_list=asked.price_list,
            settings=dict(asked.settings),
        )
    )
    response.headers["Location"] = f"/api/v1/treasury/provinces/{province}/impact/{job.number}"
    return job_as_json(job)


@router.get("/impact/{number}", summary="ผลที่ทดลอง What it would bring")
async def impact_found(
    province: ProvinceCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("prices.impact")],
) -> dict[str, Any]:
    """Return revenue by body and class, and who would pay less and more, by bands of value."""
    look = partial(job_of, front, number, kind=IMPACT, place=int(province))
    return job_as_json(await front.pools.pages.run(look))
