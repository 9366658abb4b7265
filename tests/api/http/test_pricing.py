"""A price list answers for what is odd in it; one person releases it, another publishes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.policy import Role
from tests.api.cli.clerk import BODY, sheet, title, written
from tests.api.http.test_imports import finished, handed, waited
from tests.api.http.town import Caller, Town, of_office

HERE = "/treasury/provinces/60"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    yield from of_office(tmp_path / "office")


def listed(town: Town, *numbers: int, baht: int) -> Path:
    """Return a list of land prices of some plots."""
    price = {"EVAPRICE": f"{baht}.00000000", "branch_code": "60010000"}
    rows = [{**sheet(number), **price} for number in numbers]
    return written(town.folder / f"prices-{baht}.csv", rows)


def checked(town: Town, treasury: Caller, file: Path) -> tuple[str, Any]:
    """Hand a list in; return the address of its job, and the job."""
    answer = handed(treasury, f"{HERE}/price-lists", file, as_of="2026-06-01")
    job = finished(town, treasury, answer)
    return str(answer.headers["Location"]).removeprefix("/api/v1"), job


def keyed(name: str) -> dict[str, str]:
    return {"Idempotency-Key": name}


def test_a_list_is_published_once_every_check_is_answered_and_by_another_person(
    town: Town,
) -> None:
    first, second = town.signed_in(23, Role.TREASURY), town.signed_in(22, Role.TREASURY)
    address, job = checked(town, first, listed(town, 1, 2, baht=40_000))
    head = town.office.log.head()

    found = {one["check"]: one["found"] for one in job["result"]["checks"] if one["found"]}
    early = second.post(f"{address}/publish", headers=keyed("a"))
    silent = first.post(f"{address}/release", json={"answers": {}}, headers=keyed("b"))
    odd = {"threefold": "because"}
    wrong = first.post(f"{address}/release", json={"answers": odd}, headers=keyed("c"))
    right = {"threefold": "seen-in-market"}
    released = first.post(f"{address}/release", json={"answers": right}, headers=keyed("d"))
    alone = first.post(f"{address}/publish", headers=keyed("e"))

    assert found == {"threefold": 2}
    assert early.json()["type"] == "urn:thidin:problem:not-released"
    assert silent.json()["checks"] == ["threefold"]
    assert wrong.status_code == 409
    assert released.json()["result"]["released"]["officer"] == "officer-9"
    assert (alone.status_code, alone.json()["code"]) == (409, "one-person")
    assert town.office.log.head() == head

    second.post(f"{address}/publish", headers=keyed("f"))
    done = waited(town, second, address)
    latest = second.get(f"{HERE}/price-lists").json()["items"][0]
    assert done["state"] == "done"
    assert latest["position"] == town.office.log.head() == done["result"]["position"]
    assert latest["officer"] == "officer-8"
    assert latest["reason"] == "released=officer-9;threefold=seen-in-market"


def test_a_plot_without_a_price_is_a_gap_told_by_its_title(town: Town) -> None:
    treasury = town.signed_in(23, Role.TREASURY)
    town.clerk.take(written(town.folder / "another.csv", [title(13)]), confirm=True)

    _, job = checked(town, treasury, listed(town, 4, baht=9_000))

    gap = next(one for one in job["result"]["checks"] if one["check"] == "land-gap")
    assert (gap["found"], gap["of"]) == (1, 4)
    assert gap["examples"][0]["body"] == BODY


def test_rounds_are_held_against_each_other(town: Town) -> None:
    first, second = town.signed_in(23, Role.TREASURY), town.signed_in(22, Role.TREASURY)
    address, _ = checked(town, first, listed(town, 1, 2, baht=40_000))
    first.post(
        f"{address}/release",
        json={"answers": {"threefold": "area-changed"}},
        headers=keyed("d"),
    )
    second.post(f"{address}/publish", headers=keyed("f"))
    waited(town, second, address)

    days = first.get(f"{HERE}/rounds").json()["items"]
    told = first.get(
        f"{HERE}/rounds/compare", params={"first": "2026-01-01", "second": "2026-06-01"}
    ).json()

    assert days[0] == {"table": "land_price", "day": "2026-06-01", "prices": 2}
    land = next(one for one in told["tables"] if one["table"] == "land_price")
    assert (land["before"], land["after"], land["come"], land["gone"]) == (12, 12, 0, 0)
    assert (land["same"], land["median_percent"]) == (10, 100)
    assert dict(zip([*told["steps_percent"], "more"], land["steps"], strict=True))["more"] == 2


def test_no_objection_to_a_price_names_a_person(town: Town) -> None:
    found = town.signed_in(23, Role.TREASURY).get(f"{HERE}/objections", params={"tax_year": 2569})

    assert found.json() == {"items": []}
