"""Who is let in acts for a taxpayer in that scope, until it ends, and nobody else does."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.town import Caller

DELEGATIONS = "/taxpayers/me/delegations"
NOTICE = f"/taxpayers/me/notices/{BODY}/2569"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def code(collecting: Collecting, number: int) -> str:
    return taxpayer.show(collecting.town.person(number))


def lets(owner: Caller, to: str, *scopes: str, until: str = "2026-12-31", tag: str = '"v0"') -> Any:
    return owner.post(
        DELEGATIONS,
        json={"to": to, "scopes": list(scopes), "until": until},
        headers={"Idempotency-Key": f"{to} {scopes} {tag}", "If-Match": tag},
    )


def test_an_accountant_pays_for_who_let_them_and_sees_nothing_of_others(
    collecting: Collecting,
) -> None:
    owner, accountant = collecting.town.signed_in(1), collecting.town.signed_in(9)
    for_owner = {"Thidin-For": code(collecting, 1)}
    before = accountant.get(NOTICE, headers=for_owner).status_code

    granted = lets(owner, code(collecting, 9), "see", "pay")

    assert granted.status_code == 200, granted.text
    assert granted.json()["items"] == [
        {"to": code(collecting, 9), "scopes": ["see", "pay"], "until": "2026-12-31"}
    ]
    assert before == 404
    assert accountant.get(NOTICE, headers=for_owner).json()["reference"] == collecting.bill(1).ref1
    order = accountant.post(
        "/taxpayers/me/orders",
        json={"notices": [{"body": BODY, "tax_year": 2569}]},
        headers={"Idempotency-Key": "k", **for_owner},
    )
    assert order.json()["bills"][0]["reference"] == collecting.bill(1).ref1
    others = {"Thidin-For": code(collecting, 2)}
    assert accountant.get(NOTICE, headers=others).status_code == 404
    stranger = collecting.town.signed_in(2)
    assert stranger.get(NOTICE, headers=for_owner).status_code == 404


def test_who_may_see_may_not_pay(collecting: Collecting) -> None:
    lets(collecting.town.signed_in(1), code(collecting, 9), "see")
    accountant = collecting.town.signed_in(9)
    for_owner = {"Thidin-For": code(collecting, 1)}

    codes = accountant.post(f"{NOTICE}/codes", json={}, headers=for_owner)

    assert accountant.get(NOTICE, headers=for_owner).status_code == 200
    assert codes.status_code == 404


def test_a_delegation_ends_when_it_is_taken_back_or_its_day_is_over(
    collecting: Collecting,
) -> None:
    owner, accountant = collecting.town.signed_in(1), collecting.town.signed_in(9)
    for_owner = {"Thidin-For": code(collecting, 1)}
    tag = lets(owner, code(collecting, 9), "see", until="2026-06-15").headers["ETag"]
    on_its_day = accountant.get(NOTICE, headers=for_owner).status_code
    collecting.clock.at += timedelta(days=1)
    owner, accountant = collecting.town.signed_in(1), collecting.town.signed_in(9)
    day_after = accountant.get(NOTICE, headers=for_owner).status_code
    tag = lets(owner, code(collecting, 9), "see", tag=tag).headers["ETag"]
    again = accountant.get(NOTICE, headers=for_owner).status_code

    ended = owner.ask("DELETE", f"{DELEGATIONS}/{code(collecting, 9)}", headers={"If-Match": tag})

    assert (ended.status_code, ended.json()) == (200, {"items": []})
    after = accountant.get(NOTICE, headers=for_owner).status_code
    assert (on_its_day, day_after, again, after) == (200, 404, 200, 404)


@pytest.mark.parametrize("told", ["TP-0000000000000", "x", "", "1234567890123", "TP-" + "Z" * 13])
def test_for_whom_nobody_let_one_act_is_absent(collecting: Collecting, told: str) -> None:
    answer = collecting.town.signed_in(1).get(NOTICE, headers={"Thidin-For": told})

    assert answer.status_code == 404
    assert "1234567890123" not in answer.text


def test_letting_others_act_needs_a_surely_known_person_who_read_the_list(
    collecting: Collecting,
) -> None:
    barely = collecting.town.signed_in(1, ial="1.1")
    owner, to = collecting.town.signed_in(1), code(collecting, 9)

    assert lets(barely, to, "see").status_code == 403
    assert lets(owner, to, "see", tag='"v7"').status_code == 412
    assert lets(owner, to, "everything").status_code == 422
    assert lets(owner, code(collecting, 1), "see").json()["code"] == "delegation-wrong"
    assert lets(owner, to, "see", until="2036-01-01").json()["code"] == "delegation-wrong"
    assert owner.get(DELEGATIONS).json() == {"items": []}


def test_a_delegation_that_is_none_is_absent(collecting: Collecting) -> None:
    owner = collecting.town.signed_in(1)

    for to in (code(collecting, 9), "x"):
        answer = owner.ask("DELETE", f"{DELEGATIONS}/{to}", headers={"If-Match": '"v0"'})
        assert answer.status_code == 404


def test_who_may_see_sees_properties_bills_and_why_they_are_so(collecting: Collecting) -> None:
    accountant = collecting.town.signed_in(9)
    for_owner = {"Thidin-For": code(collecting, 1)}
    paths = (
        "/taxpayers/me/properties",
        "/taxpayers/me/bills",
        f"/taxpayers/me/bills/{BODY}/2569/explanation",
    )
    before = {accountant.get(path, headers=for_owner).status_code for path in paths}
    lets(collecting.town.signed_in(1), code(collecting, 9), "see")

    after = [accountant.get(path, headers=for_owner) for path in paths]

    assert before == {404}
    assert [one.status_code for one in after] == [200, 200, 200]
    assert [one["parcel_code"] for one in after[0].json()["items"]] == ["01A001"]
    assert after[2].json()["taxpayer"] == code(collecting, 1)


def test_who_was_let_in_finds_for_whom_and_no_longer_once_it_ended(collecting: Collecting) -> None:
    owner, accountant = collecting.town.signed_in(1), collecting.town.signed_in(9)
    before = accountant.get(f"{DELEGATIONS}/received").json()["items"]
    granted = lets(owner, code(collecting, 9), "pay", until="2026-06-20")
    again = lets(owner, code(collecting, 9), "see", until="2026-06-20", tag=granted.headers["ETag"])

    (one,) = accountant.get(f"{DELEGATIONS}/received").json()["items"]
    collecting.clock.at += timedelta(days=6)
    late = collecting.town.signed_in(9).get(f"{DELEGATIONS}/received").json()["items"]
    collecting.clock.at -= timedelta(days=6)
    tag = {"If-Match": again.headers["ETag"]}
    collecting.town.signed_in(1).ask("DELETE", f"{DELEGATIONS}/{code(collecting, 9)}", headers=tag)
    ended = collecting.town.signed_in(9).get(f"{DELEGATIONS}/received").json()["items"]

    assert (before, late, ended) == ([], [], [])
    assert one["name"]
    assert (one["taxpayer"], one["scopes"], one["until"]) == (
        code(collecting, 1),
        ["see"],
        "2026-06-20",
    )
