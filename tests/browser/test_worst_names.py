"""A name that is a script, turns writing around, has no end and piles up marks is a name."""

import re
from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest

from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.browser.chromium import Chromium
from tests.browser.street import NAMES, Street
from tests.browser.visitor import NARROWEST, PHONE, Visitor

WORST = 3
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def known(browser: Chromium, street: Street) -> Iterator[Visitor]:
    """The owner of the third plot, whose name is known since signing in; a dialog is a failure."""
    owner = Visitor.at(browser, street, size=PHONE)
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
    desk.sign_in(21, "clerk")

    owner = inert(desk, f"/en/office/{BODY}/owners/{who}")
    plot = inert(desk, f"/en/office/{BODY}/register/property?key=01A003")

    notice = known.street.collecting.bill(WORST).notice
    account = inert(desk, f"/en/office/{BODY}/accounts/2569/{notice}")
    paper = inert(desk, f"/en/office/{BODY}/matters/new?taxpayer={who}")

    till = inert(
        desk, f"/en/office/{BODY}/money/take?notice={known.street.collecting.bill(3).ref1}"
    )
    inert(desk, f"/en/office/{BODY}/register")
    desk.page.locator("#owner").fill("เจ้าของ")
    desk.press("form:has(#owner) button")
    desk.page.locator("main table a").first.wait_for()
    assert (desk.page.locator("main script").count(), desk.overflow(), desk.errors) == (0, 0, [])
    found = desk.text()

    start = NAMES[WORST].partition("\u202e")[0]
    assert all(start in page for page in (owner, plot, account, paper, till, found))


def test_the_worst_of_names_is_text_in_tables_that_are_taken_away(
    known: Visitor, desk: Visitor
) -> None:
    inert(known, "/my")
    desk.sign_in(21, "clerk")
    report = f"{desk.street.origin}/office/{BODY}/money/reports/2569/notices"

    table = desk.page.request.get(f"{report}?form=csv").text()
    book = desk.page.request.get(f"{report}?form=xlsx").body()

    start = NAMES[WORST].partition("\u202e")[0]
    assert start in table
    assert TURNS.search(table) is None
    sheet = openpyxl.load_workbook(BytesIO(book)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(start in str(cell.value) for cell in cells)
    assert not any(cell.data_type == "f" or TURNS.search(str(cell.value)) for cell in cells)


def test_somebody_let_in_by_the_worst_of_names_sees_a_name(known: Visitor) -> None:
    text = inert(known, "/en/my/people")

    assert "TP-" in text
