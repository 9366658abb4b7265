"""People sign in by OpenID Connect: in the browser where they began, once, and for nobody else.

The provider is a double with ThaID's own paths and quirks; every link of the chain is broken once.
"""

import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.cli.serving import write_providers
from api.http.asking import SECURE_COOKIE
from api.identity.double import PEOPLE, ThaIdDouble
from domain import taxpayer
from tests.api.http.town import ORIGIN, Town, build
from tests.api.identity.outside import Outside, asked_of, double_of

ISSUER = "http://127.0.0.1:8001"
SIGN_IN = "/api/v1/sign-in/thaid"


@dataclass
class Lobby:
    """A town, the double its people sign in at, and the network in between."""

    town: Town
    double: ThaIdDouble
    outside: Outside

    def browser(self) -> TestClient:
        return TestClient(self.town.app, base_url=ORIGIN, follow_redirects=False)

    def begin(self, browser: TestClient, **more: str) -> dict[str, str]:
        """Begin a sign-in and return what the browser carries to the provider."""
        answer = browser.get(SIGN_IN, params=more)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(f"{ISSUER}/api/v2/oauth2/auth/?")
        return asked_of(answer.headers["Location"])

    def back(self, asked: dict[str, str], person: int = 0) -> str:
        """Let a person agree at the provider; return the address the browser is sent back to."""
        return self.double.grant(asked, person)

    def sign_in(self, person: int = 0, **more: str) -> tuple[TestClient, Any]:
        browser = self.browser()
        return browser, browser.get(self.back(self.begin(browser, **more), person))


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    double, outside = double_of(ISSUER)
    town = build(tmp_path / "office", outside=outside)
    write_providers(town.folder / "providers.toml", ISSUER)
    yield Lobby(town=town, double=double, outside=outside)
    town.front.close()


def problem(answer: Any) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return str(answer.json()["type"]).removeprefix("urn:thidin:problem:")


def test_a_person_signs_in_and_is_known_by_pseudonym(lobby: Lobby) -> None:
    browser, answer = lobby.sign_in(0, after="/bills?year=2569")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/bills?year=2569")
    told = browser.get("/api/v1/session").json()
    number = PEOPLE[0]["pid"]
    who = int(lobby.town.office.vault.pseudonyms([number])[0])
    assert told == {
        "role": "taxpayer",
        "name": taxpayer.show(who),
        "body": None,
        "provinces": [],
        "taxpayer": taxpayer.show(who),
        "provider": "thaid",
        "ial": "2.3",
        "roles": [{"role": "taxpayer", "body": None, "provinces": []}],
    }
    kept = lobby.town.office.vault.reveal(who)
    assert kept is not None
    assert (kept.identity, kept.name) == (number, PEOPLE[0]["name"])


def test_state_nonce_and_challenge_go_out_and_the_verifier_follows_with_the_code(
    lobby: Lobby,
) -> None:
    browser = lobby.browser()
    asked = lobby.begin(browser)

    browser.get(lobby.back(asked))

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{ORIGIN}{SIGN_IN}/callback"
    assert asked["scope"] == "openid pid name ial"
    assert all(len(asked[name]) >= 40 for name in ("state", "nonce", "code_challenge"))
    (exchange,) = [one for one in lobby.outside.asked if one.method == "POST"]
    assert b"code_verifier=" in exchange.content
    assert b"code_verifier" not in str(asked).encode()


def test_cookies_are_kept_from_scripts_and_from_other_sites(lobby: Lobby) -> None:
    _, answer = lobby.sign_in()

    cookies = [one for one in answer.headers.get_list("set-cookie") if "Max-Age=0" not in one]

    assert [one.partition("=")[0] for one in cookies] == [SECURE_COOKIE]
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookies[0]
    assert "Domain" not in cookies[0]


def test_a_code_brought_by_another_browser_signs_nobody_in(lobby: Lobby) -> None:
    asked = lobby.begin(lobby.browser())

    answer = lobby.browser().get(lobby.back(asked))

    assert (answer.status_code, problem(answer)) == (400, "sign-in-failed")
    assert "set-cookie" not in answer.headers


def test_a_sign_in_is_good_once(lobby: Lobby) -> None:
    browser = lobby.browser()
    back = lobby.back(lobby.begin(browser))
    first = browser.get(back)
    browser.cookies.clear()

    second = browser.get(back)

    assert (first.status_code, second.status_code) == (303, 400)


def test_a_sign_in_begun_too_long_ago_is_over(lobby: Lobby) -> None:
    now = [lobby.town.front.now()]
    lobby.town.front.clock = lambda: now[0]
    browser = lobby.browser()
    back = lobby.back(lobby.begin(browser))
    now[0] += 601

    assert problem(browser.get(back)) == "sign-in-failed"


def test_another_state_or_no_code_signs_nobody_in(lobby: Lobby) -> None:
    for right, wrong in (("state=", "state=x"), ("code=", "nocode="), ("callback?", "callback?x")):
        browser = lobby.browser()
        back = lobby.back(lobby.begin(browser)).replace(right, wrong)
        assert problem(browser.get(back)) == "sign-in-failed"


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "http://127.0.0.1:8002"},
    "another audience": {"aud": "somebody-else"},
    "one audience too many": {"aud": ["thidin-development", "somebody-else"]},
    "another party": {"azp": "somebody-else"},
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": ""},
    "run out": {"exp": 1},
    "from the future": {"iat": 99_999_999_999},
    "too old": {"iat": 1_000_000_000},
    "times that are no numbers": {"exp": "soon"},
    "no subject": {"sub": ""},
}


@pytest.mark.parametrize("case", WRONG_CLAIMS)
def test_a_token_that_is_not_for_this_sign_in_is_refused(lobby: Lobby, case: str) -> None:
    lobby.double.changed = WRONG_CLAIMS[case]

    _, answer = lobby.sign_in()

    assert (answer.status_code, problem(answer)) == (400, "sign-in-failed")


def test_a_token_signed_by_another_key_is_refused(lobby: Lobby) -> None:
    browser = lobby.browser()
    back = lobby.back(lobby.begin(browser))
    thief = ThaIdDouble(issuer=ISSUER)
    lobby.double.id_token = thief.id_token  # type: ignore[method-assign]

    assert problem(browser.get(back)) == "sign-in-failed"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_by_another_algorithm_is_refused(lobby: Lobby, algorithm: str) -> None:
    header, claims = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": algorithm}, {"sub": "x"})
    )

    lobby.double.id_token = lambda granted: f"{header}.{claims}."  # type: ignore[method-assign]  # noqa: ARG005

    _, answer = lobby.sign_in()

    assert problem(answer) == "sign-in-failed"


@pytest.mark.parametrize("number", ["", "1999900000012", "๑๙๙๙๙๐๐๐๐๐๐๑๓", 1999900000013, None])
def test_what_is_no_identity_number_is_no_person(lobby: Lobby, number: object) -> None:
    lobby.double.changed = {"pid": number}
    lobby.double.people = ({"name": "ไม่มีเลข", "ial": "2.3"},)

    _, answer = lobby.sign_in()

    assert problem(answer) == "sign-in-failed"


def test_the_number_is_asked_for_where_the_token_does_not_hold_it(lobby: Lobby) -> None:
    lobby.double.changed = {"pid": ""}

    browser, answer = lobby.sign_in()

    assert answer.status_code == 303
    assert browser.get("/api/v1/session").json()["role"] == "taxpayer"
    assert lobby.outside.asked[-1].url.path == "/api/v2/oauth2/userinfo/"


def test_an_answer_of_another_provider_is_refused(lobby: Lobby) -> None:
    browser = lobby.browser()
    back = lobby.back(lobby.begin(browser))

    answer = browser.get(f"{back}&iss=https://another.example")

    assert problem(answer) == "sign-in-failed"


def test_a_provider_that_cannot_be_reached_is_a_problem_of_its_own(lobby: Lobby) -> None:
    write_providers(lobby.town.folder / "providers.toml", "http://127.0.0.1:8002")

    answer = lobby.browser().get(SIGN_IN)

    assert (answer.status_code, problem(answer)) == (502, "provider-failed")
    assert answer.headers["Retry-After"] == "10"


def test_an_unknown_provider_is_absent(lobby: Lobby) -> None:
    assert lobby.browser().get("/api/v1/sign-in/nobody").status_code == 404


@pytest.mark.parametrize(
    "after", ["//evil.example", "https://evil.example", "/\\evil.example", "bills", "", "/x\ty"]
)
def test_after_signing_in_nobody_is_led_elsewhere(lobby: Lobby, after: str) -> None:
    _, answer = lobby.sign_in(0, after=after)

    assert answer.headers["Location"] == "/"


def test_the_number_and_the_name_stand_in_no_log_and_no_store(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    head = lobby.town.office.log.head()

    browser, answer = lobby.sign_in()
    told = browser.get("/api/v1/session")

    person = PEOPLE[0]
    written = "\n".join(
        f"{one.getMessage()} {one.args}"
        for one in caplog.records
        if one.name.partition(".")[0] in {"thidin", "httpx2", "httpcore2"}
    )
    stored = (lobby.town.folder / "thidin-sessions.sqlite").read_bytes()
    stored += (lobby.town.folder / "thidin-sessions.sqlite-wal").read_bytes()
    vault = (lobby.town.folder / "thidin-vault.sqlite").read_bytes()
    for secret in (person["pid"], person["name"], person["family_name"]):
        assert secret not in written + answer.text + str(answer.headers) + told.text
        assert secret.encode() not in stored
        assert secret.encode() not in vault
    assert lobby.town.office.log.head() == head


def test_signing_in_again_ends_the_session_of_before(lobby: Lobby) -> None:
    browser, _ = lobby.sign_in()
    before = browser.cookies[SECURE_COOKIE]

    browser.get(lobby.back(lobby.begin(browser)))

    after = browser.cookies[SECURE_COOKIE]
    old = TestClient(lobby.town.app, base_url=ORIGIN, cookies={SECURE_COOKIE: before})
    assert before != after
    assert old.get("/api/v1/session").json()["role"] == "guest"


def test_signing_out_ends_every_session_of_the_person(lobby: Lobby) -> None:
    telephone, _ = lobby.sign_in()
    computer, _ = lobby.sign_in()

    answer = telephone.post("/api/v1/session/end", headers={"Origin": ORIGIN})

    assert answer.json() == {"ended": 2}
    assert computer.get("/api/v1/session").json()["role"] == "guest"


def test_a_request_from_another_site_changes_nothing(lobby: Lobby) -> None:
    browser, _ = lobby.sign_in()

    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": ORIGIN},
        {"Origin": "null"},
        {},
    ):
        answer = browser.post("/api/v1/session/end", headers=headers)
        assert (answer.status_code, problem(answer)) == (403, "cross-site")
    assert browser.get("/api/v1/session").json()["role"] == "taxpayer"


def test_a_session_nobody_uses_ends(lobby: Lobby) -> None:
    now = [lobby.town.front.now()]
    lobby.town.front.clock = lambda: now[0]
    browser, _ = lobby.sign_in()
    now[0] += 29 * 60
    used = browser.get("/api/v1/session").json()["role"]
    now[0] += 31 * 60

    assert used == "taxpayer"
    assert browser.get("/api/v1/session").json()["role"] == "guest"
