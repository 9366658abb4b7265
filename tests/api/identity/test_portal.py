"""The portal's one-time token is exchanged at the gateway, and its secret is seen nowhere."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

from api.http.app import create_app
from api.http.front import open_front
from tests.api.cli.clerk import identity
from tests.api.http.town import ORIGIN, Town, build
from tests.api.identity.outside import Outside

SETTINGS = """
[portal]
app_id = "thidin"
validate_url = "https://gateway.example/ws/auth/validate"
person_url = "https://gateway.example/ws/dga/czp/uat/v1/core/shield/data/deproc"
consumer_key = "our-key"
consumer_secret = "our-secret"
agent_id = "our-agent"
ial = "2.3"
push_url = "https://gateway.example/ws/dga/czp/uat/v1/core/notification/push"
"""
PERSON = {"citizenId": identity(2), "firstName": "ทดลอง", "lastName": "ตัวอย่าง", "userId": "u-1"}


@dataclass
class GatewayDouble:
    """The state's gateway: a token for our secret, a person for the portal's token, once."""

    tokens: dict[str, dict[str, Any]] = field(default_factory=lambda: {"m-token": PERSON})
    status: int = 200
    pushed: list[dict[str, Any]] = field(default_factory=list)
    transactions: Any = field(default_factory=lambda: [{"transactionId": "t-1"}])

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/ws/auth/validate")
        async def validate(request: Request) -> JSONResponse:
            asked = request.query_params
            right = (
                request.headers["Consumer-Key"] == "our-key"
                and asked["ConsumerSecret"] == "our-secret"
                and asked["AgentID"] == "our-agent"
            )
            return JSONResponse({"Result": "passing"} if right else {}, self.status)

        @app.post("/ws/dga/czp/uat/v1/core/shield/data/deproc")
        async def deproc(request: Request) -> JSONResponse:
            told = await request.json()
            assert request.headers["Token"] == "passing"
            person = self.tokens.pop(told["MToken"], None)
            if person is None:
                return JSONResponse({"messageCode": 400, "result": None})
            return JSONResponse({"messageCode": 200, "result": person})

        @app.post("/ws/dga/czp/uat/v1/core/notification/push")
        async def push(request: Request) -> JSONResponse:
            assert request.headers["Token"] == "passing"
            assert request.headers["Consumer-Key"] == "our-key"
            self.pushed.append(await request.json())
            return JSONResponse({"messageCode": 200, "result": self.transactions})

        return app


@pytest.fixture
def gateway() -> GatewayDouble:
    return GatewayDouble()


@pytest.fixture
def town(tmp_path: Path, gateway: GatewayDouble) -> Iterator[Town]:
    """A town whose service knows the gateway."""
    built = build(tmp_path / "office")
    path = built.folder / "portal.toml"
    path.write_text(SETTINGS, "utf-8")
    settings = replace(built.front.settings, portal_file=path)
    outside = Outside({"gateway.example": gateway.app()})
    front = open_front(built.office, settings, outside=outside)
    built.app = create_app(built.office, settings, front=front)
    yield built
    built.front.pools.close()
    front.close()


def opened(town: Town, app_id: str = "thidin") -> tuple[TestClient, Any]:
    page = TestClient(town.app, base_url=ORIGIN)
    return page, page.post("/api/v1/portal/sign-in", json={"app_id": app_id, "token": "m-token"})


def test_who_opens_our_page_in_the_portals_app_is_signed_in(town: Town) -> None:
    page, answer = opened(town)

    assert (answer.status_code, answer.json()) == (200, {"role": "taxpayer"})
    session = page.get("/api/v1/session").json()
    bills = page.get("/api/v1/taxpayers/me/bills").json()["items"]
    assert (session["provider"], session["ial"]) == ("portal", "2.3")
    assert [bill["tax"] for bill in bills] == ["12000.00"]


def test_the_portals_token_is_good_once(town: Town) -> None:
    opened(town)

    _, again = opened(town)

    assert (again.status_code, again.json()["type"]) == (400, "urn:thidin:problem:sign-in-failed")


def test_a_token_of_another_app_is_refused(town: Town) -> None:
    _, answer = opened(town, app_id="another")

    assert answer.json()["type"] == "urn:thidin:problem:sign-in-failed"


@pytest.mark.parametrize("person", [{}, {"citizenId": "1999900000012"}, {"citizenId": 5}])
def test_a_person_without_a_right_number_is_nobody(
    town: Town, gateway: GatewayDouble, person: dict[str, Any]
) -> None:
    gateway.tokens["m-token"] = person

    _, answer = opened(town)

    assert answer.json()["type"] == "urn:thidin:problem:sign-in-failed"


def test_a_gateway_that_fails_is_told_without_its_secret(
    town: Town, gateway: GatewayDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.status = 500

    _, answer = opened(town)

    written = "\n".join(
        one.getMessage() for one in caplog.records if one.name.startswith(("thidin", "httpx2"))
    )
    assert answer.status_code == 502
    assert "our-secret" not in written + answer.text
    assert "our-agent" not in written + answer.text


def test_where_there_is_no_portal_nobody_signs_in_by_it(tmp_path: Path) -> None:
    built = build(tmp_path / "office")

    _, answer = opened(built)

    assert answer.status_code == 404
    built.front.close()


def told(town: Town) -> list[tuple[str, str]]:
    """Let whoever signed in by the portal choose its messages, and return what became of one."""
    page, _ = opened(town)
    settings = "/api/v1/taxpayers/me/notifications/settings"
    chosen = page.put(
        settings,
        json={"channels": ["portal"], "language": "th"},
        headers={"Idempotency-Key": "k", "If-Match": '"v0"', "Origin": ORIGIN},
    )
    assert chosen.status_code == 200, chosen.text
    assert chosen.json()["portal"] is True
    town.app.state.front.notifying.work()
    items = page.get("/api/v1/taxpayers/me/notifications").json()["items"]
    return [(one["state"], one["reason"] or "") for one in items]


def test_who_signed_in_by_the_portal_is_told_in_its_app(town: Town, gateway: GatewayDouble) -> None:
    ended = told(town)

    assert ended == [("sent", "")]
    (pushed,) = gateway.pushed
    (datum,) = pushed["data"]
    assert (pushed["appId"], datum["userId"]) == ("thidin", "u-1")
    assert set(pushed) == {"appId", "data", "sendDateTime"}
    assert set(datum) == {"message", "userId"}
    assert datum["message"].startswith("ท่านจะได้รับข้อความเรื่องภาษีที่ดินและสิ่งปลูกสร้าง")
    assert datetime.fromisoformat(pushed["sendDateTime"]).utcoffset() == timedelta(hours=7)


def test_who_does_not_take_the_portals_messages_is_given_up(
    town: Town, gateway: GatewayDouble
) -> None:
    gateway.transactions = []

    assert told(town) == [("given-up", "not-subscribed")]


def test_a_gateway_that_fails_or_says_nothing_is_asked_again(
    town: Town, gateway: GatewayDouble
) -> None:
    gateway.transactions = None

    assert told(town) == [("waiting", "")]
    assert town.office.vault.contacts.reveal(town.person(2)).portal_user == "u-1"


def test_the_portals_messages_are_not_chosen_by_who_never_came_from_its_app(town: Town) -> None:
    answer = replace(town, client=TestClient(town.app, base_url=ORIGIN))
    asked = answer.signed_in(1).ask(
        "PUT",
        "/taxpayers/me/notifications/settings",
        json={"channels": ["portal"], "language": "th"},
        headers={"Idempotency-Key": "k", "If-Match": '"v0"'},
    )

    assert asked.json()["type"] == "urn:thidin:problem:contact-missing"
