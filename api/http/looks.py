"""Looking at somebody's data is kept before the data are given, for those they are about to see."""

import logging
from collections.abc import Iterable
from typing import Final

from api.http.front import Front
from api.policy import Principal
from projections.sessions.looks import EVERYBODY, Look

MANY_A_DAY: Final = 300
"""Who looks at so many taxpayers on a day is told to the operators, once."""

_LOG: Final = logging.getLogger("thidin.looks")


def looked(
    front: Front, principal: Principal, action: str, taxpayers: Iterable[int], *, body: int = 0
) -> None:
    """Keep that somebody looks at taxpayers' data. Raises `StoreUnavailable`: then nobody sees it.

    Whoever looks at their own data is not kept.
    """
    looks = [
        Look(who=principal.name, role=principal.role, body=body, taxpayer=one, action=action)
        for one in dict.fromkeys(taxpayers)
        if one != principal.taxpayer or one == EVERYBODY
    ]
    if not looks:
        return
    today = front.today()
    before = front.stores.looks.taxpayers_on(principal.name, today)
    front.stores.looks.note(looks, on=today)
    after = front.stores.looks.taxpayers_on(principal.name, today)
    if before < MANY_A_DAY <= after:
        _LOG.error("%s has looked at %d taxpayers today.", principal.name, after)


def looked_at_everybody(front: Front, principal: Principal, action: str, *, body: int) -> None:
    """Keep that somebody takes a whole table of a body's taxpayers away."""
    looked(front, principal, action, [EVERYBODY], body=body)
