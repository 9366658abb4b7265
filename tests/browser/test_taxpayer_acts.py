"""Signed in, in both languages: pay live, ask the banks, agree to parts, tell what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Chromium
from tests.browser.street import Street, of_street
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.parametrize(
    "language", ["", "/en"], ids=["in Thai", "in English"], scope="module"
)
"""A bill is paid once, so each language has a town of its own."""
WITH_CHIEF = {"": "รอผู้บริหารท้องถิ่นพิจารณา", "/en": "With the local body's chief"}
WITHDRAWN = {"": "ถอนแล้ว", "/en": "Taken back"}
BILL = "05600701/2569"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, language: str) -> Iterator[Street]:
    """A street for those who read a language."""
    yield from of_street(tmp_path_factory.mktemp(f"acts-{language[1:]}") / "office")


@pytest.fixture
def reader(browser: Chromium, street: Street, language: str) -> Iterator[Visitor]:
    """Somebody with a phone, on which no scripts run where English is read."""
    made = Visitor.reading(language, browser, street, size=PHONE)
    yield made
    made.close()
    assert made.errors == []


def test_an_owner_pays_live_and_no_code_is_left_to_pay_with_twice(
    phone: Visitor, street: Street, language: str
) -> None:
    collecting, page = street.collecting, phone.page
    phone.sign_in(1)
    phone.go(f"{language}/my")
    phone.sends("main form button")
    expect(page.locator(".th-qr svg")).to_be_visible()
    assert phone.barriers() == []
    with page.expect_download() as kept:
        phone.press("a[href*='qr.png']")
    assert kept.value.suggested_filename == f"QR-{collecting.bill(1).ref1}.png"

    collecting.tells(collecting.transfer(11, owner=1))
    collecting.recorded()

    expect(page.locator("#payment-state")).to_contain_text("Paid" if language else "ชำระแล้ว")
    expect(page.locator(".th-qr")).to_have_count(0)
    assert phone.barriers() == []
    phone.press("a[href*='/my/receipts/']")
    page.wait_for_url("**/my/receipts/*")
    assert "12,000.00" in phone.text()
    assert phone.barriers() == []
    assert [one for one in phone.errors if "404" not in one] == []


def test_who_paid_and_sees_nothing_has_the_banks_asked(reader: Visitor, language: str) -> None:
    page = reader.page
    reader.sign_in(2)
    reader.go(f"{language}/my/pay/{BILL}")
    reader.sends("button[name=what][value=all]")
    expect(page.locator(".th-qr svg")).to_be_visible()
    reader.press("details:has(form[action*='/inquiry']) summary")
    assert ("The money left my account" if language else "เงินออกจากบัญชีแล้ว") in reader.text()
    assert reader.barriers() == []

    reader.sends("form[action*='/inquiry'] button")

    asked = "No bank answers questions here yet" if language else "ยังไม่มีธนาคารที่ตอบคำถามได้"
    assert asked in reader.text()
    assert page.locator(".th-qr svg").is_visible()
    assert reader.barriers() == []


def test_parts_are_seen_with_their_days_agreed_and_the_first_is_paid(
    reader: Visitor, street: Street, language: str
) -> None:
    collecting, page = street.collecting, reader.page
    reader.sign_in(3)
    reader.go(f"{language}/my/parts/{BILL}")
    missed = "loses the parts" if language else "ขาดชำระงวดใดหมดสิทธิ์ผ่อน"
    assert missed in reader.text()
    reader.choose("select#count", "2")
    reader.sends("form[method=get] button")
    assert page.locator("main tbody td:has-text('6,000.00')").count() == 2
    assert reader.barriers() == []
    reader.sends("main form[method=post] button")
    assert ("The parts are agreed" if language else "ตกลงผ่อนชำระแล้ว") in reader.text()
    assert reader.barriers() == []

    reader.press("a.govuk-button[href*='what=next']")
    page.wait_for_url("**/my/pay/**")
    reader.sends("button[name=what][value=next]")
    expect(page.locator(".th-qr svg")).to_be_visible()
    assert reader.barriers() == []
    collecting.tells(collecting.transfer(31, owner=3, amount_satang=600_000))
    collecting.recorded()

    reader.go(f"{language}/my/parts/{BILL}")
    assert page.locator("main a.govuk-button:has-text('6,000.00')").count() == 1
    assert collecting.stands(3).paid.tax_satang == 600_000


def test_an_owner_objects_with_a_file_by_keyboard_and_sees_the_clock(
    reader: Visitor, tmp_path: Path, language: str
) -> None:
    deed = tmp_path / "deed.pdf"
    deed.write_bytes(b"%PDF-1.7 made up")
    page = reader.page
    reader.sign_in(2)
    reader.go(f"{language}/my/matters/new/objection/{BILL}")
    reader.tick("#ground-1")
    page.locator("#ngan-1").fill("๒")
    reader.give("#file-1", deed, "Space")
    reader.sends("button[value=preview]")
    assert "6,000.00" in reader.text()
    assert "deed.pdf" in reader.text()
    assert reader.barriers() == []

    reader.sends("button[value=file]")

    assert WITH_CHIEF[language] in reader.text()
    assert reader.barriers() == []


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("use", {"": "แจ้งเปลี่ยนการใช้ประโยชน์ 2570", "/en": "Change of use 2570"}),
        ("list", {"": "แก้บัญชีรายการ 2570", "/en": "Correction of the list 2570"}),
    ],
    ids=["a change of use", "a list"],
)
def test_what_is_wrong_is_told_seen_in_baht_and_taken_back(
    reader: Visitor, *, language: str, kind: str, heading: dict[str, str]
) -> None:
    page = reader.page
    reader.sign_in(1)
    reader.go(f"{language}/my/matters")
    reader.press("main a[href$='/matters/new']")
    page.wait_for_url("**/matters/new")
    assert reader.barriers() == []
    reader.press(f"main a[href$='/matters/new/{kind}/05600701/2570']")
    page.wait_for_url(f"**/{kind}/**")
    for part, value in (("day", "1"), ("year", "2569")):
        page.locator(f"#since-{part}").fill(value)
    reader.choose("#since-month", "5")
    if kind == "list":
        reader.tick("input[name=ground][value=use]")
    reader.choose("#use-1", "residence")
    reader.sends("button[value=preview]")
    # A home on 4 million: 0.02 % of it.
    assert "800.00" in reader.text()
    assert reader.barriers() == []

    reader.sends("button[value=file]")

    assert heading[language] in reader.text()
    assert WITH_CHIEF[language] in reader.text()
    assert reader.barriers() == []
    reader.press("details:has(button[value=withdraw]) summary")
    reader.sends("button[value=withdraw]")
    assert WITHDRAWN[language] in reader.text()
    assert reader.barriers() == []
