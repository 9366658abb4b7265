"""What a delivery that is not recorded yet would change in a register, fact by fact."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.facts import CONFIRMED
from domain.register import Delivered, Register
from projections.origin import Fact, fact_of

NOT_SHOWN = frozenset({"registration", "member"})
"""Tables that only accompany a change told elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One fact that would be new: what was known on its day before (None: nothing), and now."""

    before: Fact | None
    after: Fact


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The first changes of a delivery, and how many facts of each table change or are new."""

    shown: Sequence[Change]
    changed: dict[str, int]
    fresh: dict[str, int]


def changes_of(register: Register, events: Sequence[Delivered], *, most: int) -> Changes:
    """Compare a register with what it would be after some acts; `most` changes are told.

    A fact about a property that is known already is a change; one about a new property is new.
    """
    supposed = register.supposing(events)
    known = len(register.spaces["property"])
    shown: list[Change] = []
    changed: dict[str, int] = {}
    fresh: dict[str, int] = {}
    for name, facts in register.facts.items():
        first, last = len(facts), len(supposed.facts[name])
        if first == last or name in NOT_SHOWN:
            continue
        rows = np.arange(first, last)
        keys = supposed.facts[name].column(facts.table.identity[0])[rows]
        rows_of_events = [event.tables[name] for event in events if name in event.tables]
        verdict = np.concatenate([facts.judge(one) for one in rows_of_events])
        new = keys >= known
        fresh[name] = int(np.count_nonzero(new))
        # An act keeps what was said before for the same day only where something else was said
        # since: it changes what is known now, as an undoing does.
        differs = rows[~new & (verdict != CONFIRMED)]
        changed[name] = len(differs)
        shown += [
            _change(register, supposed, name, row) for row in differs[: most - len(shown)].tolist()
        ]
    return Changes(shown=shown, changed=changed, fresh=fresh)


def _change(register: Register, supposed: Register, name: str, row: int) -> Change:
    after = supposed.facts[name]
    key = int(after.column("property")[row])
    day = int(after.column("since")[row])
    before = int(register.facts[name].latest(len(register.spaces["property"]), day=day)[key])
    return Change(
        before=None if before < 0 else fact_of(register, name, before),
        after=fact_of(supposed, name, row),
    )
