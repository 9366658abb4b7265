"""What one taxpayer has: notices and payments, a page at a time, in every local body."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select, union

from projections.parameters import listed
from projections.read_models.views import Views

Rows = Sequence[Mapping[str, Any]]


def notices_page(views: Views, taxpayer: int, *, after: Sequence[Any] | None, most: int) -> Rows:
    """Return a taxpayer's notices, latest year first; `after` is (tax year, body)."""
    table = views.tables.collection.notices
    statement = (
        select(table)
        .where(table.c.taxpayer == taxpayer)
        .order_by(table.c.tax_year.desc(), table.c.body)
        .limit(most)
    )
    if after is not None:
        year, body = after
        statement = statement.where(
            or_(table.c.tax_year < year, and_(table.c.tax_year == year, table.c.body > body))
        )
    return views.rows(statement)


def receipts_page(views: Views, taxpayer: int, *, after: Sequence[Any] | None, most: int) -> Rows:
    """Return what was paid on a taxpayer's bills, latest first; `after` is (position, part)."""
    payments, parts = views.tables.collection.payments, views.tables.collection.payment_parts
    statement = (
        select(parts, payments.c.receipt, payments.c.paid_on, payments.c.channel)
        .add_columns(payments.c.position)
        .join(payments, payments.c.payment == parts.c.payment)
        .where(parts.c.taxpayer == taxpayer, payments.c.state == "allocated")
        .order_by(payments.c.position.desc(), parts.c.part)
        .limit(most)
    )
    if after is not None:
        position, part = after
        statement = statement.where(
            or_(
                payments.c.position < position,
                and_(payments.c.position == position, parts.c.part > part),
            )
        )
    return views.rows(statement)


def payment_of_receipt(views: Views, receipt: str, taxpayer: int) -> Mapping[str, Any] | None:
    """Return bank and reference of a receipt that a taxpayer's bill is on, None for another."""
    payments, parts = views.tables.collection.payments, views.tables.collection.payment_parts
    found = views.rows(
        select(payments.c.bank, payments.c.bank_reference)
        .join(parts, parts.c.payment == payments.c.payment)
        .where(payments.c.receipt == receipt, parts.c.taxpayer == taxpayer)
        .limit(1)
    )
    return found[0] if found else None


def bodies_of(views: Views, taxpayer: int) -> list[int]:
    """Return the local bodies in which a taxpayer has properties or notices, in order."""
    properties, notices = views.tables.properties, views.tables.collection.notices
    statement = union(
        select(properties.c.body).where(properties.c.party == taxpayer),
        select(notices.c.body).where(notices.c.taxpayer == taxpayer),
    )
    return sorted(row["body"] for row in views.rows(statement))


def owned_today(views: Views, taxpayer: int, body: int) -> frozenset[str]:
    """Return keys and codes of what the register of a body names a taxpayer as owner of today."""
    table = views.tables.properties
    rows = views.rows(
        select(table.c.key, table.c.code).where(table.c.body == body, table.c.party == taxpayer)
    )
    return frozenset(text for row in rows for text in (row["key"], row["code"]) if text)


def parties_of(views: Views, taxpayer: int) -> list[int]:
    """Return the joint parties that a taxpayer is one of, in order."""
    table = views.tables.joint_owners
    rows = views.rows(select(table.c.party).where(table.c.member == taxpayer))
    return sorted(row["party"] for row in rows)


def is_one_of(views: Views, taxpayer: int, *, party: int) -> bool:
    """Say whether a taxpayer is one of the joint owners that a party stands for."""
    table = views.tables.joint_owners
    mine = (table.c.party == party) & (table.c.member == taxpayer)
    return bool(views.rows(select(table.c.party).where(mine).limit(1)))


def owners_of(views: Views, parties: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Return the joint owners behind those of some parties that stand for several."""
    if not parties:
        return {}
    table = views.tables.joint_owners
    found: dict[int, list[int]] = {}
    for row in views.rows(select(table).where(table.c.party.in_(listed(parties)))):
        found.setdefault(row["party"], []).append(row["member"])
    return {party: sorted(members) for party, members in found.items()}


def let_by(views: Views, taxpayers: Sequence[int], *, scope: str, on: date) -> Rows:
    """Return whom some taxpayers let act for them on a day in a scope."""
    if not taxpayers:
        return ()
    table = views.tables.delegations
    mine = table.c.taxpayer.in_(listed(taxpayers))
    rows = views.rows(select(table).where(mine, table.c.until >= on))
    return [row for row in rows if scope in row["scopes"].split()]


def who_let(views: Views, to: int, *, on: date) -> Rows:
    """Return who lets somebody act for them on a day, and in what."""
    table = views.tables.delegations
    return views.rows(
        select(table).where(table.c.to == to, table.c.until >= on).order_by(table.c.taxpayer)
    )
