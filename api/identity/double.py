"""A double of ThaID for development and tests: its paths and quirks, made-up people, loopback only.

As ThaID: addresses end with a slash, ID tokens are signed with ES256, each scope gives the one
claim of its name, no PKCE is announced, codes are good once. Unlike ThaID: nobody proves anything,
which is why it starts nowhere that another machine could reach.
"""

import base64
import binascii
import hashlib
import html
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fastapi import FastAPI, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey

from api.identity.addresses import is_loopback
from domain.errors import UnsafeSetting

OAUTH: Final = "/api/v2/oauth2"
CLIENT_ID: Final = "thidin-development"
CLIENT_SECRET: Final = "not-a-secret"  # noqa: S105 - of a provider that proves nothing
CODE_SECONDS: Final = 60.0
TOKEN_SECONDS: Final = 300

PEOPLE: Final[tuple[Mapping[str, str], ...]] = (
    {
        "pid": "1999900000013",
        "title": "นาง",
        "given_name": "สมมุติ",
        "family_name": "ตัวอย่าง",
        "name": "นางสมมุติ ตัวอย่าง",
        "ial": "2.3",
    },
    {
        "pid": "1999900000021",
        "title": "นาย",
        "given_name": "ทดลอง",
        "family_name": "ตัวอย่าง",
        "name": "นายทดลอง ตัวอย่าง",
        "ial": "1.1",
    },
)


@dataclass(frozen=True, kw_only=True)
class _Granted:
    person: int
    scopes: tuple[str, ...]
    redirect: str
    nonce: str
    challenge: str
    until: float


@dataclass(kw_only=True)
class ThaIdDouble:
    """What the double remembers. `announces_pkce` makes it another provider's double."""

    issuer: str
    people: tuple[Mapping[str, str], ...] = PEOPLE
    announces_pkce: bool = False
    clock: Callable[[], float] = time.time
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "double-1"}))
    changed: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, _Granted] = field(default_factory=dict)
    tokens: dict[str, _Granted] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse to be anywhere but on this machine."""
        if not is_loopback(urlsplit(self.issuer).hostname or ""):
            raise UnsafeSetting(
                "The identity double proves nothing about anybody, so it runs on this machine "
                "alone: its issuer is http://127.0.0.1:PORT."
            )

    def metadata(self) -> dict[str, Any]:
        """Return the discovery document."""
        found: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}{OAUTH}/auth/",
            "token_endpoint": f"{self.issuer}{OAUTH}/token/",
            "userinfo_endpoint": f"{self.issuer}{OAUTH}/userinfo/",
            "jwks_uri": f"{self.issuer}/jwks/",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        if self.announces_pkce:
            found["code_challenge_methods_supported"] = ["S256"]
        return found

    def grant(self, asked: Mapping[str, str], person: int) -> str:
        """Return the address to send the browser back to, with a code."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = _Granted(
            person=person,
            scopes=tuple(asked.get("scope", "").split()),
            redirect=asked["redirect_uri"],
            nonce=asked.get("nonce", ""),
            challenge=asked.get("code_challenge", ""),
            until=self.clock() + CODE_SECONDS,
        )
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, asked: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the tokens of a code, once; None for anything that does not fit."""
        granted = self.codes.pop(asked.get("code", ""), None)
        if granted is None or granted.until < self.clock():
            return None
        if asked.get("redirect_uri") != granted.redirect:
            return None
        if granted.challenge and _challenge(asked.get("code_verifier", "")) != granted.challenge:
            return None
        access = secrets.token_urlsafe(24)
        self.tokens[access] = granted
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(granted.scopes),
            "id_token": self.id_token(granted),
        }

    def claims(self, granted: _Granted) -> dict[str, Any]:
        """Return one claim for each scope, as ThaID does."""
        person = self.people[granted.person]
        return {
            "sub": f"double-{granted.person}",
            **{scope: person[scope] for scope in granted.scopes if scope in person},
        }

    def id_token(self, granted: _Granted) -> str:
        """Return the signed ID token; `changed` spoils its claims for tests."""
        now = int(self.clock())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": granted.nonce,
            **self.claims(granted),
            **self.changed,
        }
        return jwt.encode({"alg": "ES256", "kid": "double-1"}, claims, self.key)


def create_double(double: ThaIdDouble) -> FastAPI:
    """Return the double as an application."""
    app = FastAPI(title="ThaID double", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.double = double

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        return double.metadata()

    @app.get("/jwks/")
    async def keys() -> dict[str, Any]:
        public = double.key.as_dict(private=False)
        return {"keys": [{**public, "alg": "ES256", "use": "sig"}]}

    @app.get(f"{OAUTH}/auth/")
    async def authorize(request: Request) -> Response:
        return _authorize(double, dict(request.query_params))

    @app.post(f"{OAUTH}/token/")
    async def token(
        request: Request, authorization: Annotated[str | None, Header()] = None
    ) -> Response:
        asked = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        if not _is_client(asked, authorization):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        found = double.exchange(asked)
        if found is None:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse(found)

    @app.get(f"{OAUTH}/userinfo/")
    async def user(authorization: Annotated[str | None, Header()] = None) -> Response:
        granted = double.tokens.get((authorization or "").removeprefix("Bearer "))
        if granted is None:
            return JSONResponse({"error": "invalid_token"}, status_code=401)
        return JSONResponse(double.claims(granted))

    return app


def _authorize(double: ThaIdDouble, asked: Mapping[str, str]) -> Response:
    """Let whoever looks choose who to be."""
    right = asked.get("client_id") == CLIENT_ID and asked.get("response_type") == "code"
    host = urlsplit(asked.get("redirect_uri", "")).hostname or ""
    if not (right and asked.get("state") and _is_ours(host)):
        return HTMLResponse("<p>คำขอไม่ถูกต้อง The request is not right.</p>", status_code=400)
    person = asked.get("person", "")
    if person.isascii() and person.isdigit() and int(person) < len(double.people):
        return RedirectResponse(double.grant(asked, int(person)), status_code=302)
    choices = "".join(
        f'<li><a href="?{html.escape(urlencode(dict(asked)))}&amp;person={number}">'
        f"{html.escape(one['name'])} (IAL {quote(one['ial'])})</a></li>"
        for number, one in enumerate(double.people)
    )
    return HTMLResponse(
        '<!doctype html><html lang="th"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>ThaID (จำลอง)</title>'
        f"<h1>ThaID จำลอง · a double, proving nothing</h1><ul>{choices}</ul></html>"
    )


def _is_ours(host: str) -> bool:
    # Tests run the service under a name that is nobody's (RFC 2606).
    return is_loopback(host) or host.endswith(".example")


def _is_client(asked: Mapping[str, str], authorization: str | None) -> bool:
    if authorization is None:
        told = (asked.get("client_id", ""), asked.get("client_secret", ""))
        return told == (CLIENT_ID, CLIENT_SECRET)
    try:
        pair = base64.b64decode(authorization.removeprefix("Basic "), validate=True)
    except binascii.Error:
        return False
    return pair == f"{CLIENT_ID}:{CLIENT_SECRET}".encode()


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
