"""Money at the command line: banks' files, suspense, the counter."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.banks import BankUnknown
from api.office import BANGKOK
from domain.bill_reference import read_bill
from domain.errors import OnePerson
from domain.payment import NotInSuspense
from importers.bank import BankFileRefused
from projections.inbox import open_inbox
from sandbox_bank.day_files import FORMS
from sandbox_bank.transfer import Transfer
from sandbox_bank.webhooks import confirmation
from tests.api.cli.clerk import BODY, clerk
from tests.api.cli.test_collecting import BILL, OTHER, Town, town

__all__ = ["clerk", "town"]

TAX = 1_200_000
JUNE = datetime(2026, 6, 15, 9, 0, tzinfo=BANGKOK)


def transfer(town: Town, number: int = 1, **changed: Any) -> Transfer:
    fields = {
        "reference": f"B{number:05d}",
        "amount_satang": TAX,
        "paid_at": JUNE,
        "biller": town.office().billers.biller(int(BODY)),
        "ref1": read_bill(BILL).ref1,
        **changed,
    }
    return Transfer(**fields)


def day_file(town: Town, *transfers: Transfer) -> Path:
    path = town.folder / "day-file.txt"
    text = FORMS["fixed-width"](transfers, bank="014", day=JUNE.date())
    path.write_text("".join(text), encoding="utf-8")
    return path


def confirmations(town: Town, *transfers: Transfer) -> Path:
    path = town.folder / "confirmations.jsonl"
    path.write_bytes(b"\n".join(confirmation(one) for one in transfers))
    return path


def test_confirmations_of_a_file_are_recorded_once(town: Town) -> None:
    path = confirmations(town, transfer(town), transfer(town), transfer(town, 2, ref1="LUNCH"))

    first = town.told("payments", "receive", path, "--bank", "014")
    second = town.told("payments", "receive", path, "--bank", "014")

    assert first == {"new": 2, "known": 0, "refused": 0, "set_aside": 0, "held": 0}
    assert second == {"new": 0, "known": 0, "refused": 0, "set_aside": 0, "held": 0}
    assert town.account()["outstanding"]["tax_satang"] == 0


def test_what_waits_in_the_inbox_is_drained_and_what_is_wrong_is_listed(town: Town) -> None:
    office = town.office()
    inbox = open_inbox(office.settings.beside("inbox"), office.keys.inbox)
    for raw in (confirmation(transfer(town)), b"{"):
        inbox.put(raw, bank="014", headers={}, received_at=JUNE)
    inbox.close()

    told = town.does("payments", "drain")

    assert "1 new, 0 known before, 0 refused as they say otherwise than before, 1 set aside" in told
    assert "Messages a person has to look at" in told


def test_a_day_file_is_reconciled_and_again_changes_nothing(town: Town) -> None:
    path = day_file(town, transfer(town), transfer(town, 2, ref1="LUNCH", amount_satang=500))

    first = town.told("payments", "reconcile", path, "--bank", "014")
    head = town.head()
    second = town.told("payments", "reconcile", path, "--bank", "014")

    assert first["new"] == {"count": 2, "satang": TAX + 500}
    assert first["suspended"] == {"count": 1, "satang": 500}
    assert second["known"] == {"count": 2, "satang": TAX + 500}
    assert (second["agrees"], town.head()) == (True, head)


def test_a_day_file_that_lacks_a_payment_exits_with_two_and_names_it(town: Town) -> None:
    confirmed = confirmations(town, transfer(town), transfer(town, 2, ref1=read_bill(OTHER).ref1))
    town.does("payments", "receive", str(confirmed), "--bank", "014")

    result = town.run("payments", "reconcile", day_file(town, transfer(town)), "--bank", "014")

    assert result.exit_code == 2
    assert "Not in the file; ask the bank" in result.output
    assert "B00002" in result.output
    assert "Bank and log do not agree yet." in result.output


def test_a_damaged_day_file_is_refused_with_its_line(town: Town) -> None:
    path = day_file(town, transfer(town))
    path.write_text(path.read_text("utf-8").replace("D000002", "D000003"), "utf-8")
    before = town.head()

    result = town.run("payments", "reconcile", path, "--bank", "014")

    assert isinstance(result.exception, BankFileRefused)
    assert "(line 2)" in str(result.exception)
    assert town.head() == before


def test_two_people_give_money_in_suspense_to_its_bill(town: Town) -> None:
    lost = confirmations(town, transfer(town, ref1="1103700000006"))
    town.does("payments", "receive", str(lost), "--bank", "014")
    (waiting,) = town.told("payments", "suspense")

    town.does("payments", "match", "014", "B00001", "--part", f"{BILL}=12000.00")
    alone = town.run("payments", "approve", "014", "B00001")
    town.approves("payments", "approve", "014", "B00001", "--on", "2026-06-16")

    assert (waiting["why"], waiting["amount_satang"]) == ("unknown-reference", TAX)
    assert "1103700000006" not in json.dumps(waiting)
    assert isinstance(alone.exception, OnePerson)
    assert town.told("payments", "suspense") == []
    assert town.account()["outstanding"]["tax_satang"] == 0


def test_two_people_send_money_in_suspense_back(town: Town) -> None:
    lost = confirmations(town, transfer(town, ref1="LUNCH"))
    town.does("payments", "receive", str(lost), "--bank", "014")

    town.does("payments", "send-back", "014", "B00001")
    town.approves("payments", "sent-back", "014", "B00001", "--on", "2026-06-16")

    assert "0 payments, 0.00 baht." in town.does("payments", "suspense")
    again = town.run("payments", "send-back", "014", "B00001")
    assert isinstance(again.exception, NotInSuspense)


@pytest.mark.parametrize("channel", ["counter", "post"])
def test_money_taken_by_an_officer_is_entered_once(town: Town, channel: str) -> None:
    words = ["payments", "enter", BILL, "--amount", "12,000.00", "--channel", channel]
    words += ["--receipt", "69-0001", "--paid-on", "2026-06-15"]

    first = town.does(*words)
    second = town.does(*words)
    alone = town.refusal("payments", "approve", "000", f"{BODY}-69-0001")
    waits = town.account()["outstanding"]["tax_satang"]
    town.approves("payments", "approve", "000", f"{BODY}-69-0001")

    assert "in-suspense" in first
    assert (
        "The day is earlier and spares penalty or surcharge, so another officer has to agree: "
        f"thidin payments approve 000 {BODY}-69-0001"
    ) in " ".join(first.split())
    assert "It was entered before; nothing changed." in second
    assert isinstance(alone, OnePerson)
    assert waits == 1_200_000
    assert town.account()["outstanding"]["tax_satang"] == 0


def test_a_receipt_number_used_again_for_another_amount_is_refused(town: Town) -> None:
    words = ("payments", "enter", BILL, "--channel", "counter", "--receipt", "69-0001")
    town.does(*words, "--amount", "12000", "--paid-on", "2026-06-15")

    result = town.run(*words, "--amount", "500", "--paid-on", "2026-06-15")

    assert result.exit_code == 1
    assert "Refused: Bank 000 told this payment before with another amount." in result.output


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--amount", "0"),
        ("--amount", "-5"),
        ("--channel", "qr"),
        ("--receipt", "no 1"),
        ("--paid-on", "2199-01-01"),
    ],
)
def test_what_an_officer_cannot_have_taken_is_refused(town: Town, option: str, value: str) -> None:
    given = {
        "--amount": "1.00",
        "--channel": "counter",
        "--receipt": "1",
        "--paid-on": "2026-06-15",
        option: value,
    }
    before = town.head()

    result = town.run("payments", "enter", BILL, *(f"{key}={text}" for key, text in given.items()))

    assert result.exit_code == 2
    assert town.head() == before


def test_a_bank_nobody_named_is_not_asked(town: Town) -> None:
    result = town.run("payments", "ask", read_bill(BILL).ref1, "--bank", "014")

    assert isinstance(result.exception, BankUnknown)
