"""A year at a desk, by two people: given back, matched, closed, decided, relieved, split."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from domain import taxpayer
from domain.money import show_baht, show_baht_grouped
from tests.api.cli.clerk import BODY
from tests.browser.chromium import Chromium
from tests.browser.street import Street
from tests.browser.visitor import CHIEF, CLERK, Visitor

AT = f"/office/{BODY}"
LANGUAGES = pytest.mark.parametrize(
    ("mine", "theirs"), [("", "/en"), ("/en", "")], ids=["clerk in Thai", "clerk in English"]
)
"""Clerk and chief each read the other language, so that both journeys are walked in both."""


@pytest.fixture
def desk(browser: Chromium, street: Street, mine: str) -> Iterator[Visitor]:
    """Somebody at a desk, in whose language the journey is walked."""
    made = Visitor.reading(mine, browser, street)
    yield made
    made.close()


@LANGUAGES
def test_what_was_paid_twice_is_given_back_by_two_people(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    owner = 2 if mine else 1
    for number in (owner * 10, owner * 10 + 1):
        street.collecting.tells(street.collecting.transfer(number, owner=owner))
    street.collecting.recorded()
    # An objection may have been decided before, so more than one of the two may be too much.
    too_much = street.collecting.stands(owner).credit_satang
    assert too_much >= 1_200_000
    clerk, chief = two
    account = f"{AT}/accounts/2569/{street.collecting.bill(owner).notice}"
    clerk.go(f"{mine}{account}")
    clerk.press("#refund summary")
    expect(clerk.page.locator("#refund-amount")).to_have_value(show_baht(too_much))
    clerk.page.locator("#refund-amount").fill(show_baht_grouped(too_much))
    assert clerk.barriers() == []
    clerk.sends("#refund button")
    assert ("Paid twice" if mine else "ชำระซ้ำ") in clerk.text()
    assert clerk.page.locator("button[value='approve']").count() == 0

    chief.go(f"{theirs}{AT}")
    chief.press(f"main a[href$='{account}']")
    chief.page.wait_for_url(f"**{account}")
    assert chief.barriers() == []
    chief.sends("button[value='approve']")

    stands = street.collecting.stands(owner)
    assert (stands.state, stands.refunded_satang) == ("settled", too_much)


@LANGUAGES
def test_a_proposal_is_taken_back_before_anybody_approved_it(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    clerk, chief = two
    account = f"{AT}/accounts/2569/{street.collecting.bill(3).notice}"
    clerk.go(f"{mine}{account}")
    clerk.press("#extension summary")
    clerk.page.locator("#extension-until").fill("2026-08-31")
    clerk.sends("#extension button")
    proposed = "proposed by" if mine else "เสนอโดย"
    assert proposed in clerk.text()

    clerk.sends("button[value='decline']")

    assert proposed not in clerk.text()
    chief.go(f"{theirs}{account}")
    assert chief.page.locator("button[value='approve']").count() == 0


@LANGUAGES
def test_money_that_waits_is_matched_by_two_people_and_stands_in_the_reports(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    before = street.collecting.stands(3).paid.tax_satang
    wrong = street.collecting.transfer(
        78 if mine else 77, owner=3, ref1="1103700000006", amount_satang=1_234
    )
    street.collecting.tells(wrong)
    street.collecting.recorded()
    clerk, chief = two
    clerk.go(f"{mine}{AT}/money/suspense")
    clerk.press(f"main a[href$='{wrong.reference}']")
    clerk.page.wait_for_url(f"**{wrong.reference}")
    clerk.page.locator("#notice-1").fill(street.collecting.bill(3).number)
    clerk.sends(".govuk-button[value='match']")

    chief.go(f"{theirs}{AT}/money/suspense/014/{wrong.reference}")
    assert chief.barriers() == []
    chief.sends("button[value='approve-match']")

    for form in ("csv", "xlsx"):
        report = f"{street.origin}{mine}{AT}/money/reports/2569/payments?form={form}"
        answer = clerk.page.request.get(report)
        assert (answer.status, form in answer.headers["content-disposition"]) == (200, True)
    assert street.collecting.stands(3).paid.tax_satang == before + 1_234


@LANGUAGES
def test_a_day_is_counted_and_closed_and_takes_no_more_money(
    desk: Visitor, mine: str, theirs: str
) -> None:
    del theirs
    day = "2026-06-12" if mine else "2026-06-11"
    desk.sign_in(CLERK, "clerk")
    desk.go(f"{mine}{AT}/money/day?on={day}")
    desk.page.locator("#counted").fill("0.00")

    desk.page.locator("#counted").press("Enter")
    desk.page.wait_for_load_state()

    assert desk.page.locator(".govuk-inset-text").count() == 1
    assert desk.page.locator("#counted").count() == 0
    assert desk.barriers() == []


@LANGUAGES
def test_a_wrong_entry_of_a_closed_day_is_struck_out_by_two_people(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    before = street.collecting.stands(3).paid.tax_satang
    day, receipt = ("2026-06-09", "69-00091") if mine else ("2026-06-10", "69-00092")
    clerk, chief = two
    page = clerk.page
    clerk.go(f"{mine}{AT}/money/take?notice={street.collecting.bill(3).ref1}")
    for name, value in (("amount", "100.00"), ("receipt", receipt), ("paid_on", day)):
        page.locator(f"#{name}").fill(value)
    clerk.sends("main form[method=post] button")
    clerk.go(f"{mine}{AT}/money/day?on={day}")
    page.locator("#counted").fill("10.00")
    page.locator("#counted").press("Enter")
    page.locator(".govuk-inset-text").wait_for()
    opened_again = "A closed day is not opened again" if mine else "วันที่ปิดแล้วไม่เปิดใหม่"
    assert opened_again in clerk.text()
    clerk.press(f"main a[href$='{receipt}']")
    page.wait_for_url(f"**{receipt}")
    clerk.choose("#strike-reason", "OTHER-AMOUNT")
    clerk.sends("button[value='strike-out']")
    assert clerk.page.locator("button[value='approve-return']").count() == 0
    assert clerk.barriers() == []

    chief.go(f"{theirs}{AT}")
    chief.press(f"main a[href$='{receipt}']")
    chief.page.wait_for_url(f"**{receipt}")
    assert chief.barriers() == []
    chief.sends("button[value='approve-return']")

    assert street.collecting.stands(3).paid.tax_satang == before
    clerk.go(f"{mine}{AT}/money/day?on={day}")
    corrected = "Corrected since by -100.00 baht" if mine else "แก้ไขหลังปิดยอด -100.00 บาท"
    assert corrected in clerk.text()
    assert clerk.barriers() == []


@LANGUAGES
def test_an_objection_on_paper_is_entered_proposed_and_decided_by_another(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    owner = 2 if mine else 1
    clerk, chief = two
    who = taxpayer.show(street.collecting.town.person(owner))
    clerk.go(f"{mine}{AT}/owners/{who}")
    clerk.press("a[href*='/matters/new']")
    clerk.page.locator("#filed_on").fill("2026-05-04")
    clerk.tick("input[value=area]")
    clerk.page.locator("input[name=ngan-1]").fill("2")
    assert clerk.barriers() == []
    clerk.sends("main form button[type=submit]")
    assert "6,000.00" in clerk.text()
    clerk.tick("input[value=accepted]")
    clerk.sends("button[value='propose']")
    assert "officer-7" in clerk.text()
    assert clerk.page.locator("button[value='decide']").count() == 0
    assert clerk.barriers() == []

    chief.go(f"{theirs}{AT}")
    here = clerk.path.removeprefix("/en")
    chief.press(f"main a[href$='{here}']")
    chief.page.wait_for_url(f"**{here}")
    chief.sends("button[value='decide']")

    told = "รับตามที่ขอ" if mine else "Accepted"
    assert told in chief.text()
    assert street.collecting.stands(owner).assessed_satang == 600_000


@LANGUAGES
def test_relief_after_a_flood_is_tried_proposed_and_granted_by_another(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    percent, left = ("50", 600_000) if mine else ("25", 900_000)
    clerk, chief = two
    clerk.go(f"{mine}{AT}/register/property?key=01A003")
    clerk.press("a[href*='/reliefs?property=']")
    clerk.page.locator("#since").fill("2026-05-03")
    clerk.page.locator("#percent").fill(percent)
    clerk.page.locator("#approval").fill("LP-0023.3-1187")
    clerk.sends("button[value='try']")
    assert clerk.page.locator(".govuk-notification-banner").count() == 1
    assert clerk.barriers() == []
    clerk.sends("button[value='propose']")
    assert clerk.page.locator("button[value='grant']").count() == 0

    chief.go(f"{theirs}{AT}")
    chief.press("main a[href*='/reliefs?year=2569']")
    chief.page.wait_for_url("**/reliefs?year=2569")
    assert chief.barriers() == []
    chief.sends("button[value='grant']")

    assert "chief-1" in chief.text()
    stands = street.collecting.stands(3)
    assert stands.assessed_satang - stands.relieved_satang == left


@LANGUAGES
def test_plots_are_split_and_merged_again_with_the_effect_seen_first(
    desk: Visitor, mine: str, theirs: str
) -> None:
    del theirs
    new, split, merged = ("01A904", "18", "20") if mine else ("01A903", "01", "10")
    desk.sign_in(CLERK, "clerk")
    page = desk.page
    desk.go(f"{mine}{AT}/register/property?key=01A003")
    desk.press(page.locator("summary").nth(1))
    page.locator("#code-2").fill(new)
    page.locator("#ngan-1").fill("2")
    page.locator("#wah-2").fill("200")
    page.locator("#split-since").fill(f"2026-06-{split}")
    desk.sends("form[action$='/change/split'] button")
    recorded(desk)
    desk.go(f"{mine}{AT}/register/property?key={new}")
    assert "TP-" in desk.text()
    assert desk.barriers() == []

    desk.go(f"{mine}{AT}/register/property?key=01A003")
    desk.press(page.locator("summary").nth(1))
    page.locator("#others").fill(new)
    page.locator("#merge-since").fill(f"2026-06-{merged}")
    desk.sends("form[action$='/change/merge'] button")
    recorded(desk)

    desk.go(f"{mine}{AT}/register/property?key=01A003")
    assert ("Merged" if mine else "รวมแปลง") in desk.text()


@LANGUAGES
def test_a_correction_shows_its_effect_and_is_undone_from_the_history(
    desk: Visitor, mine: str, theirs: str
) -> None:
    del theirs
    desk.sign_in(CLERK, "clerk")
    page = desk.page
    here = f"{mine}{AT}/register/property?key=01A002"
    desk.go(here)
    before = page.locator(".govuk-summary-list__row").first.inner_text()
    desk.press("summary")
    page.locator("#since").fill("2026-01-01")
    page.locator("#wah").fill("399")
    desk.sends("button[value='try']")
    assert ("nothing is recorded yet" if mine else "ยังไม่ได้บันทึก") in desk.text()
    assert desk.barriers() == []
    desk.sends("button[value='record']")
    assert page.locator(".govuk-summary-list__row").first.inner_text() != before

    desk.press("form[action*='/undo/'] button")
    recorded(desk)

    desk.go(here)
    assert ("Delivery undone" if mine else "เลิก") in desk.text()
    assert page.locator(".govuk-summary-list__row").first.inner_text() == before


def recorded(desk: Visitor) -> None:
    """Wait for the check, see that nothing is recorded yet, and record it."""
    desk.until_there("form[action$='/apply']")
    desk.tick("form[action$='/apply'] input[name=confirm]")
    desk.press("form[action$='/apply'] button")
    desk.until_there("main .govuk-tag:text-matches('เสร็จแล้ว|Done')")
    assert desk.barriers() == []


@LANGUAGES
def test_people_and_their_roles_are_seen_by_name(desk: Visitor, mine: str, theirs: str) -> None:
    del theirs
    desk.sign_in(CHIEF, "chief")
    desk.go(f"{mine}{AT}")
    desk.press("main a[href$='/people']")
    desk.page.wait_for_url("**/people")

    assert "chief-1" in desk.text()
    assert ("Chief of a local body" if mine else "ผู้บริหารท้องถิ่น") in desk.text()
    assert desk.barriers() == []
