"""Other offices' programs: OAuth 2 client credentials, and short-lived signed access tokens.

The agencies file holds no secret, only its salted digest; two may be active while one is replaced.
An access token (RFC 9068) says who and for what; what its holder may do is read from the file at
each request, so a client that is struck off stops at once.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from api.identity.addresses import is_private
from api.identity.rereading import Reread
from api.identity.staff import read_body, read_provinces
from api.policy import AGENCIES, POLICY, Principal, Relation, Role
from api.webhooks import read_key

TOKEN_TYPE: Final = "at+jwt"  # noqa: S105 - the name of a format
ALGORITHM: Final = "ES256"
_SALT_BYTES: Final = 16
_OTHERS: Final = 0o077
_LEEWAY_SECONDS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Agency:
    """One program of another office; `webhook` is where it is told of payments, "" for nowhere."""

    client: str
    name: str
    digests: tuple[str, ...]
    role: Role
    scopes: frozenset[str]
    bodies: frozenset[int]
    provinces: frozenset[int]
    webhook: str = ""
    webhook_key: bytes = field(default=b"", repr=False)

    def principal(self, scopes: frozenset[str]) -> Principal:
        """Return who asks with a token for some scopes."""
        return Principal(
            role=self.role,
            name=self.client,
            bodies=self.bodies,
            provinces=self.provinces,
            scopes=scopes & self.scopes,
        )


def digest_of(secret: str, salt: bytes | None = None) -> str:
    """Return what the agencies file holds of a secret: `salt$digest`, hexadecimal (scrypt)."""
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    made = hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return f"{salt.hex()}${made.hex()}"


_NOBODY: Final = digest_of("", bytes(_SALT_BYTES))


class Agencies:
    """The programs of other offices, and the tokens they are given."""

    def __init__(self, path: Path, *, key: ECKey, issuer: str, seconds: int) -> None:
        self._file: Reread[Mapping[str, Agency]] = Reread(
            path, lambda given: _agencies(path.parent, given)
        )
        self._key = key
        self._issuer = issuer
        self._audience = f"{issuer}/api/v1"
        self._seconds = seconds

    def check(self) -> None:
        """Read the file. Raises `UnsafeSetting` for a broken one."""
        self._file.now()

    def client(self, name: str) -> Agency | None:
        """Return the program of a name, None where there is none, or no longer."""
        return self._file.now().get(name)

    @property
    def seconds(self) -> int:
        """How long a token is good for."""
        return self._seconds

    def known(self, client: str, secret: str) -> Agency | None:
        """Return the agency of a client and its secret; None where they do not belong together.

        An unknown client costs as much time as a wrong secret.
        """
        agency = self._file.now().get(client)
        digests = agency.digests if agency else (_NOBODY,)
        right = False
        for digest in digests:
            salt = bytes.fromhex(digest.partition("$")[0])
            right |= hmac.compare_digest(digest_of(secret, salt), digest)
        return agency if right else None

    def token(self, agency: Agency, scopes: frozenset[str], *, now: float) -> str:
        """Return an access token for some of an agency's scopes."""
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": agency.client,
            "client_id": agency.client,
            "scope": " ".join(sorted(scopes)),
            "iat": int(now),
            "exp": int(now) + self._seconds,
            "jti": secrets.token_hex(16),
        }
        header = {"alg": ALGORITHM, "typ": TOKEN_TYPE}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])

    def principal(self, token: str, *, now: float) -> Principal | None:
        """Return who asks with a token; None for one that is not ours, or no longer good."""
        try:
            read = jwt.decode(token, self._key, algorithms=[ALGORITHM])
        except (JoseError, ValueError, UnicodeError):
            return None
        claims = read.claims
        right = (
            read.header.get("typ") == TOKEN_TYPE
            and claims.get("iss") == self._issuer
            and claims.get("aud") == self._audience
            and isinstance(claims.get("exp"), int)
            and now < claims["exp"] + _LEEWAY_SECONDS
        )
        if not right:
            return None
        agency = self._file.now().get(str(claims.get("client_id")))
        if agency is None:
            return None
        return agency.principal(frozenset(str(claims.get("scope", "")).split()))


def _agencies(folder: Path, given: Mapping[str, Any]) -> Mapping[str, Agency]:
    found = [_agency(folder, one) for one in given.get("agency", [])]
    if len({one.client for one in found}) != len(found):
        msg = "two agencies have one client id"
        raise ValueError(msg)
    return {one.client: one for one in found}


def _agency(folder: Path, one: Mapping[str, Any]) -> Agency:
    role = Role(one["role"])
    if role not in AGENCIES:
        msg = f"{role} is not a role of an office's program"
        raise ValueError(msg)
    return Agency(
        client=one["client"],
        name=one["name"],
        digests=_digests(one["secret_digests"]),
        role=role,
        scopes=_scopes(role, one["scopes"]),
        bodies=frozenset(read_body(code) for code in one.get("bodies", [])),
        provinces=read_provinces(one),
        webhook=_webhook(one),
        webhook_key=_webhook_key(folder, one),
    )


def _webhook(one: Mapping[str, Any]) -> str:
    address: str = one.get("webhook", "")
    if address and not is_private(address):
        msg = "a webhook is reached by https alone"
        raise ValueError(msg)
    return address


def _webhook_key(folder: Path, one: Mapping[str, Any]) -> bytes:
    if not one.get("webhook"):
        return b""
    path = folder / one["webhook_key_file"]
    try:
        if path.stat().st_mode & _OTHERS:
            msg = "others may read the file of a webhook's key; chmod 600 it"
            raise ValueError(msg)
        return read_key(path.read_text("ascii"))
    except OSError as wrong:
        msg = "the file of a webhook's key cannot be read"
        raise ValueError(msg) from wrong


def _digests(listed: Sequence[str]) -> tuple[str, ...]:
    for digest in listed:
        salt, _, made = digest.partition("$")
        if not (bytes.fromhex(salt) and len(bytes.fromhex(made)) == 32):  # noqa: PLR2004 - of scrypt
            msg = "secret_digests are made by thidin agency-secret"
            raise ValueError(msg)
    if not listed:
        msg = "an agency has a secret digest"
        raise ValueError(msg)
    return tuple(listed)


def _scopes(role: Role, listed: Sequence[str]) -> frozenset[str]:
    for scope in listed:
        relation = POLICY[scope].roles.get(role) if scope in POLICY else None
        if relation in {None, Relation.NOBODYS}:
            msg = f"{scope} is nothing that the role {role} may be given"
            raise ValueError(msg)
    return frozenset(listed)
