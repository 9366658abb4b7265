"""One taxpayer's tax of one year in one local body: money, agreements, what two people decided.

The account holds facts. What is owed follows from them and from the roll: `domain.collection`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from domain.account.acts import (
    GONE_FOR,
    PROPOSALS,
    REFUND_GROUNDS,
    Approved,
    Declined,
    InstalmentsAgreed,
    PaymentGone,
    PaymentReceived,
    Proposal,
    Proposed,
    RefundClaimed,
)
from domain.collection import (
    AccountFacts,
    Demand,
    Instalment,
    Money,
    Refund,
    Standing,
    Waiver,
    WarningLetter,
    WriteOff,
    after,
    refund_interest,
)
from domain.errors import OnePerson, Refused
from domain.law.year import YearLaw
from domain.local_body import Signed
from domain.log.events import Recorded
from domain.log.stream_ids import Kind, stream_id


class ProposalUnknown(Refused):
    """No such proposal waits for approval."""

    code = "proposal-unknown"


class ProposalWrong(Refused):
    """What is proposed cannot be."""

    code = "proposal-wrong"


class InstalmentsTooLate(Refused):
    """Instalments are asked for in time, once, before anything is overdue (s.52)."""

    code = "instalments-too-late"


class ClaimTooLate(Refused):
    """A refund is claimed within three years of the payment (s.54)."""

    code = "claim-too-late"


def account_stream(*, body: int, tax_year: int, taxpayer: int) -> UUID:
    """Return the id of an account's stream."""
    return stream_id(Kind.ACCOUNT, body, tax_year, number=taxpayer)


@dataclass(kw_only=True)
class Account:
    """What the log says of one account. `tax_year` is in the Buddhist Era."""

    body: int
    tax_year: int
    taxpayer: int
    version: int = 0
    money: list[Money] = field(default_factory=list)
    gone_for: dict[str, str] = field(default_factory=dict)
    received: dict[str, PaymentReceived] = field(default_factory=dict)
    agreed: InstalmentsAgreed | None = None
    claims: list[RefundClaimed] = field(default_factory=list)
    waiting: dict[int, Proposed] = field(default_factory=dict)
    approved: list[Approved] = field(default_factory=list)
    proposals: int = 0

    @cached_property
    def stream(self) -> UUID:
        """Id of the account's stream."""
        return account_stream(body=self.body, tax_year=self.tax_year, taxpayer=self.taxpayer)

    def take_in(self, recorded: Iterable[Recorded]) -> None:
        """Take recorded acts in, in order."""
        for one in recorded:
            self.apply(one)

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        event = recorded.event
        match event:
            case PaymentReceived():
                self.money.append(
                    Money(
                        payment=event.payment,
                        amount_satang=event.amount_satang,
                        paid_on=event.paid_on,
                    )
                )
                self.received[event.payment] = event
            case PaymentGone():
                self._take_out(event)
            case InstalmentsAgreed():
                self.agreed = event
            case RefundClaimed():
                self.claims.append(event)
            case Proposed():
                self.waiting[event.number] = event
                self.proposals = event.number
            case Approved():
                self.waiting.pop(event.number, None)
                self.approved.append(event)
            case Declined():
                self.waiting.pop(event.number, None)
        self.version = recorded.event.version

    def _take_out(self, event: PaymentGone) -> None:
        self.gone_for[event.payment] = event.why
        self.money = [
            replace(one, gone_on=event.gone_on)
            if one.payment == event.payment and one.gone_on is None
            else one
            for one in self.money
        ]

    def holds(self, payment: str) -> bool:
        """Say whether money of a payment is in the account now."""
        return any(one.payment == payment and one.gone_on is None for one in self.money)

    def facts(
        self, demands: Sequence[Demand], warning: WarningLetter | None = None
    ) -> AccountFacts:
        """Return the account's facts together with what the roll says of its notice."""
        if not self.approved:
            return AccountFacts(
                demands=tuple(demands),
                warning=warning,
                money=tuple(self.money),
                instalments=self.agreed.instalments if self.agreed else (),
            )

        def approved(kind: str) -> list[Approved]:
            return [one for one in self.approved if one.proposal.kind == kind]

        extensions = [one.proposal.until for one in approved("extension") if one.proposal.until]
        return AccountFacts(
            demands=tuple(demands),
            warning=warning,
            money=tuple(self.money),
            instalments=self.agreed.instalments if self.agreed else (),
            extended_to=max(extensions, default=None),
            waivers=tuple(
                Waiver(percent=one.proposal.percent, since=one.on) for one in approved("waiver")
            ),
            written_off=tuple(
                WriteOff(tax_satang=one.proposal.amount_satang, on=one.on)
                for one in approved("write-off")
            ),
            refunds=tuple(
                Refund(
                    amount_satang=one.proposal.amount_satang,
                    interest_satang=one.interest_satang,
                    on=one.on,
                )
                for one in approved("refund")
            ),
        )

    def receive_payment(
        self,
        *,
        payment: str,
        notice: int,
        amount_satang: int,
        paid_on: date,
        channel: str,
        by: Signed,
    ) -> PaymentReceived:
        """Take in what of a payment belongs here. `payment` is the number of its receipt."""
        assert amount_satang > 0
        assert not self.holds(payment)
        return PaymentReceived(
            stream=self.stream,
            version=self.version + 1,
            payment=payment,
            notice=notice,
            amount_satang=amount_satang,
            paid_on=paid_on,
            channel=channel,
            officer=by.officer,
            recorded_at=by.at,
        )

    def release_payment(
        self, *, payment: str, gone_on: date, why: str, by: Signed
    ) -> Sequence[PaymentGone]:
        """Give a payment up: the bank took it back, or it is another account's; none if gone."""
        assert why in GONE_FOR
        here = [one for one in self.money if one.payment == payment and one.gone_on is None]
        return [
            PaymentGone(
                stream=self.stream,
                version=self.version + 1,
                payment=payment,
                amount_satang=one.amount_satang,
                gone_on=gone_on,
                why=why,
                officer=by.officer,
                recorded_at=by.at,
            )
            for one in here
        ]

    def agree_instalments(
        self,
        instalments: Sequence[Instalment],
        *,
        notice: int,
        requested_on: date,
        now: Standing,
        by: Signed,
    ) -> InstalmentsAgreed:
        """Agree to payment in parts (s.52). `now` is how the account stands on the day asked.

        Raises `InstalmentsTooLate`.
        """
        if self.agreed is not None:
            raise InstalmentsTooLate("This tax is paid in instalments already (s.52).")
        if now.overdue.tax_satang or requested_on > instalments[0].due_on:
            raise InstalmentsTooLate(
                "Instalments are asked for no later than the last day to pay, "
                f"{instalments[0].due_on.isoformat()} (s.52)."
            )
        if now.paid.tax_satang:
            raise InstalmentsTooLate(
                "Part of this tax is paid already; instalments are of the whole."
            )
        return InstalmentsAgreed(
            stream=self.stream,
            version=self.version + 1,
            notice=notice,
            requested_on=requested_on,
            instalments=tuple(instalments),
            officer=by.officer,
            recorded_at=by.at,
        )

    def claim_refund(
        self, *, amount_satang: int, claimed_on: date, law: YearLaw, who: str, by: Signed
    ) -> RefundClaimed:
        """Record a claim for money back (s.54). Raises `ClaimTooLate`, `ProposalWrong`."""
        if amount_satang <= 0:
            raise ProposalWrong("A claim names an amount above zero.")
        paid = [one.paid_on for one in self.money if one.gone_on is None]
        term = law.terms["refund_claim"]
        if not paid or claimed_on > after(max(paid), term):
            raise ClaimTooLate(
                f"A refund is claimed within {term.count} {term.unit} of the payment (s.54)."
            )
        return RefundClaimed(
            stream=self.stream,
            version=self.version + 1,
            amount_satang=amount_satang,
            claimed_on=claimed_on,
            decide_by=after(claimed_on, law.terms["refund_decision"]),
            by=who,
            recorded_at=by.at,
        )

    def propose(self, proposal: Proposal, *, now: Standing, by: Signed) -> Proposed:
        """Propose what changes money or days. Raises `ProposalWrong`."""
        _must_be_possible(proposal, now)
        self._must_have_its_day(proposal)
        return Proposed(
            stream=self.stream,
            version=self.version + 1,
            number=self.proposals + 1,
            proposal=proposal,
            officer=by.officer,
            recorded_at=by.at,
        )

    def approve(
        self, number: int, *, on: date, now: Standing, law: YearLaw, by: Signed
    ) -> Approved:
        """Approve a proposal. Raises `ProposalUnknown`, `OnePerson`, `ProposalWrong`."""
        proposed = self._must_wait(number)
        if proposed.officer == by.officer:
            raise OnePerson(f"{by.officer} proposed this and so cannot approve it; another has to.")
        _must_be_possible(proposed.proposal, now)
        return Approved(
            stream=self.stream,
            version=self.version + 1,
            number=number,
            proposal=proposed.proposal,
            interest_satang=_interest(proposed.proposal, on, law),
            on=on,
            proposed_by=proposed.officer,
            officer=by.officer,
            recorded_at=by.at,
        )

    def decline(self, number: int, *, reason: str, by: Signed) -> Declined:
        """Decline a proposal or take it back. Raises `ProposalUnknown`."""
        self._must_wait(number)
        return Declined(
            stream=self.stream,
            version=self.version + 1,
            number=number,
            reason=reason,
            officer=by.officer,
            recorded_at=by.at,
        )

    def _must_have_its_day(self, proposal: Proposal) -> None:
        """Refuse a refund whose interest runs from no recorded day. Raises `ProposalWrong`.

        There are two clocks: from the claim to the refund where the body erred (s.54), from the
        payment to the decision where an appeal was won (s.81).
        """
        claimed = {one.claimed_on for one in self.claims}
        if proposal.ground in {"claim", "body-erred"} and not claimed:
            raise ProposalWrong("No claim for money back is recorded here; record it first (s.54).")
        if proposal.ground == "body-erred" and proposal.since not in claimed:
            days = ", ".join(day.isoformat() for day in sorted(claimed))
            raise ProposalWrong(f"Interest runs from the day of the claim, {days} (s.54).")
        if proposal.ground == "appeal":
            paid = sorted({one.paid_on for one in self.money if one.gone_on is None})
            if proposal.since not in paid or proposal.until is None:
                days = ", ".join(day.isoformat() for day in paid)
                raise ProposalWrong(
                    f"Interest runs from a payment, {days}, to the day of the decision; name both "
                    "(s.81)."
                )

    def _must_wait(self, number: int) -> Proposed:
        if number not in self.waiting:
            raise ProposalUnknown(f"No proposal number {number} waits on this account.")
        return self.waiting[number]


def _must_be_possible(proposal: Proposal, now: Standing) -> None:
    """Refuse what the account cannot bear. Raises `ProposalWrong`."""
    match proposal.kind:
        case "refund":
            _must_be_refundable(proposal, now)
        case "write-off":
            most = now.outstanding.tax_satang
            if not 0 < proposal.amount_satang <= most:
                raise ProposalWrong(
                    f"Of this account {most:,} satang of tax are open; that or less is written off."
                )
        case "waiver":
            if not 0 < proposal.percent <= 100:  # noqa: PLR2004 - percent
                raise ProposalWrong("A waiver is of 1 to 100 percent of the penalty (s.71).")
        case "extension":
            last = now.next_due_on
            if proposal.until is None or last is None or proposal.until <= last:
                raise ProposalWrong("An extension ends after the last day to pay (s.14).")
            if now.on > last:
                raise ProposalWrong(
                    "An extension is asked for before the last day to pay, "
                    f"{last.isoformat()} (s.14)."
                )
        case other:
            raise ProposalWrong(f"A proposal is one of {', '.join(PROPOSALS)}, not {other}.")


def _must_be_refundable(proposal: Proposal, now: Standing) -> None:
    if proposal.ground not in REFUND_GROUNDS:
        raise ProposalWrong(f"The ground of a refund is one of {', '.join(REFUND_GROUNDS)}.")
    if not 0 < proposal.amount_satang <= now.credit_satang:
        raise ProposalWrong(
            f"The account has {max(0, now.credit_satang):,} satang too much; that or less goes "
            "back. Where the tax itself is wrong, amend the notice first."
        )
    if proposal.ground in {"body-erred", "appeal"} and proposal.since is None:
        raise ProposalWrong("Interest on a refund needs the day it runs from (s.54, s.81).")


def _interest(proposal: Proposal, on: date, law: YearLaw) -> int:
    """Return a refund's interest, satang: where the body erred (s.54), or by appeal (s.81)."""
    rates = {"body-erred": "refund_interest", "appeal": "appeal_interest"}
    if proposal.kind != "refund" or proposal.ground not in rates or proposal.since is None:
        return 0
    return refund_interest(
        proposal.amount_satang,
        since=proposal.since - timedelta(days=1),
        until=proposal.until or on,
        rate_pcm=law.charges[rates[proposal.ground]].percent_pcm,
    )
