"""Accounts as an officer and a taxpayer use them: how one stands, instalments, what two decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from api.office import Office
from domain.account import Account, AccountEvent, Proposal
from domain.bill_reference import BillReference
from domain.collection import Standing, instalments_of
from domain.errors import Refused, StaleStream
from domain.local_body import Signed
from projections.accounts import AccountView, AtHand

TRIES = 8


class NoNotice(Refused):
    """The taxpayer has no notice of that body and year."""

    code = "no-notice"


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was recorded: the proposal's number (0 for none) and the log position after it."""

    position: int
    number: int = 0


def view_of_notice(office: Office, *, bill: BillReference) -> AccountView:
    """Return the account a notice belongs to. Raises `NotIssued`, `NoticeUnknown`."""
    return at_hand(office, bill=bill).view()


def at_hand(office: Office, *, bill: BillReference) -> AtHand:
    """Read what a notice's account follows from. Raises `NotIssued`, `NoticeUnknown`."""
    roll = office.rolls.roll(bill.body, bill.tax_year)
    roll.must_be_issued()
    taxpayer = roll.taxpayer_of(bill.notice)
    account = Account(body=bill.body, tax_year=bill.tax_year, taxpayer=taxpayer)
    account.take_in(office.log.stream(account.stream))
    body, law = office.registers.body(bill.body), office.law.for_year(bill.tax_year)
    return AtHand(account=account, roll=roll, body=body, law=law)


def agree_instalments(
    office: Office, *, bill: BillReference, count: int, on: date, by: Signed
) -> Done:
    """Let a taxpayer pay in parts (s.52). Raises `InstalmentsRefused`, `InstalmentsTooLate`."""

    def decide(view: AccountView) -> AccountEvent:
        now = view.on(on)
        due = now.next_due_on
        if due is None:
            raise NoNotice("There is nothing to pay on this notice, so nothing to pay in parts.")
        parts = instalments_of(view.law, now.outstanding.tax_satang, count=count, due=due)
        return view.account.agree_instalments(
            parts, notice=bill.notice, requested_on=on, now=now, by=by
        )

    return _decided(office, bill=bill, decide=decide)


def claim_refund(
    office: Office,
    *,
    bill: BillReference,
    amount_satang: int,
    on: date,
    who: str,
    by: Signed,
) -> Done:
    """Record a claim for money back (s.54). `who` is taxpayer or officer. Raises `ClaimTooLate`."""

    def decide(view: AccountView) -> AccountEvent:
        return view.account.claim_refund(
            amount_satang=amount_satang, claimed_on=on, law=view.law, who=who, by=by
        )

    return _decided(office, bill=bill, decide=decide)


def propose(
    office: Office,
    *,
    bill: BillReference,
    proposal: Proposal,
    on: date,
    by: Signed,
) -> Done:
    """Propose an extension, waiver, write-off or refund. Raises `ProposalWrong`."""
    numbers: list[int] = []

    def decide(view: AccountView) -> AccountEvent:
        proposed = view.account.propose(proposal, now=view.on(on), by=by)
        numbers.append(proposed.number)
        return proposed

    done = _decided(office, bill=bill, decide=decide)
    return Done(position=done.position, number=numbers[-1])


def approve(office: Office, *, bill: BillReference, number: int, on: date, by: Signed) -> Done:
    """Approve what another proposed. Raises `ProposalUnknown`, `OnePerson`, `ProposalWrong`."""

    def decide(view: AccountView) -> AccountEvent:
        return view.account.approve(number, on=on, now=view.on(on), law=view.law, by=by)

    return _decided(office, bill=bill, decide=decide)


def decline(office: Office, *, bill: BillReference, number: int, reason: str, by: Signed) -> Done:
    """Decline a proposal, or take one's own back. Raises `ProposalUnknown`."""

    def decide(view: AccountView) -> AccountEvent:
        return view.account.decline(number, reason=reason, by=by)

    return _decided(office, bill=bill, decide=decide)


def _decided(
    office: Office,
    *,
    bill: BillReference,
    decide: Callable[[AccountView], AccountEvent],
) -> Done:
    for _ in range(TRIES):
        view = view_of_notice(office, bill=bill)
        try:
            return Done(position=office.log.record([decide(view)]))
        except StaleStream:
            continue
    raise StaleStream("Others kept changing the same account; nothing was recorded. Try again.")


def standing_of(office: Office, *, bill: BillReference, on: date) -> Standing:
    """Return how a notice's account stands at the end of a day."""
    return view_of_notice(office, bill=bill).on(on)
