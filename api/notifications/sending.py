"""The sender: hands over what is due, keeps what became of it, tries again ever more seldom.

A message is kept as sent only after the channel has taken it, so a sender that dies in between
sends it again, under the same number. One that fails waits; it never holds up the others of another
channel, and a channel that does not answer rests for a minute.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from api.notifications.delivery import Channel, Never, NotNow
from api.notifications.settings import Channels
from api.notifications.wording import Written, holds_link, telephone_of, write
from api.office import Office
from api.pauses import AGAIN_SECONDS
from domain.errors import Refused, StreamDamaged, UnsafeSetting
from domain.failpoints import Failpoint, reached
from domain.local_body import Joined
from projections.notifications import Message, Outbox
from projections.notifications.kinds import ADDRESS_CODE
from projections.notifications.outbox import LAPSED, LINK, NO_ADDRESS, UNDELIVERED, UNPROVEN
from projections.vault import Contact, VaultDamaged

MOST: Final = 200
REST_SECONDS: Final = 60.0
KEPT: Final = timedelta(days=730)
"""How long what was sent is shown to the taxpayer, and then forgotten."""

_LOG: Final = logging.getLogger("thidin.notifications")

Bodies = dict[int, tuple[Joined | None, str]]
"""Local bodies and their telephones, looked up once by each thread."""


@dataclass(kw_only=True)
class Sender:
    """Sends what the outbox holds; `before_each` is called before each message, for a claim."""

    office: Office
    outbox: Outbox
    channels: Channels
    clock: Callable[[], float]
    closing: Callable[[], bool] = lambda: False
    before_each: Callable[[], None] = lambda: None
    _resting: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self) -> int:
        """Send what is due; return how many messages were handed over.

        Every channel has threads of its own, so a slow one holds up no other.
        """
        now = self.clock()
        self.outbox.lapse(now=now)
        self.outbox.sweep(before=now - KEPT.total_seconds())
        lanes = [
            (name, lane)
            for name, channel in self.channels.of.items()
            for lane in range(channel.at_once)
        ]
        # Opened once, before several threads ask for it.
        _ = self.office.vault
        with ThreadPoolExecutor(max(len(lanes), 1), thread_name_prefix="messages") as pool:
            return sum(pool.map(lambda lane: self._lane(*lane), lanes))

    def _lane(self, name: str, lane: int) -> int:
        """Send a channel's messages of one lane, as long as there are some and it works."""
        channel, sent = self.channels.of[name].another(), 0
        bodies: Bodies = {}
        try:
            while due := self._due(name, lane, channel.at_once):
                for message in due:
                    if self.closing() or self._rests(name):
                        return sent
                    self.before_each()
                    sent += self._one(channel, message, bodies)
        finally:
            channel.close()
        return sent

    def _rests(self, name: str) -> bool:
        return self._resting.get(name, 0.0) > self.clock()

    def _due(self, name: str, lane: int, lanes: int) -> Sequence[Message]:
        if self.closing() or self._rests(name):
            return ()
        return self.outbox.due(now=self.clock(), channel=name, most=MOST, lane=lane, lanes=lanes)

    def _one(self, channel: Channel, message: Message, bodies: Bodies) -> bool:
        try:
            contact = self.office.vault.contacts.reveal(message.taxpayer)
            asked = contact.asked.get(message.channel)
            code = asked.code if asked and message.kind == ADDRESS_CODE else ""
            written = self._written(message, bodies, code)
        except (StreamDamaged, VaultDamaged) as damaged:
            # One must not stop the others.
            _LOG.error("A message cannot be written: %s", type(damaged).__name__)
            self._later(message, NotNow("damaged"))
            return False
        to = contact.of(message.channel)
        if reason := _kept_from(contact, message, now=self.clock()):
            self.outbox.give_up(message, reason=reason, now=self.clock())
            return False
        if holds_link(written.subject) or holds_link(written.text):
            # A name or a letterhead brought it in; the words themselves are held by a test.
            _LOG.error("A message about local body %08d would hold a link.", message.told["body"])
            self.outbox.give_up(message, reason=LINK, now=self.clock())
            return False
        return self._deliver(channel, message, to, written)

    def _deliver(self, channel: Channel, message: Message, to: str, written: Written) -> bool:
        at = datetime.fromtimestamp(self.clock(), UTC)
        try:
            channel.deliver(to, written, number=message.number, at=at)
        except Never as refused:
            self.outbox.give_up(message, reason=refused.reason, now=self.clock())
            return False
        except NotNow as failed:
            self._later(message, failed)
            return False
        reached(Failpoint.MESSAGE_SENT)
        self.outbox.sent(message, text=written.kept, now=self.clock())
        return True

    def _later(self, message: Message, failed: NotNow) -> None:
        now = self.clock()
        if failed.resting:
            self._resting[message.channel] = now + REST_SECONDS
            _LOG.warning("Messages by %s wait: %s", message.channel, failed.why)
        if message.tries >= len(AGAIN_SECONDS):
            self.outbox.give_up(message, reason=UNDELIVERED, now=now)
            return
        at = datetime.fromtimestamp(now + AGAIN_SECONDS[message.tries], UTC)
        next_at = self.channels.rules.awake(message.kind, at).timestamp()
        self.outbox.again(message, reason=failed.why, next_at=next_at)

    def _written(self, message: Message, bodies: Bodies, code: str) -> Written:
        place = message.told["body"]
        if place not in bodies:
            # Bodies are read from the log by one thread at a time.
            with self._lock:
                bodies[place] = self._body(place)
        body, telephone = bodies[place]
        return write(
            message.kind,
            channel=message.channel,
            language=message.language,
            told=message.told,
            body=body,
            telephone=telephone,
            code=code,
        )

    def _body(self, code: int) -> tuple[Joined | None, str]:
        """Return a local body and its telephone, which may be missing."""
        joined = self.office.registers.body(code).joined if code else None
        if joined is None:
            return None, ""
        with suppress(Refused, UnsafeSetting):
            return joined, telephone_of(self.office.letterheads.letterhead(joined).contact)
        return joined, ""


def _kept_from(contact: Contact, message: Message, *, now: float) -> str:
    """Return why a message does not go to an address, "" where it does.

    An address that nobody has shown to be theirs gets a code, as long as it is good, and no more.
    """
    channel = message.channel
    if not contact.of(channel):
        return NO_ADDRESS
    if message.kind == ADDRESS_CODE:
        asked = contact.asked.get(channel)
        return "" if asked is not None and asked.until > now else LAPSED
    return "" if contact.is_proven(channel) else UNPROVEN
