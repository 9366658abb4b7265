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


def see_codes(visitor: Visitor, what: str) -> None:
    """Ask for the codes, where the page does not show them already because somebody did."""
    if not visitor.page.locator(".th-qr").count():
        visitor.page.locator(f"button[name=what][value={what}]").click()
    expect(visitor.page.locator(".th-qr svg")).to_be_visible()


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


@pytest.mark.parametrize(
    ("language", "asked"),
    [("", "ยังไม่มีธนาคารที่ตอบคำถามได้"), ("/en", "No bank answers questions here yet")],
)
def test_who_paid_and_sees_nothing_has_the_banks_asked(
    browser: Browser, street: Street, *, language: str, asked: str
) -> None:
    plain = Visitor.at(browser, street, size=PHONE, scripts=False)
    page = plain.page
    plain.sign_in(2, language=language)
    plain.go(f"{language}/my/pay/05600701/2569")
    see_codes(plain, "all")
    page.locator("details:has(form[action*='/inquiry']) summary").click()
    page.locator("form[action*='/inquiry'] button").click()

    assert asked in plain.text()
    assert page.locator(".th-qr svg").is_visible()
    plain.close()


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
    see_codes(plain, "next")
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


@pytest.mark.parametrize(
    ("language", "kind", "year", "heading", "state"),
    [
        ("", "use", 2570, "แจ้งเปลี่ยนการใช้ประโยชน์ 2570", "รอผู้บริหารท้องถิ่นพิจารณา"),
        ("/en", "list", 2570, "Correction of the list 2570", "With the local body's chief"),
    ],
)
def test_what_is_wrong_is_told_without_scripts_and_taken_back(
    browser: Browser,
    street: Street,
    *,
    language: str,
    kind: str,
    year: int,
    heading: str,
    state: str,
) -> None:
    plain = Visitor.at(browser, street, size=PHONE, scripts=False)
    page = plain.page
    plain.sign_in(1, language=language)
    plain.go(f"{language}/my/matters/new")
    page.locator(f"main a[href$='/matters/new/{kind}/05600701/{year}']").click()
    for part, value in (("day", "1"), ("year", "2569")):
        page.locator(f"#since-{part}").fill(value)
    page.locator("#since-month").select_option("5")
    if kind == "list":
        page.locator("input[name=ground][value=use]").check()
    page.locator("#use-1").select_option("residence")
    page.locator("button[value=preview]").click()
    # A home on 4 million: 0.02 % of it.
    assert "800.00" in plain.text()

    page.locator("button[value=file]").click()

    assert heading in plain.text()
    assert state in plain.text()
    page.locator("details:has(button[value=withdraw]) summary").click()
    page.locator("button[value=withdraw]").click()
    assert state not in plain.text()
    plain.close()


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
    mother.go("/my/looks")
    assert "ผู้ทำการแทนท่าน" in mother.text()
    mother.go("/my/people")
    mother.page.locator("form[action$='/people/end'] button").click()
    mother.page.wait_for_load_state()
    assert "ยังไม่มีผู้ใด" in mother.text()
    mother.close()
    son.close()
