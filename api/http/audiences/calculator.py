"""The calculator: the tax on facts that are given, without anybody's name."""

from typing import Annotated, Any, Final

from fastapi import Request

from api.calculation.calculate import answers
from api.calculation.refusal import Unanswerable
from api.calculation.strict_json import parse
from api.http.asking import FrontOffice, may
from api.http.bodies import most_bytes
from api.http.problems import Problem
from api.http.routes import audience
from api.http.strict import decoded
from api.policy import Principal

MOST_REQUESTS: Final = 100
MOST_BYTES: Final = 256 * 1024

router = audience("", "calculator")

_EXAMPLE: Final = {
    "tax_year": 2569,
    "properties": [
        {"kind": "land", "value": "3000000", "uses": [{"class": "other", "percent": 100}]}
    ],
}
_BODY: Final = {
    "requestBody": {
        "required": True,
        "description": "A request, or a list of at most 100; see docs/calculate.schema.json.",
        "content": {"application/json": {"schema": {}, "example": _EXAMPLE}},
    }
}


@router.post(
    "/calculate",
    summary="คำนวณภาษี Calculate the tax on given facts",
    openapi_extra=_BODY,
    dependencies=[most_bytes(MOST_BYTES)],
)
async def calculate(
    request: Request, front: FrontOffice, _: Annotated[Principal, may("tax.calculate")]
) -> Any:  # noqa: ANN401 - the answer's form is docs/calculate.schema.json
    """Answer one request, or each of a list in its place. Nothing is kept."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Problem("media-type-wrong")
    given = _given(await request.body())
    asked = given if isinstance(given, list) else [given]
    if len(asked) > MOST_REQUESTS:
        raise Problem("body-too-large")
    found = await front.pools.pages.run(lambda: answers(asked, front.office.law))
    if isinstance(given, list):
        return found
    (one,) = found
    if "error" in one:
        error = one["error"]
        raise Unanswerable(error["code"], error["message"], error["where"])
    return one


def _given(raw: bytes) -> object:
    text = decoded(raw)
    try:
        return parse(text)
    except Unanswerable:
        raise Problem("not-json") from None
