"""Messages to taxpayers: those that wait, and what became of the others.

A message is sent at least once. It ends as sent, or as given up with the reason; until then it
waits, and is tried again after ever longer pauses. Times are seconds since 1970.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, and_, delete, func, or_, select, update
from sqlalchemy.engine import RowMapping

from projections.notifications.tables import CHOSEN, MESSAGES

WAITING: Final = "waiting"
SENT: Final = "sent"
GIVEN_UP: Final = "given-up"
STATES: Final = (WAITING, SENT, GIVEN_UP)

LAPSED: Final = "lapsed"
OVERTAKEN: Final = "overtaken"
UNWANTED: Final = "unwanted"
NO_ADDRESS: Final = "no-address"
UNPROVEN: Final = "unproven"
REFUSED: Final = "refused"
NOT_SUBSCRIBED: Final = "not-subscribed"
UNDELIVERED: Final = "undelivered"
LINK: Final = "link"
REASONS: Final[Mapping[str, str]] = {
    LAPSED: "its day was over before it could be sent",
    OVERTAKEN: "a payment came before the reminder went out",
    UNWANTED: "the taxpayer chose another channel meanwhile, or may see the bill no more",
    NO_ADDRESS: "the taxpayer has no address for the channel, or was erased",
    UNPROVEN: "nobody has shown the address to be theirs by the code sent to it",
    REFUSED: "the channel refuses the address for good",
    NOT_SUBSCRIBED: "the taxpayer does not take the portal's messages",
    UNDELIVERED: "every try failed",
    LINK: "the text would have held a link or a domain name",
}
"""Why messages are given up."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message by one channel; `text` is what was sent, "" before."""

    number: str
    kind: str
    taxpayer: int
    channel: str
    language: str
    told: Mapping[str, Any]
    state: str
    reason: str
    tries: int
    planned_at: float
    next_at: float
    until: float
    done_at: float
    text: str


class Outbox:
    """The messages in one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def due(
        self, *, now: float, channel: str, most: int, lane: int = 0, lanes: int = 1
    ) -> Sequence[Message]:
        """Return messages to send now by a channel, those waiting longest first.

        Of several lanes, 16 at most, each has messages of its own, by their numbers.
        """
        table = MESSAGES
        digits = [digit for digit in "0123456789abcdef" if int(digit, 16) % lanes == lane]
        statement = (
            select(table)
            .where(table.c.state == WAITING, table.c.next_at <= now)
            .where(table.c.channel == channel)
            .order_by(table.c.next_at, table.c.number)
            .limit(most)
        )
        if lanes > 1:
            statement = statement.where(func.substr(table.c.number, 1, 1).in_(digits))
        with self.engine.connect() as connection:
            return [_message(row) for row in connection.execute(statement).mappings()]

    def sent(self, message: Message, *, text: str, now: float) -> None:
        """Keep that a message was handed over, and what it said."""
        # Also where the planner gave it up meanwhile: it went out.
        values = {"state": SENT, "reason": "", "text": text, "done_at": now}
        with self.engine.begin() as connection:
            connection.execute(
                update(MESSAGES)
                .where(MESSAGES.c.number == message.number)
                .values(tries=message.tries + 1, **values)
            )

    def again(self, message: Message, *, reason: str, next_at: float) -> None:
        """Keep that a try failed, why, and when to try next."""
        self._change(message, {"reason": reason, "next_at": next_at})

    def give_up(self, message: Message, *, reason: str, now: float) -> None:
        """End a message that cannot be delivered; `reason` is one of REASONS."""
        assert reason in REASONS, reason
        self._change(message, {"state": GIVEN_UP, "reason": reason, "done_at": now})

    def _change(self, message: Message, values: Mapping[str, object]) -> None:
        # Only while it waits: the planner may have given it up meanwhile.
        mine = (MESSAGES.c.number == message.number) & (MESSAGES.c.state == WAITING)
        with self.engine.begin() as connection:
            connection.execute(
                update(MESSAGES).where(mine).values(tries=message.tries + 1, **values)
            )

    def lapse(self, *, now: float) -> int:
        """Give up what is worth telling no more; return how many."""
        with self.engine.begin() as connection:
            return connection.execute(
                update(MESSAGES)
                .where(MESSAGES.c.state == WAITING, MESSAGES.c.until <= now)
                .values(state=GIVEN_UP, reason=LAPSED, done_at=now)
            ).rowcount

    def sweep(self, *, before: float) -> int:
        """Delete messages that ended before a time; return how many."""
        with self.engine.begin() as connection:
            return connection.execute(
                delete(MESSAGES).where(MESSAGES.c.state != WAITING, MESSAGES.c.done_at < before)
            ).rowcount

    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """Count messages by channel, state and, of those given up, reason."""
        table = MESSAGES
        statement = select(table.c.channel, table.c.state, table.c.reason, func.count()).group_by(
            table.c.channel, table.c.state, table.c.reason
        )
        found: dict[tuple[str, str, str], int] = {}
        with self.engine.connect() as connection:
            for channel, state, reason, count in connection.execute(statement):
                key = (channel, state, reason if state == GIVEN_UP else "")
                found[key] = found.get(key, 0) + count
        return dict(sorted(found.items()))

    def latest(
        self, *, state: str | None, taxpayer: int | None, most: int, after: Sequence[Any] | None
    ) -> Sequence[Message]:
        """Return messages, latest first, behind one (planned_at, number)."""
        table = MESSAGES
        statement = (
            select(table).order_by(table.c.planned_at.desc(), table.c.number.desc()).limit(most)
        )
        if state is not None:
            statement = statement.where(table.c.state == state)
        if taxpayer is not None:
            statement = statement.where(table.c.taxpayer == taxpayer)
        if after is not None:
            at, number = after
            statement = statement.where(
                or_(
                    table.c.planned_at < at,
                    and_(table.c.planned_at == at, table.c.number < number),
                )
            )
        with self.engine.connect() as connection:
            return [_message(row) for row in connection.execute(statement).mappings()]

    def recipients(self) -> int:
        """Count the taxpayers who are told by any channel."""
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(CHOSEN)).scalar_one()


def _message(row: RowMapping) -> Message:
    fields = {name: value for name, value in row.items() if name not in {"what", "told"}}
    return Message(told=json.loads(row["told"]), **fields)
