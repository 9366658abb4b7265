"""The identity providers people may sign in with: the providers file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from api.identity.addresses import is_private
from api.identity.rereading import Reread
from domain.errors import UnsafeSetting

AUTHENTICATION: Final = ("client_secret_basic", "client_secret_post")
SAFE_ALGORITHMS: Final = frozenset({"ES256", "ES384", "PS256", "RS256"})


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Under which names a provider tells what we need: ThaID `pid`, DGA `citizen_id`."""

    identity: str = "pid"
    name: str = "name"
    ial: str = "ial"


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One provider. `issuer` is compared letter by letter with what the provider says."""

    name: str
    title_th: str
    title_en: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    algorithms: tuple[str, ...]
    authentication: str
    claims: Claims


class Providers:
    """The providers file, read anew when it changes."""

    def __init__(self, path: Path) -> None:
        self._file: Reread[Mapping[str, Provider]] = Reread(
            path, lambda given: read_providers(given, path.parent)
        )

    def every(self) -> Mapping[str, Provider]:
        """Return the providers by name. Raises `UnsafeSetting` for a broken file."""
        return self._file.now()


def read_providers(given: Mapping[str, Any], folder: Path) -> Mapping[str, Provider]:
    """Read the file; a secret's file is found beside it. Raises ValueError, KeyError."""
    found = [_provider(one, folder) for one in given.get("provider", [])]
    if len({one.name for one in found}) != len(found):
        msg = "two providers have one name"
        raise ValueError(msg)
    return {one.name: one for one in found}


def _provider(one: Mapping[str, Any], folder: Path) -> Provider:
    provider = Provider(
        name=one["name"],
        title_th=one["title_th"],
        title_en=one["title_en"],
        issuer=one["issuer"],
        client_id=one["client_id"],
        client_secret=_secret(folder / one["client_secret_file"]),
        scopes=tuple(one["scopes"]),
        algorithms=tuple(one.get("algorithms", ["ES256"])),
        authentication=one.get("authentication", AUTHENTICATION[0]),
        claims=Claims(**one.get("claims", {})),
    )
    if not (provider.name.isascii() and provider.name.isalnum()):
        msg = "a provider's name is letters and digits, for it stands in addresses"
        raise ValueError(msg)
    if not is_private(provider.issuer):
        msg = f"the issuer of {provider.name} is not reached by https"
        raise ValueError(msg)
    if not SAFE_ALGORITHMS.issuperset(provider.algorithms) or not provider.algorithms:
        msg = f"{provider.name} may sign with {', '.join(sorted(SAFE_ALGORITHMS))}"
        raise ValueError(msg)
    if provider.authentication not in AUTHENTICATION or "openid" not in provider.scopes:
        msg = f"{provider.name} needs the scope openid, and one of {', '.join(AUTHENTICATION)}"
        raise ValueError(msg)
    return provider


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise UnsafeSetting(
                f"The secret {path} may be read by others. Take that away first: chmod 600 {path}"
            )
        secret = path.read_text("utf-8").strip()
    except OSError as wrong:
        raise UnsafeSetting(f"The secret {path} cannot be read.") from wrong
    if not secret:
        raise UnsafeSetting(f"The secret {path} is empty.")
    return secret
