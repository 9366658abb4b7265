"""The sandbox bank reads what Thidin prints, and Thidin reads what the bank sends."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.bill_payment import BillPayment, barcode_text, qr_text
from importers.bank import BankKeys, check_signature, open_day_file, read_webhook, sign
from sandbox_bank.__main__ import main, must_be_here, open_key
from sandbox_bank.app import Desk, create_app
from sandbox_bank.books import Books
from sandbox_bank.codes import CodeUnreadable, read_code
from sandbox_bank.transfer import BANGKOK
from sandbox_bank.webhooks import Webhooks

BANK = "014"
KEY = b"the key bank and Thidin share!!!"
START = datetime(2026, 4, 30, 9, 0, tzinfo=BANGKOK)
BILL = BillPayment(
    biller="099400052002095", ref1="5200203690000017023", ref2="69043012", amount_satang=6_000_050
)


class Street:
    """A bank, and a biller who accepts confirmations or does not."""

    def __init__(self, books: Path | None = None) -> None:
        self.now = START
        self.accepts = True
        self.came: list[tuple[bytes, Mapping[str, str]]] = []
        self.webhooks = Webhooks(bank=BANK, key=KEY, post=self.post)
        self.books = Books(bank=BANK, path=books)
        desk = Desk(books=self.books, webhooks=self.webhooks, key=KEY, clock=lambda: self.now)
        self.bank = TestClient(create_app(desk))

    def post(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        self.came.append((raw, headers))
        return self.accepts

    def pay(self, **asked: Any) -> str:
        answer = self.bank.post("/pay", json=asked or {"code": qr_text(BILL)})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["reference"])

    def passes(self, seconds: float = 0) -> int:
        self.now += timedelta(seconds=seconds)
        return self.webhooks.send_due(self.now)


@pytest.fixture
def street() -> Street:
    return Street()


@pytest.mark.parametrize("code", [qr_text(BILL), barcode_text(BILL)])
def test_paying_by_the_printed_code_is_told_signed_and_readable(street: Street, code: str) -> None:
    reference = street.pay(code=code)

    street.passes()

    ((raw, headers),) = street.came
    check_signature(
        raw,
        bank=headers["x-bank-code"],
        timestamp=headers["x-bank-timestamp"],
        signature=headers["x-bank-signature"],
        keys=BankKeys(of={BANK: (KEY,)}),
        now=street.now,
    )
    line = read_webhook(raw, bank=BANK)
    assert (line.bank_reference, line.amount_satang) == (reference, 6_000_050)
    assert (line.biller, line.ref1, line.ref2) == (BILL.biller, BILL.ref1, BILL.ref2)
    assert (line.paid_at, line.kind) == (START, "payment")


def test_a_code_with_any_character_changed_is_not_paid(street: Street) -> None:
    code = qr_text(BILL)

    for place in range(len(code)):
        changed = code[:place] + ("1" if code[place] != "1" else "2") + code[place + 1 :]
        with pytest.raises(CodeUnreadable):
            read_code(changed)

    assert street.bank.post("/pay", json={"code": code[:-1] + "G"}).status_code == 422


def test_a_bank_tries_three_times_within_a_minute_and_then_no_more(street: Street) -> None:
    street.accepts = False
    street.pay()

    tries = [street.passes(seconds) for seconds in (0, 11, 1, 12, 12, 3600)]

    assert tries == [1, 0, 1, 1, 0, 0]
    assert street.bank.get("/told").json() == {
        "accepted": 0,
        "failed": 3,
        "given_up": 1,
        "lost": 0,
        "waiting": 0,
    }


def test_faults_lose_copy_delay_and_reorder(street: Street) -> None:
    street.bank.put("/faults", json={"lose": 1})
    street.pay()
    assert street.passes() == 0

    street.bank.put("/faults", json={"copies": 100})
    street.pay()
    assert street.passes() == 100
    assert len({raw for raw, _ in street.came}) == 1

    street.bank.put("/faults", json={"delay_seconds": 600})
    street.pay()
    assert [street.passes(), street.passes(600)] == [0, 1]

    street.bank.put("/faults", json={"hold": 2})
    street.came.clear()
    first, second = street.pay(), street.pay()
    street.passes()
    assert [read_webhook(raw, bank=BANK).bank_reference for raw, _ in street.came] == [
        second,
        first,
    ]


@pytest.mark.parametrize("faults", [{"copies": 0}, {"lose": -1}, {"delay_seconds": 10**6}])
def test_faults_that_cannot_be_are_refused(street: Street, faults: dict[str, int]) -> None:
    assert street.bank.put("/faults", json=faults).status_code == 422


def test_a_payment_is_taken_back_once(street: Street) -> None:
    reference = street.pay()

    answer = street.bank.post(f"/payments/{reference}/reverse")
    again = street.bank.post(f"/payments/{reference}/reverse")
    street.passes()

    assert (answer.status_code, again.status_code) == (200, 404)
    lines = [read_webhook(raw, bank=BANK) for raw, _ in street.came]
    assert [(line.kind, line.bank_reference) for line in lines] == [
        ("payment", reference),
        ("reversal", reference),
    ]


def test_a_signed_question_is_answered_and_another_is_not(street: Street) -> None:
    reference = street.pay()
    query = f"biller={BILL.biller}&ref1={BILL.ref1}&day=2026-04-30"
    sent = str(int(START.timestamp()))
    headers = {
        "x-bank-timestamp": sent,
        "x-bank-signature": sign(query.encode(), key=KEY, timestamp=sent),
    }

    answer = street.bank.get(f"/inquiry?{query}", headers=headers)

    assert [one["transactionId"] for one in answer.json()["payments"]] == [reference]
    assert answer.headers["x-bank-signature"] == sign(answer.content, key=KEY, timestamp=sent)
    other = query.replace("30", "29")
    assert street.bank.get(f"/inquiry?{other}", headers=headers).status_code == 401
    assert street.bank.get(f"/inquiry?{query}").status_code == 401


@pytest.mark.parametrize("form", ["fixed-width", "comma-separated", "camt.053", "camt.054"])
def test_the_day_file_holds_the_day(street: Street, form: str, tmp_path: Path) -> None:
    street.pay()
    street.pay(biller=BILL.biller, ref1="LUNCH", amount="12.50", paid_at="2026-04-30T16:59:59Z")
    street.pay(biller=BILL.biller, ref1="LUNCH", amount="12.50", paid_at="2026-04-30T17:00:00Z")
    path = tmp_path / "day-file"

    path.write_text(street.bank.get(f"/files/{form}?day=2026-04-30").text, encoding="utf-8")

    file = open_day_file(path, bank=BANK)
    assert (file.sums.payments, file.sums.payments_satang) == (2, 6_001_300)
    assert file.days == {date(2026, 4, 30)}
    assert street.bank.get("/files/xlsx?day=2026-04-30").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"code": "hello"},
        {"biller": BILL.biller, "ref1": "1"},
        {"biller": BILL.biller, "ref1": "1", "amount": "0"},
        {"biller": BILL.biller, "ref1": "1", "amount": "1.005"},
        {"biller": BILL.biller, "ref1": "1", "amount": "1.00", "paid_at": "2026-04-30T09:00:00"},
        {"biller": "1", "ref1": "1", "amount": "1.00"},
        {"code": qr_text(BILL), "tip": "1.00"},
    ],
)
def test_what_cannot_be_paid_is_not_in_the_books(street: Street, asked: dict[str, str]) -> None:
    assert street.bank.post("/pay", json=asked).status_code == 422
    assert list(street.books.of_day(START.date())) == []


def test_the_books_outlast_the_process(tmp_path: Path) -> None:
    first = Street(tmp_path / "books")
    reference = first.pay()
    first.bank.post(f"/payments/{reference}/reverse")

    again = Street(tmp_path / "books")

    assert again.books.of_day(START.date()) == first.books.of_day(START.date())
    assert again.bank.post(f"/payments/{reference}/reverse").status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::", ""])  # noqa: S104
def test_the_bank_runs_on_this_computer_alone(host: str) -> None:
    with pytest.raises(ValueError, match="runs on this computer alone"):
        must_be_here(host)


@pytest.mark.parametrize(
    "arguments",
    [["--host", "0.0.0.0"], ["--thidin", "https://tax.example.org"]],  # noqa: S104
)
def test_the_bank_does_not_start_elsewhere(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert "runs on this computer alone" in capsys.readouterr().err


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "bank.key"

    key = open_key(path)

    assert open_key(path) == key
    assert len(key) == 32
    assert path.stat().st_mode & 0o077 == 0


def test_times_in_another_zone_are_the_same_moment(street: Street) -> None:
    street.pay(biller=BILL.biller, ref1="A", amount="1.00", paid_at="2026-04-30T16:59:59Z")

    (transfer,) = street.books.of_day(date(2026, 4, 30))

    assert transfer.paid_at == datetime(2026, 4, 30, 16, 59, 59, tzinfo=UTC)


def test_the_banks_page_takes_a_code_and_says_what_became_of_it(street: Street) -> None:
    paid = street.bank.post("/", data={"code": qr_text(BILL)})
    wrong = street.bank.post("/", data={"code": "nothing"})

    assert paid.status_code == 200
    assert "ชำระแล้ว Paid 60000.50 บาท baht" in paid.text
    assert wrong.status_code == 422
    assert "Paid" not in wrong.text
    assert "http" not in street.bank.get("/").text
