"""Long lists of the read models a page at a time, each from behind the last row that was shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    and_,
    func,
    or_,
    select,
    tuple_,
    union,
)

from projections.as_of import BUILDING, LAND
from projections.read_models.searching import called
from projections.read_models.views import Views

Rows = Sequence[Mapping[str, Any]]


def properties_page(
    views: Views,
    text: str,
    *,
    body: int | None = None,
    taxpayer: int | None = None,
    after: Sequence[Any] | None,
    most: int,
) -> Rows:
    """Return properties as `properties_like` finds them, behind one (body, key, property)."""
    table = views.tables.properties
    order = (table.c.body, table.c.key, table.c.property)
    statement = _named(views).order_by(*order).limit(most)
    if text:
        statement = statement.where(called(table, text))
    if body is not None:
        statement = statement.where(table.c.body == body)
    if taxpayer is not None:
        owned = tuple_(table.c.body, table.c.property).in_(_owned(table, taxpayer))
        statement = statement.where(owned)
    if after is not None:
        statement = statement.where(_behind(order, after))
    return views.rows(statement)


def _owned(table: Table, taxpayer: int) -> CompoundSelect[Any]:
    """Select body and number of what a taxpayer owns.

    A building that nobody was named for is its land's owner's (s.9); it names its land by parcel
    code, or by the title's key.
    """
    land, house = table.alias("land"), table.alias("house")

    def on(name: ColumnElement[str]) -> Select[Any]:
        return (
            select(house.c.body, house.c.property)
            .join(land, and_(land.c.body == house.c.body, name == house.c.code))
            .where(land.c.party == taxpayer, land.c.kind == LAND, name != "")
            .where(house.c.kind == BUILDING, house.c.party == 0)
        )

    mine = select(table.c.body, table.c.property).where(table.c.party == taxpayer)
    return union(mine, on(land.c.code), on(land.c.key))


def plots_called(views: Views, body: int, *, codes: Sequence[str], sheets: Sequence[str]) -> Rows:
    """Return a body's plots that have one of some parcel codes or map sheets, in order of keys."""
    table = views.tables.properties
    named = or_(table.c.code.in_(codes), table.c.sheet.in_(sheets))
    return views.rows(
        _named(views)
        .where(table.c.body == body, table.c.kind == LAND, named)
        .order_by(table.c.key, table.c.property)
    )


def _named(views: Views) -> Select[Any]:
    """Select properties with the names of their bodies."""
    table, bodies = views.tables.properties, views.tables.bodies
    return select(table, bodies.c.name_th, bodies.c.name_en).join(
        bodies, bodies.c.code == table.c.body
    )


def bills_page(views: Views, taxpayer: int, *, after: Sequence[Any] | None, most: int) -> Rows:
    """Return a taxpayer's assessed bills, latest year first, with the names of the bodies.

    `after` is the (tax year, body) of the last one shown.
    """
    table, bodies = views.tables.assessments, views.tables.bodies
    statement = (
        select(table, bodies.c.name_th, bodies.c.name_en)
        .join(bodies, bodies.c.code == table.c.body)
        .where(table.c.taxpayer == taxpayer)
        .order_by(table.c.tax_year.desc(), table.c.body)
        .limit(most)
    )
    if after is not None:
        year, body = after
        statement = statement.where(
            or_(
                table.c.tax_year < year,
                and_(table.c.tax_year == year, table.c.body > body),
            )
        )
    return views.rows(statement)


def imports_page(views: Views, place: int, *, after: int | None, most: int) -> Rows:
    """Return the files a place received, latest first, behind one log position."""
    table = views.tables.imports
    statement = select(table).where(table.c.place == place).order_by(table.c.position.desc())
    if after is not None:
        statement = statement.where(table.c.position < after)
    return views.rows(statement.limit(most))


def payments_page(views: Views, holder: int, *, after: int | None, most: int) -> Rows:
    """Return the payments into a body's account, latest first, behind one log position."""
    table = views.tables.collection.payments
    statement = select(table).where(table.c.holder == holder).order_by(table.c.position.desc())
    if after is not None:
        statement = statement.where(table.c.position < after)
    return views.rows(statement.limit(most))


def bodies_of_province(views: Views, province: int) -> Rows:
    """Return a province's bodies in order of their codes."""
    table = views.tables.bodies
    return views.rows(select(table).where(table.c.province == province).order_by(table.c.code))


def readiness_page(views: Views, *, after: int | None, most: int) -> Rows:
    """Return bodies in order of their codes, with what they have and what was kept back.

    `properties` counts taxable properties, `files` and `latest` what was received, `kept_back` rows
    that wait to be mended, `bills` and `tax_satang` what was assessed, by the latest tax year.
    """
    tables = views.tables
    statement = select(tables.bodies).order_by(tables.bodies.c.code).limit(most)
    if after is not None:
        statement = statement.where(tables.bodies.c.code > after)
    bodies = views.rows(statement)
    codes = [row["code"] for row in bodies]
    held, files, bills = tables.properties, tables.imports, tables.assessments
    counted = _by(
        views,
        select(held.c.body.label("code"), func.count().label("properties"))
        .where(held.c.body.in_(codes))
        .group_by(held.c.body),
    )
    received = _by(
        views,
        select(
            files.c.place.label("code"),
            func.count().label("files"),
            func.max(files.c.as_of).label("latest"),
            func.sum(files.c.rows_quarantined).label("kept_back"),
        )
        .where(files.c.place.in_(codes), files.c.stream == "register")
        .group_by(files.c.place),
    )
    assessed = _by(
        views,
        select(
            bills.c.body.label("code"),
            bills.c.tax_year,
            func.count().label("bills"),
            func.sum(bills.c.tax_satang).label("tax_satang"),
        )
        .where(bills.c.body.in_(codes))
        .group_by(bills.c.body, bills.c.tax_year)
        .order_by(bills.c.tax_year),
    )
    parts = (counted, received, assessed)
    return [
        {**row, **{k: v for p in parts for k, v in p.get(row["code"], {}).items()}}
        for row in bodies
    ]


def _by(views: Views, statement: Select[Any]) -> dict[int, Mapping[str, Any]]:
    return {row["code"]: row for row in views.rows(statement)}


def _behind(order: Sequence[ColumnElement[Any]], after: Sequence[Any]) -> ColumnElement[bool]:
    """Say that a row comes behind another in an order, column by column."""
    steps = []
    for place, (column, value) in enumerate(zip(order, after, strict=True)):
        same = [one == other for one, other in zip(order[:place], after[:place], strict=True)]
        steps.append(and_(*same, column > value))
    return or_(*steps)
