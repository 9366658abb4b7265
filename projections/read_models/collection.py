"""Read models of the collection: each notice as it stands, each payment and where its money is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.engine import Connection

from domain.calendar import from_days
from domain.log.events import Recorded
from domain.log.stream_ids import read_stream_id
from domain.roll import (
    CAME_BACK,
    NoticesAmended,
    NoticesIssued,
    NoticesServed,
    WarningsIssued,
    WarningsServed,
)
from domain.rows import Rows
from projections.read_models.bulk import bulk_insert


@dataclass(frozen=True, kw_only=True)
class CollectionTables:
    """The tables of one generation.

    notices: one row a notice; `tax_satang` is what it asks for now, `acts` how many acts its
    account has (0: nothing happened since the issue). payments: one row a payment by its stream.
    payment_parts: whose the money is.
    """

    notices: Table
    payments: Table
    payment_parts: Table


def collection_tables(metadata: MetaData, number: int) -> CollectionTables:
    """Describe the tables of a generation."""

    def big(name: str, *, key: bool = False) -> Column[int]:
        return Column(name, BigInteger, primary_key=key, nullable=False)

    def day(name: str) -> Column[Any]:
        return Column(name, Date, nullable=True)

    return CollectionTables(
        notices=Table(
            f"thidin_notices_{number}",
            metadata,
            big("body", key=True),
            big("tax_year", key=True),
            big("notice", key=True),
            big("taxpayer"),
            big("first_tax_satang"),
            big("tax_satang"),
            big("hash"),
            day("issued_on"),
            day("pay_by"),
            day("received_on"),
            day("warned_on"),
            day("warning_received_on"),
            big("amendments"),
            big("position"),
            Index(f"thidin_notices_{number}_taxpayer", "taxpayer"),
        ),
        payments=Table(
            f"thidin_payments_{number}",
            metadata,
            Column("payment", String(36), primary_key=True),
            Column("receipt", String(14), nullable=False, index=True),
            Column("bank", String(3), nullable=False),
            Column("bank_reference", String, nullable=False),
            big("holder"),
            Column("state", String(24), nullable=False),
            Column("reason", String(24), nullable=False),
            big("amount_satang"),
            day("paid_on"),
            Column("channel", String(16), nullable=False),
            big("position"),
            Index(f"thidin_payments_{number}_state", "holder", "state"),
        ),
        payment_parts=Table(
            f"thidin_payment_parts_{number}",
            metadata,
            Column("payment", String(36), primary_key=True),
            big("part", key=True),
            big("body"),
            big("tax_year"),
            big("notice"),
            big("taxpayer"),
            big("amount_satang"),
            Index(f"thidin_payment_parts_{number}_account", "body", "tax_year", "notice"),
        ),
    )


def take_in_collection(
    connection: Connection, tables: CollectionTables, recorded: Recorded
) -> None:
    """Write what one act changes of notices; payments are written a page at a time."""
    position, event = recorded.position, recorded.event
    match event:
        case NoticesIssued():
            _issued(connection, tables.notices, position, event)
        case NoticesAmended():
            _amended(connection, tables.notices, position, event)
        case NoticesServed():
            _served(connection, tables.notices, event, "received_on")
        case WarningsIssued():
            _warned(connection, tables.notices, event)
        case WarningsServed():
            _served(connection, tables.notices, event, "warning_received_on")
        case _:
            pass


def _issued(connection: Connection, table: Table, position: int, event: NoticesIssued) -> None:
    _insert_notices(connection, table, position, event, event.notices, pay_by=event.pay_by)


def _insert_notices(
    connection: Connection,
    table: Table,
    position: int,
    event: NoticesIssued | NoticesAmended,
    rows: Rows,
    *,
    pay_by: date | None,
) -> None:
    count = len(rows)
    first = rows["tax_satang"] if isinstance(event, NoticesIssued) else rows["tax_before_satang"]
    bulk_insert(
        connection,
        table,
        {
            "body": [read_stream_id(event.stream).place] * count,
            "tax_year": [event.tax_year] * count,
            "notice": rows["notice"],
            "taxpayer": rows["taxpayer"],
            "first_tax_satang": first,
            "tax_satang": rows["tax_satang"],
            "hash": rows["hash"],
            "issued_on": [event.issued_on] * count,
            "pay_by": [pay_by] * count,
            "received_on": [None] * count,
            "warned_on": [None] * count,
            "warning_received_on": [None] * count,
            "amendments": [0 if isinstance(event, NoticesIssued) else event.amendment] * count,
            "position": [position] * count,
        },
    )


def _amended(connection: Connection, table: Table, position: int, event: NoticesAmended) -> None:
    place = read_stream_id(event.stream).place
    mine = (table.c.body == place) & (table.c.tax_year == event.tax_year)
    known = connection.execute(select(func.max(table.c.notice)).where(mine)).scalar() or 0
    rows = event.notices
    new = rows["notice"] > known
    _insert_notices(connection, table, position, event, rows.take(new), pay_by=None)
    changed = rows.take(~new)
    cells = zip(
        changed["notice"].tolist(),
        changed["tax_satang"].tolist(),
        changed["hash"].tolist(),
        strict=True,
    )
    _update(
        connection,
        table,
        event,
        [
            {"n": n, "tax_satang": tax, "hash": digest, "position": position,
             "amendments": event.amendment}
            for n, tax, digest in cells
        ],
    )  # fmt: skip


def _served(
    connection: Connection, table: Table, event: NoticesServed | WarningsServed, column: str
) -> None:
    rows = event.services.take(event.services["amendment"] == 0)
    back = rows["notice"][rows["manner"] == CAME_BACK].tolist()
    _update(connection, table, event, [{"n": notice, column: None} for notice in back])
    rows = rows.take(rows["manner"] != CAME_BACK)
    received = zip(rows["notice"].tolist(), rows["received_on"].tolist(), strict=True)
    first: dict[int, int] = {}
    for notice, day in received:
        first[notice] = min(day, first.get(notice, day))
    place = read_stream_id(event.stream).place
    cell = table.c[column]
    statement = (
        update(table)
        .where(table.c.body == place, table.c.tax_year == event.tax_year)
        .where(table.c.notice == bindparam("n"))
        .where(cell.is_(None) | (cell > bindparam("day")))
        .values({column: bindparam("day")})
    )
    if first:
        days = [{"n": notice, "day": from_days(day)} for notice, day in first.items()]
        connection.execute(statement, days)


def _warned(connection: Connection, table: Table, event: WarningsIssued) -> None:
    numbers = event.warned["notice"].tolist()
    _update(connection, table, event, [{"n": n, "warned_on": event.issued_on} for n in numbers])


def _update(
    connection: Connection,
    table: Table,
    event: NoticesAmended | NoticesServed | WarningsIssued | WarningsServed,
    rows: Sequence[Mapping[str, Any]],
) -> None:
    if not rows:
        return
    place = read_stream_id(event.stream).place
    columns = [name for name in rows[0] if name != "n"]
    statement = (
        update(table)
        .where(table.c.body == place, table.c.tax_year == event.tax_year)
        .where(table.c.notice == bindparam("n"))
        .values({name: bindparam(f"to_{name}") for name in columns})
    )
    values = [{"n": row["n"], **{f"to_{name}": row[name] for name in columns}} for row in rows]
    connection.execute(statement, values)
