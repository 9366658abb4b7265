"""Money an officer takes: at the counter of a local body, or by post (s.49 to s.51)."""

from datetime import date, datetime, time
from typing import Final

from api.office import BANGKOK
from domain.bank_line import BankLine
from domain.bill_reference import BillReference
from domain.errors import Refused

NO_BANK: Final = "000"
"""Stands for the local body's own counter among the banks."""

CHANNELS: Final = ("counter", "post")


class EntryWrong(Refused):
    """What an officer entered of money taken cannot be so."""

    code = "entry-wrong"


def entered(
    bill: BillReference,
    *,
    amount_satang: int,
    channel: str,
    receipt: str,
    paid_on: date,
    today: date,
) -> BankLine:
    """Return what an officer tells who took money; `receipt` names it once in the local body.

    Raises `EntryWrong`.
    """
    if channel not in CHANNELS:
        raise EntryWrong(f"Money is taken by one of {', '.join(CHANNELS)}.")
    if not (receipt and receipt.isascii() and receipt.replace("-", "").isalnum()):
        raise EntryWrong("The receipt's number is letters, digits and hyphens.")
    if paid_on > today:
        raise EntryWrong("Money is taken on a day that has come.")
    if amount_satang <= 0:
        raise EntryWrong("An amount is above zero.")
    return BankLine(
        kind="payment",
        bank=NO_BANK,
        bank_reference=f"{bill.body:08d}-{receipt}",
        amount_satang=amount_satang,
        paid_at=datetime.combine(paid_on, time(12), tzinfo=BANGKOK),
        paid_on=paid_on,
        channel=channel,
        biller="",
        ref1=bill.ref1,
        ref2="",
        source="officer",
        body=bill.body,
    )
