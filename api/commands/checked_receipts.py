"""Receipts that somebody shows, held against the log: by their letters, or by their file."""

import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.letters.paid import check_letters
from api.office import Office
from domain.bill_reference import BillReference
from domain.payment import Allocated, Part, Payment, Received, payment_stream
from projections.evidence import Checkpoint, CheckpointWrong, public_key_of
from projections.read_models.queries import payment_by_receipt
from projections.read_models.views import Views


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A genuine receipt; `stands` is False where the money was later taken back or given back."""

    number: str
    paid_on: date
    parts: Sequence[Part]
    stands: bool


def by_letters(office: Office, views: Views, number: str, letters: str) -> Checked | None:
    """Return what a receipt with this number and these letters says, None where none has them.

    A receipt is printed for each notice that a payment paid: the one the letters fit is returned.
    """
    row = payment_by_receipt(views, number)
    if row is None:
        return None
    payment = _payment(office, row["bank"], row["bank_reference"])
    said = "".join(filter(str.isalnum, letters)).upper()
    for part in payment.allocated.parts if payment.allocated else ():
        found = _checked(payment, [part])
        right = check_letters(
            office,
            bill=BillReference(body=part.body, tax_year=part.tax_year, notice=part.notice),
            receipt=number,
            paid_on=found.paid_on,
            amount_satang=part.amount_satang,
        )
        if hmac.compare_digest(right.replace("-", "").encode(), said.encode("utf-8", "replace")):
            return found
    return None


def by_file(office: Office, file: Mapping[str, Any]) -> Checked | None:
    """Return what a receipt's file says, None unless the log says the same.

    Both acts must lie in the log as the file has them, under a checkpoint that we signed.
    """
    key = public_key_of(office.keys.checkpoints)
    acts = [_act(office, file[name], key) for name in ("received", "allocated")]
    match acts:
        case [Received() as received, Allocated() as allocated] if (
            received.stream == allocated.stream
        ):
            told = received.told
        case _:
            return None
    payment = _payment(office, told.bank, told.bank_reference)
    found = _checked(payment, allocated.parts)
    said = {
        "number": found.number,
        "amount_satang": told.amount_satang,
        "paid_on": told.paid_on.isoformat(),
        "bills": [_bill(part) for part in allocated.parts],
    }
    return found if file["receipt"] == said else None


def _bill(part: Part) -> dict[str, Any]:
    bill = BillReference(body=part.body, tax_year=part.tax_year, notice=part.notice)
    return {
        "body": part.body,
        "tax_year": part.tax_year,
        "notice": part.notice,
        "number": bill.number,
        "amount_satang": part.amount_satang,
    }


def _act(office: Office, proof: Mapping[str, Any], key: bytes) -> object:
    """Return the act a proof names, None where the log or the checkpoint says otherwise."""
    try:
        Checkpoint.read(str(proof["checkpoint"]), key)
        said = proof["act"]
        stream, version = UUID(said["stream"]), int(said["version"])
        row = office.log.stored(stream, version)
        state = b64decode(said["state"], validate=True)
        same = (
            row is not None
            and row.topic.startswith("Payment.")
            and (row.topic, row.position, row.state)
            == (
                said["name"],
                said["position"],
                state,
            )
        )
    except (CheckpointWrong, KeyError, TypeError, ValueError, NotBase64, AttributeError):
        return None
    if not same:
        return None
    return next(
        (one.event for one in office.log.stream(stream) if one.event.version == version), None
    )


def _payment(office: Office, bank: str, reference: str) -> Payment:
    return Payment.replay(bank, reference, office.log.stream(payment_stream(bank, reference)))


def _checked(payment: Payment, parts: Sequence[Part]) -> Checked:
    assert payment.received is not None
    return Checked(
        number=payment.receipt_number,
        paid_on=payment.received.told.paid_on,
        parts=parts,
        stands=payment.state == "allocated",
    )
