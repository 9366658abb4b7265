"""One satang followed: from the bank's line to the receipt, the bill, the band, the facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar

from api.commands.accounts import view_of_notice
from api.office import Office
from domain.bill_reference import BillReference
from domain.collection import Applied
from domain.errors import Refused
from domain.payment import Part, Payment, payment_stream
from domain.roll import NoticesAmended, NoticesIssued, Roll
from projections.bill_engine import Slice
from projections.explained_line import Line, Share
from projections.explanation import explain
from projections.read_models import payment_of_receipt

Piece = TypeVar("Piece")


class PaymentNotFound(Refused):
    """Nobody told of such a payment."""

    code = "payment-not-found"


class NoSuchSatang(Refused):
    """The payment has not so many satang, or this one is not where a bill is."""

    code = "no-such-satang"


@dataclass(frozen=True, kw_only=True)
class Satang:
    """Where one satang of a payment is. `number` counts from 1.

    `became` is tax, penalty, surcharge or credit of the bill; `line`, `band` and `share` are where
    it is in the bill as issued, None for what is not tax. `notice_position` is the act by which the
    notice asked for it, from the register as of `register_position`.
    """

    number: int
    payment: Payment
    part: Part
    bill: BillReference
    applied: Applied
    became: str
    amendment: int
    issued_on: date
    prepared_by: str
    approved_by: str
    notice_position: int
    register_position: int
    line: Line | None
    band: Slice | None
    share: Share | None


def payment_of(office: Office, text: str, bank_reference: str | None = None) -> Payment:
    """Return a payment by its receipt's number, or by bank and reference.

    Raises `PaymentNotFound`.
    """
    bank, reference = text, bank_reference
    if reference is None:
        office.follow()
        found = payment_of_receipt(office.views, text.upper())
        if found is None:
            raise PaymentNotFound(
                "There is no receipt of that number. It is R and 13 letters and digits; or give "
                "the bank's code and its reference."
            )
        bank, reference = found
    stream = payment_stream(bank, reference) if bank.isdigit() else None
    payment = Payment.replay(bank, reference, office.log.stream(stream) if stream else ())
    if payment.received is None:
        raise PaymentNotFound(f"Nobody told of a payment of bank {bank} with that reference.")
    return payment


def follow(office: Office, payment: Payment, *, number: int, on: date) -> Satang:
    """Follow one satang of a payment to the band and the property it is the tax of.

    Raises `NoSuchSatang` where the money waits or went back.
    """
    assert payment.received is not None
    if payment.allocated is None or payment.state != "allocated":
        raise NoSuchSatang(
            f"The money of this payment is {payment.state}: it is in no bill to be followed to."
        )
    if not 1 <= number <= payment.received.told.amount_satang:
        raise NoSuchSatang(
            f"The payment has satang 1 to {payment.received.told.amount_satang:,}, not {number:,}."
        )
    part, rest = _within(
        payment.allocated.parts, [one.amount_satang for one in payment.allocated.parts], number - 1
    )
    bill = BillReference(body=part.body, tax_year=part.tax_year, notice=part.notice)
    view = view_of_notice(office, bill=bill)
    stands = view.on(on)
    earlier = 0
    for applied in stands.applied:
        if applied.payment == payment.receipt_number:
            break
        earlier += applied.split.tax_satang
    else:
        raise NoSuchSatang("The money is in its account, but not yet on the day asked for.")
    split = applied.split
    became, inside = _within(
        ("tax", "penalty", "surcharge", "credit"),
        (split.tax_satang, split.penalty_satang, split.surcharge_satang, applied.credit_satang),
        rest,
    )
    issue_position, issue = _issue(office.rolls.roll(part.body, part.tax_year), part.notice, on)
    line = band = share = None
    if became == "tax":
        line, band, share = _in_bill(office, part, issue.register_position, earlier + inside)
    return Satang(
        number=number,
        payment=payment,
        part=part,
        bill=bill,
        applied=applied,
        became=became,
        amendment=issue.amendment if isinstance(issue, NoticesAmended) else 0,
        issued_on=issue.issued_on,
        prepared_by=issue.prepared_by,
        approved_by=issue.approved_by,
        notice_position=issue_position,
        register_position=issue.register_position,
        line=line,
        band=band,
        share=share,
    )


def _issue(roll: Roll, notice: int, on: date) -> tuple[int, NoticesIssued | NoticesAmended]:
    """Return the last act by a day that said what a notice asks for."""
    said = {one.position for one in roll.history_of(notice) if one.issued_on <= on}
    return [found for found in roll.issues if found[0] in said][-1]


def _in_bill(
    office: Office, part: Part, position: int, satang: int
) -> tuple[Line | None, Slice | None, Share | None]:
    """Return the line, band and property that a satang of a bill's tax is in, by their order.

    None where the bill as issued has less tax than was paid.
    """
    bill = explain(
        office.registers,
        office.law,
        body=part.body,
        taxpayer=part.taxpayer,
        tax_year=part.tax_year,
        position=position,
    )
    lines = [line for line in bill.lines if line.tax_satang]
    if satang >= sum(line.tax_satang for line in lines):
        return None, None, None
    line, inside = _within(lines, [one.tax_satang for one in lines], satang)
    bands = [one for one in line.slices if one.tax_nanobaht]
    band = _at(bands, [one.tax_nanobaht for one in bands], inside, line.tax_satang)
    share = _at(line.shares, [one.value_csat for one in line.shares], inside, line.tax_satang)
    return line, band, share


def _within(pieces: Sequence[Piece], sizes: Sequence[int], place: int) -> tuple[Piece, int]:
    """Return the piece that a place from 0 falls into, and where in it."""
    for piece, size in zip(pieces, sizes, strict=True):
        if place < size:
            return piece, place
        place -= max(size, 0)
    raise NoSuchSatang("This satang used up credit of an earlier payment; follow that one.")


def _at(pieces: Sequence[Piece], sizes: Sequence[int], place: int, whole: int) -> Piece | None:
    """Return the piece at the same part of the way, where the pieces have another measure."""
    target = Fraction(place * sum(sizes), whole)
    for piece, end in zip(pieces, accumulate(sizes), strict=True):
        if target < end:
            return piece
    return None


def acts_of(office: Office, payment: Payment) -> Iterator[tuple[int, str, str]]:
    """Yield the payment's acts: position, name and who recorded it."""
    for one in office.log.stream(payment.stream):
        officer = getattr(one.event, "officer", "")
        yield one.position, type(one.event).__name__, str(officer)
