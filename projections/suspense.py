"""Money that waits by name: payments in suspense, as the log has them now."""

import logging
from collections.abc import Iterator
from typing import Final

from domain.errors import StreamDamaged
from domain.log import Log
from domain.log.events import Unread
from domain.payment import Payment, Suspended

_LOG: Final = logging.getLogger("thidin.payments")


def in_suspense(log: Log) -> Iterator[Payment]:
    """Yield the payments that wait, in the order they began to.

    One that cannot be read is left out with an alarm.
    """
    for act in log.every_after(0, kinds={"Payment.Suspended"}):
        if isinstance(act, Unread):
            _LOG.error("A payment in suspense is not listed: %s", act.why)
            continue
        assert isinstance(act.event, Suspended)
        payment = Payment(bank="", bank_reference="")
        try:
            for one in log.stream(act.event.stream):
                payment.apply(one)
        except StreamDamaged as why:
            _LOG.error("A payment in suspense is not listed: %s", why)
            continue
        if payment.state == "in-suspense" and payment.received is not None:
            told = payment.received.told
            payment.bank, payment.bank_reference = told.bank, told.bank_reference
            yield payment
