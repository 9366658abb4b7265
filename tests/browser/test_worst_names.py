"""A name that is a script, turns writing around, has no end and piles up marks is a name."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.browser.street import NAMES, Street
from tests.browser.visitor import NARROWEST, PHONE, Visitor

WORST = 3
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def known(browser: Browser, street: Street) -> Iterator[Visitor]:
    """The owner of the third plot, whose name is known since signing in; a dialog is a failure."""
    owner = Visitor.at(browser, street, size=PHONE)
    owner.page.on("dialog", lambda dialog: owner.errors.append(dialog.message))
    owner.sign_in(WORST)
    yield owner
    owner.close()


def inert(visitor: Visitor, path: str) -> str:
    """Go to a page, and hold what it shows of others' words to be text alone; return its text."""
    visitor.page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert visitor.go(path) == 200
    text = visitor.text()
    assert visitor.page.locator("main script").count() == 0
    assert TURNS.search(visitor.page.content()) is None
    assert visitor.overflow() <= 0, path
    assert visitor.errors == []
    return text


def test_the_worst_of_names_is_text_on_officers_pages(known: Visitor, desk: Visitor) -> None:
    who = taxpayer.show(known.street.collecting.town.person(WORST))
    inert(known, "/my")
    desk.page.on("dialog", lambda dialog: desk.errors.append(dialog.message))
    desk.sign_in(21, "clerk", "/en")

    owner = inert(desk, f"/en/office/{BODY}/owners/{who}")
    plot = inert(desk, f"/en/office/{BODY}/register/property?key=01A003")

    start = NAMES[WORST].partition("\u202e")[0]
    assert start in owner
    assert start in plot


def test_somebody_let_in_by_the_worst_of_names_sees_a_name(known: Visitor) -> None:
    text = inert(known, "/en/my/people")

    assert "TP-" in text
