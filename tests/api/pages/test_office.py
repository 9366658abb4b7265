"""Officers of a local body read what waits, find and correct, take money, and decide by two."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.policy import Role
from domain import taxpayer
from tests.api.cli.clerk import BODY, identity
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_issuing import with_chief
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

AT = f"/office/{BODY}"


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("desk") / "office")


@pytest.fixture(scope="module")
def clerk(collecting: Collecting) -> Reader:
    return Reader(collecting.town.officer())


@pytest.fixture(scope="module")
def chief(collecting: Collecting) -> Reader:
    return Reader(with_chief(collecting.town))


def test_the_first_page_tells_the_calendar_and_what_was_collected(clerk: Reader) -> None:
    words = read(clerk.page(f"/en{AT}"))

    assert "All notices are out 30/4/2569 past" in words
    assert "Last day to pay 30/6/2569 15 days left" in words
    assert "2569 3 36,000.00 0.00 0.0%" in words


def test_every_page_of_a_local_body_is_there_in_both_languages(clerk: Reader) -> None:
    paths = (
        "", "/gaps", "/people", "/imports", "/register", "/register?text=01A001", "/run", "/money",
        "/money/take", "/money/suspense", "/money/bank", "/money/day", "/money/reports",
        "/arrears", "/clearance", "/clearance?key=01A001", "/matters",
        "/register/property?key=01A001",
    )  # fmt: skip
    for path in paths:
        for language in ("", "/en"):
            answer = clerk.page(f"{language}{AT}{path}")
            assert (path, answer.status_code) == (path, 200)
            assert answer.text.count("<h1") == 1


def test_an_owner_is_found_by_number_and_the_number_is_in_no_address(
    collecting: Collecting, clerk: Reader
) -> None:
    found = clerk.sends(f"{AT}/register", {"owner": identity(1)})

    who = taxpayer.show(collecting.town.person(1))
    assert who in read(found)
    assert identity(1) not in found.text
    notices = read(clerk.page(f"/en{AT}/owners/{who}"))
    assert f"{collecting.bill(1).number} 2569 12,000.00 0.00 10/4/2569" in notices


def test_a_correction_shows_its_effect_first_and_then_stands_in_the_history(
    clerk: Reader,
) -> None:
    page = f"{AT}/register/property?key=01A003"
    told = {
        "property": "01A003", "since": "2026-01-01", "reason": "SURVEY-AGAIN", "ngan": "2",
    }  # fmt: skip

    tried = clerk.sends(f"/en{AT}/register/correct", {**told, "do": "try"}, of=page)
    done = clerk.sends(f"/en{AT}/register/correct", {**told, "do": "record"}, of=page)

    assert "The body's tax of 2569: 36,000.00 → 30,000.00 baht, 1 bill differs" in read(tried)
    assert (done.status_code, done.headers["Location"]) == (
        303,
        f"/en{AT}/register/property?key=01A003",
    )
    assert "Surveyed again" in read(clerk.page(f"/en{page}"))
    assert "change 1 notice, by -6,000.00 baht of tax" in read(clerk.page(f"/en{AT}/run"))


def test_money_is_taken_after_the_notice_was_looked_up_and_the_day_closed(
    collecting: Collecting, clerk: Reader
) -> None:
    number = collecting.bill(1).number
    page = f"/en{AT}/money/take?notice={number}"
    told = {
        "notice": number, "amount": "12,000.00", "channel": "counter", "receipt": "69-00017",
        "paid_on": "2026-06-15",
    }  # fmt: skip
    assert "To pay 12,000.00 baht" in read(clerk.page(page))

    taken = clerk.sends(f"/en{AT}/money/take", told, of=page)
    shown = read(clerk.page(taken.headers["Location"]))
    closed = clerk.sends(f"/en{AT}/money/day", {"on": "2026-06-15", "counted": "11900.00"})

    assert "Entered Receipt R" in shown
    assert "Settled" in shown
    assert closed.status_code == 303
    assert "counted 11,900.00 baht, entered 12,000.00 baht, difference -100.00 baht" in read(
        clerk.page(f"/en{AT}/money/day?on=2026-06-15")
    )


def test_two_people_match_money_that_waits_with_a_notice_of_the_same_amount(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    one = collecting.transfer(7, ref1="1103700000006")
    collecting.tells(one)
    collecting.recorded()
    path = f"/en{AT}/money/suspense/014/{one.reference}"
    told = {"do": "match", "notice": collecting.bill(2).number, "amount": "12000.00"}
    assert f"{told['notice']} the same amount, not paid yet" in read(clerk.page(path))

    proposed = clerk.sends(path, told)
    first = read(clerk.page(f"/en{AT}"))
    approved = chief.sends(path, {"do": "approve-match"})

    assert (proposed.status_code, approved.status_code) == (303, 303)
    assert "Match of waiting money 12,000.00 baht proposed by officer-7, waits" in first
    assert collecting.stands(2).state == "settled"


def test_two_people_extend_the_time_to_pay(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    path = f"/en{AT}/accounts/2569/{collecting.bill(3).notice}"
    told = {"do": "propose", "kind": "extension", "reason": "FLOOD", "until": "2026-08-31"}

    proposed = clerk.sends(path, told)
    shown = read(chief.page(path))
    approved = chief.sends(path, {"do": "approve", "number": "1"})

    assert (proposed.status_code, approved.status_code) == (303, 303)
    assert "1. Extension (s.14) (A flood) until 31/8/2569 · proposed by officer-7" in shown
    assert "By 31/8/2569" in read(clerk.page(path))


def test_an_auditor_sees_no_names(collecting: Collecting) -> None:
    auditor = Reader(collecting.town.signed_in(23, Role.AUDITOR))
    who = taxpayer.show(collecting.town.person(1))

    assert auditor.page(f"{AT}/owners/{who}").status_code == 403
    shown: Any = auditor.page(f"{AT}/register/property?key=01A001")
    assert shown.status_code == 200
    assert who in read(shown)
