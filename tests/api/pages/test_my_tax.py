"""A taxpayer sees everything owned and owed in all bodies on one page, with one total."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.town import Caller
from tests.api.pages.reading import read


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("mine") / "office")


def page(person: Caller, path: str) -> Any:
    return person.client.get(path, headers=dict(person.headers))


def test_the_total_is_the_sum_of_the_lines_that_are_shown(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)

    shown = page(person, "/my")

    words = read(shown)
    assert "รวมที่ต้องชำระ 12,000.00 บาท" in words
    assert "องค์การบริหารส่วนตำบลตัวอย่าง 2569 12,000.00 บาท ต้องชำระ" in words
    assert "ครบกำหนด 30 มิถุนายน พ.ศ. 2569" in words
    assert "ที่ดิน โฉนดเลขที่ 1001 แปลง 01A001 1\u00a0ไร่".replace("\u00a0", " ") in words
    assert f'name="notice" value="{BODY}-2569"' in shown.text
    assert 'data-map="/my/map"' in shown.text
    assert page(person, "/my/map").json()["type"] == "FeatureCollection"


def test_what_is_paid_is_no_longer_asked_for(collecting: Collecting) -> None:
    collecting.tells(collecting.transfer(1, owner=2))
    collecting.recorded()

    words = read(page(collecting.town.signed_in(2), "/en/my"))

    assert "To pay in all 0.00 baht" in words
    assert "There is nothing to pay." in words
    assert "2569 Paid 12,000.00" in words


def test_who_is_not_signed_in_is_led_there_and_back(collecting: Collecting) -> None:
    answer = collecting.town.client.get("/my", follow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?after=%2Fmy")
