"""A cashier enters money, two people match what waits, a chief decides what was filed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.policy import Role
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import BILLERS, TAX, Collecting, of_collecting
from tests.api.http.test_issuing import did, with_chief
from tests.api.http.town import OTHER_BODY, Caller

PAYMENTS = f"/local-bodies/{BODY}/payments"
DECISIONS = f"/local-bodies/{BODY}/decisions/2569"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def entry(collecting: Collecting, **changed: Any) -> dict[str, Any]:
    return {
        "notice": collecting.bill(1).number,
        "amount": "12000.00",
        "channel": "counter",
        "receipt": "69-00017",
        "paid_on": "2026-06-15",
        **changed,
    }


def test_money_taken_is_entered_once_and_listed(collecting: Collecting) -> None:
    clerk = collecting.town.officer()

    first = did(clerk, PAYMENTS, "e1", **entry(collecting))
    again = did(clerk, PAYMENTS, "e2", **entry(collecting))
    seen = {"Thidin-Min-Position": first.headers["Thidin-Position"]}
    (listed,) = clerk.get(PAYMENTS, headers=seen).json()["items"]

    assert (first.status_code, first.json()["state"], first.json()["new"]) == (
        200,
        "allocated",
        True,
    )
    assert (again.json()["receipt"], again.json()["new"]) == (first.json()["receipt"], False)
    assert (listed["receipt"], listed["amount"]) == (first.json()["receipt"], "12000.00")
    assert collecting.stands().state == "settled"


def test_the_same_number_with_another_amount_is_refused(collecting: Collecting) -> None:
    clerk = collecting.town.officer()
    did(clerk, PAYMENTS, "e1", **entry(collecting))

    other = did(clerk, PAYMENTS, "e2", **entry(collecting, amount="1.00"))

    assert other.status_code == 409
    assert other.json()["type"].endswith("already-otherwise")


def test_s51_a_stamp_of_june_entered_in_july_counts_once_the_chief_agrees(
    collecting: Collecting,
) -> None:
    collecting.clock.at += timedelta(days=35)
    july = collecting.clock.at.date()
    clerk, chief = collecting.town.officer(), with_chief(collecting.town)
    letter = entry(collecting, channel="post", paid_on="2026-06-30")

    entered = did(clerk, PAYMENTS, "e1", **letter)
    (waiting,) = clerk.get(f"{PAYMENTS}/suspense").json()["items"]
    before = collecting.stands(on=july)
    agreed = did(chief, f"{PAYMENTS}/000/{BODY}-69-00017/match/approve", "e2")

    assert entered.json()["state"] == "in-suspense"
    assert (waiting["why"], waiting["match_proposed"]) == ("earlier-day", True)
    assert before.outstanding.charges_satang == TAX * 11 // 100
    assert agreed.status_code == 200, agreed.text
    after = collecting.stands(on=july)
    assert (after.state, after.paid.charges_satang) == ("settled", 0)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"paid_on": "2999-01-01"}, 409),
        ({"amount": "0"}, 409),
        ({"amount": "1e3"}, 422),
        ({"channel": "owl"}, 422),
        ({"notice": "0560-0702-69/00000001"}, 404),
        ({"notice": "1103700000006"}, 422),
    ],
)
def test_what_cannot_have_been_taken_is_refused(
    collecting: Collecting, changed: dict[str, Any], status: int
) -> None:
    answer = did(collecting.town.officer(), PAYMENTS, "e1", **entry(collecting, **changed))

    assert answer.status_code == status
    assert "1103700000006" not in answer.text


def waiting(collecting: Collecting) -> str:
    """A payment into the body's account under nobody's reference."""
    one = collecting.transfer(ref1="1103700000006")
    collecting.tells(one)
    collecting.recorded()
    return f"{PAYMENTS}/014/{one.reference}"


def test_two_people_say_whose_money_it_is(collecting: Collecting) -> None:
    path = waiting(collecting)
    clerk, chief = collecting.town.officer(), with_chief(collecting.town)
    (waits,) = clerk.get(f"{PAYMENTS}/suspense").json()["items"]
    parts = [{"notice": collecting.bill(1).number, "amount": "12000.00"}]

    proposed = did(clerk, f"{path}/match", "m1", parts=parts)
    alone = did(clerk, f"{path}/match/approve", "m2")
    approved = did(chief, f"{path}/match/approve", "m3")

    assert (waits["amount"], waits["why"]) == ("12000.00", "unknown-reference")
    assert proposed.status_code == 200, proposed.text
    assert alone.status_code == 403
    assert approved.status_code == 200, approved.text
    assert collecting.stands().paid.tax_satang == TAX
    assert clerk.get(f"{PAYMENTS}/suspense").json()["items"] == []


def test_two_people_send_money_back(collecting: Collecting) -> None:
    path = waiting(collecting)
    clerk, chief = collecting.town.officer(), with_chief(collecting.town)

    assert did(clerk, f"{path}/return", "r1").status_code == 200
    assert did(chief, f"{path}/return/approve", "r2").status_code == 200
    assert clerk.get(f"{PAYMENTS}/suspense").json()["items"] == []


def test_money_in_another_bodys_account_is_absent(collecting: Collecting) -> None:
    assert BILLERS.biller(int(BODY))
    path = waiting(collecting).replace(BODY, OTHER_BODY)
    other: Caller = collecting.town.signed_in(22, Role.CLERK, OTHER_BODY)

    assert did(other, f"{path}/return", "r1").status_code == 404
    assert did(other, f"{path}x/return", "r2").status_code == 404


def test_two_people_waive_a_penalty(collecting: Collecting) -> None:
    clerk, chief = collecting.town.officer(), with_chief(collecting.town)
    path = f"{DECISIONS}/accounts/{collecting.bill(1).notice}"

    proposed = did(
        clerk, f"{path}/proposals", "p1", kind="extension", reason="FLOOD", until="2026-08-31"
    )
    shown = clerk.get(path).json()
    declined = did(clerk, f"{path}/proposals/1/decline", "d1", reason="NO-GROUND")
    again = did(
        clerk, f"{path}/proposals", "p2", kind="extension", reason="FLOOD", until="2026-08-31"
    )
    approved = did(chief, f"{path}/proposals/2/approve", "a1")

    assert proposed.json() == {"number": 1}
    (one,) = shown["waiting"]
    assert (one["number"], one["kind"], one["reason"]) == (1, "extension", "FLOOD")
    assert (one["until"], one["proposed_by"]) == ("2026-08-31", "officer-7")
    assert (declined.status_code, again.json()) == (200, {"number": 2})
    assert approved.status_code == 200, approved.text
    assert clerk.get(path).json()["pay_by"] == "2026-08-31"


def test_an_objection_is_proposed_by_one_and_decided_by_another(collecting: Collecting) -> None:
    taxpayer = collecting.town.signed_in(1)
    filed = did(
        taxpayer,
        "/taxpayers/me/matters",
        "f1",
        body=BODY,
        tax_year=2569,
        kind="objection",
        grounds=["area"],
        claims=[{"property": "01A001", "since": "2026-01-01", "area_cwah": 20_000}],
    )
    assert filed.status_code == 200, filed.text
    clerk, chief = collecting.town.officer(), with_chief(collecting.town)
    (listed,) = clerk.get(f"{DECISIONS}/matters").json()["items"]

    proposed = did(clerk, f"{DECISIONS}/matters/1/propose", "p1", outcome="accepted")
    decided = did(chief, f"{DECISIONS}/matters/1/decide", "d1")

    assert listed["matter"] == filed.json()["matter"]
    assert proposed.status_code == 200, proposed.text
    assert (decided.json()["state"], decided.json()["billed_anew"]) == ("accepted", True)
    assert collecting.stands().assessed_satang == TAX // 2
    assert did(clerk, f"{DECISIONS}/matters/99/propose", "p2", outcome="refused").status_code == 404
