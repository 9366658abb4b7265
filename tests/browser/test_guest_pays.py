"""With the notice in hand: three steps to the codes, and the receipt without loading anew."""

import pytest
from playwright.sync_api import expect

from tests.browser.street import Street
from tests.browser.visitor import Visitor


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
    page.locator("button[name=what][value=all]").press("Enter")
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


def test_a_guest_without_scripts_gets_the_codes_and_looks_again(
    plain: Visitor, street: Street
) -> None:
    page = plain.page
    plain.go("/pay")
    page.locator("#reference").fill(street.collecting.bill(3).ref1)
    page.locator("#amount").fill("12000")
    page.locator("main form button").click()
    page.locator("button[name=what][value=all]").click()
    expect(page.locator(".th-qr svg")).to_be_visible()

    page.locator("#payment-state a").click()

    expect(page.locator("#payment-state")).to_contain_text("กำลังรอธนาคารแจ้ง")


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_owner_sees_why_and_calculates_again(phone: Visitor, language: str) -> None:
    phone.sign_in(1, language=language)
    phone.go(f"{language}/my")
    phone.page.locator("a[href*='/my/bills/']").first.click()
    phone.page.locator("summary").first.click()
    assert "12,000.00" in phone.text()
    assert phone.barriers() == []

    phone.go(f"{language}/calculator")
    phone.page.locator("main a[href*='kinds=land']").nth(1).click()
    phone.page.locator("#p1-value").fill("4,000,000")
    phone.page.locator("#p1-use-other").check()
    phone.page.locator("main form button:not([formaction])").click()

    assert "12,000.00" in phone.text()
