"""A training office says on each page that nothing is real, and an officer can begin it again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from api.http.settings import TRAINING
from api.policy import Role
from tests.api.http.town import Town, of_office
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from of_office(tmp_path_factory.mktemp("training") / "office")


def test_each_page_of_a_training_office_says_so_and_an_officer_begins_again(town: Town) -> None:
    asked: list[str] = []
    town.front.settings = replace(town.front.settings, mode=TRAINING)
    town.front.start_over = lambda: asked.append("begin again")
    officer, taxpayer = Reader(town.signed_in(22, Role.MINISTRY)), Reader(town.signed_in(1))

    first = read(officer.page("/en"))
    refused = taxpayer.sends("/training", {})
    untouched = list(asked)
    begun = officer.sends("/training", {})

    assert "Training: no data, no notice and no money here are real" in first
    assert (refused.status_code, untouched) == (403, [])
    assert "กำลังคืนทุกอย่างให้เหมือนวันแรก" in read(begun)
    assert asked == ["begin again"]


def test_an_office_that_is_none_for_training_cannot_be_put_back(town: Town) -> None:
    officer = Reader(town.signed_in(22, Role.MINISTRY))

    assert officer.page("/training").status_code == 404
    assert officer.caller.post("/training/start-over").status_code == 404
