"""Whoever holds a notice sees what is owed by reference and amount and pays; nobody is shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.bill_payment import read_barcode_text, read_qr_text
from api.office import BANGKOK
from domain import taxpayer
from domain.bill_reference import BillReference
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import BILLERS, MORNING, TAX, Collecting, of_collecting
from tests.api.http.town import MANY

NO_BILL = "urn:thidin:problem:no-such-bill"


def nobodys(number: int, *, body: int = int(BODY)) -> str:
    """Return a reference that is written rightly and of a notice that was never issued."""
    return BillReference(body=body, tax_year=2569, notice=9_000_000 + number).ref1


UNKNOWN = nobodys(1)
OF_ANOTHER_BODY = nobodys(1, body=5_999_999)


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    """A town that tests only look at, with room for many look-ups."""
    many = "100000/minute"
    quotas = replace(MANY, lookup_by_address=many, lookup_by_reference=many)
    yield from of_collecting(tmp_path_factory.mktemp("looking") / "office", quotas)


def look_up(collecting: Collecting, reference: str, amount: str = "12000.00") -> Any:
    typed = {"reference": reference, "amount": amount}
    return collecting.town.guest().post("/guest/bills", json=typed)


def test_who_holds_a_notice_sees_what_is_owed_and_nobodys_name(looking: Collecting) -> None:
    bill = looking.bill(1)

    answer = look_up(looking, bill.ref1)

    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert (told["state"], told["to_pay"]["total"], told["pay_by"]) == (
        "owed",
        "12000.00",
        "2026-06-30",
    )
    assert told["amount_holds_until"] == "2026-06-30"
    assert told["payment"] == {"state": "to-pay", "code_given_at": None}
    assert int(answer.headers["Thidin-Position"]) == looking.town.office.log.head()
    person = looking.town.person(1)
    for secret in (str(person), taxpayer.show(person), "ลำดับ1", "นาย", "01A001"):
        assert secret not in answer.text


@pytest.mark.parametrize("written", ["ref1", "number"])
def test_the_reference_may_be_typed_as_it_is_printed_with_spaces(
    looking: Collecting, written: str
) -> None:
    printed = getattr(looking.bill(1), written)
    typed = f" {printed[:4]} {printed[4:]} " if written == "ref1" else printed

    assert look_up(looking, typed).json()["reference"] == looking.bill(1).ref1


@pytest.mark.parametrize(
    ("reference", "amount"),
    [
        (None, "12000.01"),
        (None, "0.00"),
        (None, "-12000.00"),
        (UNKNOWN, "12000.00"),
        (OF_ANOTHER_BODY, "12000.00"),
    ],
)
def test_wrong_amounts_and_unknown_references_are_answered_alike(
    looking: Collecting, reference: str | None, amount: str
) -> None:
    answer = look_up(looking, reference or looking.bill(1).ref1, amount)
    other = look_up(looking, looking.bill(1).ref1, "1.00")

    assert answer.status_code == 404
    found, expected = answer.json(), other.json()
    assert found.pop("correlation") != expected.pop("correlation")
    assert found == expected
    assert found["type"] == NO_BILL


NO_REFERENCE = (
    "This is not a reference of a bill. It has 19 digits, or T and 15 letters and digits; please "
    "type reference 1 as it is printed on the notice."
)
NO_AMOUNT = (
    "An amount is written in figures with at most two decimals, such as 1,234.50. Type the tax as "
    "printed on the notice."
)


@pytest.mark.parametrize(
    ("reference", "amount", "name", "said"),
    [
        (None, "NaN", "not-an-amount", NO_AMOUNT),
        (None, "1e9", "not-an-amount", NO_AMOUNT),
        (None, "๑๒๐๐๐", "not-an-amount", NO_AMOUNT),
        (UNKNOWN, "12000.00x", "not-an-amount", NO_AMOUNT),
        ("0560070169000000101", "12000.00", "not-a-reference", NO_REFERENCE),
        ("1234567890123", "12000.00", "not-a-reference", NO_REFERENCE),
        ("T0000000000000", "12000.00", "not-a-reference", NO_REFERENCE),
        ("' OR 1=1 --", "12000.00", "not-a-reference", NO_REFERENCE),
        ("ก" * 40, "12000.00", "not-a-reference", NO_REFERENCE),
    ],
)
def test_what_is_no_amount_or_no_reference_is_told_how_to_be_written_whichever_bills_exist(
    looking: Collecting, *, reference: str | None, amount: str, name: str, said: str
) -> None:
    answer = look_up(looking, reference or looking.bill(1).ref1, amount)

    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, f"urn:thidin:problem:{name}")
    assert told["english"]["detail"] == said


def test_a_handle_opens_its_bill_for_two_days(collecting: Collecting) -> None:
    handle = look_up(collecting, collecting.bill(1).ref1).json()["handle"]
    guest = collecting.town.guest()

    today = guest.get(f"/guest/bills/{handle}")
    collecting.clock.at = MORNING + timedelta(days=2)
    last_day = guest.get(f"/guest/bills/{handle}")
    collecting.clock.at = MORNING + timedelta(days=3)
    too_late = guest.get(f"/guest/bills/{handle}")

    assert today.json()["handle"] == handle
    assert [one.status_code for one in (today, last_day, too_late)] == [200, 200, 404]


@pytest.mark.parametrize("handle", ["none", "a" * 200, "%C2%B2", "e30"])
def test_a_handle_that_is_not_ours_opens_nothing(looking: Collecting, handle: str) -> None:
    for answer in (
        looking.town.guest().get(f"/guest/bills/{handle}"),
        looking.town.guest().post(f"/guest/bills/{handle}/codes", json={}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, NO_BILL)


def test_the_codes_ask_for_what_is_owed_until_it_changes(looking: Collecting) -> None:
    bill = looking.bill(2)
    handle = look_up(looking, bill.ref1).json()["handle"]

    told = looking.town.guest().post(f"/guest/bills/{handle}/codes", json={"what": "all"}).json()

    for read in (read_qr_text(told["qr"]["text"]), read_barcode_text(told["barcode"]["text"])):
        assert (read.biller, read.ref1, read.ref2, read.amount_satang) == (
            BILLERS.biller(int(BODY)),
            bill.ref1,
            told["reference_2"],
            TAX,
        )
    assert told["qr"]["svg"].startswith("<svg ")
    assert told["barcode"]["svg"].startswith("<svg ")
    assert told["amount_holds_until"] == "2026-06-30"


def test_a_payment_goes_from_to_pay_to_waiting_to_paid_and_never_failed(
    collecting: Collecting,
) -> None:
    guest = collecting.town.guest()
    handle = look_up(collecting, collecting.bill(1).ref1).json()["handle"]

    def state() -> str:
        return str(guest.get(f"/guest/bills/{handle}").json()["payment"]["state"])

    states = [state()]
    guest.post(f"/guest/bills/{handle}/codes", json={})
    states.append(state())
    collecting.clock.at += timedelta(hours=20)
    states.append(state())
    collecting.tells(collecting.transfer())
    collecting.recorded()
    states.append(state())

    assert states == ["to-pay", "waiting", "waiting", "paid"]


def test_who_paid_is_found_again_by_the_amount_on_the_notice(collecting: Collecting) -> None:
    collecting.tells(collecting.transfer(amount_satang=TAX))
    collecting.recorded()

    told = look_up(collecting, collecting.bill(1).ref1).json()

    assert (told["state"], told["paid"], told["payment"]["state"]) == (
        "settled",
        "12000.00",
        "paid",
    )


def test_a_bill_that_is_paid_has_no_codes(collecting: Collecting) -> None:
    handle = look_up(collecting, collecting.bill(1).ref1).json()["handle"]
    collecting.tells(collecting.transfer())
    collecting.recorded()

    answer = collecting.town.guest().post(f"/guest/bills/{handle}/codes", json={})

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:thidin:problem:nothing-ordered"


def test_a_late_bill_is_found_by_what_is_owed_with_its_penalty(collecting: Collecting) -> None:
    collecting.clock.at = datetime(2026, 7, 1, 9, tzinfo=BANGKOK)

    told = look_up(collecting, collecting.bill(1).ref1, "13320.00").json()

    # 10 % penalty (s.68) and 1 % surcharge for the month begun (s.70) on 12,000 baht.
    assert (told["state"], told["to_pay"]) == (
        "overdue",
        {"tax": "12000.00", "penalty": "1200.00", "surcharge": "120.00", "total": "13320.00"},
    )


def test_a_part_may_be_paid_where_instalments_are_agreed(collecting: Collecting) -> None:
    bill = collecting.bill(1)
    agreed = collecting.town.clerk.run(
        "account", "instalments", bill.number, "--count", "3", "--on", "2026-06-01"
    )
    assert agreed.exit_code == 0
    handle = look_up(collecting, bill.ref1).json()["handle"]

    told = collecting.town.guest().post(f"/guest/bills/{handle}/codes", json={"what": "next"})

    assert told.json()["amount"] == "4000.00"
    assert read_qr_text(told.json()["qr"]["text"]).amount_satang == 400_000


def test_trying_references_is_limited_by_address_and_by_reference(collecting: Collecting) -> None:
    same = [look_up(collecting, collecting.bill(1).ref1, "1.00").status_code for _ in range(4)]
    other = [look_up(collecting, nobodys(n)).status_code for n in range(3)]

    # Three for a reference and five for an address, whether the bill exists or not.
    assert same == [404, 404, 404, 429]
    assert other == [404, 429, 429]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reference": "1"},
        {"reference": 560070169, "amount": "1.00"},
        {"reference": "1", "amount": 12000},
        {"reference": "1", "amount": "1", "taxpayer": "2"},
        {"reference": "x" * 41, "amount": "1"},
        [],
    ],
)
def test_what_is_no_look_up_is_told_so_without_saying_it_back(
    looking: Collecting, body: object
) -> None:
    answer = looking.town.guest().post("/guest/bills", json=body)

    assert answer.status_code == 422
    assert "xxxx" not in answer.text
