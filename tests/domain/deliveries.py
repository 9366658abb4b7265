"""Builders of deliveries with honest defaults: a small land registry that a test changes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import numpy as np

from domain.calendar import to_days
from domain.delivery import Columns, Delivery
from domain.log.events import Event, Recorded
from domain.register import Delivered, Register
from domain.rows import Rows, Text
from domain.tables import FINDINGS, TABLES

BODY = 5600601
RECORDED_AT = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
_DEFAULTS: dict[str, dict[str, object]] = {
    "parcel": {"status": 1, "title_type": 1, "code": "", "sheet": 0, "tambon": 600601},
    "owner": {"person": 1, "relation": 1},
    "use": {
        "agriculture": 0,
        "residence": 0,
        "other": 0,
        "vacant": 0,
        "vacant_from": 0,
        "main": 0,
    },
}


def facts(table: str, *rows: Mapping[str, object]) -> Columns:
    """Return columns of a table from rows; `since` may be a date, `row` counts from 2."""
    schema = TABLES[table].schema
    keys = TABLES[table].keys
    full = [
        {**_DEFAULTS.get(table, {}), "row": place, **row} for place, row in enumerate(rows, start=2)
    ]
    columns: dict[str, np.ndarray | Text] = {}
    for column in schema.columns:
        cells = [row[column.name] for row in full]
        if column.name in keys:
            columns[column.name] = Text.of([str(cell) for cell in cells])
        elif column.name == "since":
            columns[column.name] = np.asarray(
                [to_days(_day(cell)) for cell in cells], dtype=np.int32
            )
        else:
            columns[column.name] = np.asarray(cells, dtype=np.int64)
    return columns


def _day(cell: object) -> date:
    assert isinstance(cell, date)
    return cell


def parcel(number: int, *, since: date = date(2025, 1, 1), **more: object) -> dict[str, object]:
    """Return the fact row of a plot of one rai under title deed `number`."""
    return {"property": f"P:1:60010000:{number}", "since": since, "area_cwah": 40_000, **more}


def owner(
    number: int, party: int, *, since: date = date(2025, 1, 1), **more: object
) -> dict[str, object]:
    """Return the fact row that a party owns the plot under title deed `number`."""
    return {"property": f"P:1:60010000:{number}", "since": since, "party": party, **more}


def findings(*quarantined_rows: int) -> Rows:
    """Return the findings that keep some rows back."""
    count = len(quarantined_rows)
    return Rows(
        FINDINGS,
        {
            "row": np.asarray(quarantined_rows, dtype=np.int32),
            "code": Text.of(["AREA-02"] * count),
            "column": Text.of(["งาน"] * count),
            "quarantined": np.ones(count, dtype=np.uint8),
        },
    )


def delivery(
    tables: Mapping[str, Columns],
    *,
    file: str = "a" * 64,
    rows_in: int | None = None,
    kept_back: Sequence[int] = (),
    followers: Sequence[tuple[int, int]] = (),
) -> Delivery:
    """Return a delivery of these tables from a file of as many rows as its longest table."""
    longest = max((len(columns["since"]) for columns in tables.values()), default=0)
    return Delivery(
        feed="reg",
        authority="DOL",
        officer="officer-1",
        as_of=date(2025, 1, 1),
        recorded_at=RECORDED_AT,
        file_sha256=file,
        rows_in=longest + len(kept_back) if rows_in is None else rows_in,
        facts=tables,
        findings=findings(*kept_back),
        followers=np.asarray(followers, dtype=np.int64).reshape(len(followers), 2),
    )


def record(register: Register, events: Sequence[Event]) -> None:
    """Take decided events into a register, at the next log positions."""
    for event in events:
        register.apply(Recorded(position=register.position + 1, event=event))


def receive(
    register: Register,
    kind: type[Delivered],
    tables: Mapping[str, Columns],
    *,
    file: str = "a" * 64,
    confirmed: bool = False,
) -> int:
    """Decide a delivery and take it in; return how many facts changed."""
    decision = register.decide(kind, delivery(tables, file=file), confirmed=confirmed)
    record(register, decision.events)
    return decision.changed
