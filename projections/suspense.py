"""Money that waits by name: in suspense, or for a second person, as the log has it now."""

import logging
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from domain.errors import StreamDamaged
from domain.log import Log
from domain.log.events import Unread
from domain.payment import Payment

_LOG: Final = logging.getLogger("thidin.payments")


def in_suspense(log: Log) -> Iterator[Payment]:
    """Yield the payments that wait, in the order they began to.

    One that cannot be read is left out with an alarm.
    """
    for payment in _of(log, {"Payment.Suspended"}):
        if payment.state == "in-suspense":
            yield payment


def proposed_of(log: Log) -> Iterator[Payment]:
    """Yield the payments of which something was proposed and can still be approved."""
    for payment in _of(log, {"Payment.MatchProposed", "Payment.ReturnProposed"}):
        if payment.match_waits or payment.return_waits:
            yield payment


def _of(log: Log, kinds: AbstractSet[str]) -> Iterator[Payment]:
    """Yield each payment that has acts of some kinds, once, in the order of the first of them."""
    seen = set()
    for act in log.every_after(0, kinds=kinds):
        if isinstance(act, Unread):
            _LOG.error("A payment in suspense is not listed: %s", act.why)
            continue
        if act.event.stream in seen:
            continue
        seen.add(act.event.stream)
        payment = Payment(bank="", bank_reference="")
        try:
            for one in log.stream(act.event.stream):
                payment.apply(one)
        except StreamDamaged as why:
            _LOG.error("A payment in suspense is not listed: %s", why)
            continue
        if payment.received is not None:
            told = payment.received.told
            payment.bank, payment.bank_reference = told.bank, told.bank_reference
            yield payment
