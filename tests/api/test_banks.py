"""Banks are asked with signed questions, and only a signed answer is taken."""

from datetime import date, datetime
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.banks import Banks, BankUnknown, open_banks
from api.commands.bank import BankUnavailable
from domain.errors import UnsafeSetting
from sandbox_bank.__main__ import now, open_key
from sandbox_bank.app import Desk, create_app
from sandbox_bank.books import Books
from sandbox_bank.codes import Slip
from sandbox_bank.webhooks import Webhooks

BILLER, REF1 = "099400052002095", "5200203690000017023"


class Town:
    """A sandbox bank and the settings that name it."""

    def __init__(self, folder: Path) -> None:
        key = open_key(folder / "bank.key")
        self.file = folder / "banks.toml"
        self.file.write_text('[014]\nkeys = ["bank.key"]\nask = "http://127.0.0.1:8014/"\n')
        self.books = Books(bank="014")
        desk = Desk(
            books=self.books,
            webhooks=Webhooks(bank="014", key=key, post=lambda *_: True),
            key=key,
            clock=now,
        )
        self.bank = TestClient(create_app(desk))
        self.changed: dict[str, str] = {}

    @property
    def banks(self) -> Banks:
        return open_banks(self.file)

    def over(self, request: httpx2.Request) -> httpx2.Response:
        answer = self.bank.get(request.url.raw_path.decode(), headers=dict(request.headers))
        headers = {**dict(answer.headers), **self.changed}
        return httpx2.Response(answer.status_code, headers=headers, content=answer.content)

    def ask(self, day: date) -> list[str]:
        client = self.banks.client("014", httpx2.MockTransport(self.over))
        return [one.bank_reference for one in client.payments(biller=BILLER, ref1=REF1, day=day)]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def paid(town: Town, at: datetime) -> str:
    slip = Slip(biller=BILLER, ref1=REF1, ref2="", amount_satang=100)
    return town.books.pay(slip, amount_satang=100, channel="QR", at=at).reference


def test_a_bank_is_asked_and_answers(town: Town) -> None:
    at = now()
    reference = paid(town, at)

    assert town.ask(at.date()) == [reference]
    assert town.ask(date(2020, 1, 1)) == []


def test_an_answer_with_another_signature_is_not_taken(town: Town) -> None:
    town.changed = {"x-bank-signature": "0" * 64}

    with pytest.raises(BankUnavailable, match="What bank 014 answered cannot be taken"):
        town.ask(date(2020, 1, 1))


def test_a_question_with_another_key_is_not_answered(town: Town) -> None:
    (town.file.parent / "bank.key").write_text("ab" * 32)

    with pytest.raises(BankUnavailable, match=r"Bank 014 did not answer \(HTTPStatusError\)"):
        town.ask(date(2020, 1, 1))


def test_a_bank_that_is_not_there_is_asked_later(town: Town) -> None:
    def refuses(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    client = town.banks.client("014", httpx2.MockTransport(refuses))

    with pytest.raises(BankUnavailable, match=r"did not answer \(ConnectError\); ask again later"):
        client.payments(biller=BILLER, ref1=REF1, day=date(2020, 1, 1))


def test_a_bank_without_an_address_is_not_asked(town: Town) -> None:
    town.file.write_text('[014]\nkeys = ["bank.key"]\n')

    with pytest.raises(BankUnknown, match="does not say where bank 014 is asked"):
        town.ask(date(2020, 1, 1))


def test_without_a_file_there_are_no_banks() -> None:
    assert open_banks(None).keys.of == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[014", "cannot be read"),
        ('[SCB]\nkeys = ["bank.key"]', "has a table for each bank"),
        ('[014]\nkeys = "bank.key"', "has a table for each bank"),
        ('[014]\nkeys = ["bank.key"]\nsecret = "x"', "has a table for each bank"),
        ("014 = 1", "has a table for each bank"),
        ("[014]\nkeys = []", "Bank 014 needs one key"),
        ('[014]\nkeys = ["none.key"]', "cannot be read as hexadecimal digits"),
        ('[014]\nkeys = ["bank.key"]\nask = "http://bank.example"', "is asked by https alone"),
        ('[014]\nkeys = ["bank.key"]\nhold_from = "1000.00"', "only beside ask"),
        (
            '[014]\nkeys = ["bank.key"]\nask = "https://bank.example"\nhold_from = 1000',
            "an amount in quotes",
        ),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(town: Town, content: str, message: str) -> None:
    town.file.write_text(content)

    with pytest.raises(UnsafeSetting, match=message):
        open_banks(town.file)


def test_a_key_others_may_read_is_refused(town: Town) -> None:
    (town.file.parent / "bank.key").chmod(0o644)

    with pytest.raises(UnsafeSetting, match="may be read by others: chmod 600"):
        open_banks(town.file)
