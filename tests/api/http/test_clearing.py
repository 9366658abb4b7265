"""The land office asks for many properties at once; whoever holds an answer can have it again."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from api.office import BANGKOK
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting

CLEARANCE = f"/land-office/{BODY}/clearance"
AUGUST = datetime(2026, 8, 20, 9, tzinfo=BANGKOK)


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("clearing") / "office")


def test_many_are_answered_in_their_order_and_an_unknown_one_is_told(
    collecting: Collecting,
) -> None:
    lands = collecting.town.land_office()

    told = lands.post(CLEARANCE, json={"properties": ["01A002", "99Z999", "01A001"]}).json()

    first, unknown, last = told["items"]
    assert (first["clear"], last["clear"]) == (True, True)
    assert unknown == {"property": "99Z999", "problem": "unknown-property"}
    assert first["number"].startswith(f"CL-{BODY}-")


def test_an_answer_is_had_again_as_it_was_then_by_its_number_and_code(
    collecting: Collecting,
) -> None:
    slip = collecting.town.land_office().get(CLEARANCE, params={"key": "01A001"}).json()
    begun, collecting.clock.at = collecting.clock.at, AUGUST

    guest = collecting.town.guest()
    again = guest.get(f"/clearances/{slip['number']}", params={"code": slip["code"].lower()})
    now = collecting.town.land_office().get(CLEARANCE, params={"key": "01A001"}).json()
    collecting.clock.at = begun

    assert (again.json()["clear"], now["clear"]) == (True, False)
    assert again.json()["on"] == slip["on"]
    assert not again.json()["holds_today"]
    assert again.json()["body"] == BODY
    assert not {"taxpayer", "owner", "name"} & set(again.json())


def test_a_number_without_its_code_and_one_never_given_out_look_alike(
    collecting: Collecting,
) -> None:
    guest = collecting.town.guest()
    slip = collecting.town.land_office().get(CLEARANCE, params={"key": "01A001"}).json()
    body, rest = slip["number"][3:11], slip["number"][11:]

    wrong = [
        guest.get(f"/clearances/{slip['number']}", params={"code": "0000000000"}),
        guest.get(f"/clearances/CL-{int(body) + 1:08d}{rest}", params={"code": slip["code"]}),
        guest.get("/clearances/nothing", params={"code": slip["code"]}),
    ]

    assert {one.status_code for one in wrong} == {404}
    assert {one.json()["type"] for one in wrong} == {"urn:thidin:problem:no-such-slip"}
