"""Pages no address leads to, after a form was sent or of what was just made, are for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain import taxpayer
from tests.api.cli.clerk import BODY, title, written
from tests.browser.chromium import Chromium
from tests.browser.street import Street, of_street
from tests.browser.visitor import CHIEF, CLERK, PHONE, Visitor

pytestmark = pytest.mark.parametrize(
    "language", ["", "/en"], ids=["in Thai", "in English"], scope="module"
)
AT = f"/office/{BODY}"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, language: str) -> Iterator[Street]:
    """A street for those who read a language: what is done here is done once."""
    yield from of_street(tmp_path_factory.mktemp(f"states-{language[1:]}") / "office")


@pytest.fixture
def somebody(browser: Chromium, street: Street) -> Iterator[Visitor]:
    """Somebody at a phone."""
    made = Visitor.at(browser, street, size=PHONE)
    yield made
    made.close()


def test_each_step_of_a_guest_who_pays(somebody: Visitor, street: Street, language: str) -> None:
    guest, page, bill = somebody, somebody.page, street.collecting.bill(1)
    guest.go(f"{language}/pay")
    for reference, amount, shown in (
        ("0560070169000000199", "1", ".govuk-error-summary"),
        (bill.ref1, "12000", "button[name=what][value=all]"),
    ):
        page.locator("#reference").fill(reference)
        page.locator("#amount").fill(amount)
        guest.press("main form button")
        page.locator(shown).wait_for()
        assert guest.unfit() == [], shown

    guest.press("button[name=what][value=all]")
    page.locator(".th-qr svg").wait_for()
    assert guest.unfit() == []
    street.collecting.tells(street.collecting.transfer(1, owner=1))
    street.collecting.recorded()
    page.locator(".th-paid").wait_for()
    assert guest.unfit() == []

    guest.go(f"{language}/check-receipt")
    page.locator("#receipt").fill("R0000000000000")
    page.locator("#letters").fill("1A2B-3C4D-5E6F")
    guest.press("main form button")
    page.locator(".govuk-error-summary").wait_for()
    assert guest.unfit() == []


def test_each_step_of_an_owner(somebody: Visitor, street: Street, language: str) -> None:
    owner, page = somebody, somebody.page
    owner.sign_in(2)
    owner.go(f"{language}/my/parts/{BODY}/2569?count=2")
    assert owner.unfit() == []
    owner.go(f"{language}/my")
    owner.press("main form button")
    page.locator(".th-qr svg").wait_for()
    assert owner.unfit() == []
    owner.go(f"{language}/my/matters/new/objection/{BODY}/2569")
    owner.tick("#ground-1")
    page.locator("#ngan-1").fill("2")
    owner.press("button[value=preview]")
    page.locator(".th-ok").wait_for()
    assert owner.unfit() == []
    owner.press("button[value=file]")
    page.locator(".th-paid").wait_for()
    assert owner.unfit() == []
    owner.go(f"{language}/my/people")
    page.locator("#to").fill("TP-WRONG")
    owner.press("form:has(#to) button")
    page.locator(".govuk-error-summary").wait_for()
    assert owner.unfit() == []

    street.collecting.tells(street.collecting.transfer(2, owner=2))
    street.collecting.recorded()
    owner.go(f"{language}/my/receipts")
    owner.press("main table a")
    page.wait_for_url("**/my/receipts/*")
    assert owner.unfit() == []
    page.goto(f"{street.origin}{language}/my/refund/{BODY}/2569")
    page.locator("#amount").fill("1")
    owner.press("main form button")
    page.wait_for_load_state()
    assert owner.unfit() == []


def test_each_step_of_a_clerk(
    somebody: Visitor, street: Street, tmp_path: Path, language: str
) -> None:
    clerk, page = somebody, somebody.page
    clerk.sign_in(CLERK, "clerk")
    clerk.go(f"{language}{AT}/imports")
    clerk.give("#file", written(tmp_path / "two.csv", [title(6), title(7, rai="สองไร่")]))
    clerk.press("main form[enctype] button")
    clerk.until_there("form[action$='/apply']")
    assert clerk.unfit() == []
    clerk.tick("input[name=confirm]")
    clerk.press("form[action$='/apply'] button")
    clerk.until_there("main .govuk-tag--green")
    assert clerk.unfit() == []
    clerk.go(f"{language}{AT}/register")
    page.locator("#owner").fill("สมใจ")
    clerk.press("form:has(#owner) button")
    page.locator("main table").wait_for()
    assert clerk.unfit() == []
    clerk.go(f"{language}{AT}/register/property?key=01A003")
    clerk.press("summary")
    page.locator("#since").fill("2026-01-01")
    page.locator("#wah").fill("399")
    clerk.press("button[value='try']")
    page.locator(".govuk-notification-banner").wait_for()
    assert clerk.unfit() == []
    clerk.go(f"{language}{AT}/run?year=2570")
    assert clerk.unfit() == []
    for gate in page.locator("form[action$='/prepare'] select").all():
        clerk.choose(gate, "checked")
    clerk.press("form[action$='/prepare'] button")
    page.locator(".govuk-inset-text").first.wait_for()
    assert clerk.unfit() == []
    who = taxpayer.show(street.collecting.town.person(3))
    clerk.go(f"{language}{AT}/matters/new?taxpayer={who}")
    clerk.press("main form button[type=submit]")
    page.wait_for_load_state()
    assert clerk.unfit() == []


def test_each_step_of_a_days_money(somebody: Visitor, street: Street, language: str) -> None:
    clerk, page = somebody, somebody.page
    clerk.sign_in(CLERK, "clerk")
    clerk.go(f"{language}{AT}/money/take?notice={street.collecting.bill(3).ref1}")
    assert clerk.unfit() == []
    page.locator("#receipt").fill("69-00031")
    clerk.press("main form[method=post] button")
    page.locator(".govuk-notification-banner--success").wait_for()
    assert clerk.unfit() == []
    clerk.press(".govuk-notification-banner a")
    page.wait_for_url("**/money/suspense/**")
    assert clerk.unfit() == []
    clerk.choose("#strike-reason", "ENTERED-TWICE")
    clerk.press("button[value='strike-out']")
    page.locator("main .govuk-inset-text").wait_for()
    assert clerk.unfit() == []
    clerk.go(f"{language}{AT}/money/day")
    page.locator("#counted").fill("12000.00")
    page.locator("#counted").press("Enter")
    page.locator("main .govuk-inset-text").wait_for()
    assert clerk.unfit() == []


def test_each_step_of_the_land_office(somebody: Visitor, street: Street, language: str) -> None:
    registrar, page = somebody, somebody.page
    registrar.sign_in(23, "land_office")
    registrar.go(f"{language}/land-office")
    page.locator("#properties").fill("01A001\nNOWHERE-1")
    registrar.press("main form button")
    page.locator("td code").first.wait_for()
    assert registrar.unfit() == []
    registrar.press("td a[href*='/check-clearance?number=']")
    page.locator(".th-answer").wait_for()
    assert registrar.unfit() == []
    registrar.go(f"{language}/land-office/deliveries?body={BODY}")
    number = 8 if language else 9
    file = written(street.collecting.town.folder / f"t-{number}.csv", [title(number, rai="ก")])
    registrar.give("#file", file)
    registrar.press("main form button")
    page.locator("#job .govuk-table, #job form button").first.wait_for()
    assert registrar.unfit() == []


def test_each_step_of_a_chief(somebody: Visitor, street: Street, language: str) -> None:
    """What the clerk above proposed waits here."""
    chief, page = somebody, somebody.page
    chief.sign_in(CHIEF, "chief")
    chief.go(f"{language}{AT}")
    assert page.locator("main a[href*='/money/suspense/000/']").count() == 1
    assert chief.unfit() == []
    chief.go(f"{language}{AT}/run?year=2570")
    assert page.locator("form[action$='/approve']").count() == 1
    assert chief.unfit() == []
    chief.go(f"{language}{AT}/money/suspense/000/{BODY}-69-00031")
    assert chief.unfit() == []
    chief.press("button[value='approve-return']")
    page.wait_for_load_state()
    expect(page.locator("button[value='approve-return']")).to_have_count(0)
    assert chief.unfit() == []
    assert street.collecting.stands(3).paid.tax_satang == 0
    chief.go(f"{language}{AT}/money/take?notice=nothing")
    assert chief.unfit() == []
