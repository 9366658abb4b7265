"""How the service is run, from the environment; what would be unsafe is refused at the start."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from api.banks import BANKS_FILE
from api.identity.addresses import is_loopback
from api.invitees import INVITED_FILE
from api.notifications.settings import CHANNELS_FILE
from domain.errors import UnsafeSetting

ORIGIN: Final = "THIDIN_ORIGIN"
HOSTS: Final = "THIDIN_HOSTS"
PROXIES: Final = "THIDIN_TRUSTED_PROXIES"
WEB_KEY_FILE: Final = "THIDIN_WEB_KEY_FILE"
STAFF_FILE: Final = "THIDIN_STAFF_FILE"
AGENCIES_FILE: Final = "THIDIN_AGENCIES_FILE"
PROVIDERS_FILE: Final = "THIDIN_PROVIDERS_FILE"
PORTAL_FILE: Final = "THIDIN_PORTAL_FILE"
MODE: Final = "THIDIN_MODE"
BACK_OFFICE: Final = "THIDIN_BACK_OFFICE"
APART: Final = "apart"
PRODUCTION: Final = "production"
DEVELOPMENT: Final = "development"
TRAINING: Final = "training"
MOST_UPLOAD_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """How often somebody may ask, as the library `limits` writes it."""

    guest: str = "120/minute"
    person: str = "600/minute"
    agency: str = "6000/minute"
    lookup_by_address: str = "20/hour"
    lookup_by_reference: str = "10/hour"
    sign_in: str = "30/minute"
    document: str = "40/hour"
    inquiry: str = "4/10minute"
    slip: str = "60/hour"
    address_code: str = "6/hour"


@dataclass(frozen=True, kw_only=True)
class HttpSettings:
    """Where the service is reached and where its files are. Times are seconds.

    `follow_seconds` is how old the read models may be before a reader brings them up to the log.
    `apart` says that another process does what no request waits for.
    """

    origin: str = "http://127.0.0.1:8000"
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    web_key_file: Path = Path("var/thidin-web.key")
    staff_file: Path = Path("var/staff.toml")
    agencies_file: Path = Path("var/agencies.toml")
    providers_file: Path = Path("var/providers.toml")
    portal_file: Path | None = None
    banks_file: Path | None = None
    invited_file: Path | None = None
    channels_file: Path | None = None
    mode: str = DEVELOPMENT
    apart: bool = False
    quotas: Quotas = Quotas()
    follow_seconds: float = 0.5
    wait_seconds: float = 5.0
    idle_seconds: float = 30 * 60.0
    session_seconds: float = 8 * 3600.0
    attempt_seconds: float = 10 * 60.0
    answer_seconds: float = 72 * 3600.0
    claim_seconds: float = 120.0
    token_seconds: int = 600

    @property
    def production(self) -> bool:
        """Whether the settings are those of a service people use."""
        return self.mode == PRODUCTION

    @property
    def training(self) -> bool:
        """Whether officers learn here, and nothing is real."""
        return self.mode == TRAINING

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service by https."""
        return self.origin.startswith("https://")

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Return the names under which the service answers, without ports."""
        return frozenset({urlsplit(self.origin).hostname or "", *self.hosts})

    @staticmethod
    def of(environment: Mapping[str, str]) -> "HttpSettings":
        """Read the settings. Raises `UnsafeSetting` for what cannot be meant."""
        plain = HttpSettings()
        portal, banks = environment.get(PORTAL_FILE), environment.get(BANKS_FILE)
        invited = environment.get(INVITED_FILE)
        channels = environment.get(CHANNELS_FILE)
        settings = HttpSettings(
            origin=environment.get(ORIGIN) or plain.origin,
            hosts=_listed(environment.get(HOSTS)),
            trusted_proxies=_listed(environment.get(PROXIES)),
            web_key_file=Path(environment.get(WEB_KEY_FILE) or plain.web_key_file),
            staff_file=Path(environment.get(STAFF_FILE) or plain.staff_file),
            agencies_file=Path(environment.get(AGENCIES_FILE) or plain.agencies_file),
            providers_file=Path(environment.get(PROVIDERS_FILE) or plain.providers_file),
            portal_file=Path(portal) if portal else None,
            banks_file=Path(banks) if banks else None,
            invited_file=Path(invited) if invited else None,
            channels_file=Path(channels) if channels else None,
            mode=environment.get(MODE) or plain.mode,
            apart=environment.get(BACK_OFFICE) == APART,
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what would let strangers in. Raises `UnsafeSetting`."""
        if self.mode not in {PRODUCTION, DEVELOPMENT, TRAINING}:
            raise UnsafeSetting(
                f"{MODE} is {PRODUCTION}, {DEVELOPMENT} or {TRAINING}; what is set is none of them."
            )
        if self.training and (self.channels_file or self.portal_file):
            raise UnsafeSetting(
                f"A training office writes to nobody: unset {CHANNELS_FILE} and {PORTAL_FILE}."
            )
        parts = _split(self.origin)
        if not (parts and parts[0] in {"http", "https"} and parts[1]):
            raise UnsafeSetting(
                f"{ORIGIN} is an origin such as https://tax.example.go.th, without path, name or "
                "password; what is set is not."
            )
        scheme, host = parts
        if scheme == "http" and not is_loopback(host):
            raise UnsafeSetting(
                f"{ORIGIN} is reached by http over the network, where anybody on the way reads the "
                "sessions. Use https."
            )
        if self.production and scheme != "https":
            raise UnsafeSetting(f"In production {ORIGIN} begins with https://.")
        if "*" in {*self.hosts, *self.trusted_proxies}:
            raise UnsafeSetting(
                f"{HOSTS} and {PROXIES} name hosts and addresses; * would trust everybody."
            )
        for proxy in self.trusted_proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError as wrong:
                raise UnsafeSetting(
                    f"{PROXIES} lists addresses or networks such as 10.0.0.0/24, with commas."
                ) from wrong


def _split(origin: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return parts.scheme, host


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())
