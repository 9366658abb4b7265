"""A bank's messages become payments once, and none of them stops the others."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.commands.bank import (
    BankUnavailable,
    Drained,
    Question,
    confirm_held,
    drain,
    inbox_of,
    inquire,
)
from api.commands.payments import receive
from domain.bank_line import BankLine
from domain.errors import LogBusy
from importers.bank import read_webhook
from projections.inbox import DONE, REFUSED, SET_ASIDE, WAITING, Inbox
from tests.api.commands import bank_town
from tests.api.commands.bank_town import (
    BANK,
    BILLERS,
    CLERK,
    DAY,
    MORNING,
    TAX,
    bill,
    confirmation,
    drained,
    send,
    stands,
    transfer,
)
from tests.api.commands.desk import BODY, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2)
    desk.issue()
    return desk


@pytest.fixture
def inbox(desk: Desk) -> Iterator[Inbox]:
    inbox = inbox_of(desk.office)
    yield inbox
    inbox.close()


def test_a_confirmation_pays_the_bill(desk: Desk, inbox: Inbox) -> None:
    send(inbox, transfer())

    found = drained(desk, inbox)

    assert found == Drained(new=1, known=0, refused=0, set_aside=0)
    assert inbox.counts() == {DONE: 1}
    assert stands(desk).outstanding.total_satang == 0


def test_the_same_payment_in_a_hundred_messages_is_one_payment(desk: Desk, inbox: Inbox) -> None:
    for number in range(100):
        raw = confirmation(transfer(), payerName=str(number))
        inbox.put(raw, bank=BANK, headers={}, received_at=MORNING)

    found = drained(desk, inbox)

    assert found == Drained(new=1, known=99, refused=0, set_aside=0)
    assert stands(desk).received_satang == TAX


def test_a_message_nobody_can_read_is_set_aside_with_an_alarm_and_the_others_go_on(
    desk: Desk, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.put(b"{", bank=BANK, headers={}, received_at=MORNING)
    send(inbox, transfer())

    with caplog.at_level(logging.ERROR, logger="thidin.bank"):
        found = drained(desk, inbox)

    assert found == Drained(new=1, known=0, refused=0, set_aside=1)
    assert inbox.counts() == {DONE: 1, SET_ASIDE: 1}
    assert "Message 1 of a bank is set aside: A confirmation is one JSON object" in caplog.text


def test_a_message_that_fails_by_itself_is_found_among_hundreds(
    desk: Desk, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    send(inbox, *(transfer(number, 100) for number in range(1, 301)))
    poison = transfer(77).reference

    def fails(office: object, lines: Sequence[BankLine], **rest: object) -> object:
        if any(line.bank_reference == poison for line in lines):
            raise ZeroDivisionError
        return receive(office, lines, **rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr("api.commands.bank.receive", fails)
    with caplog.at_level(logging.ERROR, logger="thidin.bank"):
        found = drained(desk, inbox)

    assert found == Drained(new=299, known=0, refused=0, set_aside=1)
    assert [(bank, reason) for _, bank, reason in inbox.set_aside()] == [
        (BANK, "Recording it failed: ZeroDivisionError.")
    ]
    assert len(caplog.records) == 1


def test_a_log_that_is_busy_leaves_the_messages_waiting(
    desk: Desk, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(inbox, transfer())

    def busy(*_: object, **__: object) -> object:
        raise LogBusy

    with monkeypatch.context() as patch:
        patch.setattr("api.commands.bank.receive", busy)
        with pytest.raises(LogBusy):
            drained(desk, inbox)

    assert inbox.counts() == {WAITING: 1}
    assert drained(desk, inbox).new == 1


def test_the_same_reference_with_another_amount_is_refused_by_name(
    desk: Desk, inbox: Inbox
) -> None:
    send(inbox, transfer(1), transfer(1, 500), transfer(2, notice=2))

    found = drained(desk, inbox)

    assert found == Drained(new=2, known=0, refused=1, set_aside=0)
    ((_, _, reason),) = inbox.set_aside()
    assert reason.startswith("Bank 014 told this payment before with another amount.")
    assert inbox.counts() == {DONE: 2, REFUSED: 1}
    assert stands(desk).received_satang == TAX


def test_killed_between_recording_and_settling_the_next_drain_adds_nothing(
    desk: Desk, inbox: Inbox
) -> None:
    send(inbox, transfer())
    line = read_webhook(confirmation(transfer()), bank=BANK)
    receive(desk.office, [line], billers=BILLERS, by=CLERK)

    assert drained(desk, inbox) == Drained(new=0, known=1, refused=0, set_aside=0)


def test_a_reversal_before_its_payment_ends_as_after_it(desk: Desk, inbox: Inbox) -> None:
    send(inbox, transfer(is_reversal=True), transfer())

    drained(desk, inbox)

    assert stands(desk).outstanding.tax_satang == TAX


class Double:
    """A bank that answers from a list of its payments, or not at all."""

    code = BANK

    def __init__(self, *lines: BankLine, down: bool = False) -> None:
        self.lines = lines
        self.down = down
        self.asked = 0

    def payments(self, *, biller: str, ref1: str, day: date) -> Sequence[BankLine]:
        self.asked += 1
        if self.down:
            raise BankUnavailable("It did not answer within 10 seconds.")
        return [
            line
            for line in self.lines
            if (line.biller, line.ref1, line.paid_on) == (biller, ref1, day)
        ]


def question(notice: int = 1) -> Question:
    return Question(
        biller=BILLERS.biller(BODY), ref1=bill(notice).ref1, days=(DAY - timedelta(days=1), DAY)
    )


def line(number: int = 1, notice: int = 1) -> BankLine:
    raw = confirmation(transfer(number, notice=notice))
    return read_webhook(raw, bank=BANK, source="inquiry")


def test_asking_finds_the_confirmation_that_never_came(desk: Desk) -> None:
    found = inquire(desk.office, Double(line()), [question()], billers=BILLERS, by=CLERK)

    assert (found.new, found.known, found.open, found.unanswered) == (1, 0, (), ())
    assert stands(desk).outstanding.total_satang == 0


def test_the_confirmation_that_comes_after_asking_is_known(desk: Desk, inbox: Inbox) -> None:
    inquire(desk.office, Double(line()), [question()], billers=BILLERS, by=CLERK)
    send(inbox, transfer())

    assert drained(desk, inbox) == Drained(new=0, known=1, refused=0, set_aside=0)


def test_a_silent_bank_is_asked_once_a_time_and_no_other_bank_waits_for_it(
    desk: Desk, inbox: Inbox
) -> None:
    send(inbox, transfer(1), transfer(2, notice=2))
    inbox.put(confirmation(transfer(3)), bank="025", headers={}, received_at=MORNING)
    hold_from = {BANK: TAX, "025": TAX}
    drain(desk.office, inbox, billers=BILLERS, by=CLERK, hold_from=hold_from)
    other = read_webhook(confirmation(transfer(3)), bank="025", source="inquiry")
    down, up = Double(down=True), Double(line(), line(2, notice=2))
    banks = {BANK: down, "025": Double(other)}

    unheard = confirm_held(desk.office, inbox, banks, billers=BILLERS, by=CLERK)
    heard = confirm_held(desk.office, inbox, {BANK: up}, billers=BILLERS, by=CLERK)

    assert (unheard, down.asked) == (1, 1)
    assert (heard, up.asked) == (2, 2)
    assert inbox.counts() == {DONE: 3}


def test_what_the_bank_does_not_have_stays_open_and_never_fails(desk: Desk) -> None:
    found = inquire(
        desk.office, Double(line()), [question(1), question(2)], billers=BILLERS, by=CLERK
    )

    assert (found.new, found.open) == (1, (question(2),))
    assert stands(desk, 2).outstanding.tax_satang == TAX


def test_a_bank_that_does_not_answer_is_asked_again_later(desk: Desk) -> None:
    before = desk.office.log.head()

    found = inquire(desk.office, Double(down=True), [question()], billers=BILLERS, by=CLERK)

    assert (found.new, found.open, found.unanswered) == (0, (), (question(),))
    assert desk.office.log.head() == before


def test_an_answer_against_what_was_told_before_is_named(desk: Desk) -> None:
    inquire(desk.office, Double(line()), [question()], billers=BILLERS, by=CLERK)
    other = replace(line(), amount_satang=1)

    found = inquire(desk.office, Double(other), [question()], billers=BILLERS, by=CLERK)

    assert (found.new, found.known, len(found.refused)) == (0, 0, 1)
    assert stands(desk).received_satang == bank_town.TAX
