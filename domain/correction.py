"""An officer's correction of one property: a new fact beside the wrong one, never an edit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.calendar import to_days
from domain.delivery import Columns, Delivery
from domain.errors import Refused
from domain.register import Register
from domain.rows import Rows, Text
from domain.tables import FINDINGS, NO_KEY, TABLES

REASONS: Final = {
    "TYPING-ERROR": "a slip when the data was keyed in",
    "SURVEY-AGAIN": "the officer looked again on the spot",
    "DOCUMENT-SEEN": "the taxpayer showed a document",
    "DECISION": "a decision on a correction request or an objection (s.32, s.73)",
    "RELIEF-GRANTED": "a reduction, exemption or relief was granted (s.8, s.55 to s.57)",
}
"""Why a fact is corrected: a code, so that no name slips into the log."""


class UnknownProperty(Refused):
    """The register has no such property."""

    code = "unknown-property"


class NothingToCorrect(Refused):
    """The register knows no fact that could be corrected, or none was given."""

    code = "nothing-to-correct"


class UnknownReason(Refused):
    """The reason is not one of the codes."""

    code = "unknown-reason"


def property_index(register: Register, text: str) -> int:
    """Return the dense key of a property by its key, its parcel code or its building code.

    Raises `UnknownProperty`.
    """
    space = register.spaces["property"]
    for key in (text, f"C:{text}", f"B:{text}"):
        found = space.find(key)
        if found is not None:
            return found
    raise UnknownProperty(
        f"The register of {register.body:08d} has no property {text!r}. Give a parcel code such "
        "as 01A001, a building code such as 01A001-B001, or a key such as P:1:60010000:12345."
    )


def correction(
    register: Register,
    text: str,
    *,
    since: date,
    changes: Mapping[str, Mapping[str, int]],
    officer: str,
    at: datetime,
    reason: str,
) -> Delivery:
    """Return the delivery that corrects facts of one property from a day on.

    `changes` maps a table to the columns that are to be different; the others stay as known on
    that day. Raises `UnknownProperty`, `UnknownReason`, `NothingToCorrect`.
    """
    if reason not in REASONS:
        raise UnknownReason(f"The reason is one of {', '.join(REASONS)}, not {reason!r}.")
    if not changes:
        raise NothingToCorrect("Say what is to be corrected.")
    index = property_index(register, text)
    return Delivery(
        feed="correction",
        authority="LAO",
        officer=officer,
        as_of=since,
        recorded_at=at,
        file_sha256="",
        rows_in=1,
        facts={
            name: _row(register, name, index, since=since, changed=changed)
            for name, changed in changes.items()
        },
        findings=Rows.empty(FINDINGS),
        reason=reason,
    )


def _row(
    register: Register, name: str, index: int, *, since: date, changed: Mapping[str, int]
) -> Columns:
    """Return one fact row: what is known on the day, with the corrected columns put in."""
    table, facts = TABLES[name], register.facts[name]
    space = register.spaces["property"]
    index, row = latest_row(register, name, index, day=to_days(since))
    columns: dict[str, NDArray[np.integer[Any]] | Text] = {}
    for column in table.schema.columns:
        if column.name == "property":
            columns["property"] = Text.of([space.key(index)])
        elif column.name == "since":
            columns["since"] = np.asarray([to_days(since)], dtype=np.int32)
        elif column.name == "row":
            columns["row"] = np.asarray([1], dtype=np.int32)
        elif column.name in changed:
            columns[column.name] = np.asarray([changed[column.name]], dtype=np.int64)
        elif row < 0:
            raise NothingToCorrect(
                f"Nothing is known of the {name} of this property on {since.isoformat()}, so "
                f"{column.name} must be given too."
            )
        elif column.name in table.keys:
            key = int(facts.column(column.name)[row])
            text = "" if key == NO_KEY else register.spaces[table.keys[column.name]].key(key)
            columns[column.name] = Text.of([text])
        else:
            columns[column.name] = facts.column(column.name)[row : row + 1].astype(np.int64)
    return columns


def latest_row(register: Register, name: str, index: int, *, day: int) -> tuple[int, int]:
    """Return the key under which a table last spoke of a property, and that row; -1 for none.

    A plot is one property under its title and under its parcel code: the land office speaks of
    the one, a survey of the other.
    """
    facts = register.facts[name]
    latest = facts.latest(len(register.spaces["property"]), day=day)
    said = [(key, int(latest[key])) for key in _names(register, index, day=day) if latest[key] >= 0]
    if not said:
        return index, -1
    since, position = facts.column("since"), facts.column("position")
    return max(said, key=lambda one: (int(since[one[1]]), int(position[one[1]])))


def _names(register: Register, index: int, *, day: int) -> list[int]:
    """Return the keys a plot goes by on a day: as given, its title's, its code's."""
    parcels = register.facts["parcel"]
    latest = parcels.latest(len(register.spaces["property"]), day=day)
    rows = latest[latest >= 0]
    property_, code = parcels.column("property")[rows], parcels.column("code")[rows]
    carried = code != NO_KEY
    titles = property_[carried & (code == index)].tolist()
    codes = code[carried & np.isin(property_, [index, *titles])].tolist()
    return list(dict.fromkeys([index, *titles, *codes]))
