"""Whether a property is clear of tax before rights in it are registered (s.59, s.60).

Tax in arrears lies on the property it is for, whoever owns it now. The answer is drawn from acts up
to one position of the log, so the same question as at that position has the same answer for ever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from domain.calendar import to_days
from domain.law import Law
from domain.local_body import LocalBody
from domain.log import Log
from domain.log.stream_ids import Kind, read_stream_id
from domain.register import Register
from domain.roll import Roll
from domain.rows import Rows
from domain.tables import NO_KEY
from projections.accounts import AccountView, account_view
from projections.arrears import Arrear, by_property
from projections.as_of import BUILDING, AsOf, as_of
from projections.successors import ground

HOLDS_DAYS: Final = 30
"""An answer holds so many days at most, by the setting `clearance_holds`."""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Tax of one year in arrears on the property: of which notice, and how much, in satang."""

    tax_year: int
    notice: int
    property: str
    tax_satang: int


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """The answer. `covers` are the keys of the property and of what stands on it.

    `years` are the tax years with notices out; `valid_until` is the last day on which time alone
    cannot change the answer. An act recorded after `position` can.
    """

    body: int
    key: str
    covers: tuple[str, ...]
    on: date
    position: int
    holds: tuple[Hold, ...]
    years: tuple[int, ...]
    valid_until: date

    @property
    def clear(self) -> bool:
        """Whether nothing is in arrears."""
        return not self.holds


def clearance(
    log: Log,
    register: Register,
    law: Law,
    *,
    index: int,
    on: date,
    position: int,
) -> Clearance:
    """Answer for the property of a dense key, with the buildings that stand on it."""
    view = as_of(register, day=to_days(on), position=position)
    covered = _covered(view, index)
    body = LocalBody(code=register.body)
    for act in log.stream(body.stream, position):
        body.apply(act)
    space = register.spaces["property"]
    holds: list[Hold] = []
    dues: list[date] = []
    years: list[int] = []
    for roll in _rolls(log, register.body, position):
        years.append(roll.tax_year)
        for account in _accounts(log, roll, body, law, covered, position):
            stands = account.on(on)
            if stands.next_due_on is not None and stands.next_due_on >= on:
                dues.append(stands.next_due_on)
            late = Arrear(notice=account.notice, taxpayer=account.account.taxpayer, standing=stands)
            told = by_property([late], roll) if late.tax_satang else None
            for key, satang in zip(*_parts(told, covered), strict=True):
                holds.append(
                    Hold(
                        tax_year=roll.tax_year,
                        notice=account.notice,
                        property=space.key(key),
                        tax_satang=satang,
                    )
                )
    until = min([on + timedelta(days=HOLDS_DAYS), *dues])
    return Clearance(
        body=register.body,
        key=space.key(index),
        covers=tuple(space.key(key) for key in sorted(covered)),
        on=on,
        position=position,
        holds=tuple(holds),
        years=tuple(years),
        valid_until=on if holds else until,
    )


def _covered(view: AsOf, index: int) -> frozenset[int]:
    """Return the keys a property goes by, those it came from, and what stands on any of them.

    A title that was divided or merged hands its arrears on: they lay on the land.
    """
    plots = {int(view.home[index])}
    came_from = _mothers(view)
    fresh = set(plots)
    while fresh:
        fresh = {mother for child, mother in came_from if child in fresh} - plots
        plots |= fresh
    buildings = np.flatnonzero(view.kind == BUILDING).astype(np.int32)
    if len(buildings):
        codes = view.value("building", "stands_on", view.building[buildings], missing=NO_KEY)
        below = ground(view, codes.astype(np.int32))
        plots |= set(buildings[np.isin(below, sorted(plots))].tolist())
    names = np.flatnonzero(np.isin(view.home, sorted(plots)))
    return frozenset({index, *plots, *names.tolist()})


def _mothers(view: AsOf) -> Sequence[tuple[int, int]]:
    """Return pairs of a plot and one it came from by a registered act."""
    facts = view.facts("registration")
    if not len(facts):
        return []
    rows = facts.known(day=view.day, position=view.position)
    child = view.home[facts.column("property")[rows]]
    mother = facts.column("other")[rows]
    known = mother >= 0
    pairs = zip(child[known].tolist(), view.home[mother[known]].tolist(), strict=True)
    return sorted({pair for pair in pairs if pair[0] != pair[1]})


def _rolls(log: Log, body: int, position: int) -> Iterator[Roll]:
    """Yield the body's issued rolls as of a position, by year."""
    for stream in sorted(log.stream_ids(Kind.ROLL, place=body), key=lambda one: one.int):
        roll = Roll(body=body, tax_year=read_stream_id(stream).year)
        roll.take_in(log.stream(stream, position))
        if roll.issued:
            yield roll


def _accounts(
    log: Log, roll: Roll, body: LocalBody, law: Law, covered: frozenset[int], position: int
) -> Iterator[AccountView]:
    """Yield the accounts of the notices that have tax on these properties."""
    parts = roll.properties()
    concerned = np.isin(parts["property"], sorted(covered))
    for notice in np.unique(parts["notice"][concerned]).tolist():
        taxpayer = roll.taxpayer_of(notice)
        yield account_view(
            log, roll, body, law.for_year(roll.tax_year), taxpayer, position=position
        )


def _parts(told: Rows | None, covered: frozenset[int]) -> tuple[list[int], list[int]]:
    """Return which of the covered keys are in arrears, and with how much."""
    if told is None:
        return [], []
    mine = told.take(np.isin(told["property"], sorted(covered)))
    return mine["property"].tolist(), mine["tax_satang"].tolist()
