"""Money told by banks and officers: given to accounts once, or kept by name (s.49 to s.51)."""

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from api.commands.accounts import standing_of
from api.commands.counter import entered
from api.commands.orders import ask_for_bill, place_order
from api.commands.payments import (
    Outcome,
    approve_match,
    approve_return,
    propose_match,
    propose_return,
    receive,
)
from api.commands.receipts import NoReceipt, receipt_of
from api.office import BANGKOK
from domain.bank_line import BankLine
from domain.bill_reference import BillReference, OrderReference
from domain.billers import made_up_billers
from domain.errors import OnePerson
from domain.log.stream_ids import Kind
from domain.order import NothingOrdered
from domain.payment import (
    NoReason,
    NotInSuspense,
    OtherAmount,
    Part,
    Payment,
    PaymentUnknown,
    payment_stream,
)
from tests.api.commands.desk import BODY, PAY_BY, YEAR, Desk, officer

BILLERS = made_up_billers([BODY])
TAX = 6_000_000
JULY = date(2026, 7, 20)
CLERK, CHIEF = officer("officer-1"), officer("chief-1")


def bill(notice: int = 1) -> BillReference:
    return BillReference(body=BODY, tax_year=YEAR, notice=notice)


def line(
    satang: int = TAX,
    *,
    reference: str = "KB0001",
    on: date = PAY_BY,
    ref1: str = "",
    kind: str = "payment",
    biller: str = BILLERS.biller(BODY),
) -> BankLine:
    return BankLine(
        kind=kind,
        bank="004",
        bank_reference=reference,
        amount_satang=satang,
        paid_at=datetime(on.year, on.month, on.day, 10, tzinfo=BANGKOK),
        paid_on=on,
        channel="qr",
        biller=biller,
        ref1=ref1 or bill().ref1,
        ref2="",
        source="webhook",
    )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2)
    desk.issue()
    return desk


def told(desk: Desk, *lines: BankLine) -> list[Outcome]:
    return receive(desk.office, lines, billers=BILLERS, by=CLERK)


def state(desk: Desk, on: date = PAY_BY, notice: int = 1) -> str:
    stands = standing_of(desk.office, bill=bill(notice), on=on)
    assert stands.balances
    return stands.state


def test_a_payment_settles_its_bill_and_gives_a_receipt(desk: Desk) -> None:
    outcome = told(desk, line())[0]
    receipt = receipt_of(desk.office, bank="004", bank_reference="KB0001")

    assert (outcome.state, outcome.new, state(desk)) == ("allocated", True, "settled")
    assert receipt.said["number"] == outcome.receipt
    assert receipt.said["bills"][0]["amount_satang"] == TAX


def test_the_same_telling_a_hundred_times_gives_one_receipt(desk: Desk) -> None:
    outcomes = told(desk, *[line()] * 50) + told(desk, *[line()] * 50)

    assert sum(one.new for one in outcomes) == 1
    assert len({one.receipt for one in outcomes}) == 1
    assert len(list(desk.office.log.stream_ids(Kind.PAYMENT))) == 1
    assert state(desk) == "settled"


def test_every_order_of_payment_repetition_and_reversal_ends_the_same(tmp_path: Path) -> None:
    tellings = [
        line(),
        replace(line(), source="file"),
        line(kind="reversal", on=JULY),
        line(100, reference="KB0002", on=JULY),
    ]
    ends = set()
    for number, order in enumerate(permutations(tellings)):
        desk = Desk(tmp_path / str(number), 1)
        desk.issue()
        for one in order:
            told(desk, one)
        ends.add(repr(standing_of(desk.office, bill=bill(), on=JULY)))

    assert len(ends) == 1


def test_another_amount_under_the_same_reference_is_named_and_not_taken_in(desk: Desk) -> None:
    told(desk, line())
    outcome = told(desk, line(TAX - 1))[0]

    assert "another amount" in outcome.conflict
    assert state(desk) == "settled"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ref1": "1234567890123"}, "unknown-reference"),
        ({"ref1": bill(77).ref1}, "no-such-notice"),
        ({"ref1": OrderReference(number=5).ref1}, "no-such-order"),
        ({"biller": "0" * 15}, "another-biller"),
    ],
    ids=["an identity number", "no notice", "no order", "another's account"],
)
def test_money_that_matches_nothing_waits_with_its_reason(
    desk: Desk, changes: dict[str, Any], why: str
) -> None:
    outcome = told(desk, replace(line(), **changes))[0]
    acts = [one.event for one in desk.office.log.stream(outcome.payment)]

    assert outcome.state == "in-suspense"
    assert getattr(acts[-1], "reason", "") == why
    assert "1234567890123" not in repr(acts)
    with pytest.raises(NoReceipt):
        receipt_of(desk.office, bank="004", bank_reference="KB0001")


def part(notice: int, satang: int = TAX) -> Part:
    return Part(body=BODY, tax_year=YEAR, notice=notice, taxpayer=notice, amount_satang=satang)


def suspended(desk: Desk) -> None:
    told(desk, replace(line(), ref1="WRONG"))


def test_two_people_match_money_in_suspense(desk: Desk) -> None:
    suspended(desk)
    roll = desk.office.rolls.roll(BODY, YEAR)
    parts = [replace(part(2), taxpayer=roll.taxpayer_of(2))]
    propose_match(desk.office, bank="004", bank_reference="KB0001", parts=parts, by=CLERK)
    with pytest.raises(OnePerson):
        approve_match(desk.office, bank="004", bank_reference="KB0001", on=JULY, by=CLERK)
    approve_match(desk.office, bank="004", bank_reference="KB0001", on=JULY, by=CHIEF)

    assert (state(desk, notice=2), state(desk)) == ("settled", "owed")


def test_money_given_to_the_wrong_bill_is_moved_by_two_people(desk: Desk) -> None:
    told(desk, line())
    roll = desk.office.rolls.roll(BODY, YEAR)
    parts = [replace(part(2), taxpayer=roll.taxpayer_of(2))]
    which = {"bank": "004", "bank_reference": "KB0001"}
    with pytest.raises(NoReason, match="given to a bill already"):
        propose_match(desk.office, **which, parts=parts, by=CLERK)
    propose_match(desk.office, **which, parts=parts, by=CLERK, reason="PAYER-ASKED")
    approve_match(desk.office, **which, on=JULY, by=CHIEF)
    stream = desk.office.log.stream(payment_stream("004", "KB0001"))
    moved = Payment.replay("004", "KB0001", stream)

    assert moved.allocated is not None
    assert (moved.allocated.reason, moved.allocated.proposed_by) == ("PAYER-ASKED", CLERK.officer)
    assert (state(desk, JULY, notice=2), state(desk, JULY)) == ("settled", "overdue")
    told(desk, line(kind="reversal", on=JULY))
    assert (state(desk, JULY, notice=2), state(desk, JULY)) == ("overdue", "overdue")


def test_parts_that_do_not_add_up_are_refused(desk: Desk) -> None:
    suspended(desk)

    with pytest.raises(OtherAmount, match="add up"):
        propose_match(
            desk.office, bank="004", bank_reference="KB0001", parts=[part(1, TAX - 1)], by=CLERK
        )


def test_money_nobody_owns_goes_back_by_two_people(desk: Desk) -> None:
    suspended(desk)
    propose_return(desk.office, bank="004", bank_reference="KB0001", by=CLERK)
    approve_return(desk.office, bank="004", bank_reference="KB0001", on=JULY, by=CHIEF)

    with pytest.raises(NotInSuspense, match="returned"):
        propose_return(desk.office, bank="004", bank_reference="KB0001", by=CLERK)


def test_an_entry_is_struck_out_for_a_reason_and_by_two_people(desk: Desk) -> None:
    by, chief = officer("officer-1", PAY_BY), officer("chief-1", PAY_BY)
    which = {"bank": "000", "bank_reference": f"{BODY:08d}-P-1"}
    receive(desk.office, [entry(PAY_BY, today=PAY_BY)], billers=BILLERS, by=by)

    with pytest.raises(NoReason, match="OTHER-AMOUNT"):
        propose_return(desk.office, **which, by=by)
    propose_return(desk.office, **which, by=by, reason="OTHER-AMOUNT")
    with pytest.raises(OnePerson):
        approve_return(desk.office, **which, on=PAY_BY, by=by)
    before = state(desk)
    approve_return(desk.office, **which, on=PAY_BY, by=chief)

    assert before == "settled"
    stands = standing_of(desk.office, bill=bill(), on=PAY_BY)
    assert (stands.state, stands.paid.tax_satang) == ("owed", 0)


def test_what_a_bank_told_is_not_struck_out(desk: Desk) -> None:
    told(desk, line(TAX))

    with pytest.raises(NotInSuspense, match="only money in suspense goes back"):
        propose_return(
            desk.office, bank="004", bank_reference="KB0001", by=CLERK, reason="NOT-TAKEN"
        )


def test_only_money_that_came_is_matched(desk: Desk) -> None:
    with pytest.raises(PaymentUnknown):
        propose_match(desk.office, bank="004", bank_reference="NONE", parts=[part(1)], by=CLERK)


def test_one_order_pays_bills_of_several_accounts(desk: Desk) -> None:
    asked = place_order(desk.office, bills=[bill(1), bill(2), bill(1)], on=PAY_BY, by=CLERK)
    told(desk, line(asked.amount_satang, ref1=asked.ref1, biller=BILLERS.biller(0)))

    assert asked.amount_satang == 2 * TAX
    assert (state(desk), state(desk, notice=2)) == ("settled", "settled")


def test_too_little_for_an_order_pays_its_bills_one_after_the_other(desk: Desk) -> None:
    asked = place_order(desk.office, bills=[bill(1), bill(2)], on=PAY_BY, by=CLERK)
    told(desk, line(TAX + 5, ref1=asked.ref1, biller=BILLERS.biller(0)))

    assert (state(desk), state(desk, notice=2)) == ("settled", "part-paid")


def test_what_is_asked_holds_until_the_day_it_changes(desk: Desk) -> None:
    assert ask_for_bill(desk.office, bill=bill(), on=date(2026, 6, 15)).valid_until == PAY_BY
    late = ask_for_bill(desk.office, bill=bill(), on=JULY)
    assert (late.amount_satang, late.valid_until) == (6_660_000, date(2026, 7, 31))
    told(desk, line(late.amount_satang, on=JULY))
    with pytest.raises(NothingOrdered):
        ask_for_bill(desk.office, bill=bill(), on=JULY)


def entry(on: date, *, today: date, receipt: str = "P-1") -> BankLine:
    return entered(
        bill(), amount_satang=TAX, channel="post", receipt=receipt, paid_on=on, today=today
    )


def test_s51_an_entry_for_an_earlier_day_that_spares_charges_waits_for_another_officer(
    desk: Desk,
) -> None:
    late = officer("officer-1", JULY)
    which = {"bank": "000", "bank_reference": f"{BODY:08d}-P-1"}

    (told,) = receive(desk.office, [entry(PAY_BY, today=JULY)], billers=BILLERS, by=late)
    (again,) = receive(desk.office, [entry(PAY_BY, today=JULY)], billers=BILLERS, by=late)
    waits = standing_of(desk.office, bill=bill(), on=JULY)
    with pytest.raises(OnePerson):
        approve_match(desk.office, **which, on=JULY, by=late)
    approve_match(desk.office, **which, on=JULY, by=officer("chief-1", JULY))

    assert (told.state, told.new, again.new) == ("in-suspense", True, False)
    assert waits.outstanding.charges_satang == TAX * 11 // 100
    stands = standing_of(desk.office, bill=bill(), on=JULY)
    assert (stands.outstanding.total_satang, stands.paid.charges_satang) == (0, 0)


def test_an_entry_of_yesterday_that_spares_nothing_is_the_officers_own(desk: Desk) -> None:
    may, june = date(2026, 5, 4), date(2026, 6, 1)

    (told,) = receive(
        desk.office, [entry(may, today=june)], billers=BILLERS, by=officer("officer-1", june)
    )

    assert told.state == "allocated"
