"""Anybody calculates a tax without signing in, and sees how it comes about and on what readings."""

from collections.abc import Iterator

import pytest

from tests.api.http.town import Town, of_office
from tests.api.pages.reading import read

HOUSE = (
    "kinds=land,building&year=2569&owner=natural&p1-rai=1&p1-wah=๐&p1-price=200,000&p1-use=residence"
    "&p2-on=1&p2-size=200&p2-price=7250&p2-structure=concrete&p2-age=15&p2-use=residence&p2-main=yes"
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from of_office(tmp_path_factory.mktemp("calculating") / "office")


def shown(town: Town, asked: str, page: str = "/en/calculator/result") -> str:
    return read(town.client.get(f"{page}?{asked}"))


def test_a_house_on_its_owners_land_is_explained_to_the_baht(town: Town) -> None:
    # 400 × 200,000 + 200 × 7,250 × 80 % = 81,160,000; less 50 million (s.41); 25 million at
    # 0.03 % and 6,160,000 at 0.05 %.
    words = shown(town, HOUSE)

    for step in (
        "The tax of 2569 comes to 10,580.00 baht",
        "Value of 1. Land s.35 80,000,000.00",
        "Value of 2. Building s.35 1,160,000.00",
        "exempt s.41 −50,000,000.00",
        "value from 0 to 25,000,000 at 0.03% s.37 7,500.00",
        "value from 25,000,000 to 50,000,000 at 0.05% s.37 3,080.00",
    ):
        assert step in words


def test_several_plots_and_uses_are_taken_together(town: Town) -> None:
    # Other uses 2.4 + 1 million at 0.3 %; 1.6 million vacant for 7 years at 0.9 % (s.43).
    words = shown(
        town,
        "kinds=land,land&year=2569&owner=juristic&p1-value=4000000&p1-other=60&p1-vacant=40"
        "&p1-vacant_years=7&p1-adjoins=2&p2-value=1000000&p2-use=other",
    )

    assert "The tax of 2569 comes to 24,600.00 baht" in words
    assert "What the law leaves open, and how we read it" in words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("kinds=land&year=2569&p1-use=other", "Give the whole value, or both area and price"),
        ("kinds=land&year=2569&p1-value=much&p1-use=other", "Give a number"),
        ("kinds=land&year=2569&p1-value=1&p1-other=60", "The percents of the uses must be 100"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    town: Town, asked: str, words: str
) -> None:
    page = town.client.get(f"/en/calculator/result?{asked}")

    assert page.status_code == 422
    assert words in read(page)
    assert 'href="#p1-' in page.text
    if "much" in asked:
        assert 'value="much"' in page.text


def test_properties_are_added_and_taken_away_without_scripts(town: Town) -> None:
    more = town.client.get("/calculator/facts?kinds=land&p1-value=5&add=unit")
    fewer = town.client.get("/calculator/facts?kinds=land,unit&p1-value=5&p2-value=7&remove=1")

    assert 'name="kinds" value="land,unit"' in more.text
    assert 'id="p1-value" name="p1-value" type="text" value="5"' in more.text
    assert 'name="kinds" value="unit"' in fewer.text
    assert 'id="p1-value" name="p1-value" type="text" value="7"' in fewer.text


def test_a_year_to_come_says_that_its_law_is_not_known_yet(town: Town) -> None:
    words = shown(town, HOUSE.replace("2569", "2570"), "/calculator/result")

    assert "ใช้กฎหมายของปีภาษี 2569 ต่อไปจนกว่าจะมีพระราชกฤษฎีกาใหม่" in words
