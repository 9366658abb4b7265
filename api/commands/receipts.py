"""A receipt for money received, with the proof that it is in the log."""

from dataclasses import dataclass
from typing import Any

from api.office import Office
from domain.bill_reference import BillReference
from domain.errors import Refused
from domain.payment import Payment, payment_stream
from projections.evidence import prove, public_key_of


class NoReceipt(Refused):
    """The money is not given to a bill: it waits in suspense, was returned or was reversed."""

    code = "no-receipt"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a receipt says; `proof` is None until a checkpoint covers the payment."""

    payment: Payment
    said: dict[str, Any]
    proof: dict[str, Any] | None

    @property
    def as_file(self) -> dict[str, Any]:
        """The receipt as a file that `verifier/verify_receipt.py` checks offline."""
        return {"receipt": self.said, **(self.proof or {})}


def receipt_of(office: Office, *, bank: str, bank_reference: str, proven: bool = True) -> Receipt:
    """Return the receipt of a payment, proved under a checkpoint made now. Raises `NoReceipt`."""
    stream = payment_stream(bank, bank_reference)
    payment = Payment.replay(bank, bank_reference, office.log.stream(stream))
    told = payment.received.told if payment.received else None
    if told is None or payment.allocated is None or payment.state != "allocated":
        raise NoReceipt(
            f"There is no receipt for this payment: it is {payment.state}, not given to a bill."
        )
    said = {
        "number": payment.receipt_number,
        "amount_satang": told.amount_satang,
        "paid_on": told.paid_on.isoformat(),
        "bills": [
            {
                "body": part.body,
                "tax_year": part.tax_year,
                "notice": part.notice,
                "number": BillReference(
                    body=part.body, tax_year=part.tax_year, notice=part.notice
                ).number,
                "amount_satang": part.amount_satang,
            }
            for part in payment.allocated.parts
        ],
    }
    proof = _proof(office, payment) if proven else None
    return Receipt(payment=payment, said=said, proof=proof)


def _proof(office: Office, payment: Payment) -> dict[str, Any]:
    assert payment.received is not None
    assert payment.allocated is not None
    key = office.keys.checkpoints
    note = office.evidence.checkpoint(office.log, key=key, at=office.signed().at)
    return {
        name: prove(
            office.evidence,
            office.log,
            stream=payment.stream,
            version=act.version,
            checkpoint=note,
            public=public_key_of(key),
        ).as_plain()
        for name, act in (("received", payment.received), ("allocated", payment.allocated))
    }
