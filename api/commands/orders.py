"""One payment for several bills, in several local bodies if need be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import randbits

from api.commands.accounts import view_of_notice
from api.office import Office
from domain.bill_reference import BillReference, OrderReference, ref2
from domain.errors import Refused
from domain.local_body import Signed
from domain.order import NothingOrdered, Order, Placed
from domain.payment import Part
from projections.accounts import AccountView

_NUMBER_BITS = 62
MOST_BILLS = 100


class TooManyBills(Refused):
    """An order is for so many bills at most."""

    code = "too-many-bills"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a payer is to pay: to whom, with which references, until when the amount holds.

    `body` is 0 where the common account of orders is paid. `order` is None for a single bill.
    """

    body: int
    ref1: str
    ref2: str
    amount_satang: int
    valid_until: date
    parts: tuple[Part, ...]
    order: OrderReference | None
    position: int


def ask_for_bill(office: Office, *, bill: BillReference, on: date) -> Asked:
    """Return what settles one bill on a day; nothing is recorded. Raises `NothingOrdered`."""
    view = view_of_notice(office, bill=bill)
    part, until = _part(view, bill, on)
    return Asked(
        body=bill.body,
        ref1=bill.ref1,
        ref2=ref2(valid_until=until, amount_satang=part.amount_satang),
        amount_satang=part.amount_satang,
        valid_until=until,
        parts=(part,),
        order=None,
        position=office.log.head(),
    )


def place_order(office: Office, *, bills: Sequence[BillReference], on: date, by: Signed) -> Asked:
    """Place an order for several bills: what settles each on that day.

    Raises `NothingOrdered`, `TooManyBills`, `NotIssued`, `NoticeUnknown`.
    """
    if len(bills) > MOST_BILLS:
        raise TooManyBills(f"An order is for {MOST_BILLS} bills at most, not {len(bills)}.")
    asked = [_part(view_of_notice(office, bill=bill), bill, on) for bill in _once(bills)]
    order = Order(number=randbits(_NUMBER_BITS))
    until = min((until for _, until in asked), default=on)
    placed = order.place([part for part, _ in asked], valid_until=until, by=by)
    return asked_by(order, placed, position=office.log.record([placed]))


def asked_by(order: Order, placed: Placed, *, position: int) -> Asked:
    """Return what a placed order asks a payer for."""
    amount = sum(part.amount_satang for part in placed.parts)
    return Asked(
        body=0,
        ref1=order.reference.ref1,
        ref2=ref2(valid_until=placed.valid_until, amount_satang=amount),
        amount_satang=amount,
        valid_until=placed.valid_until,
        parts=placed.parts,
        order=order.reference,
        position=position,
    )


def _once(bills: Iterable[BillReference]) -> Sequence[BillReference]:
    return list(dict.fromkeys(bills))


def _part(view: AccountView, bill: BillReference, on: date) -> tuple[Part, date]:
    owed = view.on(on).outstanding.total_satang
    if owed <= 0:
        raise NothingOrdered(f"There is nothing to pay on notice {bill.number}.")
    part = Part(
        body=bill.body,
        tax_year=bill.tax_year,
        notice=bill.notice,
        taxpayer=view.account.taxpayer,
        amount_satang=owed,
    )
    return part, view.same_until(on)


def settled(office: Office, order: Order, on: date) -> Sequence[bool]:
    """Return for each part of an order whether nothing is owed any more on its notice."""
    bills = [
        BillReference(body=one.body, tax_year=one.tax_year, notice=one.notice)
        for one in order.must_be_placed().parts
    ]
    views = [view_of_notice(office, bill=one) for one in bills]
    return [not view.on(on).outstanding.total_satang for view in views]
