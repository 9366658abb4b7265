"""Help says what the tax is, how to pay, and whom to ask, by the digits of a reference."""

from collections.abc import Iterator

import pytest

from tests.api.cli.clerk import BODY
from tests.api.http.town import Town, of_office
from tests.api.pages.reading import read


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from of_office(tmp_path_factory.mktemp("helping") / "office")


def test_a_reference_leads_to_the_body_that_answers_for_it(town: Town) -> None:
    words = read(town.client.get(f"/help?reference={BODY} 69 0000001"))

    assert "องค์การบริหารส่วนตำบลตัวอย่าง โทรศัพท์และที่อยู่พิมพ์อยู่ในใบแจ้ง" in words


def test_a_number_of_nobodys_is_said_to_be_one(town: Town) -> None:
    words = read(town.client.get("/en/help?reference=99999999"))

    assert "No local body has this number. Check it again." in words
