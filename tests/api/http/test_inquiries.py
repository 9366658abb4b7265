"""A payment whose confirmation never came is asked for; what a bank does not know stays awaited."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.http.inquiries import ASK_AGAIN_SECONDS
from sandbox_bank.__main__ import now
from sandbox_bank.app import Desk, create_app
from sandbox_bank.books import Books
from sandbox_bank.codes import Slip
from sandbox_bank.transfer import Transfer
from sandbox_bank.webhooks import Webhooks
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import BANK, BILLERS, KEY, TAX, Collecting, of_collecting

NOTICE = f"/taxpayers/me/notices/{BODY}/2569"


class Asked:
    """A bank that keeps books and answers questions, and tells nothing by itself."""

    def __init__(self, collecting: Collecting) -> None:
        self.collecting = collecting
        self.questions = 0
        self.silent = False
        self.books = Books(bank=BANK)
        webhooks = Webhooks(bank=BANK, key=KEY, post=lambda *_: True)
        # The answer's signature is held against the time of the machine and not the town's.
        desk = Desk(books=self.books, webhooks=webhooks, key=KEY, clock=now)
        self.bank = TestClient(create_app(desk))
        self.inquiries = collecting.town.front.inquiries
        self.inquiries.banks = replace(self.inquiries.banks, addresses={BANK: "http://127.0.0.1:1"})
        self.inquiries.transport = httpx2.MockTransport(self.over)

    def over(self, request: httpx2.Request) -> httpx2.Response:
        self.questions += 1
        if self.silent:
            raise httpx2.ConnectError("no answer")
        answer = self.bank.get(request.url.raw_path.decode(), headers=dict(request.headers))
        return httpx2.Response(
            answer.status_code, headers=dict(answer.headers), content=answer.content
        )

    def pays(self, owner: int = 1, satang: int = TAX, **changed: str) -> Transfer:
        collecting = self.collecting
        fields = {"biller": BILLERS.biller(int(BODY)), "ref1": collecting.bill(owner).ref1}
        slip = Slip(**{**fields, **changed}, ref2="", amount_satang=satang)
        return self.books.pay(slip, amount_satang=satang, channel="QR", at=collecting.clock.at)

    def state(self, owner: int = 1) -> str:
        person = self.collecting.town.signed_in(owner)
        return str(person.get(NOTICE).json()["payment"]["state"])

    def codes(self, owner: int = 1) -> Any:
        return self.collecting.town.signed_in(owner).post(f"{NOTICE}/codes", json={}).json()


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    for collecting in of_collecting(tmp_path / "office"):
        yield Asked(collecting)


def test_a_payment_nobody_told_of_is_found_by_asking(asked: Asked) -> None:
    asked.codes()
    asked.pays()
    too_early = asked.inquiries.ask()
    asked.collecting.clock.at += timedelta(seconds=91)

    found = asked.inquiries.ask()

    assert (too_early, found, asked.questions) == (0, 1, 1)
    assert asked.state() == "paid"
    assert asked.collecting.stands().received_satang == TAX
    asked.collecting.clock.at += timedelta(days=2)
    assert asked.inquiries.ask() == 0


def test_what_the_bank_has_not_stays_awaited_and_is_asked_ever_more_seldom(asked: Asked) -> None:
    asked.codes()
    asked.collecting.clock.at += timedelta(seconds=91)
    states = []

    for seconds in (*ASK_AGAIN_SECONDS, 1.0):
        assert asked.inquiries.ask() == 1
        assert asked.inquiries.ask() == 0
        states.append(asked.state())
        asked.collecting.clock.at += timedelta(seconds=seconds)

    # After the last question the day's file tells; the bill is still to be paid, nothing failed.
    assert states == ["waiting"] * len(ASK_AGAIN_SECONDS) + ["to-pay"]


def test_a_payment_that_was_told_of_is_not_asked_for(asked: Asked) -> None:
    asked.codes()
    asked.collecting.tells(asked.collecting.transfer())
    asked.collecting.recorded()
    asked.collecting.clock.at += timedelta(seconds=91)

    assert asked.inquiries.ask() == 1
    assert asked.questions == 0
    assert asked.state() == "paid"


def test_a_bank_that_does_not_answer_is_asked_once_a_round_and_again_later(asked: Asked) -> None:
    for owner in (1, 2, 3):
        asked.codes(owner)
        asked.pays(owner)
    asked.silent = True
    asked.collecting.clock.at += timedelta(seconds=91)
    asked.inquiries.ask()
    questions, states = asked.questions, [asked.state(owner) for owner in (1, 2, 3)]
    asked.silent = False
    asked.collecting.clock.at += timedelta(seconds=301)

    asked.inquiries.ask()

    assert (questions, states) == (1, ["waiting"] * 3)
    assert [asked.state(owner) for owner in (1, 2, 3)] == ["paid"] * 3


def test_an_order_is_asked_for_by_its_own_reference(asked: Asked) -> None:
    person = asked.collecting.town.signed_in(1)
    order = person.post(
        "/taxpayers/me/orders",
        json={"notices": [{"body": BODY, "tax_year": 2569}]},
        headers={"Idempotency-Key": "k"},
    ).json()
    asked.pays(biller=BILLERS.biller(0), ref1=order["reference_1"])
    asked.collecting.clock.at += timedelta(seconds=91)

    assert asked.inquiries.ask() == 1
    assert asked.state() == "paid"


def test_of_two_processes_one_asks(asked: Asked) -> None:
    asked.codes()
    asked.collecting.clock.at += timedelta(seconds=91)
    inside, go_on = threading.Event(), threading.Event()
    answer = asked.over

    def slow(request: httpx2.Request) -> httpx2.Response:
        inside.set()
        assert go_on.wait(60)
        return answer(request)

    asked.inquiries.transport = httpx2.MockTransport(slow)
    first = threading.Thread(target=asked.inquiries.ask)
    first.start()
    assert inside.wait(60)

    second = asked.inquiries.ask()
    go_on.set()
    first.join()

    assert (second, asked.questions) == (0, 1)


def test_a_taxpayer_who_waits_has_the_bank_asked_at_once(asked: Asked) -> None:
    person = asked.collecting.town.signed_in(1)
    asked.codes()
    before = person.post(f"{NOTICE}/inquiry", json={}).json()
    asked.pays()

    after = person.post(f"{NOTICE}/inquiry", json={}).json()

    assert (before["found"], before["payment"]["state"]) == (False, "waiting")
    assert (after["found"], after["payment"]["state"]) == (True, "paid")
    assert (after["banks_that_answered"], after["banks_that_did_not"]) == (1, 0)
    assert asked.collecting.stands().received_satang == TAX


def test_a_bank_that_is_silent_is_said_to_be_and_nothing_has_failed(asked: Asked) -> None:
    asked.silent = True
    asked.codes()

    told = asked.collecting.town.signed_in(1).post(f"{NOTICE}/inquiry", json={}).json()

    assert (told["banks_that_answered"], told["banks_that_did_not"]) == (0, 1)
    assert (told["found"], told["payment"]["state"]) == (False, "waiting")


def test_a_payment_of_an_earlier_day_is_found_by_that_day(asked: Asked) -> None:
    asked.pays()
    asked.collecting.clock.at += timedelta(days=10)
    person = asked.collecting.town.signed_in(1)

    without = person.post(f"{NOTICE}/inquiry", json={}).json()
    with_day = person.post(f"{NOTICE}/inquiry", json={"paid_on": "2026-06-15"}).json()

    assert (without["found"], with_day["found"]) == (False, True)
    too_old = person.post(f"{NOTICE}/inquiry", json={"paid_on": "2026-01-01"})
    assert too_old.status_code == 422


def test_an_orders_money_is_asked_for_and_the_bank_not_too_often(asked: Asked) -> None:
    person = asked.collecting.town.signed_in(1)
    basket = {"notices": [{"body": BODY, "tax_year": 2569}]}
    keyed = {"Idempotency-Key": "k"}
    order = person.post("/taxpayers/me/orders", json=basket, headers=keyed).json()["reference_1"]
    where = f"/taxpayers/me/orders/{order}/inquiry"

    answers = [person.post(where, json={}).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    others = asked.collecting.town.signed_in(2)
    assert others.post(where, json={}).status_code == 404


def test_a_large_payment_is_recorded_once_its_bank_says_that_it_has_it(
    asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    front, collecting = asked.collecting.town.front, asked.collecting
    for one in (front.bank, front.inquiries):
        one.banks = replace(one.banks, hold_from_satang={BANK: TAX})
    paid = asked.pays()
    with_a_stolen_key = replace(paid, reference="STOLEN1")
    small = replace(paid, reference="SMALL1", amount_satang=TAX - 1)
    for told in (paid, with_a_stolen_key, small):
        assert collecting.tells(told).json()["resCode"] == "00"
    collecting.recorded()
    before = collecting.stands().received_satang
    asked.silent = True
    front.inquiries.ask()
    silent = collecting.stands().received_satang
    asked.silent = False

    front.inquiries.ask()

    assert (before, silent) == (TAX - 1, TAX - 1)
    assert collecting.stands().received_satang == TAX - 1 + TAX
    assert front.bank.inbox.set_aside() == []
    collecting.clock.at += timedelta(minutes=61)
    front.inquiries.ask()
    ((_, bank, reason),) = front.bank.inbox.set_aside()
    assert (bank, reason) == (
        BANK,
        "The bank does not have the payment that was told in its name. Call the bank.",
    )
    assert reason in caplog.text
    assert collecting.stands().received_satang == TAX - 1 + TAX
