"""Figures are shown at a door of their own, to who has the token, and name nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.observing.prometheus import Prometheus
from api.observing.requests import observe
from api.observing.standing import NAMES, Standing
from api.office import BANGKOK
from domain.local_body import Signed
from projections.inbox import SET_ASIDE
from tests.api.cli.clerk import BODY, identity
from tests.api.http.town import ORIGIN, Town, build

TOKEN = "t" * 32
LOCAL = ("127.0.0.1", 0)
NAMES_OF_PEOPLE = ("ตัวอย่าง", "ลำดับ")


@dataclass
class Watched:
    """A town whose service is watched, and the door its figures are shown at."""

    town: Town
    watcher: Prometheus
    standing: Standing

    def page(self, path: str = "/metrics", token: str = TOKEN) -> httpx2.Response:
        assert self.watcher.door is not None
        address = f"http://127.0.0.1:{self.watcher.door.port}{path}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx2.get(address, headers=headers, trust_env=False)

    def figures(self) -> Mapping[tuple[str, str], float]:
        """Return the figures by name and by the value of their only label, "" for none."""
        return {
            (one.name, next(iter(one.labels.values()), "")): one.value
            for family in text_string_to_metric_families(self.page().text)
            for one in family.samples
        }


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    town = build(tmp_path / "office")
    watcher = Prometheus(LOCAL, TOKEN)
    observe(town.app, town.front, [watcher])
    later = [0.0]

    def clock() -> float:
        later[0] += 120  # each look is a later one
        return later[0] + datetime(2026, 6, 1, 9, tzinfo=BANGKOK).timestamp()

    standing = Standing(office=town.office, inbox=town.front.bank.inbox, clock=clock)
    watcher.stands(standing.read)
    with town.client:
        yield Watched(town, watcher, standing)
    watcher.close()
    town.front.close()


def test_requests_are_counted_by_the_pattern_of_their_route(watched: Watched) -> None:
    owner = watched.town.signed_in(1)
    for _ in range(3):
        assert owner.get("/taxpayers/me/properties").status_code == 200
    assert owner.get(f"/local-bodies/{BODY}/overview").status_code in {403, 404}
    assert watched.town.client.get("/nowhere/at/all").status_code == 404

    counted = {
        (one.labels["method"], one.labels["route"], one.labels["status"]): one.value
        for family in text_string_to_metric_families(watched.page().text)
        for one in family.samples
        if one.name == "thidin_request_seconds_count"
    }

    assert counted["GET", "/api/v1/taxpayers/me/properties", "200"] == 3
    assert counted["GET", "-", "404"] >= 1
    assert watched.figures()["thidin_work_seconds_count", "pages"] >= 3


def test_a_method_somebody_made_up_names_no_figure(watched: Watched) -> None:
    with TestClient(watched.town.app, base_url=ORIGIN) as client:
        client.request("SOMCHAI", "/api/v1/health")

    assert "SOMCHAI" not in watched.page().text
    assert 'method="other"' in watched.page().text


def test_the_page_is_for_who_has_the_token_and_there_is_no_other_page(watched: Watched) -> None:
    assert watched.page().status_code == 200
    assert watched.page(token="x" * 32).status_code == 401
    assert watched.page(token="").content == b""
    assert watched.page("/").status_code == 404
    assert watched.town.client.get("/metrics").status_code == 404


def test_the_lag_of_the_read_models_and_the_age_of_feeds_are_figures(watched: Watched) -> None:
    town = watched.town
    town.office.follow()
    before = watched.figures()
    by = Signed(officer="officer-1", at=datetime(2026, 6, 1, 8, tzinfo=BANGKOK))
    joining = town.office.registers.body(5600799)
    head = town.office.log.record(
        [joining.join(name_th="อบต.ใหม่", name_en="", kind="TAO", province=60, by=by)]
    )

    after = watched.figures()

    assert before["thidin_read_models_lag_positions", ""] == 0
    assert before["thidin_read_models_lag_seconds", ""] == 0
    assert after["thidin_log_position", ""] == head
    assert after["thidin_read_models_lag_positions", ""] == 1
    assert after["thidin_read_models_lag_seconds", ""] >= 3_600
    assert before["thidin_bodies_without_land_file", ""] == 3
    assert after["thidin_bodies_without_land_file", ""] == 4
    assert after["thidin_feed_places", "reg"] == 1
    assert after["thidin_feed_oldest_days", "reg"] > 100
    assert {name for name, _ in after if name in NAMES} == set(NAMES)


def test_a_message_that_waits_is_told_with_its_age(watched: Watched) -> None:
    at = datetime(2026, 6, 1, 9, tzinfo=BANGKOK) - timedelta(hours=2)
    inbox = watched.town.front.bank.inbox
    inbox.put(b"{}", bank="014", headers={}, received_at=at)
    inbox.hold([inbox.put(b'{"large":1}', bank="014", headers={}, received_at=at)])
    odd = [inbox.put(raw, bank="014", headers={}, received_at=at) for raw in (b"?", b"??")]
    inbox.finish(odd, SET_ASIDE, at=at)

    figures = watched.figures()

    assert figures["thidin_bank_messages_held", ""] == 1
    assert figures["thidin_bank_messages_aside", ""] == 2
    assert figures["thidin_bank_messages_waiting", ""] == 1
    assert figures["thidin_bank_messages_waiting_seconds", ""] >= 7_200


def test_no_figure_names_a_person_or_an_address(watched: Watched) -> None:
    town = watched.town
    for number in (1, 2, 3):
        owner = town.signed_in(number)
        owner.get("/taxpayers/me/properties")
        owner.get(f"/taxpayers/{identity(number)}?name={NAMES_OF_PEOPLE[0]}")

    text = watched.page().text

    for number in (1, 2, 3):
        assert identity(number) not in text
        assert "TP-" not in text
    assert [name for name in NAMES_OF_PEOPLE if name in text] == []
