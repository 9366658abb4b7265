"""Signing in by OpenID Connect as ThaID does it: code, state, nonce, and always PKCE.

A provider that knows nothing of PKCE, as ThaID announces, leaves it alone (RFC 6749, 3.1).

The library makes the requests; what makes an answer trustworthy is checked here, in the order of
OpenID Connect Core 3.1.3.7: issuer letter by letter, signature by the algorithms the settings
allow, audience, times, nonce.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.identity.addresses import is_private
from api.identity.outbound import TIMEOUT_SECONDS, client
from api.identity.proof import (
    IdentityProof,
    ProviderFailed,
    SignInRefused,
    is_identity,
    plain_text,
)
from api.identity.providers import Provider

KEPT_SECONDS: Final = 3600.0
LEEWAY_SECONDS: Final = 60
OLDEST_SECONDS: Final = 600
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What a provider announces of itself, and its keys."""

    metadata: Mapping[str, Any]
    keys: KeySet
    until: float


@dataclass(kw_only=True)
class OpenIdClient:
    """Asks providers. `transport` is given in tests; `clock` gives seconds since 1970."""

    transport: httpx2.AsyncBaseTransport | None = None
    clock: Callable[[], float] = time.time
    _announced: dict[str, Announced] = field(default_factory=dict)

    async def address(
        self, provider: Provider, *, redirect: str, state: str, nonce: str, verifier: str
    ) -> str:
        """Return the provider's page to send a browser to. Raises `ProviderFailed`."""
        announced = await self._discover(provider)
        async with self._library(provider, redirect) as library:
            url, _ = library.create_authorization_url(
                announced.metadata["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
            )
        return str(url)

    async def proof(
        self, provider: Provider, *, code: str, redirect: str, nonce: str, verifier: str
    ) -> IdentityProof:
        """Exchange a code for a proof. Raises `SignInRefused`, `ProviderFailed`."""
        announced = await self._discover(provider)
        token = await self._exchange(provider, announced, code, redirect, verifier)
        claims = await self._checked(provider, token, nonce)
        if not is_identity(claims.get(provider.claims.identity)):
            claims = {**claims, **await self._user(announced, token, claims)}
        identity = claims.get(provider.claims.identity)
        if not is_identity(identity):
            raise SignInRefused("The provider does not tell the national identity number.")
        return IdentityProof(
            provider=provider.name,
            identity=str(identity),
            name=plain_text(claims, provider.claims.name),
            ial=_level(claims.get(provider.claims.ial)),
        )

    async def must_be_issuer(self, provider: Provider, told: str | None) -> None:
        """Hold the `iss` of an answer against the provider (RFC 9207). Raises `SignInRefused`."""
        announced = await self._discover(provider)
        needed = announced.metadata.get("authorization_response_iss_parameter_supported") is True
        if told != provider.issuer and (needed or told is not None):
            raise SignInRefused("The answer is another provider's.")

    def _library(self, provider: Provider, redirect: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            scope=" ".join(provider.scopes),
            redirect_uri=redirect,
            token_endpoint_auth_method=provider.authentication,
            code_challenge_method="S256",
            transport=self.transport,
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )

    async def _exchange(
        self, provider: Provider, announced: Announced, code: str, redirect: str, verifier: str
    ) -> Mapping[str, Any]:
        try:
            async with self._library(provider, redirect) as library:
                token: Mapping[str, Any] = await library.fetch_token(
                    announced.metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
        except AuthlibBaseError:
            raise SignInRefused("The provider does not accept the code.") from None
        except (httpx2.HTTPError, ValueError) as wrong:
            raise ProviderFailed(f"No token came: {type(wrong).__name__}.") from None
        if not isinstance(token.get("id_token"), str):
            raise ProviderFailed("The provider sent no ID token.")
        return token

    async def _checked(
        self, provider: Provider, token: Mapping[str, Any], nonce: str
    ) -> dict[str, Any]:
        claims = await self._verified(provider, token["id_token"])
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        right = {
            "issuer": claims.get("iss") == provider.issuer,
            "audience": audiences == [provider.client_id]
            and claims.get("azp", provider.client_id) == provider.client_id,
            "times": _in_time(claims, self.clock()),
            "nonce": hmac.compare_digest(
                str(claims.get("nonce", "")).encode("utf-8", "replace"), nonce.encode()
            ),
            "subject": bool(plain_text(claims, "sub")),
        }
        wrong = [name for name, holds in right.items() if not holds]
        if wrong:
            raise SignInRefused(f"The ID token is not for this sign-in: {', '.join(wrong)}.")
        return claims

    async def _verified(self, provider: Provider, token: str) -> dict[str, Any]:
        """Return the claims of a token that the provider signed, reading its keys anew once."""
        for fresh in (False, True):
            announced = await self._discover(provider, fresh=fresh)
            try:
                return jwt.decode(
                    token, announced.keys, algorithms=list(provider.algorithms)
                ).claims
            except (JoseError, ValueError, UnicodeError):
                continue
        raise SignInRefused("The provider did not sign the ID token.")

    async def _user(
        self, announced: Announced, token: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        endpoint = announced.metadata.get("userinfo_endpoint")
        if not (isinstance(endpoint, str) and is_private(endpoint)):
            return {}
        bearer = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        found = await self._json(endpoint, headers=bearer)
        # The answer is of this person only if it says so (OpenID Connect Core 5.3.2).
        return found if found.get("sub") == claims.get("sub") else {}

    async def _discover(self, provider: Provider, *, fresh: bool = False) -> Announced:
        kept = self._announced.get(provider.issuer)
        if kept is not None and self.clock() < kept.until and not fresh:
            return kept
        base = provider.issuer.rstrip("/")
        metadata = await self._json(f"{base}/.well-known/openid-configuration")
        if metadata.get("issuer") != provider.issuer:
            raise ProviderFailed("The provider announces another issuer.")
        for name in _ENDPOINTS:
            if not (isinstance(metadata.get(name), str) and is_private(metadata[name])):
                raise ProviderFailed(f"The provider announces no safe {name}.")
        keys = _keys(await self._json(metadata["jwks_uri"]))
        announced = Announced(metadata=metadata, keys=keys, until=self.clock() + KEPT_SECONDS)
        self._announced[provider.issuer] = announced
        return announced

    async def _json(
        self, address: str, *, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            async with client(self.transport) as http:
                answer = await http.get(address, headers=dict(headers or {}))
                answer.raise_for_status()
                found = answer.json()
        except (httpx2.HTTPError, ValueError) as wrong:
            raise ProviderFailed(f"The provider does not answer: {type(wrong).__name__}.") from None
        if not isinstance(found, dict):
            raise ProviderFailed("The provider's answer is no JSON object.")
        return found


def fresh_nonce() -> str:
    """Return a new nonce, or code verifier."""
    return secrets.token_urlsafe(48)


def _keys(found: Mapping[str, Any]) -> KeySet:
    listed = found.get("keys")
    usable: Sequence[Any] = [
        one
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("kty") in {"EC", "RSA"}
    ]
    try:
        return KeySet.import_key_set({"keys": list(usable)})
    except (JoseError, ValueError, KeyError, TypeError):
        raise ProviderFailed("The provider's keys cannot be read.") from None


def _in_time(claims: Mapping[str, Any], now: float) -> bool:
    issued, expires = claims.get("iat"), claims.get("exp")
    if not (isinstance(issued, int | float) and isinstance(expires, int | float)):
        return False
    return now < expires + LEEWAY_SECONDS and now - OLDEST_SECONDS < issued < now + LEEWAY_SECONDS


def _level(value: object) -> str:
    """Return an assurance level such as 2.3, "" for anything else."""
    text = str(value) if isinstance(value, int | float | str) else ""
    digits = text.replace(".", "", 1)
    return text if digits.isascii() and digits.isdigit() else ""
