"""What the Department of Lands does: deliver its files for the local bodies of its provinces."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import Request, Response

from api.http.asking import FrontOffice, may
from api.http.bodies import most_bytes
from api.http.imports import (
    DELIVERY,
    Handing,
    begin_applying,
    begin_import,
    job_as_json,
    job_of,
)
from api.http.mending import correction_file, file_response
from api.http.once import once
from api.http.routes import audience
from api.http.settings import MOST_UPLOAD_BYTES
from api.http.shown import OCTET_BODY, AsOf, BodyCode, FileName, JobNumber, day_of
from api.http.uploads import receive
from api.policy import Principal

ACCEPTED: Final = 202
SHOWN: Final = 50

router = audience("/land-office/{body}/deliveries", "land office")


@router.get("", summary="ไฟล์ที่ส่งแล้ว Deliveries")
async def deliveries(
    body: BodyCode, front: FrontOffice, _: Annotated[Principal, may("land.deliver")]
) -> dict[str, Any]:
    """Return the latest deliveries for a local body and what came of each."""
    found = await front.pools.pages.run(
        lambda: front.stores.jobs.of_place(DELIVERY, int(body), now=front.now(), most=SHOWN)
    )
    return {"items": [job_as_json(one) for one in found]}


@router.post(
    "",
    summary="ส่งไฟล์ทะเบียนที่ดิน Deliver a file",
    status_code=ACCEPTED,
    openapi_extra=OCTET_BODY,
    dependencies=[most_bytes(MOST_UPLOAD_BYTES)],
)
async def deliver(
    body: BodyCode,
    request: Request,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("land.deliver")],
    name: FileName,
    as_of: AsOf = None,
) -> dict[str, Any]:
    """Take a land registry file and check it; nothing is recorded until it is applied."""
    upload = await receive(front, request, name)
    handing = Handing(
        kind=DELIVERY,
        place=int(body),
        officer=principal.name,
        upload=upload,
        as_of=day_of(as_of),
    )
    job = await front.pools.pages.run(partial(begin_import, front, handing))
    response.headers["Location"] = f"/api/v1/land-office/{body}/deliveries/{job.number}"
    return job_as_json(job)


@router.get("/{number}", summary="ผลของไฟล์ What came of a delivery")
async def delivery(
    body: BodyCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("land.deliver")],
) -> dict[str, Any]:
    """Return how far a delivery is, with the problems of its rows."""
    look = partial(job_of, front, number, kind=DELIVERY, place=int(body))
    return job_as_json(await front.pools.pages.run(look))


@router.get("/{number}/corrections", summary="ไฟล์แก้ไข Rows to mend", response_class=Response)
async def corrections(
    body: BodyCode,
    number: JobNumber,
    front: FrontOffice,
    _: Annotated[Principal, may("land.deliver")],
) -> Response:
    """Return the rows that were kept back, as they came, with what is wrong beside each."""

    def write() -> Response:
        job = job_of(front, number, kind=DELIVERY, place=int(body))
        return file_response(correction_file(front, job))

    return await front.pools.exports.run(write)


@router.post("/{number}/apply", summary="บันทึก Record it", status_code=ACCEPTED, dependencies=[once])
async def apply(
    body: BodyCode,
    number: JobNumber,
    front: FrontOffice,
    principal: Annotated[Principal, may("land.deliver")],
) -> dict[str, Any]:
    """Record a checked delivery; an implausibly large change is refused and told in the job."""

    def begin() -> dict[str, Any]:
        found = job_of(front, number, kind=DELIVERY, place=int(body))
        return job_as_json(begin_applying(front, found, officer=principal.name, confirmed=False))

    return await front.pools.pages.run(begin)
