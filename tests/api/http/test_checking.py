"""Anybody checks whether a receipt is genuine, by its letters or its file, and learns no name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.commands import letters
from api.commands.letters import Which
from api.office import Office
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.town import Town

RECEIPTS = "/taxpayers/me/receipts"
NOT_GENUINE = {"genuine": False, "stands": None, "receipt": None}


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    """A town in which owner 1 has paid."""
    for made in of_collecting(tmp_path_factory.mktemp("checking") / "office"):
        made.tells(made.transfer())
        made.recorded()
        yield made


def the_receipt(collecting: Collecting) -> dict[str, Any]:
    person = collecting.town.signed_in(1)
    (one,) = person.get(RECEIPTS).json()["items"]
    told: dict[str, Any] = person.get(f"{RECEIPTS}/{one['receipt']}").json()
    return told


def printed_letters(collecting: Collecting) -> str:
    office = Office(collecting.town.office.settings)
    which = Which(body=int(BODY), tax_year=2569, notices=(collecting.bill(1).notice,))
    (letter,) = letters.receipts(office, which, on=collecting.clock.at.date())
    office.log.close()
    return str(letter.verification)


def checks(town: Town, **said: Any) -> Any:
    return town.guest().post("/receipts/check", json=said)


def test_the_letters_on_a_printed_receipt_prove_it_and_show_what_it_must_say(
    collecting: Collecting,
) -> None:
    number, printed = the_receipt(collecting)["receipt"], printed_letters(collecting)

    answer = checks(collecting.town, receipt=f" {number.lower()} ", letters=printed.lower())

    told = answer.json()
    assert (answer.status_code, told["genuine"], told["stands"]) == (200, True, True)
    (bill,) = told["receipt"].pop("bills")
    assert told["receipt"] == {"number": number, "paid_on": "2026-06-15"}
    assert (bill["amount"], bill["notice_number"]) == ("12000.00", collecting.bill(1).number)


@pytest.mark.parametrize(
    ("number", "printed"), [("R0000000000000", "0000-0000-0000"), ("", "ABCD-ABCD-ABCD")]
)
def test_other_letters_or_another_number_prove_nothing(
    collecting: Collecting, number: str, printed: str
) -> None:
    number = number or the_receipt(collecting)["receipt"]

    assert checks(collecting.town, receipt=number, letters=printed).json() == NOT_GENUINE


def test_a_receipts_file_is_held_against_the_log(collecting: Collecting) -> None:
    file = the_receipt(collecting)["file"]
    forged = json.loads(json.dumps(file))
    forged["receipt"]["amount_satang"] += 1
    swapped = {**file, "received": file["allocated"]}
    empty: dict[str, Any] = {"receipt": {}, "received": {}, "allocated": {}}
    guest = collecting.town.guest()

    genuine = guest.post("/receipts/check-file", json=file).json()

    assert (genuine["genuine"], genuine["stands"]) == (True, True)
    for one in (forged, swapped, empty):
        assert guest.post("/receipts/check-file", json=one).json() == NOT_GENUINE
    assert guest.post("/receipts/check-file", json={"x": 1}).status_code == 422


def test_a_receipt_whose_money_the_bank_took_back_no_longer_stands(tmp_path: Path) -> None:
    for collecting in of_collecting(tmp_path / "office"):
        collecting.tells(collecting.transfer())
        collecting.recorded()
        file = the_receipt(collecting)["file"]
        collecting.tells(collecting.transfer(is_reversal=True))
        collecting.recorded()

        told = collecting.town.guest().post("/receipts/check-file", json=file).json()

        assert (told["genuine"], told["stands"]) == (True, False)
