"""A local body's register: what offices said about its properties, and the acts that said it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.delivery import Act, Columns, Delivery, Numbered
from domain.errors import Refused
from domain.facts import CHANGED, UNCHANGED, Facts
from domain.keys import KeySpace, resolve
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id
from domain.rows import Rows, Text
from domain.tables import RETIRED, SPACES, TABLES, Table

ROWS_PER_EVENT: Final = 10_000
PLAUSIBLE_CHANGED_PERCENT: Final = 20
PLAUSIBLE_RETIRED_PERCENT: Final = 5


@dataclass(frozen=True, kw_only=True)
class Delivered(Event):
    """One act with rows. `keys` are natural keys first seen here, by space, in order."""

    act: Act
    keys: Mapping[str, Text]
    tables: Mapping[str, Rows]
    findings: Rows


@stored("Register.LandRegistryReceived", version=1)
@dataclass(frozen=True, kw_only=True)
class LandRegistryReceived(Delivered):
    """The land office's titles, units, owners and registrations (s.10, s.92)."""


@stored("Register.SurveyReceived", version=1)
@dataclass(frozen=True, kw_only=True)
class SurveyReceived(Delivered):
    """What the survey officers saw: buildings, uses, occupancy, vacancy (s.26 to s.30)."""


@stored("Register.ValuationReceived", version=1)
@dataclass(frozen=True, kw_only=True)
class ValuationReceived(Delivered):
    """Prices fixed for single properties (s.35 paragraph 3; Valuation Act s.25)."""


@stored("Register.Corrected", version=1)
@dataclass(frozen=True, kw_only=True)
class Corrected(Delivered):
    """An officer's correction, exemption, reduction or relief, with the reason's code."""


class AlreadyImported(Refused):
    """The very same file was recorded before."""

    code = "FILE-02"


class NeedsConfirmation(Refused):
    """The delivery would change or retire an implausible share of the register."""

    code = "FILE-05"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a delivery comes to: the events to record and the head with its counts.

    `changed` and `confirmed` count fact rows; `rows_applied` in the head counts rows of the file.
    """

    events: Sequence[Delivered]
    act: Act
    changed: int
    confirmed: int
    tables: Mapping[str, Rows]


class Register:
    """The facts of one local body in columns, replayed from its stream."""

    def __init__(self, body: int) -> None:
        """Start the empty register of a body (8-digit code as an integer)."""
        self.body = body
        self.version = 0
        self.position = 0
        self.spaces = {space: KeySpace() for space in SPACES}
        self.facts = {name: Facts(table) for name, table in TABLES.items()}
        self.acts: list[Act] = []
        self.act_positions: list[int] = []
        self.act_kinds: list[str] = []
        self.findings: list[Rows] = []
        self.files: dict[str, int] = {}

    @property
    def stream(self) -> UUID:
        """Id of the register's stream."""
        return stream_id(Kind.REGISTER, self.body)

    @classmethod
    def replay(cls, body: int, recorded: Iterable[Recorded]) -> "Register":
        """Build the register from its recorded acts."""
        register = cls(body)
        for one in recorded:
            register.apply(one)
        return register

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        event = cast("Delivered", recorded.event)
        index = len(self.acts)
        for space, keys in event.keys.items():
            self.spaces[space].append(keys)
        for name, rows in event.tables.items():
            self.facts[name].append(rows, position=recorded.position, act=index)
        self.acts.append(event.act)
        self.act_positions.append(recorded.position)
        self.act_kinds.append(type(event).__name__)
        self.findings.append(event.findings)
        if event.act.file_sha256:
            self.files.setdefault(event.act.file_sha256, recorded.position)
        self.version = event.version
        self.position = recorded.position

    def supposing(self, events: Iterable[Delivered]) -> "Register":
        """Return what the register would be with some acts that are not recorded; it stays."""
        copy = Register(self.body)
        copy.version, copy.position = self.version, self.position
        copy.spaces = {name: space.copy() for name, space in self.spaces.items()}
        copy.facts = {name: facts.copy() for name, facts in self.facts.items()}
        copy.acts, copy.act_positions = [*self.acts], [*self.act_positions]
        copy.act_kinds, copy.findings = [*self.act_kinds], [*self.findings]
        copy.files = dict(self.files)
        for event in events:
            copy.apply(Recorded(position=copy.position + 1, event=event))
        return copy

    def decide(
        self, kind: type[Delivered], delivery: Delivery, *, confirmed: bool = False
    ) -> Decision:
        """Decide what a delivery comes to; nothing is recorded here.

        Raises `AlreadyImported` for a file recorded before and `NeedsConfirmation` where the
        delivery would change or retire an implausible share and `confirmed` is not set.
        """
        if delivery.file_sha256 in self.files:
            raise AlreadyImported(
                "This file was already recorded, at log position "
                f"{self.files[delivery.file_sha256]}; nothing was changed."
            )
        keys = _Keys(known=self.spaces)
        kept: dict[str, Rows] = {}
        applied: list[NDArray[np.integer]] = []
        changed_count = confirmed_count = 0
        for name, facts in delivery.facts.items():
            rows = keys.dense(TABLES[name], facts)
            verdict = self.facts[name].judge(rows)
            if not delivery.file_sha256:
                # What an officer says now holds now, also where it was said before and overruled;
                # of files an older one may come later, so it overrules nothing.
                again = (verdict == UNCHANGED) & self.facts[name].overruled(rows)
                verdict[again] = CHANGED
            changed = verdict == CHANGED
            changed_count += int(np.count_nonzero(changed))
            confirmed_count += int(np.count_nonzero(verdict)) - int(np.count_nonzero(changed))
            applied.append(np.asarray(rows["row"])[changed])
            if not confirmed:
                self._check_plausible(name, rows, changed)
            kept[name] = rows if changed.all() else rows.take(verdict != UNCHANGED)
        act = delivery.head(applied=np.concatenate([np.zeros(0, np.int32), *applied]))
        brought = {space: new.text() for space, new in keys.fresh.items()}
        return Decision(
            events=self._events(kind, act, brought, kept, delivery.findings),
            act=act,
            changed=changed_count,
            confirmed=confirmed_count,
            tables={name: rows for name, rows in kept.items() if len(rows)},
        )

    def _check_plausible(self, name: str, rows: Rows, changed: NDArray[np.bool_]) -> None:
        known = len(np.unique(self.facts[name].column("property"))) if name == "parcel" else 0
        if known == 0:
            return
        seen = len(self.spaces["property"])
        touched = np.asarray(rows["property"])[changed]
        status = np.asarray(rows["status"])[changed]
        properties = self.facts[name].column("property")
        existing = np.zeros(max(seen, int(touched.max(initial=-1)) + 1), dtype=np.bool_)
        existing[properties] = True
        old = np.unique(touched[existing[touched]])
        retired = np.unique(touched[existing[touched] & (status == RETIRED)])
        for count, limit, verb in (
            (len(old), PLAUSIBLE_CHANGED_PERCENT, "change"),
            (len(retired), PLAUSIBLE_RETIRED_PERCENT, "retire"),
        ):
            if count * 100 > known * limit:
                raise NeedsConfirmation(
                    f"This delivery would {verb} {count} of the {known} parcels known "
                    f"(more than {limit} %). If that is right, send it again with confirmation."
                )

    def _events(
        self,
        kind: type[Delivered],
        act: Act,
        keys: Mapping[str, Text],
        kept: Mapping[str, Rows],
        findings: Rows,
    ) -> Sequence[Delivered]:
        """Cut the rows into events of at most ROWS_PER_EVENT rows.

        New keys travel with the first event that needs them, so that no event grows with the file.
        """
        parts = list(_parts(kept))
        given = {space: len(self.spaces[space]) for space in keys}
        sent = dict.fromkeys(keys, 0)
        events = []
        for number, tables in enumerate(parts, start=1):
            last = number == len(parts)
            carried = {}
            for space, fresh in keys.items():
                needed = len(fresh) if last else _highest(tables, space) + 1 - given[space]
                if needed > sent[space]:
                    carried[space] = fresh.take(slice(sent[space], needed))
                    sent[space] = needed
            events.append(
                kind(
                    stream=self.stream,
                    version=self.version + number,
                    act=replace(act, part=number, parts=len(parts)),
                    keys=carried,
                    tables=tables,
                    findings=findings if number == 1 else findings.take(np.zeros(0, np.intp)),
                )
            )
        return events


@dataclass(frozen=True, kw_only=True)
class _Keys:
    """The integers of one delivery's keys: those the register knows, and those it brings."""

    known: Mapping[str, KeySpace]
    fresh: Mapping[str, KeySpace] = field(
        default_factory=lambda: {space: KeySpace() for space in SPACES}
    )
    numbered: list[tuple[Text, Numbered]] = field(default_factory=list)
    resolved: list[tuple[str, Text, NDArray[np.int32]]] = field(default_factory=list)

    def dense(self, table: Table, facts: Columns) -> Rows:
        """Put integers in place of a table's keys."""
        columns: dict[str, NDArray[np.generic] | Text] = {}
        for name, cells in facts.items():
            if name in table.keys:
                assert isinstance(cells, Text | Numbered)
                columns[name] = self._integers(table.keys[name], cells)
            else:
                assert not isinstance(cells, Numbered)
                columns[name] = cells
        return Rows(table.schema, columns)

    def _integers(self, space: str, cells: Text | Numbered) -> NDArray[np.int32]:
        """Return `(n,)` the integers of a key column; a list of keys is looked up once."""
        column = self._in_numbers(cells) if isinstance(cells, Text) else cells
        same = (has for of, keys, has in self.resolved if of == space and keys is column.keys)
        integers = next(same, None)
        if integers is None:
            integers = resolve(self.known[space], self.fresh[space], column.keys)
            self.resolved.append((space, column.keys, integers))
        dense: NDArray[np.int32] = integers[column.which]
        return dense

    def _in_numbers(self, text: Text) -> Numbered:
        """Number a column's keys, once for columns that are alike."""
        found = next((numbered for known, numbered in self.numbered if known == text), None)
        if found is None:
            found = Numbered.of(text)
            self.numbered.append((text, found))
        return found


def _highest(tables: Mapping[str, Rows], space: str) -> int:
    """Return the highest dense integer of a key space that the tables refer to, -1 for none."""
    return max(
        (
            int(np.asarray(rows[column]).max(initial=-1))
            for name, rows in tables.items()
            for column, of in TABLES[name].keys.items()
            if of == space
        ),
        default=-1,
    )


def _parts(kept: Mapping[str, Rows]) -> Iterator[dict[str, Rows]]:
    """Pack the tables into runs of at most ROWS_PER_EVENT rows; at least one run, even if empty."""
    part: dict[str, Rows] = {}
    room = ROWS_PER_EVENT
    yielded = False
    for name, rows in kept.items():
        start = 0
        while start < len(rows):
            if room == 0:
                yield part
                yielded, part, room = True, {}, ROWS_PER_EVENT
            stop = min(len(rows), start + room)
            part[name] = rows.take(slice(start, stop))
            room -= stop - start
            start = stop
    if part or not yielded:
        yield part
