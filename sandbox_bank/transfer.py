"""One movement of money over the bank's counter: a bill paid, or such a payment taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

BANGKOK: Final = timezone(timedelta(hours=7), "Asia/Bangkok")


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What the bank's books say; a reversal has the reference of the payment it takes back."""

    reference: str
    amount_satang: int
    paid_at: datetime
    biller: str
    ref1: str
    ref2: str = ""
    channel: str = "QR"
    payer: str = ""
    is_reversal: bool = False

    @property
    def day(self) -> date:
        """The day in Bangkok."""
        return self.paid_at.astimezone(BANGKOK).date()

    @property
    def baht(self) -> str:
        """The amount as banks write it: 1234.56."""
        return baht(self.amount_satang)


def baht(satang: int) -> str:
    """Write satang as baht with two decimals."""
    return f"{satang // 100}.{satang % 100:02d}"
