"""The land office asks, the Treasury publishes by two people, the ministry finds its way by map."""

import pytest
from playwright.sync_api import expect

from tests.api.cli.clerk import BODY, title, written
from tests.api.http.test_pricing import listed
from tests.browser.chromium import Chromium
from tests.browser.street import Street
from tests.browser.visitor import Visitor


def told(visitor: Visitor) -> list[str]:
    """Return what went wrong in a browser; the double of ThaID has no picture for its tab."""
    return [one for one in visitor.errors if "404" not in one]


def seen_on_paper(visitor: Visitor, *words: str) -> None:
    """Print a page: what it says is on paper, and what leads elsewhere or is pressed is not."""
    page = visitor.page
    page.emulate_media(media="print")
    for one in words:
        expect(page.get_by_text(one, exact=True).first).to_be_visible()
    for left in (".th-header__tools", ".th-sections", ".th-footer", "[data-print]"):
        for place in page.locator(left).all():
            expect(place).to_be_hidden()
    beside = "all => all.map(one => getComputedStyle(one, '::after').content)"
    assert set(page.locator("main a").evaluate_all(beside)) <= {"none"}
    assert visitor.overflow() <= 0
    page.emulate_media(media="screen")


@pytest.mark.parametrize(("language", "clear"), [("", "ไม่มีภาษีค้างชำระ"), ("/en", "Clear of tax")])
def test_a_registrar_asks_and_a_stranger_checks_the_answer(
    browser: Chromium, street: Street, phone: Visitor, *, language: str, clear: str
) -> None:
    desk = Visitor.reading(language, browser, street)
    desk.sign_in(23, "land_office")
    page = desk.page
    desk.go(f"{language}/land-office")
    desk.choose("#body", BODY)
    page.locator("#properties").fill("01A001\n01A002")
    desk.press("main form button")
    page.locator("td code").first.wait_for()
    number, code = (page.locator("td code").nth(place).inner_text() for place in (0, 1))
    assert desk.barriers() == []
    where = f"{street.origin}{language}/check-clearance"
    assert where in desk.text()

    seen_on_paper(desk, number, code)
    desk.press("td a[href*='/check-clearance?number=']")
    page.wait_for_url("**/check-clearance?**")
    assert desk.barriers() == []
    assert where in desk.text()
    seen_on_paper(desk, number, code, clear)

    phone.go(f"{language}/check-clearance")
    phone.page.locator("#number").fill(number)
    phone.page.locator("#code").fill(code)
    phone.press("main form button")

    expect(phone.page.locator(".th-answer")).to_contain_text(clear)
    assert phone.barriers() == []
    assert phone.overflow() <= 0
    assert told(desk) == []
    desk.close()


@pytest.mark.parametrize(
    ("language", "checked", "done"),
    [
        ("", "ตรวจแล้ว ยังไม่บันทึก", "บันทึกแล้วที่ลำดับเหตุการณ์"),
        ("/en", "Checked, not recorded", "Recorded at event"),
    ],
)
def test_the_land_office_hands_in_a_file_and_sees_what_was_understood(
    browser: Chromium, street: Street, *, language: str, checked: str, done: str
) -> None:
    desk = Visitor.reading(language, browser, street)
    number = 7 if language else 6
    file = written(street.collecting.town.folder / f"titles-{number}.csv", [title(number)])
    desk.sign_in(23, "land_office")
    desk.go(f"{language}/land-office/deliveries?body={BODY}")
    desk.give("#file", file)
    desk.press("main form button")
    desk.until_there("#job form button")
    expect(desk.page.locator("#job")).to_contain_text(checked)
    assert desk.barriers() == []

    desk.press("#job form button")

    desk.until_there(f"#job:has-text('{done}')")
    assert told(desk) == []
    desk.close()


@pytest.mark.parametrize(
    ("mine", "theirs", "since", "published"),
    [
        ("", "/en", "2027-01-01", "Announced at event"),
        ("/en", "", "2028-01-01", "ประกาศแล้วที่ลำดับเหตุการณ์"),
    ],
)
def test_a_list_is_tried_released_and_published_by_two_people(
    browser: Chromium, street: Street, *, mine: str, theirs: str, since: str, published: str
) -> None:
    first, second = (Visitor.reading(one, browser, street) for one in (mine, theirs))
    file = listed(street.collecting.town, 1, 2, baht=160_000 if mine else 40_000)
    first.sign_in(23, "treasury")
    second.sign_in(22, "treasury")
    first.go(f"{mine}/treasury/60")
    first.give("#file", file)
    first.page.locator("#as_of").fill(since)
    first.press("main form button")
    first.until_there("form[action$=release]")
    here = first.path.removeprefix("/en")
    assert first.barriers() == []

    first.press("form[action$=impact] button")
    first.until_there("#job .th-chart")
    assert first.barriers() == []
    first.go(f"{mine}{here}")
    first.choose("select[name='check:threefold']", "seen-in-market")
    first.press("form[action$=release] button")
    second.go(f"{theirs}{here}")
    second.press("form[action$=publish] button")

    second.until_there(f"#job:has-text('{published}')")
    second.go(f"{theirs}/treasury/60/rounds")
    assert second.page.locator("main tbody tr").count() > 0
    assert second.barriers() == []
    assert told(first) + told(second) == []
    first.close()
    second.close()


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_province_is_reached_from_the_map_by_keyboard(
    browser: Chromium, street: Street, language: str
) -> None:
    visitor = Visitor.reading(language, browser, street)
    visitor.sign_in(22, "ministry")
    visitor.go(f"{language}/ministry")
    visitor.press("svg.th-nation a")
    visitor.page.wait_for_url("**/ministry/provinces/*")
    assert visitor.barriers() == []
    visitor.press(f".th-tile a[href$='text={BODY}']")
    visitor.page.wait_for_url("**/ministry/bodies?province=*")

    assert BODY in visitor.text()
    assert visitor.barriers() == []
    assert told(visitor) == []
    visitor.close()
