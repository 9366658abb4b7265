"""The planner: follows the log and the calendar, and puts messages into the outbox, each once.

A page of acts, the messages they lead to, and the position are one transaction. A message's number
is made of what happened, so planning twice, or again from the beginning, adds nothing. Only those
who chose a channel are told; accounts of theirs are looked at on the days that matter.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, bindparam, delete, select, update

from domain import account, delegation, local_body, payment, roll
from domain.calendar import to_days
from domain.errors import Refused, StreamDamaged
from domain.failpoints import Failpoint, reached
from domain.law import Law
from domain.log import Log
from domain.log.events import Event, Recorded, Unread
from domain.log.stream_ids import Kind, read_stream_id, show_stream
from projections.accounts import account_view
from projections.notifications import outbox
from projections.notifications.acts import ACTS, Told
from projections.notifications.happening import Happening, number_of
from projections.notifications.kinds import OWN_ALONE, REMINDERS
from projections.notifications.recipients import OWN, Recipient, Recipients
from projections.notifications.reminders import Looked, look
from projections.notifications.rules import Rules, day_in_bangkok
from projections.notifications.tables import (
    CHOSEN,
    MESSAGES,
    PROGRESS,
    WATCHED,
    put,
)
from projections.parameters import listed
from projections.read_models import Views
from projections.read_models.own_pages import notices_page
from projections.registers import Registers
from projections.rolls import Rolls

PAGE_ACTS: Final = 200
LOOKED_AT_ONCE: Final = 200
PUT_AT_ONCE: Final = 5_000
_MOST_NOTICES: Final = 10_000
_NOW: Final = 0
_LOG: Final = logging.getLogger("thidin.notifications")

Watch = tuple[int, int, int]
"""Body, tax year, taxpayer: an account that is looked at."""


class PlannedElsewhere(Exception):  # noqa: N818 - another planner was faster
    """Another process already planned this part of the log."""


@dataclass(kw_only=True)
class Planner:
    """Plans from the log as far as the read models go, which name the notices of a taxpayer."""

    log: Log
    views: Views
    registers: Registers
    rolls: Rolls
    law: Law
    engine: Engine
    rules: Rules
    closing: Callable[[], bool] = lambda: False

    def plan(self, *, now: datetime) -> int:
        """Plan what is new; return how many messages. Raises `PlannedElsewhere`."""
        return self._follow(now) + self._look(now)

    def position(self) -> int:
        """Return how far into the log messages are planned."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(PROGRESS.c.position)).scalar_one())

    def begin_again(self) -> None:
        """Forget what was concluded from the log and not what was sent: plan from its beginning."""
        with self.engine.begin() as connection:
            for table in (CHOSEN, WATCHED):
                connection.execute(delete(table))
            connection.execute(update(PROGRESS).values(position=0))

    def _follow(self, now: datetime) -> int:
        until, planned = self.views.position(), 0
        while (before := self.position()) < until and not self.closing():
            page = list(islice(self.log.every_after(before, until, ACTS), PAGE_ACTS))
            last = page[-1].position if len(page) == PAGE_ACTS else until
            with self.engine.begin() as connection:
                _advance(connection, before, last)
                recipients = self._recipients(connection, now)
                recipients.look_up(_named(page))
                for act in page:
                    planned += self._take_in(connection, act, recipients, now)
                reached(Failpoint.MESSAGES_OPEN)
        return planned

    def _take_in(
        self,
        connection: Connection,
        act: Recorded | Unread,
        recipients: Recipients,
        now: datetime,
    ) -> int:
        told = Told(
            log=self.log,
            views=self.views,
            chosen=lambda taxpayers: recipients.of(taxpayers).keys(),
        )
        try:
            if isinstance(act, Unread):
                raise act.why
            self._conclude(connection, act.event, recipients, now)
            happenings = list(told.of(act))
        except (StreamDamaged, Refused) as why:
            # One act must not keep all others from being told.
            stream = act.stream if isinstance(act, Unread) else act.event.stream
            _LOG.error(
                "Nobody is told of an act of %s at log position %d: %s",
                show_stream(stream),
                act.position,
                type(why).__name__,
            )
            return 0
        return self._put(connection, happenings, recipients, now)

    def _recipients(self, connection: Connection, now: datetime) -> Recipients:
        return Recipients(views=self.views, connection=connection, on=day_in_bangkok(now))

    def _conclude(
        self, connection: Connection, event: Event, recipients: Recipients, now: datetime
    ) -> None:
        """Take in who chose what, and which accounts have to be looked at again."""
        name = read_stream_id(event.stream)
        match event:
            case delegation.ChannelChosen():
                self._choose(connection, name.number, event, now)
                recipients.chose(name.number)
                self._watch_those_of(connection, recipients, recipients.concern(name.number))
            case delegation.DelegationGranted():
                self._watch_those_of(connection, recipients, [name.number])
            case delegation.DelegationRevoked():
                _leave_out(connection, event.to, of=name.number, now=now)
                self._watch_those_of(connection, recipients, [name.number])
            case roll.NoticesIssued() | roll.NoticesAmended():
                chosen = recipients.of(event.notices["taxpayer"].tolist())
                _watch(connection, [(name.place, event.tax_year, one) for one in sorted(chosen)])
            case roll.NoticesServed() | roll.WarningsIssued() | local_body.CalendarExtended():
                _look_again(connection, name.place, event.tax_year)
            case _ if name.kind is Kind.ACCOUNT:
                watch = (name.place, name.year, name.number)
                if people := recipients.of([name.number]).get(name.number):
                    _watch(connection, [watch])
                    if isinstance(event, account.PaymentReceived):
                        _overtake(connection, watch, {one.taxpayer for one in people}, now)
            case _:
                pass

    def _choose(
        self, connection: Connection, taxpayer: int, event: delegation.ChannelChosen, now: datetime
    ) -> None:
        """Tell a taxpayer from now on as chosen, and not as chosen before."""
        waiting = (MESSAGES.c.taxpayer == taxpayer) & (MESSAGES.c.state == outbox.WAITING)
        connection.execute(
            update(MESSAGES)
            .where(waiting, MESSAGES.c.channel.not_in(event.channels))
            .values(state=outbox.GIVEN_UP, reason=outbox.UNWANTED, done_at=now.timestamp())
        )
        connection.execute(delete(CHOSEN).where(CHOSEN.c.taxpayer == taxpayer))
        if event.channels:
            row = {"taxpayer": taxpayer, "channels": " ".join(event.channels)}
            put(connection, CHOSEN, [{**row, "language": event.language}], replace=True)

    def _watch_those_of(
        self, connection: Connection, recipients: Recipients, taxpayers: Sequence[int]
    ) -> None:
        """Look at the accounts of those taxpayers whose affairs anybody is told of."""
        told = recipients.of(taxpayers)
        for one in taxpayers:
            connection.execute(delete(WATCHED).where(WATCHED.c.taxpayer == one))
            if one in told:
                notices = notices_page(self.views, one, after=None, most=_MOST_NOTICES)
                _watch(connection, [(row["body"], row["tax_year"], one) for row in notices])

    def _look(self, now: datetime) -> int:
        """Look at the accounts whose day has come, those of one roll together."""
        today, planned = day_in_bangkok(now), 0
        while not self.closing():
            with self.engine.connect() as connection:
                due = connection.execute(
                    select(WATCHED.c.body, WATCHED.c.tax_year, WATCHED.c.taxpayer)
                    .where(WATCHED.c.look_on <= to_days(today))
                    .order_by(WATCHED.c.body, WATCHED.c.tax_year)
                    .limit(LOOKED_AT_ONCE)
                ).all()
            if not due:
                break
            watches: list[Watch] = [(row.body, row.tax_year, row.taxpayer) for row in due]
            found = [(one, self._looked(one, now)) for one in watches]
            with self.engine.begin() as connection:
                happenings = [one for _, looked in found for one in looked.happenings]
                recipients = self._recipients(connection, now)
                planned += self._put(connection, happenings, recipients, now)
                _look_next(connection, found)
        return planned

    def _looked(self, one: Watch, now: datetime) -> Looked:
        body, tax_year, taxpayer = one
        try:
            view = account_view(
                self.log,
                self.rolls.roll(body, tax_year),
                self.registers.body(body),
                self.law.for_year(tax_year),
                taxpayer,
            )
            return look(view, on=day_in_bangkok(now), now=now, rules=self.rules)
        except (StreamDamaged, Refused) as why:
            _LOG.error(
                "Somebody is not reminded of a notice of %08d for %d: %s",
                body,
                tax_year,
                type(why).__name__,
            )
            return Looked(happenings=(), again=day_in_bangkok(now) + timedelta(days=1))

    def _put(
        self,
        connection: Connection,
        happenings: Iterable[Happening],
        recipients: Recipients,
        now: datetime,
    ) -> int:
        """Put the messages of happenings into the outbox; return how many were new."""
        fresh = [one for one in happenings if one.until > now]
        people = recipients.of({one.taxpayer for one in fresh})
        rows = [
            self._row(one, who, channel, now)
            for one in fresh
            for who in people.get(one.taxpayer, ())
            if who.why == OWN or one.kind not in OWN_ALONE
            for channel in who.channels
            if one.channels is None or channel in one.channels
        ]
        new = 0
        for start in range(0, len(rows), PUT_AT_ONCE):
            some = rows[start : start + PUT_AT_ONCE]
            known = _known(connection, [row["number"] for row in some])
            fresh_rows = [row for row in some if row["number"] not in known]
            put(connection, MESSAGES, fresh_rows, replace=False)
            new += len(fresh_rows)
        return new

    def _row(self, one: Happening, who: Recipient, channel: str, now: datetime) -> dict[str, Any]:
        told = dict(one.told)
        what = one.what
        if who.why != OWN:
            # An act about many taxpayers may be told to one person for several of them.
            what = f"{what} of {one.taxpayer}"
            told |= {"why": who.why, "of": one.taxpayer}
        return {
            "number": number_of(what, taxpayer=who.taxpayer, channel=channel),
            "kind": one.kind,
            "what": what,
            "taxpayer": who.taxpayer,
            "channel": channel,
            "language": who.language,
            "told": json.dumps(told),
            "state": outbox.WAITING,
            "reason": "",
            "tries": 0,
            "planned_at": now.timestamp(),
            "next_at": self.rules.awake(one.kind, now).timestamp(),
            "until": one.until.timestamp(),
            "done_at": 0.0,
            "text": "",
        }


def _named(page: Iterable[Recorded | Unread]) -> set[int]:
    """Return the taxpayers that a page of acts names one by one."""
    found: set[int] = set()
    for act in page:
        if not isinstance(act, Recorded):
            continue
        name = read_stream_id(act.event.stream)
        if name.kind in {Kind.ACCOUNT, Kind.TAXPAYER}:
            found.add(name.number)
        if isinstance(act.event, payment.Allocated):
            found.update(part.taxpayer for part in act.event.parts)
    return found


def _advance(connection: Connection, before: int, after: int) -> None:
    """Move the position first: its row's lock makes a second planner wait and then fail."""
    moved = connection.execute(
        update(PROGRESS).where(PROGRESS.c.position == before).values(position=after)
    )
    if moved.rowcount != 1:
        msg = f"Messages are no longer planned up to log position {before}; start again."
        raise PlannedElsewhere(msg)


def _known(connection: Connection, numbers: Sequence[str]) -> Collection[str]:
    if not numbers:
        return ()
    mine = MESSAGES.c.number.in_(listed(numbers))
    found = connection.execute(select(MESSAGES.c.number).where(mine))
    return set(found.scalars())


def _watch(connection: Connection, watches: Sequence[Watch]) -> None:
    """Look at accounts as soon as may be."""
    rows = [
        {"body": body, "tax_year": tax_year, "taxpayer": taxpayer, "look_on": _NOW}
        for body, tax_year, taxpayer in watches
    ]
    put(connection, WATCHED, rows, replace=True)


def _look_again(connection: Connection, body: int, tax_year: int) -> None:
    mine = (WATCHED.c.body == body) & (WATCHED.c.tax_year == tax_year)
    connection.execute(update(WATCHED).where(mine).values(look_on=_NOW))


def _look_next(connection: Connection, found: Sequence[tuple[Watch, Looked]]) -> None:
    """Keep when to look at accounts next; those that owe nothing are looked at no more."""
    rows = [
        {"body": body, "tax_year": tax_year, "taxpayer": taxpayer, "look_on": to_days(looked.again)}
        for (body, tax_year, taxpayer), looked in found
        if looked.again is not None
    ]
    put(connection, WATCHED, rows, replace=True)
    settled = [
        {"a_body": body, "a_year": tax_year, "a_taxpayer": taxpayer}
        for (body, tax_year, taxpayer), looked in found
        if looked.again is None
    ]
    if settled:
        connection.execute(
            delete(WATCHED).where(
                WATCHED.c.body == bindparam("a_body"),
                WATCHED.c.tax_year == bindparam("a_year"),
                WATCHED.c.taxpayer == bindparam("a_taxpayer"),
            ),
            settled,
        )


def _overtake(connection: Connection, one: Watch, told: Collection[int], now: datetime) -> None:
    """Give up reminders of a bill that wait while money came; it is looked at again.

    `told` are those who may have been reminded of it.
    """
    for row in _waiting(connection, told):
        said = json.loads(row.told)
        bill = (said["body"], said["tax_year"], said.get("of", row.taxpayer))
        if row.kind in REMINDERS and bill == one:
            _give_up(connection, row.number, outbox.OVERTAKEN, now)


def _leave_out(connection: Connection, who: int, *, of: int, now: datetime) -> None:
    """Give up what waits for somebody who may see a taxpayer's affairs no more."""
    for row in _waiting(connection, [who]):
        if json.loads(row.told).get("of") == of:
            _give_up(connection, row.number, outbox.UNWANTED, now)


def _waiting(
    connection: Connection, taxpayers: Collection[int]
) -> Sequence[Row[str, str, int, str, str]]:
    columns = (MESSAGES.c.number, MESSAGES.c.kind, MESSAGES.c.taxpayer, MESSAGES.c.told)
    mine = MESSAGES.c.taxpayer.in_(sorted(set(taxpayers)))
    # Told apart here: by the state a store would look at all that waits.
    found = connection.execute(select(*columns, MESSAGES.c.state).where(mine))
    return [row for row in found if row.state == outbox.WAITING]


def _give_up(connection: Connection, number: str, reason: str, now: datetime) -> None:
    connection.execute(
        update(MESSAGES)
        .where(MESSAGES.c.number == number)
        .values(state=outbox.GIVEN_UP, reason=reason, done_at=now.timestamp())
    )
