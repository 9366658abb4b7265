"""A body's officers at a desk: hand in a file, take money without scripts, search by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.cli.clerk import BODY, title, use, written
from tests.browser.street import Street
from tests.browser.visitor import DESK, Visitor

AT = f"/office/{BODY}"
LANGUAGES = pytest.mark.parametrize("language", ["", "/en"])


@LANGUAGES
def test_a_clerk_hands_in_a_file_sees_its_effect_and_records_it(
    desk: Visitor, tmp_path: Path, language: str
) -> None:
    plot = 7 if language else 8
    file = written(tmp_path / f"titles-{plot}.csv", [title(plot)])
    desk.sign_in(21, "clerk", language)
    desk.go(f"{language}{AT}/imports")
    page = desk.page

    page.locator("#file").set_input_files(file)
    page.locator("main form[enctype] button").click()
    page.locator("form[action$='/apply'] button").click()

    told = "Done" if language else "เสร็จแล้ว"
    expect(page.locator("main .govuk-tag")).to_contain_text(told)
    assert desk.barriers() == []
    desk.go(f"{language}{AT}/register?text=01A{plot:03d}")
    assert f"01A{plot:03d}" in desk.text()
    assert desk.errors == []


@LANGUAGES
def test_a_cashier_takes_money_where_no_scripts_run(
    browser: Browser, street: Street, language: str
) -> None:
    owner = 1 if language else 2
    plain = Visitor.at(browser, street, size=DESK, scripts=False)
    plain.sign_in(21, "clerk", language)
    plain.go(f"{language}{AT}/money/take")
    page = plain.page
    page.locator("#notice").fill(street.collecting.bill(owner).ref1)
    page.locator("main form[method=get] button").click()
    assert "12,000.00" in plain.text()

    page.locator("#receipt").fill(f"69-0000{owner}")
    page.locator("main form[method=post] button").click()

    assert page.locator(".govuk-notification-banner--success").count() == 1
    assert street.collecting.stands(owner).state == "settled"
    plain.close()


@LANGUAGES
def test_a_plot_is_found_by_keyboard_alone(desk: Visitor, language: str) -> None:
    desk.sign_in(21, "clerk", language)
    desk.go(f"{language}{AT}/register")

    expect(desk.page.locator("#text")).to_be_focused()
    desk.page.keyboard.type("01A001")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**text=01A001*")
    desk.page.locator("main table a").first.focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/register/property*")

    assert "TP-" in desk.text()
    assert desk.barriers() == []


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return written(tmp_path / "uses.csv", [use(1, use_code=99)])


def test_a_row_that_is_kept_back_stands_beside_what_is_wrong_and_is_mended_there(
    desk: Visitor, survey: Path
) -> None:
    desk.sign_in(21, "clerk", "/en")
    desk.go(f"/en{AT}/imports")
    desk.page.locator("#file").set_input_files(survey)
    desk.page.locator("main form[enctype] button").click()

    kept = desk.page.locator("td.th-wrong")

    expect(kept).to_contain_text("99")
    assert desk.barriers() == []
    desk.page.locator("input.th-cell").first.fill("5")
    desk.page.locator("form[action$='/mend'] button").click()
    expect(desk.page.locator("form[action$='/apply']")).to_be_visible()
    assert desk.page.locator("td.th-wrong").count() == 0
