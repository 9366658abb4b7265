"""Whether the service is up, and whether it can do its work."""

from typing import Annotated, Any

from fastapi import Response

from api.http.asking import POSITION, FrontOffice, may
from api.http.routes import audience
from api.policy import Principal

router = audience("", "health")


@router.get("/health", summary="Is the process up")
async def health(_: Annotated[Principal, may("health.read")]) -> dict[str, str]:
    """Answer at once, touching nothing."""
    return {"status": "up"}


@router.get("/ready", summary="Can it do its work")
async def ready(
    front: FrontOffice, response: Response, _: Annotated[Principal, may("health.read")]
) -> dict[str, Any]:
    """Look at the log and the read models; a problem (503) where one cannot be reached.

    `streams_set_aside` above 0 is an alarm: the read models leave something out, see the status.
    """
    head, position, aside = await front.pools.doors.run(
        lambda: (
            front.office.log.head(),
            front.office.views.position(),
            len(front.office.views.set_aside()),
        )
    )
    response.headers[POSITION] = str(position)
    return {
        "status": "ready",
        "log_position": head,
        "read_models_position": position,
        "streams_set_aside": aside,
    }
