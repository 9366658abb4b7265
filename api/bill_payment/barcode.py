"""The text of the counter barcode: a bar, then biller id, references and satang on four lines."""

import re
from typing import Final

from api.bill_payment.payment import BillPayment, NotABillPayment

_LINES: Final = re.compile(r"\|([0-9]{13,15})\r([A-Z0-9]{1,20})\r([A-Z0-9]{0,20})\r([0-9]{1,13})")


def barcode_text(payment: BillPayment) -> str:
    """Write the barcode's text; amount 0 means that the payer says the amount."""
    parts = (payment.biller, payment.ref1, payment.ref2, str(payment.amount_satang or 0))
    return "|" + "\r".join(parts)


def read_barcode_text(text: str) -> BillPayment:
    """Read a barcode's text as the payment its QR code would hold. Raises `NotABillPayment`."""
    found = _LINES.fullmatch(text)
    if found is None:
        raise NotABillPayment(
            "A bill's barcode is a bar, the biller id, reference 1, reference 2 and satang, with a "
            "carriage return between."
        )
    biller, ref1, ref2, satang = found.groups()
    if satang != "0" and satang.startswith("0"):
        raise NotABillPayment("The barcode's amount is satang without leading zeros.")
    return BillPayment(biller=biller, ref1=ref1, ref2=ref2, amount_satang=int(satang) or None)
