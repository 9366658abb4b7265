"""Every route is walked by every role in every relation; what the policy does not allow is denied.

Given the routes the application really has and the table it really uses, a role that a rule does
not name is refused, and data that are not in the rule's relation are absent, with the same answer
as for data that do not exist.
"""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.http.description import routes_of
from api.http.routes import action_of
from api.policy import (
    POLICY,
    Absent,
    NotAllowed,
    NotSignedIn,
    Principal,
    Relation,
    Role,
    Whose,
    permit,
)
from tests.api.cli.clerk import BODY
from tests.api.http.town import FAR_BODY, OTHER_BODY, Caller, Town

NO_BODY = "05609999"
ACTORS = {
    Role.GUEST: lambda town: town.guest(),
    Role.TAXPAYER: lambda town: town.signed_in(1),
    Role.CLERK: lambda town: town.officer(),
    Role.TREASURY: lambda town: town.signed_in(23, Role.TREASURY),
    Role.AUDITOR: lambda town: town.signed_in(23, Role.AUDITOR),
    Role.MINISTRY: lambda town: town.signed_in(22, Role.MINISTRY),
    Role.LAND_OFFICE: lambda town: town.land_office(),
    Role.PORTAL: lambda town: town.program("portal"),
}
OPEN = frozenset({Relation.NOBODYS})


def walked(app: FastAPI) -> Iterator[tuple[str, str, APIRoute]]:
    for path, route in routes_of(app):
        for method in sorted(route.methods or ()):
            yield method, path.removeprefix("/api/v1"), route


def filled(path: str, *, body: str = BODY, province: str = "60") -> str:
    """Put values into a route's address: those named, and something harmless for the others."""
    known = {"body": body, "province": province, "tax_year": "2569"}
    return re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], "none"), path)


def told(answer: object) -> tuple[int, str, str]:
    """Return what an answer says, without what differs between any two requests."""
    found = answer.json()  # type: ignore[attr-defined]
    found.pop("correlation", None)
    return answer.status_code, repr(found), answer.headers["Content-Type"]  # type: ignore[attr-defined]


def test_every_route_declares_an_action_of_the_policy_and_every_action_has_a_route(
    seen_town: Town,
) -> None:
    declared = {action_of(route).action for _, _, route in walked(seen_town.app)}

    assert declared == set(POLICY)


def test_the_application_answers_nothing_but_its_own_routes(seen_town: Town) -> None:
    ours = {path for _, path, _ in walked(seen_town.app)}

    for hidden in ("/docs", "/redoc", "/metrics", "/api/v1/docs", "/openapi.json"):
        answer = seen_town.client.get(hidden)
        assert (hidden, answer.status_code) == (hidden, 404)
        assert hidden.removeprefix("/api/v1") not in ours


@pytest.mark.parametrize("role", ACTORS)
def test_a_role_that_the_rule_does_not_name_is_refused_on_every_route(
    seen_town: Town, role: Role
) -> None:
    asker: Caller = ACTORS[role](seen_town)
    expected = 401 if role is Role.GUEST else 403

    for method, path, route in walked(seen_town.app):
        if role not in POLICY[action_of(route).action].roles:
            answer = asker.ask(method, filled(path))
            assert (method, path, answer.status_code) == (method, path, expected)


@pytest.mark.parametrize("role", ACTORS)
@pytest.mark.parametrize("foreign", [OTHER_BODY, FAR_BODY])
def test_another_bodys_data_look_like_those_of_a_body_that_does_not_exist(
    seen_town: Town, role: Role, foreign: str
) -> None:
    asker: Caller = ACTORS[role](seen_town)

    for method, path, route in walked(seen_town.app):
        relation = POLICY[action_of(route).action].roles.get(role)
        if relation is not Relation.BODY or "{body}" not in path:
            continue
        there = asker.ask(method, filled(path, body=foreign))
        nowhere = asker.ask(method, filled(path, body=NO_BODY))
        assert (method, path, there.status_code) == (method, path, 404)
        assert told(there) == told(nowhere)


@pytest.mark.parametrize("role", ACTORS)
def test_another_provinces_data_look_like_those_of_a_province_that_does_not_exist(
    seen_town: Town, role: Role
) -> None:
    asker: Caller = ACTORS[role](seen_town)

    for method, path, route in walked(seen_town.app):
        relation = POLICY[action_of(route).action].roles.get(role)
        if relation is not Relation.PROVINCE or "{" not in path:
            continue
        there = asker.ask(method, filled(path, body=FAR_BODY, province="61"))
        nowhere = asker.ask(method, filled(path, body="05999999", province="99"))
        assert (method, path, there.status_code) == (method, path, 404)
        assert told(there) == told(nowhere)


def test_what_is_done_by_consent_is_absent_without_one(seen_town: Town) -> None:
    portal = seen_town.program("portal")
    asked = {"notices": [{"body": BODY, "tax_year": 2569}]}
    walks = 0

    for method, path, route in walked(seen_town.app):
        if POLICY[action_of(route).action].roles.get(Role.PORTAL) is not Relation.CONSENT:
            continue
        body = asked if method == "POST" else None
        for code in ({}, {"Thidin-Consent": "none"}, {"Thidin-Consent": "x" * 100}):
            headers = {"Idempotency-Key": "k", **code}
            answer = portal.ask(method, filled(path), json=body, headers=headers)
            assert (method, path, answer.status_code) == (method, path, 404)
            walks += 1
    assert walks


@pytest.mark.parametrize("action", POLICY)
def test_the_rules_themselves_deny_what_they_do_not_name(action: str) -> None:
    rule = POLICY[action]
    foreign = Whose(taxpayer=6, body=5610101, province=61)
    own = Whose(taxpayer=5, body=5600701, province=60)
    bodies, provinces = frozenset({5600701}), frozenset({60})

    for role in Role:
        asker = Principal(role=role, taxpayer=5, bodies=bodies, provinces=provinces, ial="3")
        relation = rule.roles.get(role)
        if relation is None:
            with pytest.raises(NotSignedIn if role is Role.GUEST else NotAllowed):
                permit(asker, action, own)
            continue
        permit(asker, action, own)
        if relation in {Relation.OWN, Relation.BODY, Relation.PROVINCE}:
            with pytest.raises(Absent):
                permit(asker, action, foreign)


def test_an_officer_who_is_struck_off_stops_at_the_next_request(town: Town) -> None:
    officer = town.officer()
    before = officer.get(f"/local-bodies/{BODY}/properties?text=01A001")

    town.front.settings.staff_file.write_text("", "utf-8")

    after = officer.get(f"/local-bodies/{BODY}/properties?text=01A001")
    assert (before.status_code, after.status_code) == (200, 401)


def test_a_program_that_is_struck_off_stops_although_its_token_is_still_good(town: Town) -> None:
    lands = town.land_office()
    before = lands.get(f"/land-office/{BODY}/deliveries")

    town.front.settings.agencies_file.write_text("", "utf-8")

    after = lands.get(f"/land-office/{BODY}/deliveries")
    assert (before.status_code, after.status_code) == (200, 401)


def test_a_role_whose_time_is_over_is_no_role(seen_town: Town) -> None:
    chief = seen_town.signed_in(21, Role.CHIEF, BODY)

    answer = chief.get(f"/local-bodies/{BODY}/properties?text=01A001")

    assert answer.status_code == 401


def test_a_change_needs_a_surely_known_person(seen_town: Town) -> None:
    barely = seen_town.signed_in(21, Role.CLERK, BODY, ial="1.1")

    answer = barely.post(f"/local-bodies/{BODY}/corrections", json={})

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:thidin:problem:identity-too-weak"
