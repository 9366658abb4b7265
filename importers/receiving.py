"""Recording what a file says: decided whole, recorded at once, or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from domain.delivery import Act, Delivery
from domain.errors import StaleStream
from domain.log import Log
from domain.log.events import Event, Recorded
from domain.outlines import Outlines, OutlinesReceived
from domain.price_list import PricesAnnounced
from domain.register import (
    AlreadyImported,
    Corrected,
    Delivered,
    LandRegistryReceived,
    NeedsConfirmation,
    SurveyReceived,
    ValuationReceived,
)
from domain.rows import Rows
from domain.tables import FINDINGS
from importers.comparing import price_remarks, remarks
from importers.feeds.feed import Handed
from importers.problems import Problem
from importers.reading import TableRead, findings_of
from importers.sender import Sender
from projections.registers import Registers

QUARANTINED_PERCENT: Final = 20
ATTEMPTS: Final = 5
AWAIT_AN_OFFICER: Final = frozenset({"SPL-01", "XREF-02", "OWN-09"})
"""What the land office's files leave open month by month: cases for an officer, not mistakes."""

ACTS: dict[str, type[Delivered]] = {
    kind.__name__: kind
    for kind in (LandRegistryReceived, SurveyReceived, ValuationReceived, Corrected)
}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What one table comes to for one stream; `events` is empty where it was recorded before.

    A map's outlines are events beside the register's.

    `changed` and `confirmed` count facts; the head counts rows of the file.
    """

    table: TableRead
    place: int
    province: bool
    act: Act
    events: Sequence[Event]
    changed: int
    confirmed: int
    already: bool = False

    def register_events(self) -> list[Delivered]:
        """Return the events that go to a local body's register."""
        return [one for one in self.events if isinstance(one, Delivered)]

    def price_events(self) -> list[PricesAnnounced]:
        """Return the events that go to a province's price list."""
        return [one for one in self.events if isinstance(one, PricesAnnounced)]


def decide(
    registers: Registers, tables: Sequence[TableRead], *, by: Sender, confirmed: bool = False
) -> list[Decided]:
    """Decide what the tables of a file come to; nothing is recorded.

    Raises `NeedsConfirmation` for an implausible delivery and `NotJoined` for an unknown body.
    Several tables for one stream are decided one upon the other.
    """
    if not confirmed:
        for table in tables:
            _check_quarantine(table)
    decided: list[Decided] = []
    supposed: dict[int, list[Delivered]] = {}
    told: dict[int, list[Problem]] = {}
    for table, handed, findings, rows_in in _deliveries(tables):
        delivery = Delivery(
            feed=table.feed,
            authority=handed.authority,
            officer=by.officer,
            as_of=handed.as_of,
            recorded_at=by.at,
            file_sha256=table.sha256,
            rows_in=rows_in,
            facts=handed.facts,
            findings=findings,
            followers=handed.followers,
            reason=handed.reason or by.reason,
        )
        if handed.province:
            priced = _prices(registers, table, handed, delivery)
            odd = price_remarks(registers.prices(handed.place), priced.price_events())
            decided.append(_remarked(priced, odd))
            told.setdefault(id(table), []).extend(odd)
            continue
        registers.body(handed.place).must_have_joined()
        register = registers.register(handed.place)
        if earlier := supposed.get(handed.place):
            register = register.supposing(earlier)
        try:
            decision = register.decide(ACTS[handed.act], delivery, confirmed=confirmed)
        except AlreadyImported:
            known = _already(table, handed, delivery)
            drawn = _outlines(registers, handed, known.act, decided)
            decided.append(replace(known, events=drawn))
            continue
        odd = remarks(
            register,
            decision,
            feed=table.feed,
            stated=handed.stated,
            followers=handed.followers,
        )
        told.setdefault(id(table), []).extend(odd)
        one = Decided(
            table=table,
            place=handed.place,
            province=False,
            act=decision.act,
            events=[*decision.events, *_outlines(registers, handed, decision.act, decided)],
            changed=decision.changed,
            confirmed=decision.confirmed,
        )
        decided.append(_remarked(one, odd))
        supposed.setdefault(handed.place, []).extend(decided[-1].register_events())
    return _told(decided, told)


def _outlines(
    registers: Registers, handed: Handed, act: Act, decided: Sequence[Decided]
) -> Sequence[OutlinesReceived]:
    """Return the acts that a map's outlines come to, beside those of the register.

    A map that was recorded before outlines were kept gives them when it is handed in again. Of
    several maps of a body in one file each is decided upon those before it.
    """
    if not handed.outlines:
        return ()
    known = Outlines(body=handed.place)
    known.take_in(registers.log.stream(known.stream))
    earlier = (event for one in decided if one.place == handed.place for event in one.events)
    for event in earlier:
        if isinstance(event, OutlinesReceived):
            known.take_in([Recorded(position=registers.log.head() + 1, event=event)])
    return known.decide(act, handed.outlines)


def _remarked(one: Decided, odd: Sequence[Problem]) -> Decided:
    """Let the act carry what is odd about it beside the findings of its file."""
    if not odd or not one.events:
        return one
    first = one.events[0]
    assert isinstance(first, Delivered | PricesAnnounced)
    findings = Rows.concat(FINDINGS, [first.findings, findings_of(odd)])
    return replace(one, events=[replace(first, findings=findings), *one.events[1:]])


def _told(decided: Sequence[Decided], told: Mapping[int, Sequence[Problem]]) -> list[Decided]:
    """Put the remarks on each table beside its problems; one table stays one, however decided."""
    tables = {
        id(one.table): replace(one.table, problems=[*one.table.problems, *told[id(one.table)]])
        for one in decided
        if told.get(id(one.table))
    }
    return [replace(one, table=tables.get(id(one.table), one.table)) for one in decided]


def decide_and_record(
    registers: Registers,
    tables: Sequence[TableRead],
    *,
    by: Sender,
    confirmed: bool = False,
    decided: list[Decided] | None = None,
) -> tuple[list[Decided], int]:
    """Decide and record; where another act came in between, decide again upon it.

    Two clerks of one body who hand in at once do not conflict: each fact is judged on its own, so
    the second delivery is simply decided on the register as it is by then. Raises `StaleStream`
    after ATTEMPTS such encounters. `decided` is what was decided of these tables a moment ago; the
    log refuses it where it no longer follows.
    """
    for attempt in range(ATTEMPTS):
        if decided is None or attempt:
            decided = decide(registers, tables, by=by, confirmed=confirmed)
        try:
            return decided, record(registers.log, decided)
        except StaleStream:
            if attempt + 1 == ATTEMPTS:
                raise
    raise AssertionError


def _check_quarantine(table: TableRead) -> None:
    """Ask for confirmation where over a fifth of a file's rows would be kept back (FILE-05).

    A correction file holds nothing but rows that were wrong, so it is not asked about.
    """
    if table.matched.corrected:
        return
    kept_back = len(table.quarantined_rows() - table.quarantined_rows(AWAIT_AN_OFFICER))
    if kept_back * 100 > table.rows_in * QUARANTINED_PERCENT:
        raise NeedsConfirmation(
            f"{kept_back} of the {table.rows_in} rows would be kept back "
            f"(more than {QUARANTINED_PERCENT} %). Is it the right file and body? "
            "If that is right, send it again with confirmation."
        )


def record(log: Log, decided: Sequence[Decided]) -> int:
    """Record everything that was decided, all or nothing; return the log position."""
    events = [event for one in decided for event in one.events]
    return log.record(events) if events else log.head()


def _prices(registers: Registers, table: TableRead, handed: Handed, delivery: Delivery) -> Decided:
    prices = registers.prices(handed.place)
    try:
        decision = prices.decide(delivery)
    except AlreadyImported:
        return _already(table, handed, delivery)
    return Decided(
        table=table,
        place=handed.place,
        province=True,
        act=decision.act,
        events=decision.events,
        changed=decision.changed,
        confirmed=decision.confirmed,
    )


def _already(table: TableRead, handed: Handed, delivery: Delivery) -> Decided:
    return Decided(
        table=table,
        place=handed.place,
        province=handed.province,
        act=delivery.head(applied=np.zeros(0, np.int32)),
        events=(),
        changed=0,
        confirmed=0,
        already=True,
    )


def _deliveries(
    tables: Sequence[TableRead],
) -> Iterator[tuple[TableRead, Handed, Rows, int]]:
    """Yield each table's facts by stream, with its findings on the first of them."""
    for table in tables:
        findings = table.findings()
        counted = sum(one.rows_in or 0 for one in table.handed)
        for number, handed in enumerate(table.handed):
            first = number == 0
            rows_in = table.rows_in if handed.rows_in is None else handed.rows_in
            if handed.rows_in is not None and first:
                rows_in += table.rows_in - counted
            yield table, handed, findings if first else Rows.empty(FINDINGS), rows_in
