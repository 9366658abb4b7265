"""Other offices' programs: a secret for a token, a token for its scopes, while both hold."""

import base64
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from api.http.settings import Quotas
from tests.api.cli.clerk import BODY
from tests.api.http.town import SECRET, Town, build

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GOOD = {"grant_type": "client_credentials", "client_id": "lands", "client_secret": SECRET}
DELIVERIES = f"/land-office/{BODY}/deliveries"


def token(town: Town, **changed: Any) -> Any:
    return town.guest().post("/oauth/token", data={**GOOD, **changed})


def test_a_program_gets_a_token_for_its_secret_and_may_do_what_its_scopes_say(
    seen_town: Town,
) -> None:
    answer = token(seen_town)

    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == (
        "Bearer",
        600,
        "clearance.ask land.deliver",
    )
    assert answer.headers["Cache-Control"] == "no-store"
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    assert seen_town.guest().get(DELIVERIES, headers=bearer).status_code == 200
    assert seen_town.guest().get("/ministry/readiness", headers=bearer).status_code == 403


def test_the_secret_may_come_by_basic_authentication(seen_town: Town) -> None:
    basic = base64.b64encode(f"lands:{SECRET}".encode()).decode()

    answer = seen_town.guest().post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )

    assert answer.status_code == 200


WRONG: dict[str, tuple[dict[str, str], int, str]] = {
    "another secret": ({"client_secret": "x"}, 401, "invalid_client"),
    "no secret": ({"client_secret": ""}, 401, "invalid_client"),
    "another client": ({"client_id": "nobody"}, 401, "invalid_client"),
    "another grant": ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    "another scope": ({"scope": "land.deliver readiness.read"}, 400, "invalid_scope"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_is_refused_as_the_rfc_says(seen_town: Town, case: str) -> None:
    changed, status, error = WRONG[case]

    answer = token(seen_town, **changed)

    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize(
    "raw",
    [
        b"grant_type=client_credentials&client_id=lands&client_id=other",
        b"grant_type=client_credentials&" + b"&".join(b"a%d=1" % one for one in range(20)),
        b"\xff=1",
        b"client_id=%FF",
    ],
)
def test_a_malformed_form_is_refused(seen_town: Town, raw: bytes) -> None:
    answer = seen_town.guest().post("/oauth/token", content=raw, headers=FORM)

    assert answer.status_code == 400


def test_json_is_no_form(seen_town: Town) -> None:
    answer = seen_town.guest().post("/oauth/token", json=GOOD)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_a_token_ends(town: Town) -> None:
    now = [town.front.now()]
    town.front.clock = lambda: now[0]
    lands = town.land_office()
    before = lands.get(DELIVERIES).status_code
    now[0] += 606

    after = lands.get(DELIVERIES)

    assert (before, after.status_code) == (200, 401)
    assert 'error="invalid_token"' in after.headers["WWW-Authenticate"]


def test_a_token_that_we_did_not_sign_opens_nothing(seen_town: Town) -> None:
    now = int(seen_town.front.now())
    claims = {
        "iss": seen_town.front.settings.origin,
        "aud": f"{seen_town.front.settings.origin}/api/v1",
        "client_id": "lands",
        "scope": "land.deliver",
        "exp": now + 600,
    }
    key = ECKey.generate_key("P-256")
    ours = seen_town.front.keys.tokens
    made = [
        jwt.encode({"alg": "ES256", "typ": "at+jwt"}, claims, key),
        jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, ours),
        jwt.encode({"alg": "ES256", "typ": "at+jwt"}, {**claims, "iss": "x"}, ours),
        jwt.encode({"alg": "ES256", "typ": "at+jwt"}, {**claims, "aud": "x"}, ours),
        jwt.encode({"alg": "ES256", "typ": "at+jwt"}, {**claims, "exp": "x"}, ours),
        "x",
        "",
        "a.b.c",
    ]

    for one in made:
        answer = seen_town.guest().get(DELIVERIES, headers={"Authorization": f"Bearer {one}"})
        assert answer.status_code == 401
    scheme = seen_town.guest().get(DELIVERIES, headers={"Authorization": "Digest x"})
    assert scheme.status_code == 401


def test_guessing_at_a_programs_secret_is_slowed_down(tmp_path: Path) -> None:
    town = build(tmp_path / "office", quotas=Quotas(sign_in="3/minute"))

    answers = [token(town, client_secret=str(guess)) for guess in range(5)]

    assert [one.status_code for one in answers] == [401, 401, 401, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    town.front.close()
