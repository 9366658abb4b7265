"""Signed in, in both languages: let a relative act, see who looked, choose how to be told."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from domain import taxpayer
from tests.api.notifications.postbox import Postbox, mail_settings, postbox
from tests.browser.chromium import Chromium
from tests.browser.street import Street, of_street
from tests.browser.visitor import PHONE, Visitor

LANGUAGES = pytest.mark.parametrize(
    ("mine", "theirs"), [("", "/en"), ("/en", "")], ids=["mother in Thai", "mother in English"]
)
"""A mother and her son each read the other language, so that both sides are seen in both."""
SON = 22


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, box: Postbox) -> Iterator[Street]:
    """A street whose pages offer to tell by e-mail."""
    folder = tmp_path_factory.mktemp("told") / "office"
    yield from of_street(folder, channels=mail_settings(box))


@LANGUAGES
def test_a_relative_is_let_in_acts_under_a_banner_is_seen_and_sent_away(
    browser: Chromium, street: Street, mine: str, theirs: str
) -> None:
    mother, son = (Visitor.reading(one, browser, street, size=PHONE) for one in (mine, theirs))
    mother.sign_in(2 if mine else 1)
    son.sign_in(SON)
    mother.go(f"{mine}/my/people")
    mother.page.locator("#to").fill(taxpayer.show(street.collecting.town.person(SON)))
    mother.tick("input[name=scope][value=appeal]")
    mother.page.locator("#until-year").fill("2570")
    assert mother.barriers() == []
    mother.sends("form:has(#to) button")
    assert ("object and claim" if mine else "ยื่นคำร้อง") in mother.text()
    assert mother.barriers() == []

    son.go(f"{theirs}/my/people")
    assert son.barriers() == []
    son.sends("form[action$='/people/act'] button")

    banner = son.page.locator(".th-acting")
    expect(banner).to_contain_text("You are acting for" if theirs else "ท่านกำลังทำการแทน")
    expect(banner).to_contain_text("นายทดลอง" if mine else "สมใจ")
    assert "12,000.00" in son.text()
    assert son.barriers() == []
    son.sends(".th-acting button")
    expect(son.page.locator(".th-acting")).to_have_count(0)
    mother.go(f"{mine}/my/settings")
    mother.press("main a[href$='/my/looks']")
    mother.page.wait_for_url("**/my/looks")
    assert ("Somebody who acts for you" if mine else "ผู้ทำการแทนท่าน") in mother.text()
    assert mother.barriers() == []
    mother.go(f"{mine}/my/people")
    mother.sends("form[action$='/people/end'] button")
    assert ("Nobody." if mine else "ยังไม่มีผู้ใด") in mother.text()
    son.go(f"{theirs}/my/people")
    assert son.page.locator("form[action$='/people/act'] button").count() == 0
    for one in (mother, son):
        one.close()
    assert mother.errors + son.errors == []


@pytest.mark.parametrize("language", ["", "/en"], ids=["in Thai", "in English"])
def test_how_to_be_told_is_chosen_proven_by_a_code_and_read_again(
    browser: Chromium, street: Street, box: Postbox, language: str
) -> None:
    owner = Visitor.reading(language, browser, street, size=PHONE)
    page = owner.page
    owner.sign_in(2 if language else 1)
    owner.go(f"{language}/my/settings")
    owner.tick("input[name=channel][value=email]")
    page.locator("#email").fill(f"owner{language[1:]}@example.com")
    owner.tick("input[name=language][value=both]")
    assert owner.barriers() == []
    owner.sends("form[action$='/my/settings'] button")
    assert ("Saved" if language else "บันทึกแล้ว") in owner.text()
    assert owner.barriers() == []

    street.collecting.town.front.notifying.work()
    code = re.search(r"The code is ([0-9]{6})\.", box.texts[-1])
    assert code
    page.locator("#code-email").fill(code[1])
    owner.sends("#prove-email button")

    assert ("Confirmed" if language else "ยืนยันแล้ว") in owner.text()
    assert page.locator("#code-email").count() == 0
    owner.press("main a[href$='/my/messages']")
    page.wait_for_url("**/my/messages")
    assert ("e-mail · Sent" if language else "อีเมล · ส่งแล้ว") in owner.text()
    assert owner.barriers() == []
    owner.close()
    assert owner.errors == []
