"""The same client signs people in at providers that are not ThaID: other keys, other claims.

One of them is an OpenID Certified implementation (oidc-provider), with its own pages.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.identity.double import ThaIdDouble
from bench.ports import free_port
from tests.api.cli.clerk import identity
from tests.api.http.town import ORIGIN, build
from tests.api.identity.outside import asked_of, double_of
from tests.node import MODULES, node
from tests.programs import first_answer

PERSON = {"sub": "person-1", "citizen_id": identity(1), "ial": 2.3, "name": "นางสมมุติ ตัวอย่าง"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider of another make, as a program of its own: RS256, its own paths, no `pid`."""
    port = free_port()
    program = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port),
         "--require-nonce", "true", "--user-claims", json.dumps(PERSON)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    issuer = f"http://127.0.0.1:{port}"
    try:
        first_answer(f"{issuer}/.well-known/openid-configuration", program)
        yield issuer
    finally:
        program.terminate()
        program.wait(timeout=30)


@pytest.fixture(scope="module")
def certified() -> Iterator[str]:
    """A provider that the OpenID Foundation certified, as a program of its own."""
    port = free_port()
    library = MODULES / "oidc-provider" / "lib" / "index.js"
    script = Path(__file__).with_name("provider.mjs")
    program = subprocess.Popen(
        [node(), script, library, str(port), ORIGIN, json.dumps(PERSON)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        first_answer(f"{issuer}/.well-known/openid-configuration", program)
        yield issuer
    finally:
        program.terminate()
        program.wait(timeout=30)


def written(folder: Path, issuer: str, *, algorithm: str = "RS256") -> None:
    (folder / "digital.secret").write_text("made-up", "utf-8")
    (folder / "digital.secret").chmod(0o600)
    (folder / "providers.toml").write_text(
        f"""
[[provider]]
name = "digital"
title_th = "ดิจิทัลไอดี"
title_en = "Digital ID"
issuer = "{issuer}"
client_id = "thidin"
client_secret_file = "digital.secret"
scopes = ["openid", "profile"]
algorithms = ["{algorithm}"]
claims = {{ identity = "citizen_id" }}
""",
        "utf-8",
    )


def test_a_person_signs_in_at_a_provider_of_another_make(provider: str, tmp_path: Path) -> None:
    town = build(tmp_path / "office")
    written(town.folder, provider)
    browser = TestClient(town.app, base_url=ORIGIN, follow_redirects=False)

    begun = browser.get("/api/v1/sign-in/digital", params={"after": "/mine"})
    agreed = httpx2.post(begun.headers["Location"], data={"sub": "person-1"})
    back = browser.get(agreed.headers["Location"])

    session = browser.get("/api/v1/session").json()
    bills = browser.get("/api/v1/taxpayers/me/bills").json()
    assert (back.status_code, back.headers["Location"]) == (303, "/mine")
    assert (session["provider"], session["ial"]) == ("digital", "2.3")
    assert [(bill["tax_year"], bill["tax"]) for bill in bills["items"]] == [(2569, "12000.00")]
    town.front.close()


def test_a_person_signs_in_at_a_certified_provider(certified: str, tmp_path: Path) -> None:
    town = build(tmp_path / "office")
    written(town.folder, certified)
    browser = TestClient(town.app, base_url=ORIGIN, follow_redirects=False)

    begun = browser.get("/api/v1/sign-in/digital")
    back = browser.get(agreed_at(begun.headers["Location"]))

    session = browser.get("/api/v1/session").json()
    bills = browser.get("/api/v1/taxpayers/me/bills").json()
    assert back.status_code == 303
    assert (session["provider"], session["ial"]) == ("digital", "2.3")
    assert [(bill["tax_year"], bill["tax"]) for bill in bills["items"]] == [(2569, "12000.00")]
    town.front.close()


def agreed_at(address: str) -> str:
    """Sign in and agree on the provider's own pages; return where it sends the browser back to."""
    with httpx2.Client(trust_env=False) as person:
        page = person.get(address, follow_redirects=True)
        for prompt in ("login", "consent"):
            form = re.search(r'<form[^>]* action="([^"]+)"', page.text)
            assert form is not None, page.text
            answer = {"prompt": prompt, "login": "person-1", "password": "any"}
            page = person.post(page.url.join(form[1]), data=answer)
            while not page.headers.get("Location", ORIGIN).startswith(ORIGIN):
                page = person.get(page.url.join(page.headers["Location"]))
    return page.headers["Location"]


def test_a_token_is_taken_only_if_signed_as_the_settings_say(provider: str, tmp_path: Path) -> None:
    town = build(tmp_path / "office")
    written(town.folder, provider, algorithm="ES256")
    browser = TestClient(town.app, base_url=ORIGIN, follow_redirects=False)

    begun = browser.get("/api/v1/sign-in/digital")
    agreed = httpx2.post(begun.headers["Location"], data={"sub": "person-1"})
    back = browser.get(agreed.headers["Location"])

    assert (back.status_code, back.json()["type"]) == (400, "urn:thidin:problem:sign-in-failed")
    assert browser.get("/api/v1/session").json()["role"] == "guest"
    town.front.close()


BROKEN_DISCOVERY: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "http://127.0.0.1:9"},
    "no key address": {"jwks_uri": None},
    "keys by http over the network": {"jwks_uri": "http://keys.example/jwks"},
    "a token address over the network": {"token_endpoint": "http://token.example/"},
}


@pytest.mark.parametrize("case", BROKEN_DISCOVERY)
def test_a_provider_that_announces_what_is_unsafe_is_not_asked(tmp_path: Path, case: str) -> None:
    double, outside = double_of("http://127.0.0.1:8001")
    plain = double.metadata()
    double.metadata = lambda: {**plain, **BROKEN_DISCOVERY[case]}  # type: ignore[method-assign]
    town = build(tmp_path / "office", outside=outside)
    written(town.folder, double.issuer)

    answer = TestClient(town.app, base_url=ORIGIN).get("/api/v1/sign-in/digital")

    assert (answer.status_code, answer.json()["type"]) == (
        502,
        "urn:thidin:problem:provider-failed",
    )
    assert len(outside.asked) == 1
    town.front.close()


def test_keys_that_change_while_they_are_kept_are_asked_for_again(tmp_path: Path) -> None:
    double, outside = double_of("http://127.0.0.1:8001")
    town = build(tmp_path / "office", outside=outside)
    (town.folder / "providers.toml").write_text("", "utf-8")
    written(town.folder, double.issuer, algorithm="ES256")
    text = (town.folder / "providers.toml").read_text("utf-8")
    (town.folder / "providers.toml").write_text(
        text.replace('"thidin"', '"thidin-development"')
        .replace("citizen_id", "pid")
        .replace('"profile"', '"pid"'),
        "utf-8",
    )
    (town.folder / "digital.secret").write_text("not-a-secret", "utf-8")
    signed_in = []

    for key in (double.key, ThaIdDouble(issuer=double.issuer).key):
        double.key = key
        browser = TestClient(town.app, base_url=ORIGIN, follow_redirects=False)
        asked = asked_of(browser.get("/api/v1/sign-in/digital").headers["Location"])
        signed_in.append(browser.get(double.grant(asked, 0)).status_code)

    keys = [one for one in outside.asked if re.search("jwks", one.url.path)]
    assert signed_in == [303, 303]
    assert len(keys) == 2
    town.front.close()
