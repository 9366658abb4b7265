"""What banks send of payments, made up: confirmations as JSON and a day file with commas."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Paid:
    """One payment in the books of a bank; a reversal has the reference of what it takes back."""

    reference: str
    amount_satang: int
    paid_at: datetime
    biller: str
    ref1: str
    ref2: str = ""
    is_reversal: bool = False

    @property
    def baht(self) -> str:
        """The amount as banks write it."""
        return f"{self.amount_satang // 100}.{self.amount_satang % 100:02d}"


def confirmation(paid: Paid) -> bytes:
    """Write the message by which a bank confirms a payment."""
    fields = {
        "transactionId": paid.reference,
        "transactionType": "REVERSAL" if paid.is_reversal else "PAYMENT",
        "transactionDateandTime": paid.paid_at.isoformat(),
        "amount": paid.baht,
        "currencyCode": "764",
        "payeeProxyType": "BILLERID",
        "payeeProxyId": paid.biller,
        "billPaymentRef1": paid.ref1,
        "billPaymentRef2": paid.ref2,
        "channelCode": "QR",
    }
    return json.dumps(fields).encode()


def day_file(payments: Sequence[Paid], *, bank: str, day: date) -> str:
    """Write the file a bank sends at the end of a day, its sums in the last line."""
    lines = [f"H,{bank},{day:%Y%m%d}"]
    for number, paid in enumerate(payments, 1):
        kind = "D" if paid.is_reversal else "C"
        lines.append(
            f"D,{number},{paid.reference},{kind},{paid.paid_at:%Y%m%d},{paid.paid_at:%H%M%S},"
            f"{paid.baht},{paid.biller},{paid.ref1},{paid.ref2},QR,"
        )
    came = [one for one in payments if not one.is_reversal]
    back = [one for one in payments if one.is_reversal]
    lines.append(f"T,{len(came)},{_sum(came)},{len(back)},{_sum(back)}")
    return "\n".join(lines) + "\n"


def _sum(payments: Sequence[Paid]) -> str:
    satang = sum(one.amount_satang for one in payments)
    return f"{satang // 100}.{satang % 100:02d}"
