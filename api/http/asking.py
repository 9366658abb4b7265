"""Who asks and whether they may: found before a request's body is read, and once."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, cast

from fastapi import Depends, Header, Request

from api.http.front import Front
from api.http.problems import Problem
from api.policy import GUEST, POLICY, Absent, Principal, Role, Whose, permit
from domain import taxpayer
from projections.sessions import Session

SECURE_COOKIE: Final = "__Host-thidin"
PLAIN_COOKIE: Final = "thidin"
UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
BODY_DIGITS: Final = 8
PROVINCE_DIGITS: Final = 2


def front_of(request: Request) -> Front:
    """Return the front office of the application."""
    return cast("Front", request.app.state.front)


def session_cookie(front: Front) -> str:
    """Return the name of the cookie that holds a session's token."""
    return SECURE_COOKIE if front.settings.secure else PLAIN_COOKIE


def address_of(request: Request) -> str:
    """Return the caller's address, as the server has it; it believes trusted proxies only."""
    return request.client.host if request.client else "unknown"


@dataclass(frozen=True)
class May:
    """The action a route declares. As a dependency it gives the one who may do it."""

    action: str

    def __post_init__(self) -> None:
        """Know the action; a route cannot declare one that the policy does not have."""
        assert self.action in POLICY, self.action

    async def admit(self, request: Request) -> None:
        """Find out who asks and let them through. Raises what `permit` does, and `Problem`."""
        front = front_of(request)
        principal = await principal_of(request)
        _count(front, request, principal)
        permit(principal, self.action, _whose(request))
        request.state.principal = principal

    async def __call__(self, request: Request) -> Principal:
        """Return who asks; the route has admitted them already."""
        return cast("Principal", request.state.principal)


def may(action: str) -> Any:  # noqa: ANN401 - what FastAPI takes as a dependency
    """Return the dependency that declares a route's action."""
    return Depends(May(action))


async def principal_of(request: Request) -> Principal:
    """Return who asks. Raises `Problem` for a token that is no good or a request across sites."""
    front = front_of(request)
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "basic" and request.url.path.endswith("/oauth/token"):
            # The client's own secret, which the route itself looks at (RFC 6749, 2.3.1).
            return GUEST
        principal = None
        if scheme.lower() == "bearer":
            principal = front.agencies.principal(token.strip(), now=front.now())
        if principal is None:
            raise Problem(
                "not-signed-in",
                headers={"WWW-Authenticate": 'Bearer realm="thidin", error="invalid_token"'},
            )
        return principal
    token = request.cookies.get(session_cookie(front), "")
    if not token:
        return GUEST
    session = await session_of(front, token)
    if session is None:
        return GUEST
    if request.method in UNSAFE:
        refuse_other_sites(front, request)
    request.state.session = session
    return acting(front, session)


async def session_of(front: Front, token: str) -> Session | None:
    """Return the session of a token, if it has one."""
    return await front.pools.doors.run(
        lambda: front.stores.sessions.find(
            token, now=front.now(), idle_seconds=front.settings.idle_seconds
        )
    )


def acting(front: Front, session: Session) -> Principal:
    """Return whom a session acts as. A role that was taken away leaves a guest."""
    if session.role == Role.TAXPAYER:
        return Principal(
            role=Role.TAXPAYER,
            name=taxpayer.show(session.taxpayer),
            taxpayer=session.taxpayer,
            ial=session.ial,
            session=session.number,
        )
    grant = front.staff.grant(session.taxpayer, session.role, session.body, today=front.today())
    if grant is None:
        return Principal(role=Role.GUEST, session=session.number)
    # An officer acts for the office: the officer's own properties are no part of that role.
    return Principal(
        role=grant.role,
        name=grant.officer,
        bodies=frozenset({grant.body} if grant.body else ()),
        provinces=grant.provinces,
        ial=session.ial,
        session=session.number,
    )


def refuse_other_sites(front: Front, request: Request) -> None:
    """Refuse what another site's page makes a browser send with our cookie (CSRF)."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site != "same-origin":
        raise Problem("cross-site")
    if origin is not None and origin != front.settings.origin:
        raise Problem("cross-site")
    if site is None and origin is None:
        raise Problem("cross-site")


def _count(front: Front, request: Request, principal: Principal) -> None:
    if principal.role is Role.GUEST:
        front.throttle.guest(address_of(request))
    elif principal.scopes is not None:
        front.throttle.agency(principal.name)
    else:
        front.throttle.person(principal.name)


def _whose(request: Request) -> Whose:
    """Return whose data an address names. Raises `Absent` for a code that is none."""
    return Whose(
        body=_code(request.path_params.get("body"), BODY_DIGITS),
        province=_code(request.path_params.get("province"), PROVINCE_DIGITS),
    )


def _code(text: str | None, digits: int) -> int | None:
    if text is None:
        return None
    if not (len(text) == digits and text.isascii() and text.isdigit()):
        raise Absent("There is no such thing here.")
    return int(text)


async def min_position(
    told: Annotated[
        str | None,
        Header(
            alias="Thidin-Min-Position",
            description="A position the caller has seen: the answer is at least as new.",
            examples=["41"],
        ),
    ] = None,
) -> int:
    """Read the position that the caller has already seen. Raises `Problem`."""
    if told is None:
        return 0
    if not (told.isascii() and told.isdigit() and len(told) <= 18):  # noqa: PLR2004 - 63 bits
        raise Problem("position-unknown")
    return int(told)


MinPosition = Annotated[int, Depends(min_position)]


async def _front(request: Request) -> Front:
    # FastAPI gives a thread to a dependency that is a plain function, for each request.
    return front_of(request)


FrontOffice = Annotated[Front, Depends(_front)]
POSITION: Final = "Thidin-Position"
"""The header that says how far into the log an answer goes, or where an act was recorded."""
