"""What a local body's officers look at first: files, problems, what was collected, from whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, select

from projections.read_models.views import Views

Rows = Sequence[Mapping[str, Any]]


def latest_of_feeds(views: Views, body: int) -> Rows:
    """Return the last file of each feed a body received, and what was kept back of all of them."""
    files = views.tables.imports
    statement = (
        select(
            files.c.feed,
            func.max(files.c.as_of).label("as_of"),
            func.max(files.c.recorded_at).label("recorded_at"),
            func.count().label("files"),
            func.sum(files.c.rows_quarantined).label("kept_back"),
        )
        .where(files.c.place == body, files.c.stream == "register")
        .group_by(files.c.feed)
        .order_by(files.c.feed)
    )
    return views.rows(statement)


def codes_of_problems(views: Views, body: int) -> Rows:
    """Return how many rows of a body's files each problem was found in, most first."""
    found = views.tables.findings
    rows = func.count().label("rows")
    kept = func.sum(found.c.quarantined).label("kept_back")
    statement = (
        select(found.c.code, rows, kept)
        .where(found.c.place == body)
        .group_by(found.c.code)
        .order_by(rows.desc(), found.c.code)
    )
    return views.rows(statement)


def collected(views: Views, *, tax_year: int, until: date, body: int | None = None) -> Rows:
    """Return what each body, or one, assessed for a year, and was paid by the end of a day."""
    bodies, notices = views.tables.bodies, views.tables.collection.notices
    payments, parts = views.tables.collection.payments, views.tables.collection.payment_parts
    assessed = (
        select(
            notices.c.body,
            func.count().label("notices"),
            func.sum(notices.c.tax_satang).label("tax_satang"),
        )
        .where(notices.c.tax_year == tax_year, *_of(notices, body))
        .group_by(notices.c.body)
        .subquery()
    )
    paid = (
        select(parts.c.body, func.sum(parts.c.amount_satang).label("paid_satang"))
        .join(payments, payments.c.payment == parts.c.payment)
        .where(
            parts.c.tax_year == tax_year,
            payments.c.state == "allocated",
            payments.c.paid_on <= until,
            *_of(parts, body),
        )
        .group_by(parts.c.body)
        .subquery()
    )
    statement = (
        select(
            bodies.c.code,
            bodies.c.kind,
            assessed.c.notices,
            assessed.c.tax_satang,
            func.coalesce(paid.c.paid_satang, 0).label("paid_satang"),
        )
        .join(assessed, assessed.c.body == bodies.c.code)
        .outerjoin(paid, paid.c.body == bodies.c.code)
        .order_by(bodies.c.code)
    )
    return views.rows(statement)


def _of(table: Table, body: int | None) -> Sequence[ColumnElement[bool]]:
    return () if body is None else (table.c.body == body,)


def waiting_money(views: Views, body: int) -> tuple[int, int]:
    """Return how many payments in a body's account match nothing, and their sum in satang."""
    table = views.tables.collection.payments
    (row,) = views.rows(
        select(
            func.count().label("payments"),
            func.coalesce(func.sum(table.c.amount_satang), 0).label("satang"),
        ).where(table.c.holder == body, table.c.state == "in-suspense")
    )
    return int(row["payments"]), int(row["satang"])


def notices_in_short(views: Views, body: int, tax_year: int) -> Mapping[str, int]:
    """Return how many notices of a year there are, were received, warned and amended."""
    table = views.tables.collection.notices

    def counted(column: str) -> Any:  # noqa: ANN401 - SQLAlchemy's
        return func.sum(case((table.c[column].is_(None), 0), else_=1))

    (row,) = views.rows(
        select(
            func.count().label("notices"),
            func.coalesce(func.sum(table.c.tax_satang), 0).label("tax_satang"),
            func.coalesce(counted("received_on"), 0).label("received"),
            func.coalesce(counted("warned_on"), 0).label("warned"),
            func.coalesce(counted("warning_received_on"), 0).label("warnings_received"),
        ).where(table.c.body == body, table.c.tax_year == tax_year)
    )
    return {name: int(value) for name, value in row.items()}


def notices_of(views: Views, body: int, taxpayer: int) -> Rows:
    """Return a taxpayer's notices in one body, latest year first."""
    table = views.tables.collection.notices
    statement = (
        select(table)
        .where(table.c.body == body, table.c.taxpayer == taxpayer)
        .order_by(table.c.tax_year.desc())
    )
    return views.rows(statement)


def paid_by(views: Views, body: int, taxpayer: int) -> Mapping[tuple[int, int], int]:
    """Return what was paid of each notice of a taxpayer's in one body, in satang, charges in."""
    collection = views.tables.collection
    notices, payments, parts = collection.notices, collection.payments, collection.payment_parts
    of_notice = (
        (parts.c.body == notices.c.body)
        & (parts.c.tax_year == notices.c.tax_year)
        & (parts.c.notice == notices.c.notice)
    )
    rows = views.rows(
        select(parts.c.tax_year, parts.c.notice, func.sum(parts.c.amount_satang).label("satang"))
        .select_from(notices)
        .join(parts, of_notice)
        .join(payments, payments.c.payment == parts.c.payment)
        .where(notices.c.body == body, notices.c.taxpayer == taxpayer)
        .where(payments.c.state == "allocated")
        .group_by(parts.c.tax_year, parts.c.notice)
    )
    return {(row["tax_year"], row["notice"]): int(row["satang"]) for row in rows}


def notices_over(views: Views, body: int, satang: int, *, most: int) -> Rows:
    """Return notices that ask for just a sum and that no payment belongs to yet."""
    collection = views.tables.collection
    table, payments, parts = collection.notices, collection.payments, collection.payment_parts
    paid = (
        select(parts.c.notice)
        .join(payments, payments.c.payment == parts.c.payment)
        .where(parts.c.body == table.c.body, payments.c.state == "allocated")
        .where(parts.c.tax_year == table.c.tax_year, parts.c.notice == table.c.notice)
        .exists()
    )
    statement = (
        select(table)
        .where(table.c.body == body, table.c.tax_satang == satang, ~paid)
        .order_by(table.c.tax_year.desc(), table.c.notice)
        .limit(most)
    )
    return views.rows(statement)


def taken_on(views: Views, body: int, day: date) -> Rows:
    """Return what came into a body's account by channel and state, paid on a day."""
    table = views.tables.collection.payments
    statement = (
        select(
            table.c.channel,
            table.c.state,
            func.count().label("payments"),
            func.sum(table.c.amount_satang).label("satang"),
        )
        .where(table.c.holder == body, table.c.paid_on == day)
        .group_by(table.c.channel, table.c.state)
        .order_by(table.c.channel, table.c.state)
    )
    return views.rows(statement)


def entered_on(views: Views, body: int, day: date) -> Rows:
    """Return the payments an officer entered for a day, by receipt; not those struck out."""
    table = views.tables.collection.payments
    statement = (
        select(table)
        .where(table.c.holder == body, table.c.paid_on == day, table.c.bank == "000")
        .where(table.c.state != "returned")
        .order_by(table.c.bank_reference)
    )
    return views.rows(statement)


def owners_of(views: Views, body: int) -> list[int]:
    """Return everybody whom a body's register names as an owner, in order."""
    table = views.tables.properties
    rows = views.rows(
        select(table.c.party).where(table.c.body == body, table.c.party != 0).distinct()
    )
    return sorted(int(row["party"]) for row in rows)


def owns_in(views: Views, body: int, taxpayer: int) -> bool:
    """Say whether somebody has a property or a notice in a body."""
    table = views.tables.properties
    held = views.rows(
        select(table.c.property).where(table.c.body == body, table.c.party == taxpayer).limit(1)
    )
    return bool(held) or bool(notices_of(views, body, taxpayer))


def every_notice(views: Views, body: int, tax_year: int) -> Rows:
    """Return all notices of a year, by number."""
    table = views.tables.collection.notices
    mine = (table.c.body == body, table.c.tax_year == tax_year)
    return views.rows(select(table).where(*mine).order_by(table.c.notice))


def every_payment(views: Views, body: int, tax_year: int) -> Rows:
    """Return what was paid of a year's notices, in the order it came in."""
    payments, parts = views.tables.collection.payments, views.tables.collection.payment_parts
    statement = (
        select(
            parts.c.notice,
            parts.c.amount_satang,
            payments.c.receipt,
            payments.c.paid_on,
            payments.c.channel,
            payments.c.bank,
            payments.c.bank_reference,
            payments.c.state,
        )
        .join(payments, payments.c.payment == parts.c.payment)
        .where(parts.c.body == body, parts.c.tax_year == tax_year)
        .order_by(payments.c.position, parts.c.part)
    )
    return views.rows(statement)


def every_property(views: Views, body: int) -> Rows:
    """Return all properties of a body's register, by key."""
    table = views.tables.properties
    return views.rows(select(table).where(table.c.body == body).order_by(table.c.key))


def told_by_bank(views: Views, body: int, bank: str, days: Iterable[date]) -> Rows:
    """Return the payments a bank told of into a body's account, paid on some days."""
    table = views.tables.collection.payments
    mine = (table.c.holder == body, table.c.bank == bank, table.c.paid_on.in_(sorted(days)))
    return views.rows(select(table).where(*mine).order_by(table.c.bank_reference))
