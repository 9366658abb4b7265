"""The portals' mini-apps: whoever they have proven signs in here with their one-time token."""

from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import FrontOffice, address_of, may
from api.http.audiences.signing_in import let_in
from api.http.examples import SIGNED_IN, like
from api.http.problems import Problem
from api.http.routes import audience
from api.policy import Principal, Role

router = audience("/portal", "portal")


class Opened(BaseModel):
    """What the portal's app hands our page: good once, for two minutes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    app_id: Annotated[str, Field(min_length=1, max_length=100)]
    token: Annotated[str, Field(min_length=1, max_length=2_000)]


@router.post(
    "/sign-in",
    summary="เข้าสู่ระบบจากแอปทางรัฐ Sign in from the portal's app",
    responses=like(SIGNED_IN),
)
async def sign_in(
    opened: Opened,
    request: Request,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("sign-in")],
) -> dict[str, Any]:
    """Exchange the token at the gateway and begin a session of our own."""
    front.throttle.sign_in(address_of(request))
    if front.portal is None:
        raise Problem("absent")
    proof = await front.portal.proof(opened.app_id, opened.token)
    await let_in(front, request, response, proof)
    return {"role": Role.TAXPAYER}


class OpenedForBusiness(BaseModel):
    """What the business portal hands our page: good once."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: Annotated[str, Field(min_length=1, max_length=2_000)]


@router.post(
    "/business/sign-in",
    summary="เข้าสู่ระบบจาก Biz Portal Sign in from the business portal",
    responses=like(SIGNED_IN),
)
async def sign_in_for_business(
    opened: OpenedForBusiness,
    request: Request,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("sign-in")],
) -> dict[str, Any]:
    """Exchange the business portal's token and begin a session of a company's or the like."""
    front.throttle.sign_in(address_of(request))
    if front.business is None:
        raise Problem("absent")
    proof = await front.business.proof(opened.token)
    await let_in(front, request, response, proof)
    return {"role": Role.TAXPAYER}
