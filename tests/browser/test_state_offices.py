"""The land office asks, the Treasury publishes by two people, the ministry finds its way by map."""

import pytest
from playwright.sync_api import Browser, expect

from tests.api.cli.clerk import BODY, title, written
from tests.api.http.test_pricing import listed
from tests.browser.street import Street
from tests.browser.visitor import DESK, Visitor


def told(visitor: Visitor) -> list[str]:
    """Return what went wrong in a browser; the double of ThaID has no picture for its tab."""
    return [one for one in visitor.errors if "404" not in one]


@pytest.mark.parametrize(("language", "clear"), [("", "ไม่มีภาษีค้างชำระ"), ("/en", "Clear of tax")])
def test_a_registrar_asks_and_a_stranger_checks_the_answer(
    desk: Visitor, phone: Visitor, *, language: str, clear: str
) -> None:
    desk.sign_in(23, "land_office", language)
    page = desk.page
    desk.go(f"{language}/land-office")
    page.locator("#body").select_option(BODY)
    page.locator("#properties").fill("01A001\n01A002")
    page.locator("main form button").press("Enter")
    number, code = (page.locator("td code").nth(place).inner_text() for place in (0, 1))
    assert desk.barriers() == []

    phone.go(f"{language}/check-clearance")
    phone.page.locator("#number").fill(number)
    phone.page.locator("#code").fill(code)
    phone.page.locator("main form button").press("Enter")

    expect(phone.page.locator(".th-answer")).to_contain_text(clear)
    assert phone.barriers() == []
    assert phone.overflow() <= 0
    assert told(desk) == []


@pytest.mark.parametrize(
    ("language", "checked", "done"),
    [
        ("", "ตรวจแล้ว ยังไม่บันทึก", "บันทึกแล้วที่ลำดับเหตุการณ์"),
        ("/en", "Checked, not recorded", "Recorded at event"),
    ],
)
def test_the_land_office_hands_in_a_file_and_sees_what_was_understood(
    desk: Visitor, street: Street, *, language: str, checked: str, done: str
) -> None:
    number = 7 if language else 6
    file = written(street.collecting.town.folder / f"titles-{number}.csv", [title(number)])
    desk.sign_in(23, "land_office", language)
    desk.go(f"{language}/land-office/deliveries?body={BODY}")
    desk.page.locator("#file").set_input_files(file)
    desk.page.locator("main form button").first.press("Enter")
    expect(desk.page.locator("#job")).to_contain_text(checked)
    assert desk.barriers() == []

    desk.page.locator("#job form button").press("Enter")

    expect(desk.page.locator("#job")).to_contain_text(done)
    assert told(desk) == []


def test_a_list_is_tried_released_and_published_by_two_people(
    browser: Browser, street: Street
) -> None:
    first, second = (Visitor.at(browser, street, size=DESK) for _ in range(2))
    file = listed(street.collecting.town, 1, 2, baht=40_000)
    first.sign_in(23, "treasury")
    second.sign_in(22, "treasury", "/en")
    first.go("/treasury/60")
    first.page.locator("#file").set_input_files(file)
    first.page.locator("#as_of").fill("2027-01-01")
    first.page.locator("main form button").first.click()
    expect(first.page.locator("form[action$=release]")).to_be_visible()
    here = first.path
    assert first.barriers() == []

    first.page.locator("form[action$=impact] button").click()
    expect(first.page.locator("#job .th-chart").first).to_be_visible()
    assert first.barriers() == []
    first.go(here)
    first.page.locator("select[name='check:threefold']").select_option("seen-in-market")
    first.page.locator("form[action$=release] button").click()
    second.go(f"/en{here}")
    second.page.locator("form[action$=publish] button").press("Enter")

    expect(second.page.locator("#job")).to_contain_text("Announced at event")
    assert told(first) + told(second) == []
    first.close()
    second.close()


def test_a_province_is_reached_from_the_map_by_keyboard(browser: Browser, street: Street) -> None:
    visitor = Visitor.at(browser, street, size=DESK)
    visitor.sign_in(22, "ministry")
    visitor.go("/ministry")
    visitor.page.locator("svg.th-nation a").first.press("Enter")
    visitor.page.wait_for_url("**/ministry/provinces/*")
    assert visitor.barriers() == []
    visitor.page.locator(f".th-tile a[href$='text={BODY}']").press("Enter")
    visitor.page.wait_for_url("**/ministry/bodies?province=*")

    assert BODY in visitor.text()
    assert visitor.barriers() == []
    assert told(visitor) == []
    visitor.close()
