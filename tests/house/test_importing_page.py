"""docs/importing.md has every feed's headings and every problem code as the importers have them."""

from tests.house.importing_page import PAGE, feeds, marked, page

WRITE = ".venv/bin/python -m tests.house.importing_page"


def test_the_page_has_a_place_for_every_feed_and_for_the_problems() -> None:
    wanted = [f"feed {feed.name}" for feed in feeds()]

    told = sorted(marked(PAGE.read_text("utf-8")))
    assert told == sorted([*wanted, "problems"]), f"run: {WRITE}, and say what each row becomes"


def test_the_page_tells_headings_and_problems_as_they_are_now() -> None:
    told = PAGE.read_text("utf-8")

    assert told == page(), f"run: {WRITE}"
