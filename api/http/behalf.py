"""For whom a taxpayer acts: for themselves, with joint owners, or for who let them in a scope.

Joint owners have one bill under a number of their own (s.47(6)): each of them sees it, pays it, and
objects to it, as to their own.

ASSUMPTION: objecting and agreeing to parts keeps what all of them own, which each co-owner may do
alone by the Civil and Commercial Code. The ministry decides.
"""

from typing import Annotated, Final

from fastapi import Depends, Header

from api.commands.affairs import affairs_of
from api.http.front import Front
from api.http.looks import looked
from api.http.problems import Problem
from api.office import Office
from api.policy import Principal
from domain import taxpayer
from projections.read_models.own_pages import is_one_of

HEADER: Final = "Thidin-For"
_LONGEST: Final = 20


async def behalf(
    told: Annotated[
        str | None,
        Header(
            alias=HEADER,
            description="For whom one acts by a delegation, or the joint owners one is of; "
            "without it, oneself.",
            examples=["TP-0123456789ABC"],
        ),
    ] = None,
) -> int:
    """Read for whom somebody acts, 0 for oneself. Raises `Problem`, as for nobody who let them."""
    if told is None:
        return 0
    try:
        return taxpayer.read(told[:_LONGEST])
    except ValueError:
        raise Problem("absent") from None


Behalf = Annotated[int, Depends(behalf)]


def whose(front: Front, office: Office, principal: Principal, told: int, scope: str) -> int:
    """Return whose affairs are meant, where the principal may; scopes are `delegation.SCOPES`.

    Raises `Problem` (absent), alike for a taxpayer that is none and one who let nobody act.
    """
    if told in {0, principal.taxpayer}:
        return principal.taxpayer
    if is_one_of(front.office.views, principal.taxpayer, party=told):
        return told
    if not affairs_of(office, told).may(principal.taxpayer, scope, on=front.today()):
        raise Problem("absent")
    looked(front, principal, "notices.own", [told])
    return told
