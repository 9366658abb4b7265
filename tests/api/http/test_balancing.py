"""Fault F28: what payments give and what accounts have is held against each other as it comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.commands.payments import approve_match, propose_match, receive
from api.http.balancing import Balancing
from domain.payment import Part, Payment, Told
from importers.bank import read_webhook
from tests.api.commands.bank_town import (
    BANK,
    BILLERS,
    CLERK,
    DAY,
    MORNING,
    TAX,
    bill,
    confirmation,
    transfer,
)
from tests.api.commands.desk import BODY, YEAR, Desk, officer


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2)
    desk.issue()
    return desk


@pytest.fixture
def balancing(desk: Desk) -> Iterator[Balancing]:
    made = Balancing(office=desk.office)
    made.begin()
    yield made
    made.close()


def part(notice: int, satang: int = TAX) -> Part:
    return Part(body=BODY, tax_year=YEAR, notice=notice, taxpayer=notice, amount_satang=satang)


def test_payments_in_full_in_part_moved_and_taken_back_agree_with_their_accounts(
    desk: Desk, balancing: Balancing, caplog: pytest.LogCaptureFixture
) -> None:
    paid = [transfer(1, TAX), transfer(2, 700, ref1="1103700000006"), transfer(3, 5, notice=2)]
    back = transfer(3, 5, notice=2, is_reversal=True, paid_at=MORNING.replace(hour=15))
    lines = [read_webhook(confirmation(one), bank=BANK) for one in (*paid, back)]
    receive(desk.office, lines, billers=BILLERS, by=CLERK)
    first = balancing.work()
    which = {"bank": BANK, "bank_reference": paid[0].reference}
    propose_match(desk.office, **which, parts=[part(2)], by=CLERK, reason="MISTYPED")
    approve_match(desk.office, **which, on=DAY, by=officer("chief-1", DAY))

    assert (first, balancing.work(), balancing.work()) == (0, 0, 0)
    assert caplog.records == []


def test_a_payment_that_its_account_has_not_is_told_to_the_operators(
    desk: Desk, balancing: Balancing, caplog: pytest.LogCaptureFixture
) -> None:
    payment = Payment(bank=BANK, bank_reference="B9")
    told = Told(
        bank=BANK,
        bank_reference="B9",
        amount_satang=TAX,
        paid_at=MORNING,
        paid_on=DAY,
        channel="qr",
        holder=BODY,
        ref1=bill().ref1,
        ref2="",
        ref_digest=0,
        source="webhook",
    )
    desk.office.log.record(payment.receive(told, parts=[part(1)], order=0, suspend="", by=CLERK))

    found = balancing.work()

    assert (found, balancing.work()) == (1, 0)
    (said,) = caplog.messages
    assert said == (
        f"The books drift at log position {desk.office.log.head()}: receipt "
        f"{payment.receipt_number} gives an account of {BODY:08d} for {YEAR} {TAX} satang more "
        "than it has. Run thidin verify."
    )
