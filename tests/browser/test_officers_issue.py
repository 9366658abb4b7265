"""A year's notices by two people: previewed, approved, printed, sent, and warned of when late."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import expect

from api.office import BANGKOK
from tests.browser.street import Street, of_street
from tests.browser.test_officers_year import AT
from tests.browser.visitor import Visitor

IN_TURN = pytest.mark.parametrize(
    ("mine", "theirs"),
    [("", "/en"), ("/en", "")],
    ids=["clerk in Thai", "clerk in English"],
    scope="module",
)
"""A year is issued once, so each pair of languages has a town of its own."""


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, mine: str) -> Iterator[Street]:
    """A street for whoever works in a language."""
    yield from of_street(tmp_path_factory.mktemp(f"year-{mine[1:]}") / "office")


@pytest.fixture
def august(street: Street) -> Iterator[None]:
    """Let it be August for a while, when what was due in June is late."""
    clock = street.collecting.clock
    before, clock.at = clock.at, datetime(2026, 8, 3, 9, tzinfo=BANGKOK)
    yield
    clock.at = before


@IN_TURN
def test_a_year_is_previewed_answered_for_approved_by_another_printed_and_sent(
    two: tuple[Visitor, Visitor], mine: str, theirs: str
) -> None:
    clerk, chief = two
    run = f"{mine}{AT}/run?year=2570"
    clerk.go(run)
    assert clerk.barriers() == []
    for gate in clerk.page.locator("form[action$='/prepare'] select").all():
        clerk.choose(gate, "checked")
    clerk.sends("form[action$='/prepare'] button")
    assert ("It waits for the chief" if mine else "รอผู้บริหารอนุมัติ") in clerk.text()
    assert clerk.page.locator("form[action$='/approve']").count() == 0

    chief.go(f"{theirs}{AT}")
    chief.press("main a[href$='/run?year=2570']")
    chief.page.wait_for_url("**/run?year=2570")
    assert "officer-7" in chief.text()
    chief.sends("form[action$='/approve'] button")
    assert "officer-7 / chief-1" in chief.text()
    clerk.go(run)
    clerk.sends("form[action$='/print'] button")
    written = clerk.until_there("#prints td a[href*='/print/']")
    expect(written).to_have_text("1–3")
    letters = clerk.page.request.get(f"{clerk.street.origin}{written.get_attribute('href')}")
    assert letters.body().startswith(b"%PDF")
    clerk.page.locator("#served_on").fill("2026-06-15")
    clerk.page.locator("#received_on").fill("2026-06-15")
    clerk.sends("form[action$='/served'] button")

    assert clerk.page.locator(".th-steps__done").count() == 3
    assert clerk.barriers() == []
    assert chief.barriers() == []


@IN_TURN
@pytest.mark.usefixtures("august")
def test_who_is_late_is_warned_and_the_land_office_told(
    two: tuple[Visitor, Visitor], mine: str, theirs: str
) -> None:
    clerk, chief = two
    clerk.go(f"{mine}{AT}/arrears")
    late = clerk.page.locator("main tbody tr").count()
    assert late > 0
    clerk.sends("form[action$='/warn'] button")
    chief.go(f"{theirs}{AT}/arrears")
    chief.page.locator("#received_on").fill("2026-08-03")
    chief.sends("form[action$='/received'] button")
    chief.sends("form[action$='/tell'] button")

    assert chief.barriers() == []
    chief.go(f"{theirs}{AT}/arrears")
    chief.press("main tbody th a")
    chief.page.wait_for_url("**/accounts/2569/*")
    assert ("Late" if theirs else "เกินกำหนด") in chief.text()
    assert clerk.barriers() == []
