"""Messages to taxpayers behind the service: planned and sent by a thread that nothing waits for.

The thread has an office of its own. Of several processes, and the command line, one plans and
sends at a time, by a claim that falls free if its process dies. No payment asks it for anything.
"""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from api.http.background import Background
from api.notifications.sending import Sender
from api.notifications.settings import Channels
from api.office import Office
from domain.errors import Refused
from projections.notifications import Outbox, Planner, open_notifications
from projections.sessions import InProgress, Stores

POLL_SECONDS: Final = 5.0
CLAIM_SECONDS: Final = 60.0
"""How long a process that died keeps the others from sending; renewed while it works."""

RENEWED_SECONDS: Final = 10.0

_CLAIM: Final = hmac.digest(b"thidin", b"messages to taxpayers", "sha256")


class SentElsewhere(Refused):
    """Another program plans and sends messages just now."""

    code = "sent-elsewhere"


@dataclass(kw_only=True)
class Notifying:
    """Plans and sends; `clock` gives seconds since 1970, `follow` brings the read models along."""

    office: Office
    stores: Stores
    channels: Channels
    clock: Callable[[], float]
    follow: Callable[[], int]
    outbox: Outbox = field(init=False)
    background: Background = field(init=False)
    _claimed: str = ""
    _renewed: float = 0.0

    def __post_init__(self) -> None:
        self.outbox = Outbox(open_notifications(self.office.settings.beside("notifications")))
        self.background = Background(
            name="Messages to taxpayers", work=self.work, seconds=POLL_SECONDS
        )

    @cached_property
    def _own_office(self) -> Office:
        return Office(self.office.settings)

    @cached_property
    def planner(self) -> Planner:
        """What plans messages from the log and the calendar."""
        mine = self._own_office
        return Planner(
            log=mine.log,
            views=self.office.views,
            registers=mine.registers,
            rolls=mine.rolls,
            law=mine.law,
            engine=self.outbox.engine,
            rules=self.channels.rules,
            closing=self._closing,
        )

    @cached_property
    def sender(self) -> Sender:
        """What hands messages over to channels."""
        return Sender(
            office=self._own_office,
            outbox=self.outbox,
            channels=self.channels,
            clock=self.clock,
            closing=self._closing,
            before_each=self._renew,
        )

    def open(self) -> None:
        """Begin, where there is any channel."""
        if self.channels.of:
            self.background.open()

    def close(self) -> None:
        """Stop after the message under way; what waits is sent at the next start."""
        self.background.close()
        if "_own_office" in self.__dict__:
            self._own_office.log.close()

    def work(self) -> None:
        """Plan what is new and send what is due, unless another process does."""
        try:
            self.plan()
            self.send()
        except SentElsewhere:
            pass

    def plan(self) -> int:
        """Plan what is new; return how many messages. Raises `SentElsewhere`."""
        with self._claim():
            self.follow()
            return self.planner.plan(now=datetime.fromtimestamp(self.clock(), UTC))

    def send(self) -> int:
        """Send what is due; return how many messages went out. Raises `SentElsewhere`."""
        with self._claim():
            return self.sender.send()

    @contextmanager
    def _claim(self) -> Iterator[None]:
        answers = self.stores.answers
        try:
            claim = answers.claim(_CLAIM, _CLAIM, now=self.clock(), seconds=CLAIM_SECONDS)
        except InProgress:
            raise SentElsewhere(
                "Another program plans and sends messages just now; wait until it is done."
            ) from None
        assert isinstance(claim, str)
        self._claimed, self._renewed = claim, self.clock()
        try:
            yield
        finally:
            answers.release(_CLAIM, claim)

    def _closing(self) -> bool:
        self._renew()
        return self.background.closing

    def _renew(self) -> None:
        now = self.clock()
        if now - self._renewed >= RENEWED_SECONDS:
            self._renewed = now
            self.stores.answers.renew(_CLAIM, self._claimed, until=now + CLAIM_SECONDS)
