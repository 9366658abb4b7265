"""Accounts take in money once, and what changes money takes two people."""

from datetime import date

import pytest

from domain.account import (
    Account,
    ClaimTooLate,
    InstalmentsTooLate,
    Proposal,
    ProposalUnknown,
    ProposalWrong,
)
from domain.collection import CollectionLaw, Demand, Standing, instalments_of, standing
from domain.errors import OnePerson
from domain.law import load_law
from domain.local_body import Signed
from domain.log.events import Event, Recorded
from tests.domain.deliveries import BODY, RECORDED_AT

LAW = load_law().for_year(2569)
ISSUED, DUE, JULY = date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 20)
CLERK = Signed(officer="officer-1", at=RECORDED_AT)
CHIEF = Signed(officer="chief-1", at=RECORDED_AT)
TAX = 1_000_000


class Books:
    """An account with a notice of 10,000 baht; `keep` is what the log would do."""

    def __init__(self) -> None:
        self.account = Account(body=BODY, tax_year=2569, taxpayer=101)

    def keep(self, *events: Event) -> None:
        for event in events:
            assert event.version == self.account.version + 1
            self.account.apply(Recorded(position=event.version, event=event))

    def on(self, day: date) -> Standing:
        demand = Demand(number=0, issued_on=ISSUED, due_on=DUE, tax_satang=TAX)
        return standing(self.account.facts([demand]), CollectionLaw.of(LAW), on=day)

    def paid(self, satang: int, day: date = DUE, payment: str = "R1") -> None:
        self.keep(
            self.account.receive_payment(
                payment=payment,
                notice=1,
                amount_satang=satang,
                paid_on=day,
                channel="qr",
                by=CLERK,
            )
        )

    def propose(self, proposal: Proposal, day: date = JULY) -> None:
        self.keep(self.account.propose(proposal, now=self.on(day), by=CLERK))

    def approve(self, number: int = 1, day: date = JULY, by: Signed = CHIEF) -> None:
        self.keep(self.account.approve(number, on=day, now=self.on(day), law=LAW, by=by))


@pytest.fixture
def books() -> Books:
    return Books()


def test_a_reversed_payment_is_gone_and_gone_once(books: Books) -> None:
    books.paid(TAX)
    books.keep(*books.account.release_payment(payment="R1", gone_on=JULY, why="reversed", by=CLERK))

    assert books.on(DUE).state == "settled"
    assert books.on(JULY).state == "overdue"
    assert books.account.release_payment(payment="R1", gone_on=JULY, why="reversed", by=CLERK) == []


def test_money_may_come_back_after_it_was_moved_away(books: Books) -> None:
    books.paid(TAX)
    books.keep(*books.account.release_payment(payment="R1", gone_on=JULY, why="moved", by=CLERK))
    books.paid(TAX)

    assert books.on(JULY).state == "settled"


def test_instalments_are_agreed_once_and_in_time(books: Books) -> None:
    agreed = books.account.agree_instalments(
        instalments_of(LAW, TAX, count=2, due=DUE),
        notice=1,
        requested_on=ISSUED,
        now=books.on(ISSUED),
        by=CLERK,
    )
    books.keep(agreed)

    assert [one.split.tax_satang for one in books.on(DUE).owed] == [500_000, 500_000]
    with pytest.raises(InstalmentsTooLate, match="already"):
        books.account.agree_instalments(
            agreed.instalments, notice=1, requested_on=ISSUED, now=books.on(ISSUED), by=CLERK
        )


@pytest.mark.parametrize(("paid", "day"), [(1, ISSUED), (0, JULY)])
def test_instalments_are_of_the_whole_tax_before_its_day(
    books: Books, paid: int, day: date
) -> None:
    if paid:
        books.paid(paid, day)

    with pytest.raises(InstalmentsTooLate):
        books.account.agree_instalments(
            instalments_of(LAW, TAX, count=2, due=DUE),
            notice=1,
            requested_on=day,
            now=books.on(day),
            by=CLERK,
        )


def test_who_proposed_cannot_approve(books: Books) -> None:
    books.propose(Proposal(kind="waiver", reason="SEIZED", percent=100))

    with pytest.raises(OnePerson, match="officer-1"):
        books.approve(by=CLERK)
    books.approve()
    assert books.on(JULY).outstanding.penalty_satang == 0
    with pytest.raises(ProposalUnknown):
        books.approve()


def test_a_declined_proposal_changes_nothing(books: Books) -> None:
    books.propose(Proposal(kind="write-off", reason="NO-ESTATE", amount_satang=TAX))
    books.keep(books.account.decline(1, reason="ESTATE-FOUND", by=CHIEF))

    assert books.on(JULY).outstanding.tax_satang == TAX
    with pytest.raises(ProposalUnknown):
        books.approve()


def test_only_what_is_too_much_goes_back(books: Books) -> None:
    books.paid(TAX + 50)

    with pytest.raises(ProposalWrong, match="50 satang too much"):
        books.propose(
            Proposal(kind="refund", reason="DOUBLE", ground="found-by-us", amount_satang=51)
        )
    books.propose(Proposal(kind="refund", reason="DOUBLE", ground="found-by-us", amount_satang=50))
    books.approve()
    assert books.on(JULY).state == "settled"
    assert books.account.approved[0].interest_satang == 0


def test_two_refunds_of_one_credit_are_refused_at_the_second_approval(books: Books) -> None:
    books.paid(TAX + 50)
    refund = Proposal(kind="refund", reason="DOUBLE", ground="found-by-us", amount_satang=50)
    books.propose(refund)
    books.propose(refund)
    books.approve(1)

    with pytest.raises(ProposalWrong, match="0 satang too much"):
        books.approve(2)


@pytest.mark.parametrize(
    ("ground", "since", "until", "interest"),
    [
        ("claim", None, None, 0),
        ("body-erred", date(2026, 7, 1), None, 1_000),
        ("appeal", DUE, date(2026, 8, 30), 3_000),
    ],
)
def test_interest_runs_by_the_ground_of_the_refund(
    books: Books, ground: str, since: date | None, until: date | None, interest: int
) -> None:
    books.paid(TAX + 100_000)
    books.keep(
        books.account.claim_refund(
            amount_satang=100_000,
            claimed_on=date(2026, 7, 1),
            law=LAW,
            who="taxpayer",
            by=CLERK,
        )
    )
    books.propose(
        Proposal(
            kind="refund",
            reason="WON",
            ground=ground,
            amount_satang=100_000,
            since=since,
            until=until,
        )
    )
    books.approve()

    assert books.account.approved[0].interest_satang == interest


@pytest.mark.parametrize(
    ("proposal", "says"),
    [
        (Proposal(kind="refund", reason="R", ground="whim", amount_satang=1), "ground"),
        (Proposal(kind="refund", reason="R", ground="appeal", amount_satang=1), "day it runs from"),
        (
            Proposal(kind="refund", reason="R", ground="appeal", amount_satang=1, since=JULY),
            "from a payment, 2026-06-30, to the day of the decision",
        ),
        (Proposal(kind="refund", reason="R", ground="claim", amount_satang=1), "record it first"),
        (
            Proposal(kind="refund", reason="R", ground="body-erred", amount_satang=1, since=DUE),
            "record it first",
        ),
        (Proposal(kind="write-off", reason="R", amount_satang=TAX + 1), "written off"),
        (Proposal(kind="waiver", reason="R", percent=101), "1 to 100"),
        (Proposal(kind="extension", reason="R", until=DUE), "ends after"),
        (Proposal(kind="gift", reason="R"), "not gift"),
    ],
)
def test_what_the_account_cannot_bear_is_not_proposed(
    books: Books, proposal: Proposal, says: str
) -> None:
    books.paid(TAX + 1 if proposal.kind == "refund" else 1)

    with pytest.raises(ProposalWrong, match=says):
        books.propose(proposal, DUE)


def test_an_extension_is_asked_for_before_the_last_day(books: Books) -> None:
    with pytest.raises(ProposalWrong, match="before the last day"):
        books.propose(Proposal(kind="extension", reason="FLOOD", until=date(2026, 12, 1)), JULY)

    books.propose(Proposal(kind="extension", reason="FLOOD", until=date(2026, 8, 31)), ISSUED)
    books.approve(day=ISSUED)
    assert books.on(JULY).state == "owed"


def test_a_claim_comes_within_three_years_of_the_payment(books: Books) -> None:
    with pytest.raises(ClaimTooLate):
        books.account.claim_refund(
            amount_satang=1, claimed_on=JULY, law=LAW, who="taxpayer", by=CLERK
        )
    books.paid(TAX)
    claimed = books.account.claim_refund(
        amount_satang=1, claimed_on=date(2029, 6, 30), law=LAW, who="taxpayer", by=CLERK
    )
    assert claimed.decide_by == date(2029, 9, 28)
    with pytest.raises(ClaimTooLate, match="3 years"):
        books.account.claim_refund(
            amount_satang=1, claimed_on=date(2029, 7, 1), law=LAW, who="taxpayer", by=CLERK
        )


def test_s54_interest_runs_from_the_claim_and_from_no_other_day(books: Books) -> None:
    books.paid(TAX + 100)
    books.keep(
        books.account.claim_refund(
            amount_satang=100, claimed_on=date(2026, 7, 1), law=LAW, who="taxpayer", by=CLERK
        )
    )

    with pytest.raises(ProposalWrong) as refused:
        books.propose(
            Proposal(kind="refund", reason="WON", ground="body-erred", amount_satang=100, since=DUE)
        )

    assert str(refused.value) == "Interest runs from the day of the claim, 2026-07-01 (s.54)."
