"""Where a fact comes from: the act that carried it, the row of the file, and the day it began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.calendar import from_days
from domain.delivery import Act
from domain.facts import Facts
from domain.price_list import PriceList
from domain.register import Register
from domain.tables import NO_KEY, PRICE_TABLES, TABLES


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The act behind a fact: who said it, in which file and row, and where it is in the log.

    A large delivery is several events: the fact is in the one at `position`, and the whole of it
    is known from `whole_at` on.
    """

    act: str
    authority: str
    feed: str
    officer: str
    as_of: date
    recorded_at: datetime
    file_sha256: str
    row: int
    position: int
    whole_at: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact row, its keys in words.

    `subject` is the natural key the row speaks of (a survey's may be a parcel code), "" for a
    price, which is about all that share its key. `since` is the day it became true in law.
    `values` are the columns of the table that say something.
    """

    table: str
    subject: str
    since: date
    values: Mapping[str, int | str]
    origin: Origin


def fact_of(register: Register, table: str, row: int) -> Fact:
    """Return one row of a register's table with its origin."""
    facts = register.facts[table]
    subject = ""
    if "property" in facts.table.keys:
        subject = register.spaces["property"].key(int(facts.column("property")[row]))
    values: dict[str, int | str] = {}
    for name in (*facts.table.identity, *facts.table.values):
        if name == "property":
            continue
        cell = int(facts.column(name)[row])
        space = facts.table.keys.get(name)
        if space is None:
            values[name] = cell
        else:
            values[name] = "" if cell == NO_KEY else register.spaces[space].key(cell)
    act = int(facts.column("act")[row])
    return Fact(
        table=table,
        subject=subject,
        since=_since(facts, row),
        values=values,
        origin=_origin(
            register.act_kinds[act],
            register.acts[act],
            facts,
            row,
            whole_at=_whole_at(register.acts, register.act_positions, act),
        ),
    )


def price_fact_of(prices: PriceList, table: str, row: int) -> Fact:
    """Return one row of a province's price list with its origin."""
    facts = prices.facts[table]
    values: dict[str, int | str] = {}
    for column in PRICE_TABLES[table].schema.columns:
        if column.dtype == "text":
            values[column.name] = facts.text(column.name, row)
        elif column.name not in {"since", "row"}:
            values[column.name] = int(facts.column(column.name)[row])
    act = int(facts.column("act")[row])
    return Fact(
        table=table,
        subject="",
        since=_since(facts, row),
        values=values,
        origin=_origin(
            "PricesAnnounced",
            prices.acts[act],
            facts,
            row,
            whole_at=_whole_at(prices.acts, prices.act_positions, act),
        ),
    )


def _since(facts: Facts, row: int) -> date:
    return from_days(int(facts.column("since")[row]))


def _whole_at(acts: Sequence[Act], positions: Sequence[int], act: int) -> int:
    """Return the position of the last part of an act's delivery."""
    return positions[act + acts[act].parts - acts[act].part]


def _origin(kind: str, act: Act, facts: Facts, row: int, *, whole_at: int) -> Origin:
    return Origin(
        act=kind,
        authority=act.authority,
        feed=act.feed,
        officer=act.officer,
        as_of=act.as_of,
        recorded_at=act.recorded_at,
        file_sha256=act.file_sha256,
        row=int(facts.column("row")[row]),
        position=int(facts.column("position")[row]),
        whole_at=whole_at,
        reason=act.reason,
    )


ABOUT_PROPERTIES = tuple(name for name, table in TABLES.items() if "property" in table.keys)
"""The tables whose rows are about one property."""
