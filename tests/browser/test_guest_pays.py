"""With the notice in hand: three steps to the codes, and the receipt without loading anew."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Chromium
from tests.browser.street import Street
from tests.browser.visitor import PHONE, Visitor


@pytest.mark.parametrize(
    ("language", "owner", "paid", "receipt"),
    [("", 1, "ชำระแล้ว", "เลขที่ใบเสร็จ"), ("/en", 2, "Paid", "Receipt number")],
)
def test_a_guest_pays_by_keyboard_and_sees_it_live(
    phone: Visitor, street: Street, *, language: str, owner: int, paid: str, receipt: str
) -> None:
    collecting, page = street.collecting, phone.page
    phone.go(f"{language}/pay")
    page.locator("#reference").focus()
    page.keyboard.type(collecting.bill(owner).ref1)
    page.keyboard.press("Tab")
    page.keyboard.type("๑๒,๐๐๐")
    page.keyboard.press("Enter")
    phone.press("button[name=what][value=all]")
    expect(page.locator(".th-qr svg")).to_be_visible()
    assert page.locator(".th-barcode svg").bounding_box()["width"] > 200  # type: ignore[index]
    page.evaluate("() => { window.stayed = true; }")

    collecting.tells(collecting.transfer(owner, owner=owner))
    collecting.recorded()

    expect(page.locator("#payment-state")).to_contain_text(paid)
    expect(page.locator("#payment-state")).to_contain_text(receipt)
    assert page.evaluate("() => window.stayed") is True
    assert phone.barriers() == []
    assert phone.errors == []


@pytest.mark.parametrize(
    ("language", "waiting"),
    [("", "กำลังรอธนาคารแจ้ง"), ("/en", "Waiting for the bank")],
)
def test_a_guest_without_scripts_gets_the_codes_and_looks_again(
    plain: Visitor, street: Street, language: str, waiting: str
) -> None:
    page = plain.page
    plain.go(f"{language}/pay")
    page.locator("#reference").fill(street.collecting.bill(3).ref1)
    page.locator("#amount").fill("12000")
    plain.press("main form button")
    assert plain.barriers() == []
    plain.press("button[name=what][value=all]")
    expect(page.locator(".th-qr svg")).to_be_visible()
    assert plain.barriers() == []

    plain.press("#payment-state a")

    expect(page.locator("#payment-state")).to_contain_text(waiting)


@pytest.mark.parametrize(
    ("language", "scripts", "said"),
    [
        ("", True, ("ปีหน้าจะเป็นเท่าไร", "มูลค่า 0 ถึง")),
        ("/en", False, ("What will it be next year?", "value from 0 to")),
    ],
)
def test_an_owner_sees_why_and_calculates_again(
    browser: Chromium, street: Street, *, language: str, scripts: bool, said: tuple[str, ...]
) -> None:
    owner = Visitor.at(browser, street, size=PHONE, scripts=scripts)
    owner.sign_in(1)
    owner.go(f"{language}/my")
    owner.press("a[href*='/my/bills/']")
    owner.page.wait_for_url("**/my/bills/**")
    owner.press("main summary")
    for words in ("12,000.00", *said):
        assert words in owner.text()
    assert owner.barriers() == []

    owner.go(f"{language}/calculator")
    owner.press(owner.page.locator("main a[href*='kinds=land']").nth(1))
    owner.page.locator("#p1-value").fill("4,000,000")
    owner.tick("#p1-use-other")
    owner.press("main form button:not([formaction])")
    owner.page.wait_for_url("**/calculator/result*")

    assert "12,000.00" in owner.text()
    assert owner.barriers() == []
    owner.close()
