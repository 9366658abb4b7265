"""Whether what payments give to accounts is what the accounts were given, act by act.

`thidin verify` reads everything; this looks at what is new. A payment and its accounts are written
in one append, so nothing is left over between two of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domain.account import PaymentReceived
from domain.log.events import Recorded
from domain.log.stream_ids import read_stream_id
from domain.payment import Allocated, receipt_number

ACTS = frozenset({"Payment.Allocated", "Account.PaymentReceived"})
"""The acts that are held against each other, by their stored names."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """A payment that gave an account more (or less, below zero) than the account has of it."""

    receipt: str
    body: int
    tax_year: int
    position: int
    satang: int


def drifts(acts: Iterable[Recorded]) -> list[Drift]:
    """Return what does not agree among whole appends, in the order of the log."""
    over: dict[tuple[str, int, int, int], int] = defaultdict(int)
    last: dict[tuple[str, int, int, int], int] = {}
    for one in acts:
        event = one.event
        if isinstance(event, Allocated):
            receipt = receipt_number(event.stream)
            for part in event.parts:
                key = (receipt, part.body, part.tax_year, part.taxpayer)
                over[key] += part.amount_satang
                last[key] = one.position
        elif isinstance(event, PaymentReceived):
            name = read_stream_id(event.stream)
            key = (event.payment, name.place, name.year, name.number)
            over[key] -= event.amount_satang
            last[key] = one.position
    return sorted(
        (
            Drift(receipt=key[0], body=key[1], tax_year=key[2], position=last[key], satang=satang)
            for key, satang in over.items()
            if satang
        ),
        key=lambda one: (one.position, one.receipt),
    )
