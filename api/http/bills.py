"""Bills and codes to pay them, as answers: what is owed today, what was paid, what is awaited."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from api.bill_payment import BillPayment, barcode_svg, barcode_text, qr_png, qr_svg, qr_text
from api.commands.orders import Asked
from api.http.front import Front
from api.http.problems import Problem
from api.http.shown import Row, page_of
from api.office import Office
from domain.bill_reference import BillReference, ref2
from domain.collection import Instalment, Split, Standing
from domain.money import parse_baht, show_baht
from projections.accounts import AccountView, AtHand
from projections.read_models.own_pages import notices_page

PAGE: Final = 20
MOST_IN_SUMMARY: Final = 200
FIRST_QUESTION_SECONDS: Final = 90.0
"""A bank tries three times within a minute to tell us; after that we ask."""


def standing_as_json(view: AccountView, stands: Standing) -> dict[str, Any]:
    """Return how a bill stands: what is owed, until when that holds, what was paid."""
    owed = stands.outstanding
    until = view.same_until(stands.on) if owed.total_satang else None
    part = next_part_satang(stands)
    return {
        "on": stands.on.isoformat(),
        "state": stands.state,
        "assessed": show_baht(stands.assessed_satang),
        "to_pay": {**_split(owed), "total": show_baht(owed.total_satang)},
        "next_part": show_baht(part) if 0 < part < owed.total_satang else None,
        "pay_by": stands.next_due_on.isoformat() if stands.next_due_on else None,
        "amount_holds_until": until.isoformat() if until else None,
        "paid": show_baht(stands.paid.total_satang),
        "credit": show_baht(max(stands.credit_satang, 0)),
        "written_off": show_baht(stands.written_off_satang),
        "relieved": show_baht(stands.relieved_satang),
    }


def _split(split: Split) -> dict[str, str]:
    return {
        "tax": show_baht(split.tax_satang),
        "penalty": show_baht(split.penalty_satang),
        "surcharge": show_baht(split.surcharge_satang),
    }


def bill_as_json(office: Office, bill: BillReference, stands: dict[str, Any]) -> dict[str, Any]:
    """Return a bill with how it stands; no person is in it."""
    joined = office.registers.body(bill.body).must_have_joined()
    return {
        "reference": bill.ref1,
        "notice_number": bill.number,
        "body": f"{bill.body:08d}",
        "body_name": joined.name_th,
        "body_name_en": joined.name_en,
        "tax_year": bill.tax_year,
        **stands,
    }


def payment_state(front: Front, ref1: str, *, settled: bool, part: bool) -> dict[str, Any]:
    """Say how far a payment is, and nothing that is not known.

    `paid`: recorded. `waiting`: a code was given out and no bank has told of a payment yet, which
    may still come. `part-paid` and `to-pay`: recorded so, and no code is out.
    """
    if settled:
        return {"state": "paid", "code_given_at": None}
    since = front.stores.awaited.since(ref1)
    state = "waiting" if since is not None else ("part-paid" if part else "to-pay")
    return {"state": state, "code_given_at": int(since) if since is not None else None}


def code_as_json(front: Front, asked: Asked) -> dict[str, Any]:
    """Return the codes that settle what was asked, and await the payment from now on."""
    now = front.now()
    front.stores.awaited.add(
        asked.ref1,
        front.counter.biller(asked.body),
        now=now,
        ask_at=now + FIRST_QUESTION_SECONDS,
    )
    return drawn_code(front, asked)


def drawn_code(front: Front, asked: Asked) -> dict[str, Any]:
    """Return the codes that settle what was asked, as text and drawn."""
    biller = front.counter.biller(asked.body)
    payment = BillPayment(
        biller=biller, ref1=asked.ref1, ref2=asked.ref2, amount_satang=asked.amount_satang
    )
    qr, barcode = qr_text(payment), barcode_text(payment)
    return {
        "biller": biller,
        "reference_1": asked.ref1,
        "reference_2": asked.ref2,
        "amount": show_baht(asked.amount_satang),
        "amount_holds_until": asked.valid_until.isoformat(),
        "qr": {
            "text": qr,
            "svg": qr_svg(qr),
            # What a telephone keeps among its pictures, where a bank's app finds it.
            "png_base64": b64encode(qr_png(qr)).decode(),
        },
        "barcode": {"text": barcode, "svg": barcode_svg(barcode)},
        "bills": [
            {
                "reference": BillReference(
                    body=part.body, tax_year=part.tax_year, notice=part.notice
                ).ref1,
                "amount": show_baht(part.amount_satang),
            }
            for part in asked.parts
        ],
    }


def next_part_satang(stands: Standing) -> int:
    """Return what is late, or else the next part that falls due; all of it where it is in one."""
    owed = [(one.due_on, one.split.total_satang) for one in stands.owed if one.due_on is not None]
    days = sorted({due_on for due_on, _ in owed})
    late = [one for one in days if one < stands.on]
    wanted = set(late or days[:1])
    return sum(satang for due_on, satang in owed if due_on in wanted)


def ask_for_next(asked: Asked, view: AccountView, on: date) -> Asked:
    """Return the same question for what is late, or else for the next part that falls due."""
    amount = next_part_satang(view.on(on))
    if not 0 < amount < asked.amount_satang:
        return asked
    (part,) = asked.parts
    return replace(
        asked,
        ref2=ref2(valid_until=asked.valid_until, amount_satang=amount),
        amount_satang=amount,
        parts=(replace(part, amount_satang=amount),),
    )


def instalments_as_json(instalments: Sequence[Instalment]) -> list[dict[str, str]]:
    """Return the parts a tax is paid in (s.52)."""
    return [
        {"due_on": one.due_on.isoformat(), "amount": show_baht(one.amount_satang)}
        for one in instalments
    ]


def paid_as_json(view: AccountView, on: date) -> list[dict[str, str]]:
    """Return what was paid on a bill until a day, and what each payment went to."""
    return [
        {
            "receipt": one.payment,
            "paid_on": one.paid_on.isoformat(),
            "amount": show_baht(one.amount_satang),
            **_split(one.split),
            "credit": show_baht(one.credit_satang),
        }
        for one in view.on(on).applied
    ]


def own_bill(
    front: Front, office: Office, *, body: int, tax_year: int, owner: int
) -> BillReference:
    """Return an owner's bill of a body and year. Raises `Problem` where there is none."""
    notice = (
        office.rolls.roll(body, tax_year).notice_of(owner) if front.counter.knows(body) else None
    )
    if notice is None:
        raise Problem("absent")
    return BillReference(body=body, tax_year=tax_year, notice=notice)


@dataclass(frozen=True, kw_only=True)
class _Stood:
    """How a bill stood at the end of a day: what is shown of it, and what its payments paid."""

    shown: dict[str, Any]
    payments: list[dict[str, str]]
    settled: bool
    part: bool


def notice_as_json(front: Front, office: Office, bill: BillReference, at: AtHand) -> dict[str, Any]:
    """Return a notice with what is owed today and how far its payment is."""
    stood = _stood(front, office, bill, at)
    state = payment_state(front, bill.ref1, settled=stood.settled, part=stood.part)
    return {**stood.shown, "payment": state}


def notice_with_payments(
    front: Front, office: Office, bill: BillReference, at: AtHand
) -> dict[str, Any]:
    """Return a notice as `notice_as_json` does, and what each payment went to."""
    shown = notice_as_json(front, office, bill, at)
    return {**shown, "payments": _stood(front, office, bill, at).payments}


def _stood(front: Front, office: Office, bill: BillReference, at: AtHand) -> _Stood:
    """Return how a bill stands today.

    That follows from what is recorded of it, so it is computed once for that: a page that is looked
    at again and again costs a few reads.
    """
    today = front.today()

    def compute() -> _Stood:
        view = at.view()
        stands = view.on(today)
        settled = not stands.outstanding.total_satang
        return _Stood(
            shown={
                **bill_as_json(office, bill, standing_as_json(view, stands)),
                "in_instalments": view.account.agreed is not None and not settled,
            },
            payments=paid_as_json(view, today),
            settled=settled,
            part=bool(stands.received_satang),
        )

    found = front.counter.stood.of((bill, *at.versions, today), compute)
    assert isinstance(found, _Stood)
    return found


def summary_as_json(front: Front, office: Office, owner: int) -> dict[str, Any]:
    """Return an owner's notices with one total: the sum of what is shown, line by line."""
    rows = notices_page(front.office.views, owner, after=None, most=MOST_IN_SUMMARY + 1)
    shown = [_row_as_json(front, office, row) for row in rows[:MOST_IN_SUMMARY]]
    total = sum(parse_baht(one["to_pay"]["total"]) for one in shown)
    return {"items": shown, "total": show_baht(total), "more": len(rows) > MOST_IN_SUMMARY}


def _row_as_json(front: Front, office: Office, row: Row) -> dict[str, Any]:
    bill = BillReference(body=row["body"], tax_year=row["tax_year"], notice=row["notice"])
    return notice_as_json(front, office, bill, front.counter.lookout.at_hand(bill))


def notices_as_json(front: Front, office: Office, owner: int, cursor: str | None) -> dict[str, Any]:
    """Return a page of an owner's notices, latest first. Raises `Problem` for a wrong cursor."""
    search = f"notices of {owner}"
    after = front.cursors.read(search, cursor) if cursor else None

    return page_of(
        front.cursors,
        search,
        notices_page(front.office.views, owner, after=after, most=PAGE + 1),
        most=PAGE,
        shown=lambda row: _row_as_json(front, office, row),
        key=lambda row: (row["tax_year"], row["body"]),
    )
