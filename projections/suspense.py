"""Money that waits by name: payments in suspense, as the log has them now."""

from collections.abc import Iterator

from domain.log import Log
from domain.payment import Payment, Suspended


def in_suspense(log: Log) -> Iterator[Payment]:
    """Yield the payments that wait, in the order they began to."""
    for recorded in log.after(0, kinds={"Payment.Suspended"}):
        assert isinstance(recorded.event, Suspended)
        payment = Payment(bank="", bank_reference="")
        for one in log.stream(recorded.event.stream):
            payment.apply(one)
        if payment.state == "in-suspense" and payment.received is not None:
            told = payment.received.told
            payment.bank, payment.bank_reference = told.bank, told.bank_reference
            yield payment
