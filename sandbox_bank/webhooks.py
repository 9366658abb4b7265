"""Telling the biller of a payment: signed, three tries within a minute, with faults on demand."""

import hashlib
import heapq
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Condition, Event
from typing import Any, Final

from sandbox_bank.transfer import Transfer

TRIES: Final = 3
AGAIN_AFTER: Final = timedelta(seconds=12)
"""Real banks try three times twelve seconds apart and then send no more."""
MOST_COPIES: Final = 1_000
LONGEST_DELAY: Final = 86_400

Post = Callable[[bytes, Mapping[str, str]], bool]
"""Sends a body with headers; says whether it was accepted."""


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What goes wrong on purpose, for the next confirmations.

    `lose`: so many are never sent. `copies`: each is sent so often. `delay_seconds`: each waits so
    long. `hold`: so many are held back and sent in the opposite order.
    """

    lose: int = 0
    copies: int = 1
    delay_seconds: int = 0
    hold: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for faults that cannot be."""
        if not (self.lose >= 0 and 1 <= self.copies <= MOST_COPIES):
            msg = f"lose is 0 or more, copies 1 to {MOST_COPIES}."
            raise ValueError(msg)
        if not (0 <= self.delay_seconds <= LONGEST_DELAY and 0 <= self.hold <= MOST_COPIES):
            msg = f"delay_seconds is up to {LONGEST_DELAY}, hold up to {MOST_COPIES}."
            raise ValueError(msg)


@dataclass(order=True)
class _Due:
    at: datetime
    number: int
    raw: bytes = field(compare=False)
    tries: int = field(compare=False, default=0)


@dataclass(kw_only=True)
class Told:
    """How many confirmations were accepted, sent in vain, given up, lost on purpose."""

    accepted: int = 0
    failed: int = 0
    given_up: int = 0
    lost: int = 0


class Webhooks:
    """Confirmations that wait to be sent. `send_due` sends; who calls it has the clock."""

    def __init__(self, *, bank: str, key: bytes, post: Post) -> None:
        self._bank = bank
        self._key = key
        self._post = post
        self._changed = Condition()
        self._waiting: list[_Due] = []
        self._held: list[bytes] = []
        self._number = 0
        self.faults = Faults()
        self.told = Told()

    def tell(self, transfer: Transfer, *, now: datetime) -> None:
        """Take a confirmation to be sent, with the faults that are set."""
        with self._changed:
            if self.faults.lose:
                self._set(lose=self.faults.lose - 1)
                self.told.lost += 1
                return
            raw = confirmation(transfer)
            if self.faults.hold:
                self._held.append(raw)
                if len(self._held) < self.faults.hold:
                    return
                raws, self._held = self._held[::-1], []
                self._set(hold=0)
            else:
                raws = [raw]
            at = now + timedelta(seconds=self.faults.delay_seconds)
            for one in raws:
                for _ in range(self.faults.copies):
                    self._push(_Due(at=at, number=0, raw=one))
            self._changed.notify_all()

    def _set(self, **changed: int) -> None:
        self.faults = Faults(**{**vars(self.faults), **changed})

    def _push(self, due: _Due) -> None:
        self._number += 1
        heapq.heappush(
            self._waiting, _Due(at=due.at, number=self._number, raw=due.raw, tries=due.tries)
        )

    @property
    def waiting(self) -> int:
        """How many wait to be sent, those held back included."""
        with self._changed:
            return len(self._waiting) + len(self._held)

    def send_due(self, now: datetime) -> int:
        """Send what is due; return how many tries that were."""
        tries = 0
        while True:
            with self._changed:
                if not self._waiting or self._waiting[0].at > now:
                    return tries
                due = heapq.heappop(self._waiting)
            tries += 1
            self._try(due, now)

    def _try(self, due: _Due, now: datetime) -> None:
        accepted = self._post(due.raw, headers(due.raw, bank=self._bank, key=self._key, at=now))
        with self._changed:
            if accepted:
                self.told.accepted += 1
                return
            self.told.failed += 1
            if due.tries + 1 >= TRIES:
                self.told.given_up += 1
                return
            self._push(_Due(at=now + AGAIN_AFTER, number=0, raw=due.raw, tries=due.tries + 1))

    def send_until(self, stop: Event, clock: Callable[[], datetime]) -> None:
        """Send whenever something is due, until told to stop."""
        while not stop.is_set():
            self.send_due(clock())
            with self._changed:
                wait = (self._waiting[0].at - clock()).total_seconds() if self._waiting else 1.0
                if wait > 0:
                    self._changed.wait(min(wait, 1.0))


def confirmation(transfer: Transfer) -> bytes:
    """Write the confirmation of a transfer, in the names Thai banks use."""
    return json.dumps(as_fields(transfer), ensure_ascii=False).encode()


def as_fields(transfer: Transfer) -> dict[str, Any]:
    """Return a transfer's confirmation before it is written."""
    return {
        "transactionId": transfer.reference,
        "transactionType": "REVERSAL" if transfer.is_reversal else "PAYMENT",
        "amount": transfer.baht,
        "transactionDateandTime": transfer.paid_at.isoformat(timespec="milliseconds"),
        "currencyCode": "764",
        "payeeProxyType": "BILLERID",
        "payeeProxyId": transfer.biller,
        "billPaymentRef1": transfer.ref1,
        "billPaymentRef2": transfer.ref2,
        "channelCode": transfer.channel,
    }


def headers(raw: bytes, *, bank: str, key: bytes, at: datetime) -> dict[str, str]:
    """Return what goes with a body: the bank, the time, the signature over time and body."""
    timestamp = str(int(at.timestamp()))
    return {
        "content-type": "application/json",
        "x-bank-code": bank,
        "x-bank-timestamp": timestamp,
        "x-bank-signature": signed(raw, key=key, timestamp=timestamp),
    }


def signed(raw: bytes, *, key: bytes, timestamp: str) -> str:
    """Return the signature: HMAC with SHA-256 over the time, a point, the body, in hexadecimal."""
    return hmac.new(key, timestamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
