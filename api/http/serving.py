"""The service as a process: what it needs is looked at before a door is opened."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from api.http.back_office import back_office_apart
from api.http.front import open_front
from api.http.protocol import BoundedHttp
from api.http.settings import (
    ORIGIN,
    PROXIES,
    WEB_KEY_FILE,
    HttpSettings,
)
from api.identity.addresses import is_loopback
from api.identity.agencies import Agencies
from api.identity.keys import open_web_keys
from api.identity.providers import Providers
from api.identity.staff import Staff
from api.invitees import Invitees
from api.observing.settings import Observing, counted_together
from api.office import KEY_FILE, Office, Settings
from domain.errors import UnsafeSetting
from domain.failpoints import arm

FACTORY: Final = "api.http.worker:service"
"""What a worker of uvicorn starts: an import path, since each worker is a process of its own.

Whoever only looks after workers does not load the routes and pages, which takes a second."""

SECONDS_TO_FINISH: Final = 30
SECONDS_TO_BEGIN: Final = 120
"""A worker silent for so long is ended and started anew; on a busy machine it begins late."""

MOST_CONNECTIONS: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Bound:
    """Where the service listens, and with how many processes."""

    host: str
    port: int
    workers: int

    @property
    def private(self) -> bool:
        """Whether no other machine can reach it."""
        return is_loopback(self.host)


def check(environment: Mapping[str, str], bound: Bound) -> HttpSettings:
    """Look at everything the service stands on. Raises `UnsafeSetting` for what it must not run on.

    Whatever is created on first use is created here, once, before several workers start.
    """
    _check_interpreter()
    arm(environment)
    settings = HttpSettings.of(environment)
    Observing.of(environment)
    of_office = Settings.of(environment)
    _check_door(settings, bound)
    _check_keys(settings, of_office)
    _check_people(settings, bound)
    office = Office(of_office)
    _ = office.billers, office.vault, office.evidence
    front = open_front(office, settings)
    _ = front.bank.inbox
    front.fresh()
    front.close()
    return settings


def _check_interpreter() -> None:
    if not __debug__:
        raise UnsafeSetting(
            "Python runs with -O (or PYTHONOPTIMIZE is set), which leaves out checks that damaged "
            "data would be found by. Start it without."
        )


def _check_door(settings: HttpSettings, bound: Bound) -> None:
    if not 0 < bound.port < 2**16:
        raise UnsafeSetting("A port is a number from 1 to 65535.")
    if bound.workers < 1:
        raise UnsafeSetting("There is at least one worker.")
    if bound.private:
        return
    if not settings.secure:
        raise UnsafeSetting(
            f"--host {bound.host} is reached over the network, but {ORIGIN} is http: sessions "
            "would travel where anybody on the way reads them. Let a proxy speak https and name it."
        )
    if not settings.trusted_proxies:
        raise UnsafeSetting(
            f"--host {bound.host} is reached over the network and this server speaks no https "
            f"itself. Name the proxy that does in {PROXIES}, such as 10.0.0.7."
        )


def _check_keys(settings: HttpSettings, office: Settings) -> None:
    if not settings.production:
        return
    for name, path in ((WEB_KEY_FILE, settings.web_key_file), (KEY_FILE, office.key_file)):
        if not path.exists():
            raise UnsafeSetting(
                f"The key file {path} ({name}) is missing. In production no new one is made up: it "
                "would be the wrong key for everything kept so far. Restore it, or make one with "
                f"umask 077; openssl rand -hex 32 > {path}"
            )


def _check_people(settings: HttpSettings, bound: Bound) -> None:
    keys = open_web_keys(settings.web_key_file)
    Staff(settings.staff_file).check()
    Invitees(settings.invited_file).now()
    Agencies(
        settings.agencies_file,
        key=keys.tokens,
        issuer=settings.origin,
        seconds=settings.token_seconds,
    ).check()
    host = urlsplit(settings.origin).hostname or ""
    providers = Providers(settings.providers_file).every()
    for provider in providers.values():
        issuer = urlsplit(provider.issuer).hostname or ""
        open_to_others = settings.production or not bound.private or not is_loopback(host)
        if is_loopback(issuer) and open_to_others:
            raise UnsafeSetting(
                f"The provider {provider.name} runs on this machine, as doubles do that vouch for "
                "anybody, and this service is for others. Take it out of "
                f"{settings.providers_file}."
            )
    if settings.production and not providers:
        raise UnsafeSetting(
            f"In production somebody can sign in: {settings.providers_file} names no provider."
        )


def run(factory: str, bound: Bound, *, trusted_proxies: Sequence[str] = ()) -> None:
    """Answer until told to end: some processes of a factory's application, a back office beside."""
    observing = Observing.of(os.environ)
    with counted_together(os.environ), back_office_apart(os.environ) as environment:
        os.environ.update(environment)
        uvicorn.run(
            factory,
            factory=True,
            host=bound.host,
            port=bound.port,
            workers=bound.workers,
            http=BoundedHttp,
            # The access log would hold addresses, and they references; the service has its own.
            access_log=False,
            log_level="warning",
            # The server's own lines are written as ours are.
            log_config=None if observing.json_lines else LOGGING_CONFIG,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies),
            timeout_graceful_shutdown=SECONDS_TO_FINISH,
            timeout_worker_healthcheck=SECONDS_TO_BEGIN,
            limit_concurrency=MOST_CONNECTIONS,
        )
