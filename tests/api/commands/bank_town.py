"""A town whose notices are out, its bank, and what that bank tells, for trying payments."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from api.commands.accounts import standing_of
from api.commands.bank import Drained, drain
from api.commands.reconcile import Reconciled, reconcile
from api.office import BANGKOK
from domain.bill_reference import BillReference
from domain.billers import made_up_billers
from domain.collection import Standing
from importers.bank import open_day_file
from projections.inbox import Inbox
from sandbox_bank.day_files import FORMS
from sandbox_bank.transfer import Transfer
from tests.api.commands.desk import BODY, YEAR, Desk, officer

BANK = "014"
BILLERS = made_up_billers([BODY])
TAX = 6_000_000
DAY = date(2026, 6, 15)
MORNING = datetime(2026, 6, 15, 9, 0, tzinfo=BANGKOK)
CLERK = officer("officer-1", DAY)


def bill(notice: int = 1) -> BillReference:
    """Return the bill of a notice."""
    return BillReference(body=BODY, tax_year=YEAR, notice=notice)


def transfer(number: int = 1, satang: int = TAX, **changed: Any) -> Transfer:
    """Return what the bank knows of a payment; `notice` says whose bill it pays."""
    notice = changed.pop("notice", 1)
    fields = {
        "reference": f"B{number:05d}",
        "amount_satang": satang,
        "paid_at": MORNING + timedelta(minutes=number),
        "biller": BILLERS.biller(BODY),
        "ref1": bill(notice).ref1,
        **changed,
    }
    return Transfer(**fields)


def confirmation(one: Transfer, **changed: Any) -> bytes:
    """Write the bank's confirmation of a transfer."""
    fields = {
        "transactionId": one.reference,
        "transactionType": "REVERSAL" if one.is_reversal else "PAYMENT",
        "amount": one.baht,
        "transactionDateandTime": one.paid_at.isoformat(),
        "currencyCode": "764",
        "payeeProxyId": one.biller,
        "billPaymentRef1": one.ref1,
        "channelCode": one.channel,
        **changed,
    }
    return json.dumps(fields).encode()


def send(inbox: Inbox, *transfers: Transfer) -> None:
    """The bank sends its confirmations."""
    for one in transfers:
        inbox.put(confirmation(one), bank=BANK, headers={}, received_at=MORNING)


def drained(desk: Desk, inbox: Inbox) -> Drained:
    """Record what waits in the inbox."""
    return drain(desk.office, inbox, billers=BILLERS, by=CLERK)


def reconciled(
    desk: Desk, folder: Path, transfers: Sequence[Transfer], form: str = "comma-separated"
) -> Reconciled:
    """Hold a day file of these transfers against the log."""
    path = folder / "day-file"
    text = "".join(FORMS[form](transfers, bank=BANK, day=DAY))
    path.write_text(text, encoding="utf-8")
    return reconcile(desk.office, open_day_file(path, bank=BANK), billers=BILLERS, by=CLERK)


def stands(desk: Desk, notice: int = 1) -> Standing:
    """Return how a bill stands on the day."""
    return standing_of(desk.office, bill=bill(notice), on=DAY)
