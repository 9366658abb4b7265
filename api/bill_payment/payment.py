"""What a payer pays: a biller, references, an amount; and the refusal of anything else."""

import re
from dataclasses import dataclass
from typing import Final

from domain.errors import Refused

AMOUNT_LIMIT_SATANG: Final = 1_000_000_000_000
"""Ten thousand million baht: what the 13 characters of the QR code's amount can hold."""

_BILLER: Final = re.compile(r"[0-9]{13}(?:[0-9]{2})?")
_REFERENCE: Final = re.compile(r"[A-Z0-9]{1,20}")


class NotABillPayment(Refused):
    """A text or its parts are not a Thai bill payment."""

    code = "not-a-bill-payment"


@dataclass(frozen=True, kw_only=True)
class BillPayment:
    """One bill to pay: biller id, references, amount in satang (None: payer types it).

    Raises `NotABillPayment`. A biller id is a tax id of 13 digits and a suffix of
    two, which a few leave out. References are upper-case letters and digits, at most 20, which
    every bank takes. `ref3`, of the terminal or to route the confirmation, is only in the QR
    code. A bill that may be paid from abroad has another application id.
    """

    biller: str
    ref1: str
    ref2: str = ""
    amount_satang: int | None = None
    ref3: str = ""
    cross_border: bool = False

    def __post_init__(self) -> None:
        if not _BILLER.fullmatch(self.biller):
            raise NotABillPayment("The biller id must be 15 digits, or 13 without its suffix.")
        for name, text in (("1", self.ref1), ("2", self.ref2), ("3", self.ref3)):
            if not (_REFERENCE.fullmatch(text) or (name != "1" and not text)):
                raise NotABillPayment(
                    f"Reference {name} must be 1 to 20 upper-case letters and digits."
                )
        if self.amount_satang is not None and not 0 < self.amount_satang < AMOUNT_LIMIT_SATANG:
            raise NotABillPayment(
                "The amount must be above zero and below 10,000,000,000 baht; a bill whose payer "
                "types the amount has none."
            )
