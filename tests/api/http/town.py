"""A town with three owners, its office, and a service over HTTP that can be asked in process."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.http.app import create_app
from api.http.asking import session_cookie
from api.http.front import Front, open_front
from api.http.settings import HttpSettings, Quotas
from api.identity.agencies import digest_of
from api.office import Office
from api.policy import Role
from domain import taxpayer
from tests.api.cli.clerk import BODY, Clerk, clerk_of, identity, title, use, written
from tests.made_once import copied

T = TypeVar("T")

ORIGIN = "https://tax.example"
OTHER_BODY = "05600702"
FAR_BODY = "05610101"
SECRET = "a-made-up-secret"
MANY = Quotas(
    guest="100000/minute",
    person="100000/minute",
    agency="100000/minute",
    lookup_by_address="5/hour",
    lookup_by_reference="3/hour",
    sign_in="100000/minute",
)

STAFF = f"""
[[officer]]
officer = "officer-7"
taxpayer = "{{clerk}}"
role = [
    {{{{ role = "clerk", body = "{BODY}" }}}},
    {{{{ role = "chief", body = "{BODY}", until = 2026-01-31 }}}},
]

[[officer]]
officer = "officer-8"
taxpayer = "{{other}}"
role = [
    {{{{ role = "clerk", body = "{OTHER_BODY}" }}}},
    {{{{ role = "ministry" }}}},
    {{{{ role = "treasury", provinces = [60] }}}},
]

[[officer]]
officer = "officer-9"
taxpayer = "{{treasury}}"
role = [
    {{{{ role = "treasury", provinces = [60] }}}},
    {{{{ role = "land_office", provinces = [60] }}}},
    {{{{ role = "auditor" }}}},
]
"""

AGENCIES = """
[[agency]]
client = "lands"
name = "กรมที่ดิน"
secret_digests = ["{digest}"]
role = "land_office"
scopes = ["land.deliver", "clearance.ask"]
provinces = [60]

[[agency]]
client = "portal"
name = "แอปทางรัฐ"
secret_digests = ["{digest}"]
role = "portal"
scopes = ["citizens.see", "citizens.pay"]
webhook = "https://portal.example/told"
webhook_key_file = "portal.whsec"
"""
WEBHOOK_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Caller:
    """Somebody who asks: a client with that person's cookie or token."""

    client: TestClient
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> Any:
        return self.ask("POST", path, **more)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {**self.headers, **more.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)


@dataclass
class Town:
    """The office and the service on it."""

    folder: Path
    clerk: Clerk
    office: Office
    front: Front
    app: FastAPI
    client: TestClient

    @property
    def origin(self) -> str:
        return self.front.settings.origin

    def person(self, number: int) -> int:
        """Return the taxpayer number of the town's n-th person."""
        return int(self.office.vault.pseudonyms([identity(number)])[0])

    def of_many(self, asking: Callable[[httpx2.AsyncClient], Awaitable[T]]) -> T:
        """Let many requests be sent where the service runs: each by itself takes twice as long."""

        async def asked() -> T:
            async with httpx2.AsyncClient(
                transport=httpx2.ASGITransport(self.app), base_url=f"{ORIGIN}/api/v1"
            ) as client:
                return await asking(client)

        portal = self.client.portal
        return portal.call(asked) if portal else asyncio.run(asked())

    def guest(self) -> Caller:
        return Caller(self.client)

    def signed_in(
        self, number: int, role: Role = Role.TAXPAYER, body: str = "", ial: str = "2.3"
    ) -> Caller:
        """Return a person who has signed in and acts in a role."""
        sessions, now = self.front.stores.sessions, self.front.now()
        token = sessions.begin(
            taxpayer=self.person(number),
            provider="thaid",
            ial=ial,
            role=Role.TAXPAYER,
            now=now,
            seconds=3600,
        )
        if role is not Role.TAXPAYER:
            fresh = sessions.act_as(token, role=role, body=int(body or 0))
            assert fresh is not None
            token = fresh
        headers = {"Cookie": f"{session_cookie(self.front)}={token}", "Origin": self.origin}
        return Caller(self.client, headers)

    def officer(self) -> Caller:
        """Return the clerk of the town's body."""
        return self.signed_in(21, Role.CLERK, BODY)

    def land_office(self) -> Caller:
        """Return the Department of Lands' program with a token."""
        return self.program("lands")

    def program(self, client: str) -> Caller:
        """Return another office's program with a token."""
        agency = self.front.agencies.known(client, SECRET)
        assert agency is not None
        token = self.front.agencies.token(agency, agency.scopes, now=self.front.now())
        return Caller(self.client, {"Authorization": f"Bearer {token}"})


def begin(folder: Path) -> None:
    """Write a town with bills: plots 1 to 3 of owners 1 to 3; its officers are persons 21 to 23."""
    clerk = clerk_of(folder)
    clerk.run("join", OTHER_BODY, "--name", "อบต.อื่น", "--kind", "TAO", "--province", "60")
    clerk.run("join", FAR_BODY, "--name", "อบต.ไกล", "--kind", "TAO", "--province", "61")
    clerk.take(
        written(folder / "titles.csv", [title(number) for number in (1, 2, 3)]),
        written(folder / "uses.csv", [use(number) for number in (1, 2, 3)]),
        confirm=True,
    )
    assert clerk.run("assess", "--year", "2569").exit_code == 0
    office = clerk.office()
    people = [taxpayer.show(int(office.vault.pseudonyms([identity(n)])[0])) for n in (21, 22, 23)]
    office.log.close()
    (folder / "staff.toml").write_text(
        STAFF.format(clerk=people[0], other=people[1], treasury=people[2]), "utf-8"
    )
    (folder / "portal.whsec").write_text(WEBHOOK_KEY, "ascii")
    (folder / "portal.whsec").chmod(0o600)
    (folder / "agencies.toml").write_text(AGENCIES.format(digest=digest_of(SECRET)), "utf-8")


def build(
    folder: Path,
    *,
    begun: Callable[[Path], None] = begin,
    quotas: Quotas = MANY,
    outside: httpx2.AsyncBaseTransport | None = None,
    clock: Callable[[], float] = time.time,
    channels: str = "",
    origin: str = ORIGIN,
) -> Town:
    """Open the office and the service of a town whose files `begun` wrote.

    `channels` is what the file of channels says.
    """
    copied(begun, folder)
    banks = folder / "banks.toml"
    (folder / "channels.toml").write_text(channels, "utf-8")
    clerk = Clerk(folder)
    office = clerk.office()
    settings = HttpSettings(
        origin=origin,
        web_key_file=folder / "web.key",
        staff_file=folder / "staff.toml",
        agencies_file=folder / "agencies.toml",
        providers_file=folder / "providers.toml",
        quotas=quotas,
        banks_file=banks if banks.exists() else None,
        channels_file=folder / "channels.toml",
        follow_seconds=0,
    )
    front = open_front(office, settings, clock=clock, outside=outside)
    app = create_app(office, settings, front=front)
    client = TestClient(app, base_url=origin)
    return Town(
        folder=folder,
        clerk=clerk,
        office=office,
        front=app.state.front,
        app=app,
        client=client,
    )


def of_office(folder: Path) -> Iterator[Town]:
    """Yield a town and let its threads and files go."""
    built = build(folder)
    with built.client:
        yield built
    built.front.stores.engine.dispose()
    built.office.log.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town of one test's own."""
    yield from of_office(tmp_path / "office")
