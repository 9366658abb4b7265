"""Long work and crowds wait in places of their own; money is taken and bills shown meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.http.pools import Pool, Turns
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting

REPORT = f"/local-bodies/{BODY}/reports/2569/notices"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def test_more_long_work_than_there_is_room_for_is_refused_at_once_and_nothing_else(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    front, clerk = collecting.town.front, collecting.town.officer()
    begun, going_on = threading.Event(), threading.Event()
    small = Pool("exports", threads=1, waiting=0)
    monkeypatch.setattr(front.pools, "exports", small)
    fresh = type(front).fresh

    def slow(self: object, position: int = 0) -> int:
        if threading.current_thread().name.startswith("exports"):
            begun.set()
            assert going_on.wait(60)
        return fresh(self, position)  # type: ignore[arg-type]

    monkeypatch.setattr(type(front), "fresh", slow)
    typed = {"reference": collecting.bill(1).ref1, "amount": "12000.00"}
    with ThreadPoolExecutor(1) as first:
        long = first.submit(clerk.get, REPORT)
        assert begun.wait(60)
        refused = clerk.get(REPORT)
        told = collecting.tells(collecting.transfer())
        shown = collecting.town.guest().post("/guest/bills", json=typed)
        going_on.set()
        served = long.result()
    small.close()

    assert (refused.status_code, refused.json()["type"]) == (503, "urn:thidin:problem:too-busy")
    assert int(refused.headers["Retry-After"]) > 0
    assert (told.status_code, shown.status_code, served.status_code) == (200, 200, 200)


def test_a_crowd_before_one_counter_is_told_to_come_again_and_money_is_taken(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting.town.front.pools, "bills", Turns("bills", waiting=0))
    typed = {"reference": collecting.bill(1).ref1, "amount": "12000.00"}

    refused = collecting.town.guest().post("/guest/bills", json=typed)
    told = collecting.tells(collecting.transfer())

    assert (refused.status_code, refused.json()["type"]) == (503, "urn:thidin:problem:too-busy")
    assert told.status_code == 200
    assert collecting.town.front.bank.record()
    assert collecting.stands().state == "settled"
