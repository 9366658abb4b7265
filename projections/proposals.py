"""What one officer of a local body proposed and another has yet to approve, as the log has it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.account import Account
from domain.account.acts import Proposed
from domain.bill_reference import BillReference
from domain.errors import StreamDamaged
from domain.log import Log
from domain.log.events import Unread
from domain.log.stream_ids import Kind, read_stream_id
from projections.rolls import Rolls

_LOG: Final = logging.getLogger("thidin.proposals")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A proposal about a notice; `number` is the proposal's own, `amount_satang` 0 for none."""

    bill: BillReference
    number: int
    kind: str
    reason: str
    amount_satang: int
    officer: str
    at: datetime


def waiting_on_accounts(log: Log, rolls: Rolls, body: int) -> Iterator[Waiting]:
    """Yield what waits on a body's accounts, in the order it was proposed.

    An account that cannot be read is left out with an alarm.
    """
    seen = set()
    for act in log.every_after(0, kinds={"Account.Proposed"}):
        if isinstance(act, Unread):
            _LOG.error("A proposal is not listed: %s", act.why)
            continue
        assert isinstance(act.event, Proposed)
        name = read_stream_id(act.event.stream)
        if name.kind is not Kind.ACCOUNT or name.place != body or act.event.stream in seen:
            continue
        seen.add(act.event.stream)
        account = Account(body=body, tax_year=name.year, taxpayer=name.number)
        try:
            account.take_in(log.stream(account.stream))
        except StreamDamaged as why:
            _LOG.error("A proposal is not listed: %s", why)
            continue
        yield from _of_account(account, rolls)


def _of_account(account: Account, rolls: Rolls) -> Iterator[Waiting]:
    notice = rolls.roll(account.body, account.tax_year).notice_of(account.taxpayer)
    if notice is None:
        return
    bill = BillReference(body=account.body, tax_year=account.tax_year, notice=notice)
    for number, one in sorted(account.waiting.items()):
        yield Waiting(
            bill=bill,
            number=number,
            kind=one.proposal.kind,
            reason=one.proposal.reason,
            amount_satang=one.proposal.amount_satang,
            officer=one.officer,
            at=one.recorded_at,
        )
