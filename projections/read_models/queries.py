"""What the commands ask of the read models: properties, imports, their freshness and problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from projections.read_models.searching import called
from projections.read_models.views import Views

_ASKED_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """How far one feed of one place goes: `place` is a body's code or a province's."""

    stream: str
    place: int
    feed: str
    files: int
    latest: date
    applied: int
    quarantined: int


def properties_by_kind(views: Views, body: int) -> dict[int, int]:
    """Count a body's taxable properties: 1 land, 2 buildings, 3 units."""
    table = views.tables.properties
    rows = views.rows(
        select(table.c.kind, func.count().label("n"))
        .where(table.c.body == body)
        .group_by(table.c.kind)
    )
    return {row["kind"]: row["n"] for row in rows}


def freshness(views: Views) -> list[Freshness]:
    """Return for each place and feed how many files came and the day the latest is about."""
    table = views.tables.imports
    columns = (table.c.stream, table.c.place, table.c.feed)
    rows = views.rows(
        select(
            *columns,
            func.count().label("files"),
            func.max(table.c.as_of).label("latest"),
            func.sum(table.c.rows_applied).label("applied"),
            func.sum(table.c.rows_quarantined).label("quarantined"),
        )
        .group_by(*columns)
        .order_by(*columns)
    )
    return [
        Freshness(
            stream=row["stream"],
            place=row["place"],
            feed=row["feed"],
            files=row["files"],
            latest=row["latest"],
            applied=int(row["applied"]),
            quarantined=int(row["quarantined"]),
        )
        for row in rows
    ]


def bank_references(views: Views, receipts: Sequence[str]) -> dict[str, str]:
    """Return the banks' own references of payments by the numbers of their receipts."""
    table = views.tables.collection.payments
    found: dict[str, str] = {}
    for start in range(0, len(receipts), _ASKED_AT_ONCE):
        some = receipts[start : start + _ASKED_AT_ONCE]
        rows = views.rows(
            select(table.c.receipt, table.c.bank_reference).where(table.c.receipt.in_(some))
        )
        found.update((row["receipt"], row["bank_reference"]) for row in rows)
    return found


def payment_by_receipt(views: Views, receipt: str) -> Mapping[str, Any] | None:
    """Return bank and reference of the payment that a receipt is for, None for none of ours."""
    table = views.tables.collection.payments
    found = views.rows(
        select(table.c.bank, table.c.bank_reference).where(table.c.receipt == receipt).limit(1)
    )
    return found[0] if found else None


def imports(views: Views, place: int | None = None) -> Sequence[Mapping[str, Any]]:
    """Return the files that were received, of one place or all, in the order of the log."""
    table = views.tables.imports
    statement = select(table).order_by(table.c.position)
    if place is not None:
        statement = statement.where(table.c.place == place)
    return views.rows(statement)


def problems(views: Views, place: int | None = None) -> Sequence[Mapping[str, Any]]:
    """Return what was wrong with rows that were received, counted by import and code."""
    found, files = views.tables.findings, views.tables.imports
    statement = (
        select(
            found.c.position,
            found.c.place,
            files.c.stream,
            files.c.feed,
            files.c.as_of,
            found.c.code,
            found.c.quarantined,
            func.count().label("rows"),
            func.min(found.c.row).label("first_row"),
        )
        .join(files, files.c.position == found.c.position)
        .group_by(
            found.c.position,
            found.c.place,
            files.c.stream,
            files.c.feed,
            files.c.as_of,
            found.c.code,
            found.c.quarantined,
        )
        .order_by(found.c.position, found.c.quarantined.desc(), found.c.code)
    )
    if place is not None:
        statement = statement.where(found.c.place == place)
    return views.rows(statement)


def properties_like(
    views: Views, text: str, *, body: int | None = None, taxpayer: int | None = None, most: int
) -> Sequence[Mapping[str, Any]]:
    """Return properties that are `called` a text: a code begins with zone and block.

    With `taxpayer`, theirs.
    """
    table = views.tables.properties
    statement = select(table).order_by(table.c.body, table.c.key).limit(most)
    if text:
        statement = statement.where(called(table, text))
    if body is not None:
        statement = statement.where(table.c.body == body)
    if taxpayer is not None:
        statement = statement.where(table.c.party == taxpayer)
    return views.rows(statement)


def payment_of_receipt(views: Views, receipt: str) -> tuple[str, str] | None:
    """Return the bank and its reference of the payment a receipt is for, None for no receipt."""
    table = views.tables.collection.payments
    found = views.rows(
        select(table.c.bank, table.c.bank_reference).where(table.c.receipt == receipt)
    )
    return (found[0]["bank"], found[0]["bank_reference"]) if found else None
