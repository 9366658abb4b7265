"""A body's officers at a desk: hand in a file, mend it, undo it, take money, search by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.cli.clerk import BODY, title, use, written
from tests.browser.chromium import Chromium
from tests.browser.street import Street
from tests.browser.visitor import CLERK, Visitor

AT = f"/office/{BODY}"
LANGUAGES = pytest.mark.parametrize("language", ["", "/en"], ids=["in Thai", "in English"])


@pytest.fixture
def clerk(browser: Chromium, street: Street, language: str) -> Iterator[Visitor]:
    """A clerk at work, on whose computer no scripts run where English is read."""
    made = Visitor.reading(language, browser, street)
    made.sign_in(CLERK, "clerk")
    yield made
    made.close()
    assert made.errors == []


def handed_in(clerk: Visitor, language: str, file: Path) -> None:
    """Hand a file in, and wait until it is checked."""
    clerk.go(f"{language}{AT}/imports")
    assert clerk.barriers() == []
    clerk.give("#file", file, "Space" if language else "Enter")
    clerk.sends("main form[enctype] button")
    clerk.until_there("form[action$='/apply']")


def recorded(clerk: Visitor) -> None:
    """Say that what was checked is right, and wait until it is recorded."""
    clerk.tick("form[action$='/apply'] input[name=confirm]")
    assert clerk.barriers() == []
    clerk.sends("form[action$='/apply'] button")
    clerk.until_there("main .govuk-tag:text-matches('เสร็จแล้ว|Done')")
    assert clerk.barriers() == []


@LANGUAGES
def test_a_clerk_hands_in_a_file_sees_its_effect_and_records_it(
    clerk: Visitor, tmp_path: Path, language: str
) -> None:
    plot = 7 if language else 8
    handed_in(clerk, language, written(tmp_path / f"titles-{plot}.csv", [title(plot)]))
    assert ("Tax of 2569 now" if language else "ภาษีปี 2569 ตอนนี้") in clerk.text()

    recorded(clerk)

    clerk.go(f"{language}{AT}/register?text=01A{plot:03d}")
    assert clerk.page.locator(f"main tbody tr:has-text('01A{plot:03d}')").count() == 1


@LANGUAGES
def test_a_row_kept_back_is_mended_beside_what_is_wrong_recorded_and_undone_from_the_history(
    clerk: Visitor, tmp_path: Path, language: str
) -> None:
    plot = 2 if language else 1
    page = clerk.page
    handed_in(clerk, language, written(tmp_path / f"uses-{plot}.csv", [use(plot, use_code=99)]))
    if clerk.page.locator("main a[href$='?rows=yes']").count():
        clerk.press("main a[href$='?rows=yes']")
    expect(page.locator("td.th-wrong")).to_contain_text("99")
    assert clerk.barriers() == []
    page.locator("input.th-cell").first.fill("4")
    clerk.sends("form[action$='/mend'] button")
    clerk.until_there("form[action$='/apply']")
    assert page.locator("td.th-wrong").count() == 0
    assert "-11,200.00" in clerk.text()
    recorded(clerk)

    clerk.go(f"{language}{AT}/imports")
    assert clerk.barriers() == []
    clerk.sends("form[action*='/undo/'] button")
    clerk.until_there("form[action$='/apply']")
    assert ("Nothing is erased" if language else "ของเดิมไม่ถูกลบ") in clerk.text()
    assert ("uses 0 new, 1 changed" if language else "การใช้ ใหม่ 0 เปลี่ยน 1") in clerk.text()
    recorded(clerk)

    clerk.go(f"{language}{AT}/imports")
    latest = page.locator("table:has(form[action*='/undo/']) tbody tr").first
    expect(latest).to_contain_text("Delivery undone" if language else "เลิก")


@LANGUAGES
def test_a_cashier_takes_money_for_a_notice_that_is_then_settled(
    clerk: Visitor, street: Street, language: str
) -> None:
    owner = 1 if language else 2
    page = clerk.page
    clerk.go(f"{language}{AT}/money/take")
    expect(page.locator("#notice")).to_be_focused()
    page.keyboard.type(street.collecting.bill(owner).ref1)
    page.keyboard.press("Enter")
    page.wait_for_url("**?notice=*")
    assert "12,000.00" in clerk.text()
    assert clerk.barriers() == []

    page.locator("#receipt").fill(f"69-0000{owner}")
    clerk.sends("main form[method=post] button")

    assert page.locator(".govuk-notification-banner--success").count() == 1
    assert clerk.barriers() == []
    assert street.collecting.stands(owner).state == "settled"


@LANGUAGES
def test_a_plot_is_found_by_keyboard_alone(clerk: Visitor, language: str) -> None:
    clerk.go(f"{language}{AT}/register")

    expect(clerk.page.locator("#text")).to_be_focused()
    clerk.page.keyboard.type("01A001")
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**text=01A001*")
    assert clerk.barriers() == []
    clerk.press("main table a")
    clerk.page.wait_for_url("**/register/property*")

    assert "TP-" in clerk.text()
    assert clerk.barriers() == []
