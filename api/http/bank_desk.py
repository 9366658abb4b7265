"""Where banks' messages come in: kept at once, recorded behind by a thread of this process.

The thread has an office of its own, so recording waits for no page and no page for it. Of several
processes one records at a time, by a claim that falls free if its process dies; two at once would
do no harm, since the bank's own reference names a payment for ever.
"""

import hmac
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from api.banks import Banks
from api.commands.bank import drain, inbox_of
from api.http.background import Background
from api.office import Office
from domain.local_body import Signed
from importers.bank import check_signature
from importers.bank.signature import BANK_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from projections.inbox import Inbox
from projections.sessions import InProgress, Stores

RECORDER: Final = "banks"
"""Who records what banks told, in the log."""

POLL_SECONDS: Final = 0.1
"""How long the thread sleeps unless it is woken: another process may have kept a message."""

CLAIM_SECONDS: Final = 10.0
"""How long a process that died keeps the others from recording."""

_CLAIM: Final = hmac.digest(b"thidin", b"recording of banks' messages", "sha256")


@dataclass(kw_only=True)
class BankDesk:
    """The banks' messages of one process; `clock` gives seconds since 1970."""

    office: Office
    stores: Stores
    banks: Banks
    clock: Callable[[], float]
    background: Background = field(init=False)

    def __post_init__(self) -> None:
        self.background = Background(name="Banks' messages", work=self.record, seconds=POLL_SECONDS)

    @cached_property
    def inbox(self) -> Inbox:
        """Where messages are kept before they are answered."""
        return inbox_of(self.office)

    @cached_property
    def _own_office(self) -> Office:
        """The recording thread's office: registers and rolls are not shared between threads."""
        return Office(self.office.settings)

    def sender(self, raw: bytes, headers: Mapping[str, str]) -> str:
        """Return the bank that signed these bytes lately. Raises `SignatureWrong`."""
        bank = headers.get(BANK_HEADER, "")
        check_signature(
            raw,
            bank=bank,
            timestamp=headers.get(TIMESTAMP_HEADER, ""),
            signature=headers.get(SIGNATURE_HEADER, ""),
            keys=self.banks.keys,
            now=self._now(),
        )
        return bank

    def keep(self, raw: bytes, *, bank: str, headers: Mapping[str, str]) -> "Future[int]":
        """Return a future set when the message is on disk; it raises `InboxUnavailable`."""
        signed = {name: headers.get(name, "") for name in (TIMESTAMP_HEADER, SIGNATURE_HEADER)}
        kept = self.inbox.submit(raw, bank=bank, headers=signed, received_at=self._now())
        kept.add_done_callback(lambda _: self.background.wake())
        return kept

    def record(self) -> bool:
        """Record what waits; say whether this process did it. Raises as `drain`."""
        if not self.inbox.has_waiting():
            return True
        claim = self.claim()
        if claim is None:
            return False
        office = self._own_office
        by = Signed(officer=RECORDER, at=self._now())
        try:
            drain(
                office,
                self.inbox,
                billers=office.billers,
                by=by,
                before_each=lambda: self._renew(claim),
                hold_from=self.banks.hold_from_satang,
            )
        finally:
            self.release(claim)
        return True

    def claim(self) -> str | None:
        """Return a claim to be the process that records, None while another has it."""
        try:
            claim = self.stores.answers.claim(
                _CLAIM, _CLAIM, now=self.clock(), seconds=CLAIM_SECONDS
            )
        except InProgress:
            return None
        assert isinstance(claim, str)
        return claim

    def _renew(self, claim: str) -> None:
        self.stores.answers.renew(_CLAIM, claim, until=self.clock() + CLAIM_SECONDS)

    def release(self, claim: str) -> None:
        """Let another process record."""
        self.stores.answers.release(_CLAIM, claim)

    def open(self) -> None:
        """Begin to record, where there are banks at all."""
        if self.banks.keys.of:
            self.background.open()

    def close(self) -> None:
        """Finish what is under way; what still waits is recorded at the next start."""
        self.background.close()
        if "inbox" in self.__dict__:
            self.inbox.close()
        if "_own_office" in self.__dict__:
            self._own_office.log.close()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)
