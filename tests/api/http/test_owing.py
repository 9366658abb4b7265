"""Taxpayers see what they owe in every body and pay it: one notice, several at once, in parts."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.bill_payment import read_qr_text
from api.office import BANGKOK
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import BILLERS, TAX, Collecting, of_collecting
from tests.api.http.town import FAR_BODY, Caller

NOTICE = f"/taxpayers/me/notices/{BODY}/2569"
ORDERS = "/taxpayers/me/orders"
BASKET = {"notices": [{"body": BODY, "tax_year": 2569}]}


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    """A town that tests only look at."""
    yield from of_collecting(tmp_path_factory.mktemp("looking") / "office")


def ordered(person: Caller, key: str = "k1", **more: Any) -> Any:
    return person.post(ORDERS, json=BASKET, headers={"Idempotency-Key": key}, **more)


def test_taxpayers_see_what_they_owe_and_nothing_of_others(looking: Collecting) -> None:
    answer = looking.town.signed_in(1).get("/taxpayers/me/notices")

    assert answer.status_code == 200, answer.text
    (one,) = answer.json()["items"]
    assert (one["reference"], one["to_pay"]["total"]) == (looking.bill(1).ref1, "12000.00")
    assert answer.json()["next"] is None
    assert int(answer.headers["Thidin-Position"]) == looking.town.office.log.head()
    assert looking.town.signed_in(9).get("/taxpayers/me/notices").json()["items"] == []


def test_what_one_has_recorded_one_reads(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    collecting.town.front.settings.__dict__["follow_seconds"] = 3_600.0
    person.get("/taxpayers/me/notices")
    recorded = ordered(person).headers["Thidin-Position"]

    answer = person.get("/taxpayers/me/notices", headers={"Thidin-Min-Position": recorded})

    assert int(answer.headers["Thidin-Position"]) >= int(recorded)


def test_a_notice_shows_what_each_payment_paid(collecting: Collecting) -> None:
    collecting.tells(collecting.transfer(amount_satang=500_000))
    collecting.recorded()

    answer = collecting.town.signed_in(1).get(NOTICE)

    told = answer.json()
    assert (told["state"], told["to_pay"]["tax"], told["payment"]["state"]) == (
        "part-paid",
        "7000.00",
        "part-paid",
    )
    assert [(one["amount"], one["tax"], one["paid_on"]) for one in told["payments"]] == [
        ("5000.00", "5000.00", "2026-06-15")
    ]
    assert answer.headers["ETag"].startswith('"v')


@pytest.mark.parametrize("where", [f"{FAR_BODY}/2569", "05609999/2569", f"{BODY}/2568"])
def test_a_notice_one_does_not_have_is_absent(looking: Collecting, where: str) -> None:
    person = looking.town.signed_in(1)

    answers = [
        person.get(f"/taxpayers/me/notices/{where}"),
        person.post(f"/taxpayers/me/notices/{where}/codes", json={}),
        person.get(f"/taxpayers/me/notices/{where}/instalments"),
        looking.town.signed_in(9).get(NOTICE),
    ]

    assert {one.status_code for one in answers} == {404}
    assert {one.json()["type"] for one in answers} == {"urn:thidin:problem:absent"}


def test_one_notice_is_paid_by_its_codes(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)

    told = person.post(f"{NOTICE}/codes", json={}).json()

    read = read_qr_text(told["qr"]["text"])
    assert (read.ref1, read.amount_satang) == (collecting.bill(1).ref1, TAX)
    assert person.get(NOTICE).json()["payment"]["state"] == "waiting"


def test_an_order_pays_to_the_common_account_and_is_paid_once_recorded(
    collecting: Collecting,
) -> None:
    person = collecting.town.signed_in(1)
    told = ordered(person).json()
    order = f"{ORDERS}/{told['reference_1']}"
    before = person.get(order).json()["payment"]["state"]

    collecting.tells(
        collecting.transfer(
            ref1=told["reference_1"], ref2=told["reference_2"], biller=BILLERS.biller(0)
        )
    )
    collecting.recorded()
    after = person.get(order).json()

    assert (told["biller"], told["amount"]) == (BILLERS.biller(0), "12000.00")
    assert before == "waiting"
    assert after["payment"]["state"] == "paid"
    assert [(one["amount"], one["paid"]) for one in after["notices"]] == [("12000.00", True)]


def test_a_repeated_order_is_the_same_order(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    first = ordered(person)
    head = collecting.town.office.log.head()

    again = ordered(person)

    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert collecting.town.office.log.head() == head
    assert ordered(person, "k2").json()["reference_1"] != first.json()["reference_1"]


def test_an_order_needs_a_key_and_notices_of_ones_own(looking: Collecting) -> None:
    person = looking.town.signed_in(1)
    key = {"Idempotency-Key": "k"}
    foreign = {"notices": [{"body": FAR_BODY, "tax_year": 2569}]}

    assert person.post(ORDERS, json=BASKET).status_code == 400
    assert person.post(ORDERS, json=foreign, headers=key).status_code == 404
    assert person.post(ORDERS, json={"notices": []}, headers=key).status_code == 422
    assert looking.town.signed_in(9).post(ORDERS, json=BASKET, headers=key).status_code == 404


@pytest.mark.parametrize("text", ["T0000000000000", "x", "0560070169000000184", "%00", "ก"])
def test_an_order_that_is_none_is_absent(looking: Collecting, text: str) -> None:
    assert looking.town.signed_in(1).get(f"{ORDERS}/{text}").status_code in {400, 404}


def test_somebody_elses_order_is_absent(collecting: Collecting) -> None:
    reference = ordered(collecting.town.signed_in(1)).json()["reference_1"]

    assert collecting.town.signed_in(2).get(f"{ORDERS}/{reference}").status_code == 404


def test_a_paid_notice_is_not_ordered_again(collecting: Collecting) -> None:
    collecting.tells(collecting.transfer())
    collecting.recorded()

    answer = ordered(collecting.town.signed_in(1))

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-ordered")


def test_parts_are_shown_before_they_are_agreed_and_agreed_as_shown(
    collecting: Collecting,
) -> None:
    person = collecting.town.signed_in(1)
    shown = person.get(f"{NOTICE}/instalments?count=3")

    agreed = person.post(
        f"{NOTICE}/instalments",
        json={"count": 3},
        headers={"Idempotency-Key": "k", "If-Match": shown.headers["ETag"]},
    )

    assert shown.json()["instalments"] == [
        {"due_on": "2026-06-30", "amount": "4000.00"},
        {"due_on": "2026-07-31", "amount": "4000.00"},
        {"due_on": "2026-08-31", "amount": "4000.00"},
    ]
    assert agreed.status_code == 200, agreed.text
    assert agreed.json()["instalments"] == shown.json()["instalments"]
    now = person.get(NOTICE)
    assert now.json()["instalments"] == shown.json()["instalments"]
    assert now.headers["ETag"] == agreed.headers["ETag"] != shown.headers["ETag"]


def test_parts_are_agreed_on_what_was_read(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    shown = person.get(f"{NOTICE}/instalments").headers["ETag"]
    collecting.tells(collecting.transfer(amount_satang=100))
    collecting.recorded()

    answers = [
        person.post(f"{NOTICE}/instalments", json={"count": 3}, headers=headers).status_code
        for headers in (
            {"Idempotency-Key": "k", "If-Match": shown},
            {"Idempotency-Key": "k"},
            {"If-Match": shown},
        )
    ]

    assert answers == [412, 428, 400]


def test_parts_are_refused_in_words_of_the_law(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    four = person.get(f"{NOTICE}/instalments?count=4")
    collecting.clock.at = datetime(2026, 7, 1, 9, tzinfo=BANGKOK)
    late = collecting.town.signed_in(1).get(f"{NOTICE}/instalments?count=3")

    assert (four.status_code, four.json()["code"]) == (409, "instalments-refused")
    assert (late.status_code, late.json()["code"]) == (409, "instalments-too-late")


def test_an_amount_changes_when_its_day_has_passed(collecting: Collecting) -> None:
    before = collecting.town.signed_in(1).get(NOTICE).json()["to_pay"]["total"]
    collecting.clock.at += timedelta(days=16)
    after = collecting.town.signed_in(1).get(NOTICE).json()["to_pay"]["total"]

    assert (before, after) == ("12000.00", "13320.00")


def test_money_is_claimed_back_within_the_acts_time(collecting: Collecting) -> None:
    collecting.tells(collecting.transfer())
    collecting.recorded()
    person = collecting.town.signed_in(1)
    tag = person.get(NOTICE).headers["ETag"]

    def claims(key: str, amount: str, if_match: str = tag, who: Caller = person) -> Any:
        headers = {"Idempotency-Key": key, "If-Match": if_match}
        return who.post(f"{NOTICE}/refund-claims", json={"amount": amount}, headers=headers)

    done = claims("k", "1000.00")

    assert done.status_code == 200, done.text
    assert (done.json()["amount"], done.json()["claimed_on"]) == ("1000.00", "2026-06-15")
    assert claims("k", "1000.00").json() == done.json()
    assert claims("other", "1000.00").status_code == 412
    now = done.headers["ETag"]
    assert claims("none", "0", now).json()["code"] == "proposal-wrong"
    assert claims("wrong", "-1", now).status_code == 422
    assert claims("weak", "1", now, collecting.town.signed_in(1, ial="1.1")).status_code == 403
    unpaid = collecting.town.signed_in(2)
    theirs = unpaid.get(NOTICE).headers["ETag"]
    assert claims("unpaid", "1", theirs, unpaid).json()["code"] == "claim-too-late"


def test_looking_does_not_wait_for_who_records(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    handle = collecting.town.guest().post(
        "/guest/bills", json={"reference": collecting.bill(1).ref1, "amount": "12000.00"}
    )

    with collecting.town.front.till.held(), ThreadPoolExecutor(2) as others:
        one = others.submit(person.get, NOTICE)
        two = others.submit(collecting.town.guest().get, f"/guest/bills/{handle.json()['handle']}")
        statuses = [one.result(20).status_code, two.result(20).status_code]

    assert statuses == [200, 200]


def test_codes_are_drawn_once_more_and_an_orders_only_while_its_amount_holds(
    collecting: Collecting,
) -> None:
    person = collecting.town.signed_in(1)
    placed = ordered(person).json()
    where = f"{ORDERS}/{placed['reference_1']}/codes"
    codes = person.post(f"{NOTICE}/codes", json={}).json()

    again, order = person.get(f"{NOTICE}/codes").json(), person.get(where).json()
    collecting.clock.at += timedelta(days=60)
    too_late = collecting.town.signed_in(1).get(where)

    assert (again, order) == (codes, placed)
    assert collecting.town.signed_in(2).get(where).status_code == 404
    assert (too_late.status_code, too_late.json()["type"]) == (
        409,
        "urn:thidin:problem:code-too-old",
    )
