"""Signing in and out: people at an identity provider, programs by secret, one role at a time."""

import base64
import binascii
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, unquote_plus

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from api.http.asking import (
    SECURE_COOKIE,
    FrontOffice,
    address_of,
    may,
    session_cookie,
)
from api.http.bodies import most_bytes
from api.http.front import Front
from api.http.problems import Problem
from api.http.routes import audience
from api.http.strict import decoded
from api.identity.open_id import fresh_nonce
from api.identity.proof import IdentityProof
from api.identity.providers import Provider
from api.policy import NotAllowed, NotSignedIn, Principal, Role
from domain import taxpayer
from projections.sessions import Attempt, Session
from projections.vault import Person

NATURAL: Final = 1
JURISTIC: Final = 2
FORM: Final = "application/x-www-form-urlencoded"
MOST_FORM_BYTES: Final = 8 * 1024
SEE_OTHER: Final = 303

router = audience("", "signing in")

ProviderName = Annotated[str, Path(max_length=40, examples=["thaid"])]


@router.get("/sign-in", summary="ช่องทางเข้าสู่ระบบ Ways to sign in")
async def ways(
    front: FrontOffice, _: Annotated[Principal, may("sign-in")]
) -> dict[str, list[dict[str, str]]]:
    """Return the identity providers."""
    return {
        "providers": [
            {"name": one.name, "title": one.title_th, "title_en": one.title_en}
            for one in front.providers.every().values()
        ]
    }


@router.get("/sign-in/{provider}", summary="เข้าสู่ระบบ Sign in", status_code=SEE_OTHER)
async def begin(
    provider: ProviderName,
    request: Request,
    front: FrontOffice,
    _: Annotated[Principal, may("sign-in")],
    after: Annotated[str, Query(max_length=500, description="Page to show then.")] = "/",
) -> Response:
    """Send the browser to the provider, remembering in which browser it began."""
    front.throttle.sign_in(address_of(request))
    chosen = _chosen(front, provider)
    attempt = Attempt(
        provider=chosen.name, nonce=fresh_nonce(), verifier=fresh_nonce(), after=_own_page(after)
    )
    state, browser = await front.pools.doors.run(
        lambda: front.stores.sessions.begin_attempt(
            attempt, now=front.now(), seconds=front.settings.attempt_seconds
        )
    )
    address = await front.open_id.address(
        chosen,
        redirect=_redirect(front, chosen),
        state=state,
        nonce=attempt.nonce,
        verifier=attempt.verifier,
    )
    answer = RedirectResponse(address, status_code=SEE_OTHER)
    _set(front, answer, _attempt_cookie(front), browser, front.settings.attempt_seconds)
    return answer


@router.get(
    "/sign-in/{provider}/callback", summary="กลับจากผู้ให้บริการ Back again", status_code=SEE_OTHER
)
async def finish(
    provider: ProviderName,
    request: Request,
    front: FrontOffice,
    _: Annotated[Principal, may("sign-in")],
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4_000)] = "",
    iss: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Take the provider's word for who it is, once, in the browser where it began."""
    front.throttle.sign_in(address_of(request))
    chosen = _chosen(front, provider)
    browser = request.cookies.get(_attempt_cookie(front), "")
    attempt = await front.pools.doors.run(
        lambda: front.stores.sessions.end_attempt(state, browser, now=front.now())
    )
    if attempt is None or attempt.provider != chosen.name or not code:
        raise Problem("sign-in-failed")
    await front.open_id.must_be_issuer(chosen, iss)
    proof = await front.open_id.proof(
        chosen,
        code=code,
        redirect=_redirect(front, chosen),
        nonce=attempt.nonce,
        verifier=attempt.verifier,
    )
    answer = RedirectResponse(attempt.after, status_code=SEE_OTHER)
    answer.delete_cookie(_attempt_cookie(front), path="/", secure=front.settings.secure)
    await let_in(front, request, answer, proof)
    return answer


async def let_in(front: Front, request: Request, answer: Response, proof: IdentityProof) -> None:
    """Begin a session for a proven person, under a new token; the one of before ends.

    The number becomes the taxpayer's pseudonym at once; number and name go to the vault and nowhere
    else. Whatever roles the person has, the session begins as the taxpayer's own.
    """
    before = request.cookies.get(session_cookie(front), "")
    kind = JURISTIC if proof.juristic else NATURAL
    person = Person(identity=proof.identity, kind=kind, name=proof.name, address="")

    def enter() -> str:
        vault = front.office.vault
        vault.remember([person])
        who = int(vault.pseudonyms([proof.identity])[0])
        if proof.subject:
            vault.contacts.note_portal_user(who, proof.subject)
        if before:
            front.stores.sessions.end(before)
        return front.stores.sessions.begin(
            taxpayer=who,
            provider=proof.provider,
            ial=proof.ial,
            role=Role.TAXPAYER,
            now=front.now(),
            seconds=front.settings.session_seconds,
        )

    token = await front.pools.doors.run(enter)
    _set(front, answer, session_cookie(front), token, front.settings.session_seconds)


class RoleChosen(BaseModel):
    """The role to act in from now on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    role: str = Field(max_length=20, examples=["clerk"])
    body: str | None = Field(default=None, pattern="^[0-9]{8}$", examples=["05600701"])


@router.get("/session", summary="การเข้าใช้ของฉัน My session")
async def session(
    request: Request,
    front: FrontOffice,
    principal: Annotated[Principal, may("session.read")],
) -> dict[str, Any]:
    """Say as whom the caller is known, and in which roles the caller may act."""
    held: Session | None = getattr(request.state, "session", None)
    if held is None:
        return {"role": principal.role, "name": principal.name or None, "roles": []}
    grants = front.staff.grants(held.taxpayer, today=front.today())
    return {
        "role": principal.role,
        "name": principal.name or None,
        "body": f"{held.body:08d}" if held.body else None,
        "provinces": sorted(f"{one:02d}" for one in principal.provinces),
        "taxpayer": taxpayer.show(held.taxpayer),
        "provider": held.provider,
        "ial": held.ial,
        "roles": [
            {"role": Role.TAXPAYER, "body": None, "provinces": []},
            *(
                {
                    "role": one.role,
                    "body": f"{one.body:08d}" if one.body else None,
                    "provinces": sorted(f"{number:02d}" for number in one.provinces),
                }
                for one in grants
            ),
        ],
    }


@router.post("/session/role", summary="เลือกบทบาท Choose a role")
async def choose(
    chosen: RoleChosen,
    request: Request,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("session.change")],
) -> dict[str, Any]:
    """Act in another role from now on. The session's token changes with it."""
    held = _held(request)
    body = int(chosen.body or 0)
    if chosen.role == Role.TAXPAYER:
        body = 0
    elif front.staff.grant(held.taxpayer, chosen.role, body, today=front.today()) is None:
        raise NotAllowed("The staff file gives no such role.")
    token = request.cookies[session_cookie(front)]
    fresh = await front.pools.doors.run(
        lambda: front.stores.sessions.act_as(token, role=chosen.role, body=body)
    )
    if fresh is None:
        raise NotSignedIn("Sign in first.")
    _set(front, response, session_cookie(front), fresh, front.settings.session_seconds)
    return {"role": chosen.role, "body": chosen.body if body else None}


@router.post("/session/end", summary="ออกจากระบบ Sign out")
async def end(
    request: Request,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("session.change")],
) -> dict[str, int]:
    """End every session of the caller, on every device."""
    held = _held(request)
    ended = await front.pools.doors.run(lambda: front.stores.sessions.end_all(held.taxpayer))
    response.delete_cookie(session_cookie(front), path="/", secure=front.settings.secure)
    return {"ended": ended}


_TOKEN_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": {"type": "string"},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string"},
                    },
                },
                "example": {"grant_type": "client_credentials", "scope": "land.deliver"},
            }
        },
    }
}


@router.post(
    "/oauth/token",
    summary="โทเคนของหน่วยงาน A program's access token",
    openapi_extra=_TOKEN_FORM,
    dependencies=[most_bytes(MOST_FORM_BYTES)],
)
async def token(
    request: Request, front: FrontOffice, _: Annotated[Principal, may("sign-in")]
) -> Response:
    """Give a program a short-lived token for its secret (RFC 6749, 4.4); errors are that RFC's."""
    asked = _form(request, await request.body())
    if asked is None:
        return _refused("invalid_request")
    client, secret = asked.get("client_id", ""), asked.get("client_secret", "")
    front.throttle.sign_in(address_of(request), client)
    agency = await front.pools.doors.run(lambda: front.agencies.known(client, secret))
    if agency is None:
        return _refused("invalid_client", status=401)
    if asked.get("grant_type") != "client_credentials":
        return _refused("unsupported_grant_type")
    scopes = frozenset(asked.get("scope", "").split()) or agency.scopes
    if not scopes <= agency.scopes:
        return _refused("invalid_scope")
    return JSONResponse(
        {
            "access_token": front.agencies.token(agency, scopes, now=front.now()),
            "token_type": "Bearer",
            "expires_in": front.agencies.seconds,
            "scope": " ".join(sorted(scopes)),
        }
    )


def _refused(error: str, *, status: int = 400) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="thidin"'} if status == 401 else {}  # noqa: PLR2004 - RFC 6749, 5.2
    return JSONResponse({"error": error}, status_code=status, headers=headers)


def _form(request: Request, raw: bytes) -> dict[str, str] | None:
    """Return the fields of a token request with the client's name and secret; None if malformed."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        return None
    try:
        pairs = parse_qsl(decoded(raw), keep_blank_values=True, max_num_fields=10, errors="strict")
    except ValueError:
        return None
    asked = dict(pairs)
    if len(asked) != len(pairs):
        return None
    return asked | _basic(request.headers.get("authorization"))


def _basic(header: str | None) -> dict[str, str]:
    if header is None or not header.startswith("Basic "):
        return {}
    try:
        pair = base64.b64decode(header.removeprefix("Basic "), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    client, _, secret = pair.partition(":")
    return {"client_id": unquote_plus(client), "client_secret": unquote_plus(secret)}


def _chosen(front: Front, name: str) -> Provider:
    provider = front.providers.every().get(name)
    if provider is None:
        raise Problem("absent")
    return provider


def _redirect(front: Front, provider: Provider) -> str:
    return f"{front.settings.origin}/api/v1/sign-in/{provider.name}/callback"


def _own_page(after: str) -> str:
    """Return a page of our own; anything that could lead elsewhere becomes the first page."""
    plain = after.isascii() and after.isprintable() and "\\" not in after
    return after if plain and after.startswith("/") and not after.startswith("//") else "/"


def _held(request: Request) -> Session:
    held: Session | None = getattr(request.state, "session", None)
    if held is None:
        raise NotSignedIn("Sign in first.")
    return held


def _attempt_cookie(front: Front) -> str:
    return f"{SECURE_COOKIE}-sign-in" if front.settings.secure else "thidin-sign-in"


def _set(front: Front, answer: Response, name: str, value: str, seconds: float) -> None:
    # Lax and not Strict: coming back from the provider is a step across sites.
    answer.set_cookie(
        name,
        value,
        max_age=int(seconds),
        path="/",
        secure=front.settings.secure,
        httponly=True,
        samesite="lax",
    )
