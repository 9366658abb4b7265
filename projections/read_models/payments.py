"""The read model of payments: each payment and where its money is, written a page at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.engine import Connection

from domain import payment
from domain.log.events import Event, Recorded
from domain.payment import Payment
from projections.read_models.bulk import bulk_insert
from projections.read_models.collection import CollectionTables

Row = dict[str, Any]
_MOVED = payment.Allocated | payment.Suspended | payment.Returned | payment.Reversed


def take_in_payments(
    connection: Connection, tables: CollectionTables, page: Iterable[Recorded]
) -> None:
    """Write what a page of acts says of payments; acts of other streams change nothing here."""
    acts = [one for one in page if isinstance(one.event, payment.Received | _MOVED)]
    if not acts:
        return
    keys = sorted({str(one.event.stream) for one in acts})
    rows = _known(connection, tables, keys)
    known = sorted(rows)
    for one in acts:
        key = str(one.event.stream)
        row = _after(rows.get(key), key, one.position, one.event)
        if row is not None:
            rows[key] = row
    table = tables.payments
    if known:
        connection.execute(delete(table).where(table.c.payment.in_(known)))
    _insert(connection, table, list(rows.values()))
    _write_parts(connection, tables, [one.event for one in acts])


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    names = [column.name for column in table.columns]
    bulk_insert(connection, table, {name: [row[name] for row in rows] for name in names})


def _known(connection: Connection, tables: CollectionTables, keys: Sequence[str]) -> dict[str, Row]:
    table = tables.payments
    found = connection.execute(select(table).where(table.c.payment.in_(keys))).mappings()
    return {row["payment"]: dict(row) for row in found}


def _after(row: Row | None, key: str, position: int, event: Event) -> Row | None:
    """Return a payment's row after an act; None for one that is not known yet and not told of."""
    match event:
        case payment.Received():
            return _received(row, key, position, event)
        case payment.Allocated():
            return _moved(row, "allocated", "")
        case payment.Suspended():
            return _moved(row, "in-suspense", event.reason)
        case payment.Returned():
            return _moved(row, "returned", "")
        case payment.Reversed():
            return _reversed(row, key, position, event)
        case _:
            return row


def _received(row: Row | None, key: str, position: int, event: payment.Received) -> Row:
    told = event.told
    one = Payment(bank=told.bank, bank_reference=told.bank_reference)
    return {
        "payment": key,
        "receipt": one.receipt_number,
        "bank": told.bank,
        "bank_reference": told.bank_reference,
        "holder": told.holder,
        "state": row["state"] if row is not None else "received",
        "reason": "",
        "amount_satang": told.amount_satang,
        "paid_on": told.paid_on,
        "channel": told.channel,
        "position": position,
    }


def _moved(row: Row | None, state: str, reason: str) -> Row | None:
    if row is None or row["state"] == "reversed":
        return row
    return {**row, "state": state, "reason": reason}


def _reversed(row: Row | None, key: str, position: int, event: payment.Reversed) -> Row:
    """Return a payment's row reversed; one not told yet has a row that says so until it is."""
    if row is not None:
        return {**row, "state": "reversed", "reason": ""}
    return {
        "payment": key,
        "receipt": "",
        "bank": "",
        "bank_reference": "",
        "holder": 0,
        "state": "reversed",
        "reason": "not told yet",
        "amount_satang": 0,
        "paid_on": event.reversed_on,
        "channel": "",
        "position": position,
    }


def _write_parts(connection: Connection, tables: CollectionTables, events: Sequence[Event]) -> None:
    """Write whose the money is, as allocated last."""
    table = tables.payment_parts
    last = {str(one.stream): one for one in events if isinstance(one, payment.Allocated)}
    again = sorted(key for key, one in last.items() if one.proposed_by)
    if again:
        connection.execute(delete(table).where(table.c.payment.in_(again)))
    _insert(
        connection,
        table,
        [
            {
                "payment": key,
                "part": number,
                "body": part.body,
                "tax_year": part.tax_year,
                "notice": part.notice,
                "taxpayer": part.taxpayer,
                "amount_satang": part.amount_satang,
            }
            for key, event in last.items()
            for number, part in enumerate(event.parts, start=1)
        ],
    )
