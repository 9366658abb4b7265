"""An answer to the land office given again, to anybody who holds its number and code."""

from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from api.commands.clearance import again
from api.commands.clearance_slips import read_slip
from api.http.asking import POSITION, FrontOffice, address_of, may
from api.http.audiences.clearing import as_json
from api.http.front import Front
from api.http.problems import Problem
from api.http.routes import audience
from api.policy import Principal

router = audience("/clearances", "land office")

Number = Annotated[
    str, Path(max_length=60, description="As printed.", examples=["CL-05600701-0-57137-690820"])
]
Code = Annotated[str, Query(min_length=1, max_length=20, examples=["7Q2M4V8KXD"])]


@router.get("/{number}", summary="ตรวจสอบผลตรวจภาษีค้าง Check an answer")
async def check(
    number: Number,
    code: Code,
    request: Request,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("clearance.check")],
) -> dict[str, Any]:
    """Return the answer as it was known then, and whether it still holds. No person is shown.

    A number without its code and one that was never given out are answered alike.
    """
    front.throttle.slip(address_of(request))
    found = await front.pools.pages.run(partial(_found, front, number, code))
    response.headers[POSITION] = str(found["position"])
    return found


def _found(front: Front, number: str, code: str) -> dict[str, Any]:
    slip = read_slip(number, code, front.keys.slips)
    if slip is None:
        raise Problem("no-such-slip")
    with front.counter.held() as office:
        answer = again(office, slip)
        body = office.registers.body(slip.body).must_have_joined()
    return {
        **as_json(answer),
        "number": slip.number,
        "body": f"{slip.body:08d}",
        "body_name": body.name_th,
        "holds_today": front.today() <= answer.valid_until,
    }
