"""A training office begins again: as it was built, whatever was tried in it."""

from typing import Annotated, Any

from api.http.asking import FrontOffice, may
from api.http.problems import Problem
from api.http.routes import audience
from api.policy import Principal

router = audience("/training", "training")

_ACCEPTED = 202


@router.post("/start-over", summary="เริ่มฝึกใหม่ Begin again", status_code=_ACCEPTED)
async def start_over(
    front: FrontOffice, _: Annotated[Principal, may("training.start-over")]
) -> dict[str, Any]:
    """Put everything back; everybody signs in anew. Absent where nobody is trained."""
    if front.start_over is None:
        raise Problem("absent")
    front.start_over()
    return {"starting_over": True}
