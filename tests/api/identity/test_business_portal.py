"""A company comes from the business portal: its token is exchanged, and its key seen nowhere."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
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
from tests.api.identity.test_portal import SETTINGS as PORTAL

SETTINGS = """
[business]
login_url = "https://biz.example/api/Authenication/Login"
person_url = "https://biz.example/api/profile"
application_key = "our-application-key"
ial = "2.3"
"""
COMPANY = {"juristicId": identity(2), "juristicName": "บริษัท ตัวอย่าง จำกัด"}


@dataclass
class BizDouble:
    """The business portal: a token of the person for its token and our key, once."""

    tokens: set[str] = field(default_factory=lambda: {"url-token"})
    person: Any = field(default_factory=lambda: dict(COMPANY))
    status: int = 200

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/api/Authenication/Login")
        async def login(request: Request) -> JSONResponse:
            told = await request.json()
            known = told["token"] in self.tokens and told["applicationKey"] == "our-application-key"
            self.tokens.discard(told["token"])
            given = {"token": "passing", "refreshToken": "again"}
            return JSONResponse({"data": given if known else None}, self.status)

        @app.get("/api/profile")
        async def profile(request: Request) -> JSONResponse:
            assert request.headers["Authorization"] == "Bearer passing"
            return JSONResponse({"data": self.person})

        return app


@pytest.fixture
def biz() -> BizDouble:
    return BizDouble()


@pytest.fixture
def town(tmp_path: Path, biz: BizDouble) -> Iterator[Town]:
    """A town whose service knows the business portal."""
    built = build(tmp_path / "office")
    path = built.folder / "portal.toml"
    path.write_text(PORTAL + SETTINGS, "utf-8")
    settings = replace(built.front.settings, portal_file=path)
    outside = Outside({"biz.example": biz.app()})
    front = open_front(built.office, settings, outside=outside)
    built.app = create_app(built.office, settings, front=front)
    yield built
    built.front.pools.close()
    front.close()


def opened(town: Town) -> tuple[TestClient, Any]:
    page = TestClient(town.app, base_url=ORIGIN)
    return page, page.post("/api/v1/portal/business/sign-in", json={"token": "url-token"})


def test_a_company_is_signed_in_and_sees_its_bills(town: Town) -> None:
    page, answer = opened(town)

    assert (answer.status_code, answer.json()) == (200, {"role": "taxpayer"})
    assert page.get("/api/v1/session").json()["provider"] == "biz-portal"
    bills = page.get("/api/v1/taxpayers/me/bills").json()["items"]
    assert [bill["tax"] for bill in bills] == ["12000.00"]
    person = town.office.vault.reveal(town.person(2))
    assert person is not None
    assert (person.kind, person.name) == (2, "บริษัท ตัวอย่าง จำกัด")


def test_its_token_is_good_once(town: Town) -> None:
    opened(town)

    _, again = opened(town)

    assert (again.status_code, again.json()["type"]) == (400, "urn:thidin:problem:sign-in-failed")


@pytest.mark.parametrize("person", [{}, {"juristicId": "0105500000001"}, {"juristicId": 5}, None])
def test_who_has_no_right_number_is_nobody(town: Town, biz: BizDouble, person: Any) -> None:
    biz.person = person

    _, answer = opened(town)

    assert answer.json()["type"] == "urn:thidin:problem:sign-in-failed"


def test_a_portal_that_fails_is_told_without_our_key(
    town: Town, biz: BizDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    biz.status = 500

    _, answer = opened(town)

    assert answer.status_code == 502
    assert "our-application-key" not in caplog.text + answer.text


def test_where_the_settings_have_none_nobody_signs_in_by_it(town: Town) -> None:
    (town.folder / "portal.toml").write_text(PORTAL, "utf-8")

    _, answer = opened(town)

    assert answer.json()["type"] == "urn:thidin:problem:sign-in-failed"
