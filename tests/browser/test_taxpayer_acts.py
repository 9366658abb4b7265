"""Signed in: pay live, agree to parts without scripts, object with a file, let a relative act."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from domain import taxpayer
from tests.browser.street import Street
from tests.browser.visitor import DESK, PHONE, Visitor

WORDS = {
    "": ("ชำระแล้ว", "รอผู้บริหารท้องถิ่นพิจารณา"),
    "/en": ("Paid", "With the local body's chief"),
}
LANGUAGES = pytest.mark.parametrize("language", WORDS)
OBJECT = "/my/matters/new/objection/05600701/2569"


@LANGUAGES
def test_an_owner_pays_live_and_no_code_is_left_to_pay_with_twice(
    phone: Visitor, street: Street, language: str
) -> None:
    owner = 1 if language else 3
    collecting, page = street.collecting, phone.page
    phone.sign_in(owner, language=language)
    phone.go(f"{language}/my")
    page.locator("main form button").first.click()
    expect(page.locator(".th-qr svg")).to_be_visible()
    with page.expect_download() as kept:
        page.locator("a[href*='qr.png']").click()
    assert kept.value.suggested_filename == f"QR-{collecting.bill(owner).ref1}.png"

    collecting.tells(collecting.transfer(10 + owner, owner=owner))
    collecting.recorded()

    expect(page.locator("#payment-state")).to_contain_text(WORDS[language][0])
    expect(page.locator(".th-qr")).to_have_count(0)
    assert phone.barriers() == []
    page.locator("a[href*='/my/receipts/']").click()
    assert "12,000.00" in phone.text()
    assert phone.barriers() == []
    assert [one for one in phone.errors if "404" not in one] == []


def test_parts_are_agreed_and_paid_by_whoever_has_no_scripts(
    browser: Browser, street: Street
) -> None:
    plain = Visitor.at(browser, street, size=PHONE, scripts=False)
    plain.sign_in(2)
    plain.go("/my/parts/05600701/2569")
    page = plain.page
    assert "ขาดชำระงวดใดหมดสิทธิ์ผ่อน" in plain.text()
    page.locator("select#count").select_option("2")
    page.locator("form[method=get] button").click()
    assert "6,000.00" in plain.text()

    page.locator("main form[method=post] button").click()

    assert "ตกลงผ่อนชำระแล้ว" in plain.text()
    plain.go("/en/my/parts/05600701/2569")
    assert "The parts are agreed" in plain.text()
    page.locator("a.govuk-button[href*='what=next']").click()
    page.locator("button[name=what][value=next]").click()
    expect(page.locator(".th-qr svg")).to_be_visible()
    page.locator("#payment-state a").click()
    assert "6,000.00 baht" in plain.text()
    plain.close()


@LANGUAGES
def test_an_owner_objects_with_a_file_by_keyboard_and_sees_the_clock(
    desk: Visitor, tmp_path: Path, language: str
) -> None:
    deed = tmp_path / "deed.pdf"
    deed.write_bytes(b"%PDF-1.7 made up")
    page = desk.page
    desk.sign_in(2, language=language)
    desk.go(f"{language}{OBJECT}")
    page.locator("#ground-1").press("Space")
    page.locator("#ngan-1").fill("๒")
    page.locator("#file-1").set_input_files(deed)
    page.locator("button[value=preview]").press("Enter")
    assert "6,000.00" in desk.text()
    assert "deed.pdf" in desk.text()
    assert desk.barriers() == []

    page.locator("button[value=file]").press("Enter")

    assert WORDS[language][1] in desk.text()
    assert desk.barriers() == []
    assert desk.errors == []


def test_a_relative_is_let_in_and_acts_under_a_banner(browser: Browser, street: Street) -> None:
    mother, son = (Visitor.at(browser, street, size=size) for size in (PHONE, DESK))
    mother.sign_in(1)
    son.sign_in(22, language="/en")
    mother.go("/my/people")
    mother.page.locator("#to").fill(taxpayer.show(street.collecting.town.person(22)))
    mother.page.locator("#until-year").fill("2570")
    mother.page.locator("form:has(#to) button").click()
    mother.page.wait_for_load_state()
    assert mother.barriers() == []

    son.go("/en/my/people")
    son.page.locator("button:has-text('Act for')").click()

    expect(son.page.locator(".th-acting")).to_contain_text("You are acting for")
    expect(son.page.locator(".th-acting")).to_contain_text("สมใจ")
    assert son.barriers() == []
    son.page.locator(".th-acting button").click()
    expect(son.page.locator(".th-acting")).to_have_count(0)
    mother.close()
    son.close()
