"""The service as a process: what it needs is looked at before a door is opened."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI

from api.http.app import create_app
from api.http.front import open_front
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
from api.office import KEY_FILE, Office, Settings
from domain.errors import UnsafeSetting
from domain.failpoints import arm

FACTORY: Final = "api.http.serving:service"
"""What a worker of uvicorn starts: an import path, since each worker is a process of its own."""


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


def service() -> FastAPI:
    """Return the application of one worker, from the environment."""
    environment = os.environ
    # The service's own lines hold patterns of addresses and numbers of requests, nothing else.
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("thidin").setLevel(logging.INFO)
    arm(environment)
    settings = HttpSettings.of(environment)
    return create_app(Office(Settings.of(environment)), settings)
