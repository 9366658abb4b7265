"""A province's price list: land, buildings and condominium units, as the Treasury published them.

The list is the Treasury's act for a whole province (Valuation Act s.19, s.29), so it is recorded
once, not once in each local body; a price fixed for one property is the body's register's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.delivery import Act, Delivery, without_keys
from domain.facts import CHANGED, UNCHANGED, Facts
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id
from domain.ordering import stable_order
from domain.register import ROWS_PER_EVENT, AlreadyImported
from domain.rows import Rows
from domain.tables import PRICE_TABLES


def condo_price_key(*, condominium: str, building: str, floor: str, use: str) -> str:
    """Return the text under which a condominium price is found."""
    return "|".join(part.strip().upper() for part in (condominium, building, floor, use))


def hash_price_key(key: str) -> int:
    """Return the positive 63-bit hash of a condominium price key."""
    digest = blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


@stored("PriceList.PricesAnnounced", version=1)
@dataclass(frozen=True, kw_only=True)
class PricesAnnounced(Event):
    """One announcement of a province: a round, or a change within it (Valuation Act s.20)."""

    act: Act
    tables: Mapping[str, Rows]
    findings: Rows


@dataclass(frozen=True, kw_only=True)
class PriceDecision:
    """What an announcement comes to: the events to record and the head with its counts."""

    events: Sequence[PricesAnnounced]
    act: Act
    changed: int
    confirmed: int


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Prices in force on a day: sorted keys `(n,)` and satang per unit of area `(n,)`.

    `rows` are the indices of the facts they come from.
    """

    keys: NDArray[np.integer]
    price_satang: NDArray[np.int64]
    rows: NDArray[np.intp]
    since: NDArray[np.int32]

    def find(self, wanted: NDArray[np.integer]) -> NDArray[np.intp]:
        """Return `(m,)` the index of each wanted key, -1 where the list has no price."""
        if len(self.keys) == 0:
            return np.full(len(wanted), -1, dtype=np.intp)
        at = np.searchsorted(self.keys, wanted.astype(self.keys.dtype))
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == wanted, at, -1)


class PriceList:
    """The prices of one province in columns, replayed from its stream."""

    def __init__(self, province: int) -> None:
        """Start the empty list of a province (2-digit code as an integer)."""
        self.province = province
        self.version = 0
        self.position = 0
        self.facts = {name: Facts(table) for name, table in PRICE_TABLES.items()}
        self.acts: list[Act] = []
        self.act_positions: list[int] = []
        self.files: dict[str, int] = {}

    @property
    def stream(self) -> UUID:
        """Id of the price list's stream."""
        return stream_id(Kind.PRICE_LIST, self.province)

    @classmethod
    def replay(cls, province: int, recorded: Iterable[Recorded]) -> "PriceList":
        """Build the list from its recorded announcements."""
        prices = cls(province)
        for one in recorded:
            prices.apply(one)
        return prices

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded announcement in. Assigns only; never refuses."""
        event = cast("PricesAnnounced", recorded.event)
        for name, rows in event.tables.items():
            self.facts[name].append(rows, position=recorded.position, act=len(self.acts))
        self.acts.append(event.act)
        self.act_positions.append(recorded.position)
        if event.act.file_sha256:
            self.files.setdefault(event.act.file_sha256, recorded.position)
        self.version = event.version
        self.position = recorded.position

    def decide(self, delivery: Delivery) -> PriceDecision:
        """Decide what an announcement comes to. Raises `AlreadyImported` for a known file."""
        if delivery.file_sha256 in self.files:
            raise AlreadyImported(
                "This file was already recorded, at log position "
                f"{self.files[delivery.file_sha256]}; nothing was changed."
            )
        kept: list[tuple[str, Rows]] = []
        applied = [np.zeros(0, np.int32)]
        changed_count = confirmed_count = 0
        for name, columns in delivery.facts.items():
            rows = Rows(PRICE_TABLES[name].schema, without_keys(columns))
            verdict = self.facts[name].judge(rows)
            changed = verdict == CHANGED
            changed_count += int(np.count_nonzero(changed))
            confirmed_count += int(np.count_nonzero(verdict)) - int(np.count_nonzero(changed))
            applied.append(np.asarray(rows["row"])[changed])
            fresh = rows.take(verdict != UNCHANGED)
            kept.extend((name, part) for part in fresh.split(ROWS_PER_EVENT) if len(part))
        act = delivery.head(applied=np.concatenate(applied))
        nothing = delivery.findings.take(np.zeros(0, np.intp))
        parts = [{name: rows} for name, rows in kept] or [{}]
        events = [
            PricesAnnounced(
                stream=self.stream,
                version=self.version + number,
                act=replace(act, part=number, parts=len(parts)),
                tables=tables,
                findings=delivery.findings if number == 1 else nothing,
            )
            for number, tables in enumerate(parts, start=1)
        ]
        return PriceDecision(
            events=events, act=act, changed=changed_count, confirmed=confirmed_count
        )

    def in_force(self, name: str, *, day: int, position: int | None = None) -> Prices:
        """Return the prices of a table that hold on a day, as known at a log position."""
        facts = self.facts[name]
        rows = facts.known(day=day, position=position)
        keys = facts.column(facts.table.identity[0])[rows]
        order = stable_order(keys)
        ordered = keys[order]
        last = np.ones(len(ordered), dtype=np.bool_)
        last[:-1] = ordered[1:] != ordered[:-1]
        chosen = rows[order[last]]
        return Prices(
            keys=np.asarray(ordered[last]),
            price_satang=np.asarray(facts.column("price_satang")[chosen]),
            rows=chosen,
            since=np.asarray(facts.column("since")[chosen]),
        )
