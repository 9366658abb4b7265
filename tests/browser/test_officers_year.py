"""A year at a desk, by two people: issued, printed, warned of, decided, relieved, split."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from playwright.sync_api import Browser, expect

from api.office import BANGKOK
from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.browser.street import Street
from tests.browser.visitor import DESK, Visitor

AT = f"/office/{BODY}"
CLERK, CHIEF = 21, 24
LANGUAGES = pytest.mark.parametrize(
    ("mine", "theirs"), [("", "/en"), ("/en", "")], ids=["clerk in Thai", "clerk in English"]
)
"""Clerk and chief each read the other language, so that both journeys are walked in both."""


@pytest.fixture
def two(browser: Browser, street: Street) -> Iterator[tuple[Visitor, Visitor]]:
    """A clerk and a chief, each at a browser of their own."""
    made = Visitor.at(browser, street, size=DESK), Visitor.at(browser, street, size=DESK)
    yield made
    for one in made:
        assert one.errors == []
        one.close()


def at_work(two: tuple[Visitor, Visitor], mine: str, theirs: str) -> tuple[Visitor, Visitor]:
    clerk, chief = two
    clerk.sign_in(CLERK, "clerk", mine)
    chief.sign_in(CHIEF, "chief", theirs)
    return two


@contextmanager
def on_a_day(street: Street, year: int, month: int, day: int) -> Iterator[None]:
    """Let it be another day for a while."""
    clock = street.collecting.clock
    before, clock.at = clock.at, datetime(year, month, day, 9, tzinfo=BANGKOK)
    yield
    clock.at = before


def pressed(visitor: Visitor, button: str) -> None:
    """Press a button that leads to another page, and find nothing wrong with it."""
    visitor.page.locator(button).first.click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator(".govuk-error-summary").count() == 0, visitor.text()


def test_a_year_is_previewed_answered_for_approved_by_another_printed_and_sent(
    two: tuple[Visitor, Visitor],
) -> None:
    clerk, chief = at_work(two, "", "/en")
    run = f"{AT}/run?year=2570"
    clerk.go(run)
    assert clerk.barriers() == []
    for gate in clerk.page.locator("form[action$='/prepare'] select").all():
        gate.select_option("checked")
    pressed(clerk, "form[action$='/prepare'] button")
    assert "รอผู้บริหารอนุมัติ" in clerk.text()
    assert clerk.page.locator("form[action$='/approve']").count() == 0

    chief.go(f"/en{AT}")
    chief.page.locator("main a[href$='/run?year=2570']").click()
    chief.page.wait_for_url("**/run?year=2570")
    assert "officer-7 prepared 3 notices" in chief.text()
    pressed(chief, "form[action$='/approve'] button")
    assert "officer-7 / chief-1" in chief.text()
    clerk.go(run)
    pressed(clerk, "form[action$='/print'] button")
    written = clerk.page.locator("#prints td a[href*='/print/']")
    expect(written).to_have_text("1–3")
    letters = clerk.page.request.get(f"{clerk.street.origin}{written.get_attribute('href')}")
    assert letters.body().startswith(b"%PDF")
    clerk.page.locator("#served_on").fill("2026-06-15")
    clerk.page.locator("#received_on").fill("2026-06-15")
    pressed(clerk, "form[action$='/served'] button")

    assert clerk.page.locator(".th-steps__done").count() == 3
    assert clerk.barriers() == []
    assert chief.barriers() == []


@LANGUAGES
def test_what_was_paid_twice_is_given_back_by_two_people(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    owner = 2 if mine else 1
    for number in (owner * 10, owner * 10 + 1):
        street.collecting.tells(street.collecting.transfer(number, owner=owner))
    street.collecting.recorded()
    clerk, chief = at_work(two, mine, theirs)
    account = f"{AT}/accounts/2569/{street.collecting.bill(owner).notice}"
    clerk.go(f"{mine}{account}")
    clerk.page.locator("#refund summary").click()
    expect(clerk.page.locator("#refund-amount")).to_have_value("12000.00")
    clerk.page.locator("#refund-amount").fill("12,000")
    assert clerk.barriers() == []
    pressed(clerk, "#refund button")
    assert ("Paid twice" if mine else "ชำระซ้ำ") in clerk.text()
    assert clerk.page.locator("button[value='approve']").count() == 0

    chief.go(f"{theirs}{AT}")
    chief.page.locator(f"main a[href$='{account}']").click()
    chief.page.wait_for_url(f"**{account}")
    assert chief.barriers() == []
    pressed(chief, "button[value='approve']")

    stands = street.collecting.stands(owner)
    assert (stands.state, stands.refunded_satang) == ("settled", 1_200_000)


def test_a_proposal_is_taken_back_before_anybody_approved_it(
    two: tuple[Visitor, Visitor], street: Street
) -> None:
    clerk, chief = at_work(two, "/en", "")
    account = f"{AT}/accounts/2569/{street.collecting.bill(3).notice}"
    clerk.go(f"/en{account}")
    clerk.page.locator("#extension summary").click()
    clerk.page.locator("#extension-until").fill("2026-08-31")
    pressed(clerk, "#extension button")
    assert "A disaster" in clerk.text()

    pressed(clerk, "button[value='decline']")

    assert "proposed by" not in clerk.text()
    chief.go(account)
    assert chief.page.locator("button[value='approve']").count() == 0


def test_money_that_waits_is_matched_by_two_people_and_stands_in_the_reports(
    two: tuple[Visitor, Visitor], street: Street
) -> None:
    wrong = street.collecting.transfer(77, owner=3, ref1="1103700000006", amount_satang=1_234)
    street.collecting.tells(wrong)
    street.collecting.recorded()
    clerk, chief = at_work(two, "", "/en")
    clerk.go(f"{AT}/money/suspense")
    clerk.page.locator(f"main a[href$='{wrong.reference}']").click()
    clerk.page.wait_for_url(f"**{wrong.reference}")
    clerk.page.locator("#notice-1").fill(street.collecting.bill(3).number)
    pressed(clerk, ".govuk-button[value='match']")

    chief.go(f"/en{AT}/money/suspense/014/{wrong.reference}")
    assert chief.barriers() == []
    pressed(chief, "button[value='approve-match']")

    for form in ("csv", "xlsx"):
        report = f"{street.origin}{AT}/money/reports/2569/payments?form={form}"
        answer = clerk.page.request.get(report)
        assert (answer.status, form in answer.headers["content-disposition"]) == (200, True)
    assert street.collecting.stands(3).paid.tax_satang == 1_234


@LANGUAGES
def test_a_day_is_counted_and_closed_and_takes_no_more_money(
    desk: Visitor, mine: str, theirs: str
) -> None:
    del theirs
    day = "2026-06-12" if mine else "2026-06-11"
    desk.sign_in(CLERK, "clerk", mine)
    desk.go(f"{mine}{AT}/money/day?on={day}")
    desk.page.locator("#counted").fill("0.00")

    desk.page.locator("#counted").press("Enter")
    desk.page.wait_for_load_state()

    assert desk.page.locator(".govuk-inset-text").count() == 1
    assert desk.page.locator("#counted").count() == 0
    assert desk.barriers() == []


@LANGUAGES
def test_an_objection_on_paper_is_entered_proposed_and_decided_by_another(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    owner = 2 if mine else 1
    clerk, chief = at_work(two, mine, theirs)
    who = taxpayer.show(street.collecting.town.person(owner))
    clerk.go(f"{mine}{AT}/owners/{who}")
    clerk.page.locator("a[href*='/matters/new']").click()
    clerk.page.locator("#filed_on").fill("2026-05-04")
    clerk.page.locator("input[value=area]").check()
    clerk.page.locator("input[name=ngan-1]").fill("2")
    assert clerk.barriers() == []
    pressed(clerk, "main form button[type=submit]")
    assert "6,000.00" in clerk.text()
    clerk.page.locator("input[value=accepted]").check()
    pressed(clerk, "button[value='propose']")
    assert "officer-7" in clerk.text()
    assert clerk.page.locator("button[value='decide']").count() == 0
    assert clerk.barriers() == []

    chief.go(f"{theirs}{AT}")
    here = clerk.path.removeprefix("/en")
    chief.page.locator(f"main a[href$='{here}']").click()
    chief.page.wait_for_url(f"**{here}")
    pressed(chief, "button[value='decide']")

    told = "รับตามที่ขอ" if mine else "Accepted"
    assert told in chief.text()
    assert street.collecting.stands(owner).assessed_satang == 600_000


@LANGUAGES
def test_relief_after_a_flood_is_tried_proposed_and_granted_by_another(
    two: tuple[Visitor, Visitor], street: Street, mine: str, theirs: str
) -> None:
    percent, left = ("50", 600_000) if mine else ("25", 900_000)
    clerk, chief = at_work(two, mine, theirs)
    clerk.go(f"{mine}{AT}/register/property?key=01A003")
    clerk.page.locator("a[href*='/reliefs?property=']").click()
    clerk.page.locator("#since").fill("2026-05-03")
    clerk.page.locator("#percent").fill(percent)
    clerk.page.locator("#approval").fill("LP-0023.3-1187")
    pressed(clerk, "button[value='try']")
    assert clerk.page.locator(".govuk-notification-banner").count() == 1
    assert clerk.barriers() == []
    pressed(clerk, "button[value='propose']")
    assert clerk.page.locator("button[value='grant']").count() == 0

    chief.go(f"{theirs}{AT}")
    chief.page.locator("main a[href*='/reliefs?year=2569']").click()
    chief.page.wait_for_url("**/reliefs?year=2569")
    assert chief.barriers() == []
    pressed(chief, "button[value='grant']")

    assert "chief-1" in chief.text()
    stands = street.collecting.stands(3)
    assert stands.assessed_satang - stands.relieved_satang == left


def test_plots_are_split_and_merged_again_with_the_effect_seen_first(desk: Visitor) -> None:
    desk.sign_in(CLERK, "clerk")
    page = desk.page
    desk.go(f"{AT}/register/property?key=01A003")
    page.locator("summary").nth(1).click()
    page.locator("#code-2").fill("01A903")
    page.locator("#ngan-1").fill("2")
    page.locator("#wah-2").fill("200")
    page.locator("#split-since").fill("2026-06-01")
    pressed(desk, "form[action$='/change/split'] button")
    recorded(desk)
    desk.go(f"/en{AT}/register/property?key=01A903")
    assert "TP-" in desk.text()
    assert desk.barriers() == []

    desk.go(f"/en{AT}/register/property?key=01A003")
    page.locator("summary").nth(1).click()
    page.locator("#others").fill("01A903")
    page.locator("#merge-since").fill("2026-06-10")
    pressed(desk, "form[action$='/change/merge'] button")
    recorded(desk)

    desk.go(f"/en{AT}/register/property?key=01A003")
    assert "Merged" in desk.text()


def test_a_correction_shows_its_effect_and_is_undone_from_the_history(desk: Visitor) -> None:
    desk.sign_in(CLERK, "clerk")
    page = desk.page
    here = f"{AT}/register/property?key=01A002"
    desk.go(here)
    before = page.locator(".govuk-summary-list__row").first.inner_text()
    page.locator("summary").first.click()
    page.locator("#since").fill("2026-01-01")
    page.locator("#wah").fill("399")
    pressed(desk, "button[value='try']")
    assert "ยังไม่ได้บันทึก" in desk.text()
    assert desk.barriers() == []
    pressed(desk, "button[value='record']")
    assert page.locator(".govuk-summary-list__row").first.inner_text() != before

    page.locator("form[action*='/undo/'] button").first.click()
    recorded(desk)

    desk.go(f"/en{here}")
    assert "Delivery undone" in desk.text()
    desk.go(here)
    assert page.locator(".govuk-summary-list__row").first.inner_text() == before


def recorded(desk: Visitor) -> None:
    """Wait for the check, see that nothing is recorded yet, and record it."""
    apply = desk.page.locator("form[action$='/apply']")
    expect(apply).to_be_visible()
    apply.locator("input[name=confirm]").check()
    apply.locator("button").click()
    expect(desk.page.locator("main .govuk-tag").first).to_have_text(re.compile("เสร็จแล้ว|Done"))
    assert desk.barriers() == []


def test_who_is_late_is_warned_and_the_land_office_told(
    two: tuple[Visitor, Visitor], street: Street
) -> None:
    with on_a_day(street, 2026, 8, 3):
        clerk, chief = at_work(two, "", "/en")
        clerk.go(f"{AT}/arrears")
        late = clerk.page.locator("main tbody tr").count()
        assert late > 0
        pressed(clerk, "form[action$='/warn'] button")
        chief.go(f"/en{AT}/arrears")
        chief.page.locator("#received_on").fill("2026-08-03")
        pressed(chief, "form[action$='/received'] button")
        pressed(chief, "form[action$='/tell'] button")

        assert chief.barriers() == []
        chief.go(f"/en{AT}/arrears")
        chief.page.locator("main tbody th a").first.click()
        chief.page.wait_for_url("**/accounts/2569/*")
        assert "Late" in chief.text()
        assert clerk.barriers() == []


@LANGUAGES
def test_people_and_their_roles_are_seen_by_name(desk: Visitor, mine: str, theirs: str) -> None:
    del theirs
    desk.sign_in(CHIEF, "chief", mine)
    desk.go(f"{mine}{AT}")
    desk.page.locator("main a[href$='/people']").click()
    desk.page.wait_for_url("**/people")

    assert "chief-1" in desk.text()
    assert ("Chief of a local body" if mine else "ผู้บริหารท้องถิ่น") in desk.text()
    assert desk.barriers() == []
