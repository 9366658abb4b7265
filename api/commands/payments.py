"""Money told by a bank or an officer: recorded, given to accounts, or kept in suspense by name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from types import MappingProxyType
from typing import Final
from uuid import UUID

from api.office import BANGKOK, Office
from domain.account import Account
from domain.bank_line import BankLine
from domain.bill_reference import (
    BillReference,
    NotAReference,
    OrderReference,
    read_reference,
)
from domain.billers import COMMON, UNKNOWN, Billers
from domain.errors import Conflict, StaleStream
from domain.local_body import Signed
from domain.log.events import Event, Recorded
from domain.order import Order
from domain.payment import Part, Payment, Told, payment_stream
from domain.roll import Roll
from projections.accounts import view_with

TRIES = 20
"""Writers who meet on one account read again so often before they give up."""

NOBODY = Billers({})
"""For what asks no bank account: whose money it is was decided by people."""

Whose = Mapping[BillReference, int | None]
"""Whose bills are; None where there is no such notice. It never changes once one is issued."""

NONE_KNOWN: Final[Whose] = MappingProxyType({})

_REF2 = 8


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one telling.

    `state` is the payment's; `new` is False where it was known; `conflict` says why it was not
    taken in, "" where it was; `position` is the log's after it.
    """

    payment: UUID
    state: str
    receipt: str
    new: bool
    position: int
    conflict: str = ""


@dataclass
class _Desk:
    """Streams loaded for one batch, with what the batch decided already applied.

    All are read as of one position of the log: what another writer records meanwhile must be new to
    every stream or to none, so that the log refuses ours as stale.
    """

    office: Office
    billers: Billers
    whose: dict[BillReference, int | None] = field(default_factory=dict)
    position: int = field(init=False)
    payments: dict[tuple[str, str], Payment] = field(default_factory=dict)
    accounts: dict[tuple[int, int, int], Account] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    rolls: dict[tuple[int, int], Roll] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.position = self.office.log.head()

    def payment(self, bank: str, reference: str) -> Payment:
        key = (bank, reference)
        if key not in self.payments:
            acts = self.acts(payment_stream(bank, reference))
            self.payments[key] = Payment.replay(bank, reference, acts)
        return self.payments[key]

    def account(self, body: int, tax_year: int, taxpayer: int) -> Account:
        key = (body, tax_year, taxpayer)
        if key not in self.accounts:
            account = Account(body=body, tax_year=tax_year, taxpayer=taxpayer)
            account.take_in(self.acts(account.stream))
            self.accounts[key] = account
        return self.accounts[key]

    def roll(self, body: int, tax_year: int) -> Roll:
        key = (body, tax_year)
        if key not in self.rolls:
            self.rolls[key] = self.office.rolls.roll(body, tax_year)
        return self.rolls[key]

    def taxpayer_of(self, bill: BillReference) -> int | None:
        """Return whose a bill is, None where there is no such notice."""
        if bill not in self.whose:
            self.whose |= _whose(self.office, {bill})
        return self.whose[bill]

    def order(self, number: int) -> Order:
        if number not in self.orders:
            order = Order(number=number)
            self.orders[number] = Order.replay(number, self.acts(order.stream))
        return self.orders[number]

    def read_ahead(self, lines: Sequence[BankLine]) -> None:
        """Read in one go the rolls, payments and accounts that some lines are about."""
        bills = [_bill_of(line) for line in lines]
        asked = {bill for bill in bills if bill is not None}
        self.whose |= _whose(self.office, asked - self.whose.keys())
        for line, bill in zip(lines, bills, strict=True):
            paid = (line.bank, line.bank_reference)
            if paid not in self.payments:
                self.payments[paid] = Payment(bank=line.bank, bank_reference=line.bank_reference)
            taxpayer = None if bill is None else self.taxpayer_of(bill)
            if bill is None or taxpayer is None:
                continue
            key = (bill.body, bill.tax_year, taxpayer)
            if key not in self.accounts:
                self.accounts[key] = Account(
                    body=bill.body, tax_year=bill.tax_year, taxpayer=taxpayer
                )
        both: list[Payment | Account] = [*self.payments.values(), *self.accounts.values()]
        read = {one.stream: one for one in both}
        for stream, acts in self.office.log.streams(read, self.position).items():
            for act in acts:
                read[stream].apply(act)

    def acts(self, stream: UUID) -> Iterable[Recorded]:
        return self.office.log.stream(stream, self.position)

    def keep(self, one: Payment | Account, events: Iterable[Event]) -> None:
        for event in events:
            self.events.append(event)
            one.apply(Recorded(position=0, event=event))


def _bill_of(line: BankLine) -> BillReference | None:
    try:
        bill = read_reference(line.ref1)
    except NotAReference:
        return None
    return bill if isinstance(bill, BillReference) else None


def whose_bills(office: Office, lines: Sequence[BankLine]) -> Whose:
    """Return whose the bills are that lines name, for who takes the lines in elsewhere."""
    return _whose(office, {bill for line in lines if (bill := _bill_of(line)) is not None})


def _whose(office: Office, bills: Collection[BillReference]) -> dict[BillReference, int | None]:
    rolls = office.rolls.taxpayers({(bill.body, bill.tax_year) for bill in bills})
    found: dict[BillReference, int | None] = {}
    for bill in bills:
        taxpayers = rolls[bill.body, bill.tax_year]
        there = 1 <= bill.notice <= len(taxpayers)
        found[bill] = int(taxpayers[bill.notice - 1]) if there else None
    return found


def receive(
    office: Office,
    lines: Sequence[BankLine],
    *,
    billers: Billers,
    by: Signed,
    known: Whose = NONE_KNOWN,
) -> list[Outcome]:
    """Take in what was told, in one transaction; return what came of each, in order.

    The same telling again adds nothing, in whatever order payment, reversal and repetition come.
    `known` says of some bills whose they are, and spares reading it. Raises `StaleStream` where
    others kept writing to the same accounts.
    """
    for _ in range(TRIES):
        desk = _Desk(office=office, billers=billers, whose=dict(known))
        desk.read_ahead(lines)
        decided = [_decide(desk, line, by) for line in lines]
        try:
            position = office.log.record(desk.events)
        except StaleStream:
            continue
        return [_outcome(one, position) for one in decided]
    raise StaleStream(
        "Other writers kept changing the same accounts; nothing was recorded. Try again."
    )


@dataclass(frozen=True, kw_only=True)
class _Decided:
    payment: Payment
    new: bool
    conflict: str = ""


def _outcome(one: _Decided, position: int) -> Outcome:
    return Outcome(
        payment=one.payment.stream,
        state=one.payment.state,
        receipt=one.payment.receipt_number,
        new=one.new,
        position=position,
        conflict=one.conflict,
    )


def _decide(desk: _Desk, line: BankLine, by: Signed) -> _Decided:
    payment = desk.payment(line.bank, line.bank_reference)
    try:
        new = (
            _reverse(desk, payment, line, by)
            if line.kind == "reversal"
            else _take(desk, payment, line, by)
        )
    except Conflict as conflict:
        return _Decided(payment=payment, new=False, conflict=str(conflict))
    return _Decided(payment=payment, new=new)


def _take(desk: _Desk, payment: Payment, line: BankLine, by: Signed) -> bool:
    holder = line.body if line.body is not None else desk.billers.holder(line.biller)
    parts, order, suspend = _belongs(desk, line, holder)
    told = _told(desk.office, line, holder)
    if payment.received is None and line.source == "officer" and parts:
        why = _why_another(desk, line, parts, by)
        if why:
            _wait_for_another(desk, payment, told, parts, why, by)
            return True
    acts = payment.receive(told, parts=parts, order=order, suspend=suspend, by=by)
    desk.keep(payment, acts)
    if acts:
        _credit(desk, payment, by)
        if payment.reversed is not None:
            _take_back(desk, payment, by)
    return bool(acts)


def _why_another(desk: _Desk, line: BankLine, parts: Sequence[Part], by: Signed) -> str:
    """Return why another officer has to agree to an officer's entry, "" where none has to."""
    if any(line.paid_on in desk.office.registers.body(one.body).cash_days for one in parts):
        return "closed-day"
    return "earlier-day" if _spares(desk, line, parts, by) else ""


def _spares(desk: _Desk, line: BankLine, parts: Sequence[Part], by: Signed) -> bool:
    """Say whether an officer's entry for an earlier day spares the payer penalty or surcharge."""
    today = by.at.astimezone(BANGKOK).date()
    if line.paid_on >= today:
        return False
    for part in parts:
        account = desk.account(part.body, part.tax_year, part.taxpayer)
        law = desk.office.law.for_year(part.tax_year)
        body = desk.office.registers.body(part.body)
        view = view_with(account, desk.roll(part.body, part.tax_year), body, law)
        then, now = view.on(line.paid_on).outstanding, view.on(today).outstanding
        if then.charges_satang < now.charges_satang:
            return True
    return False


def _wait_for_another(
    desk: _Desk, payment: Payment, told: Told, parts: Sequence[Part], why: str, by: Signed
) -> None:
    """Keep the money in suspense, proposed for its bill: another officer approves the day."""
    desk.keep(payment, payment.receive(told, parts=(), order=0, suspend=why, by=by))
    desk.keep(payment, [payment.propose_match(parts, by=by)])


def _reverse(desk: _Desk, payment: Payment, line: BankLine, by: Signed) -> bool:
    acts = payment.reverse(reversed_on=line.paid_on, source=line.source, by=by)
    desk.keep(payment, acts)
    if acts:
        _take_back(desk, payment, by)
    return bool(acts)


def _credit(desk: _Desk, payment: Payment, by: Signed) -> None:
    """Give each part of the payment to its account."""
    if payment.allocated is None or payment.received is None:
        return
    told = payment.received.told
    for part in payment.allocated.parts:
        account = desk.account(part.body, part.tax_year, part.taxpayer)
        desk.keep(
            account,
            [
                account.receive_payment(
                    payment=payment.receipt_number,
                    notice=part.notice,
                    amount_satang=part.amount_satang,
                    paid_on=told.paid_on,
                    channel=told.channel,
                    by=by,
                )
            ],
        )


def _take_back(desk: _Desk, payment: Payment, by: Signed) -> None:
    """Take a reversed payment back from its accounts."""
    assert payment.reversed is not None
    _debit(desk, payment, by, gone_on=payment.reversed.reversed_on, why="reversed")


def _debit(desk: _Desk, payment: Payment, by: Signed, *, gone_on: date, why: str) -> None:
    """Take each part of a payment back from its account."""
    if payment.allocated is None:
        return
    for part in payment.allocated.parts:
        account = desk.account(part.body, part.tax_year, part.taxpayer)
        acts = account.release_payment(
            payment=payment.receipt_number, gone_on=gone_on, why=why, by=by
        )
        desk.keep(account, acts)


def _belongs(desk: _Desk, line: BankLine, holder: int | None) -> tuple[Sequence[Part], int, str]:
    """Return whose the money is: the parts, the order, or why it is nobody's yet."""
    try:
        reference = read_reference(line.ref1)
    except NotAReference:
        return (), 0, "unknown-reference"
    match reference:
        case OrderReference():
            return _of_order(desk, reference.number, line.amount_satang, holder)
        case BillReference():
            return _of_bill(desk, reference, line.amount_satang, holder)


def _of_bill(
    desk: _Desk, reference: BillReference, amount_satang: int, holder: int | None
) -> tuple[Sequence[Part], int, str]:
    if holder not in {reference.body, COMMON}:
        return (), 0, "another-biller"
    taxpayer = desk.taxpayer_of(reference)
    if taxpayer is None:
        return (), 0, "no-such-notice"
    part = Part(
        body=reference.body,
        tax_year=reference.tax_year,
        notice=reference.notice,
        taxpayer=taxpayer,
        amount_satang=amount_satang,
    )
    return (part,), 0, ""


def _of_order(
    desk: _Desk, number: int, amount_satang: int, holder: int | None
) -> tuple[Sequence[Part], int, str]:
    order = desk.order(number)
    if order.placed is None:
        return (), 0, "no-such-order"
    if holder != COMMON:
        return (), 0, "another-biller"
    return order.shares_of(amount_satang), number, ""


def _told(office: Office, line: BankLine, holder: int | None) -> Told:
    """Return the telling as the log may hold it: what a payer typed stays out unless it is ours."""
    try:
        read_reference(line.ref1)
        ref1 = line.ref1.strip().upper()
    except NotAReference:
        ref1 = ""
    ref2 = line.ref2.strip()
    known = len(ref2) == _REF2 and ref2.isascii() and ref2.isdigit()
    typed = f"{line.ref1}\x1f{line.ref2}".encode()
    digest = blake2b(typed, key=office.keys.references, digest_size=8).digest()
    return Told(
        bank=line.bank,
        bank_reference=line.bank_reference,
        amount_satang=line.amount_satang,
        paid_at=line.paid_at,
        paid_on=line.paid_on,
        channel=line.channel,
        holder=UNKNOWN if holder is None else holder,
        ref1=ref1,
        ref2=ref2 if known else "",
        ref_digest=int.from_bytes(digest, "big") >> 1,
        source=line.source,
    )


def propose_match(
    office: Office,
    *,
    bank: str,
    bank_reference: str,
    parts: Sequence[Part],
    by: Signed,
    reason: str = "",
) -> int:
    """Propose whose the money of a payment is; return the position.

    Raises `PaymentUnknown`, `NotInSuspense`, `OtherAmount`, `NoticeUnknown`, and `NoReason` where
    it was given to a bill before.
    """
    desk = _Desk(office=office, billers=NOBODY)
    for part in parts:
        desk.roll(part.body, part.tax_year).taxpayer_of(part.notice)
    payment = desk.payment(bank, bank_reference)
    return office.log.record([payment.propose_match(parts, by=by, reason=reason)])


def approve_match(office: Office, *, bank: str, bank_reference: str, on: date, by: Signed) -> int:
    """Give the money to the proposed accounts, taking it from those that had it.

    Raises `PaymentUnknown`, `NothingProposed`, `OnePerson`, `NotInSuspense`.
    """
    desk = _Desk(office=office, billers=NOBODY)
    payment = desk.payment(bank, bank_reference)
    allocated = payment.approve_match(by=by)
    _debit(desk, payment, by, gone_on=on, why="moved")
    desk.keep(payment, [allocated])
    _credit(desk, payment, by)
    return office.log.record(desk.events)


def propose_return(
    office: Office, *, bank: str, bank_reference: str, by: Signed, reason: str = ""
) -> int:
    """Propose to send money in suspense back, or to strike an officer's entry out for a reason.

    Raises `PaymentUnknown`, `NotInSuspense`, `NoReason`.
    """
    payment = _payment(office, bank, bank_reference)
    return office.log.record([payment.propose_return(by=by, reason=reason)])


def approve_return(office: Office, *, bank: str, bank_reference: str, on: date, by: Signed) -> int:
    """Send money in suspense back, or strike an entry out and take it from its accounts.

    Raises `NothingProposed`, `OnePerson`, `NotInSuspense`.
    """
    desk = _Desk(office=office, billers=NOBODY)
    payment = desk.payment(bank, bank_reference)
    returned = payment.approve_return(returned_on=on, by=by)
    _debit(desk, payment, by, gone_on=on, why="struck-out")
    desk.keep(payment, [returned])
    return office.log.record(desk.events)


def _payment(office: Office, bank: str, bank_reference: str) -> Payment:
    stream = payment_stream(bank, bank_reference)
    return Payment.replay(bank, bank_reference, office.log.stream(stream))
