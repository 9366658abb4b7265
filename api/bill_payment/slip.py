"""The small QR code on a bank's payment slip: which transfer at which bank, and no proof of it."""

import re
from dataclasses import dataclass
from typing import Final

from api.bill_payment.fields import read_fields, read_sealed
from api.bill_payment.payment import NotABillPayment

_CHECK_TAG: Final = "91"
_SLIP: Final = "000001"
_BANK: Final = re.compile(r"[0-9]{3}")
_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,35}")


@dataclass(frozen=True, kw_only=True)
class PaymentSlip:
    """What a slip names: the sending bank's three digits and its reference of the transfer.

    A slip proves nothing; the bank must be asked whether the transfer was made.
    """

    bank: str
    reference: str


def read_slip_text(text: str) -> PaymentSlip:
    """Read a slip's code. Raises `NotABillPayment`."""
    fields = read_sealed(text, check_tag=_CHECK_TAG)
    inner = read_fields(fields.get("00", ""))
    bank, reference = inner.get("01", ""), inner.get("02", "")
    if inner.get("00") != _SLIP or not _BANK.fullmatch(bank) or not _REFERENCE.fullmatch(reference):
        raise NotABillPayment("This is not the code of a bank's payment slip.")
    return PaymentSlip(bank=bank, reference=reference)
