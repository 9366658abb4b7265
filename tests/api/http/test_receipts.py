"""A receipt is shown to whoever's bill was paid, with a file that an offline program verifies."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.commands.payments import approve_match, propose_match
from domain.local_body import Signed
from domain.payment import Part
from projections.evidence import public_key_of
from tests.api.http.collecting import TAX, TODAY, Collecting, of_collecting

RECEIPTS = "/taxpayers/me/receipts"
VERIFIER = Path(__file__).parents[3] / "verifier" / "verify_receipt.py"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def paid(collecting: Collecting) -> str:
    """Let a payment come in and return its receipt, as owner 1 sees it."""
    collecting.tells(collecting.transfer())
    collecting.recorded()
    (one,) = collecting.town.signed_in(1).get(RECEIPTS).json()["items"]
    return str(one["receipt"])


def test_a_receipt_is_listed_and_its_file_is_genuine(
    collecting: Collecting, tmp_path: Path
) -> None:
    number = paid(collecting)

    answer = collecting.town.signed_in(1).get(f"{RECEIPTS}/{number}")

    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert (told["receipt"], told["amount"], told["paid_on"]) == (number, "12000.00", "2026-06-15")
    assert told["bills"][0]["notice_number"] == collecting.bill(1).number
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(told["file"]), "utf-8")
    key = public_key_of(collecting.town.office.keys.checkpoints).hex()
    verified = subprocess.run(
        [sys.executable, VERIFIER, file, "--key", key], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout[:8]) == (0, "Genuine:")


def test_others_do_not_see_a_receipt(collecting: Collecting) -> None:
    number = paid(collecting)
    other = collecting.town.signed_in(2)

    assert other.get(RECEIPTS).json()["items"] == []
    assert other.get(f"{RECEIPTS}/{number}").status_code == 404
    assert other.get(f"{RECEIPTS}/R0000000000000").status_code == 404
    assert other.get(f"{RECEIPTS}/x").status_code == 422


def test_a_receipt_over_several_peoples_bills_shows_each_their_own(
    collecting: Collecting,
) -> None:
    collecting.tells(collecting.transfer(amount_satang=2 * TAX, ref1="UNREADABLE"))
    collecting.recorded()
    parts = [
        Part(
            body=bill.body,
            tax_year=bill.tax_year,
            notice=bill.notice,
            taxpayer=collecting.town.person(owner),
            amount_satang=TAX,
        )
        for owner in (1, 2)
        for bill in [collecting.bill(owner)]
    ]
    at = collecting.clock.at
    where = {"bank": "014", "bank_reference": "B00001"}
    office = collecting.town.office
    by = Signed(officer="officer-1", at=at)
    propose_match(office, **where, parts=parts, by=by, reason="MISTYPED")
    approve_match(office, **where, on=TODAY, by=Signed(officer="officer-2", at=at))

    for owner in (1, 2):
        person = collecting.town.signed_in(owner)
        (listed,) = person.get(RECEIPTS).json()["items"]
        told = person.get(f"{RECEIPTS}/{listed['receipt']}").json()
        assert listed["amount"] == told["amount"] == "12000.00"
        assert [one["notice_number"] for one in told["bills"]] == [collecting.bill(owner).number]
        assert told["file"] is None


def test_a_reversed_payment_has_no_receipt(collecting: Collecting) -> None:
    number = paid(collecting)
    collecting.tells(collecting.transfer(is_reversal=True))
    collecting.recorded()
    person = collecting.town.signed_in(1)

    assert person.get(RECEIPTS).json()["items"] == []
    answer = person.get(f"{RECEIPTS}/{number}")
    assert (answer.status_code, answer.json()["code"]) == (409, "no-receipt")


def test_many_receipts_come_page_by_page_each_once(collecting: Collecting) -> None:
    for number in range(53):
        assert collecting.tells(collecting.transfer(number, amount_satang=100)).status_code == 200
    collecting.recorded()
    person = collecting.town.signed_in(1)

    first = person.get(RECEIPTS).json()
    second = person.get(RECEIPTS, params={"cursor": first["next"]}).json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 3, None)
    assert len({one["receipt"] for one in first["items"] + second["items"]}) == 53
    stolen = collecting.town.signed_in(2).get(RECEIPTS, params={"cursor": first["next"]})
    assert stolen.status_code == 422
