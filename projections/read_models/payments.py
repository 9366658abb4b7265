"""The read model of payments: each payment and where its money is, written a page at a time."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Final, NamedTuple

from sqlalchemy import Table, delete, select
from sqlalchemy.engine import Connection

from domain import payment
from domain.log.events import Event, Recorded
from domain.payment import receipt_number
from projections.parameters import listed
from projections.read_models.bulk import bulk_insert
from projections.read_models.collection import CollectionTables

_ACTS: Final = (
    payment.Received,
    payment.Allocated,
    payment.Suspended,
    payment.Returned,
    payment.Reversed,
)


class _Payment(NamedTuple):
    """A row of payments."""

    payment: str
    receipt: str
    bank: str
    bank_reference: str
    holder: int
    state: str
    reason: str
    amount_satang: int
    paid_on: date
    channel: str
    position: int


class _Part(NamedTuple):
    """A row of a payment's parts."""

    payment: str
    part: int
    body: int
    tax_year: int
    notice: int
    taxpayer: int
    amount_satang: int


def take_in_payments(
    connection: Connection, tables: CollectionTables, page: Iterable[Recorded]
) -> None:
    """Write what a page of acts says of payments; acts of other streams change nothing here."""
    acts = [one for one in page if isinstance(one.event, _ACTS)]
    if not acts:
        return
    # A stream's number is its key while it is looked up: to hash or to write its id takes longer.
    keys: dict[int, str] = {}
    before: list[str] = []
    for one in acts:
        stream = one.event.stream
        if stream.int not in keys:
            keys[stream.int] = str(stream)
            if one.event.version > 1:
                before.append(keys[stream.int])
    rows = _known(connection, tables.payments, before)
    known = sorted(rows)
    for one in acts:
        key = keys[one.event.stream.int]
        row = _after(rows.get(key), key, one.position, one.event)
        if row is not None:
            rows[key] = row
    if known:
        mine = tables.payments.c.payment.in_(listed(known))
        connection.execute(delete(tables.payments).where(mine))
    _insert(
        connection, tables.payments, [row for _, row in sorted(rows.items(), key=itemgetter(0))]
    )
    _write_parts(connection, tables.payment_parts, acts, keys)


def _insert(connection: Connection, table: Table, rows: Sequence[_Payment | _Part]) -> None:
    if rows:
        cells = zip(*rows, strict=True)
        bulk_insert(connection, table, dict(zip(rows[0]._fields, cells, strict=True)))


def _known(connection: Connection, table: Table, keys: Sequence[str]) -> dict[str, _Payment]:
    if not keys:
        return {}
    found = connection.execute(select(table).where(table.c.payment.in_(listed(keys)))).mappings()
    return {row["payment"]: _Payment(**row) for row in found}


def _after(row: _Payment | None, key: str, position: int, event: Event) -> _Payment | None:
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


def _received(row: _Payment | None, key: str, position: int, event: payment.Received) -> _Payment:
    told = event.told
    return _Payment(
        payment=key,
        receipt=receipt_number(event.stream),
        bank=told.bank,
        bank_reference=told.bank_reference,
        holder=told.holder,
        state=row.state if row is not None else "received",
        reason="",
        amount_satang=told.amount_satang,
        paid_on=told.paid_on,
        channel=told.channel,
        position=position,
    )


def _moved(row: _Payment | None, state: str, reason: str) -> _Payment | None:
    if row is None or row.state == "reversed":
        return row
    return row._replace(state=state, reason=reason)


def _reversed(row: _Payment | None, key: str, position: int, event: payment.Reversed) -> _Payment:
    """Return a payment's row reversed; one not told yet has a row that says so until it is."""
    if row is not None:
        return row._replace(state="reversed", reason="")
    return _Payment(
        payment=key,
        receipt="",
        bank="",
        bank_reference="",
        holder=0,
        state="reversed",
        reason="not told yet",
        amount_satang=0,
        paid_on=event.reversed_on,
        channel="",
        position=position,
    )


def _write_parts(
    connection: Connection, table: Table, acts: Sequence[Recorded], keys: dict[int, str]
) -> None:
    """Write whose the money is, as allocated last."""
    last = {
        keys[one.event.stream.int]: one.event
        for one in acts
        if isinstance(one.event, payment.Allocated)
    }
    again = sorted(key for key, event in last.items() if event.proposed_by)
    if again:
        connection.execute(delete(table).where(table.c.payment.in_(listed(again))))
    parts = [
        _Part(
            payment=key,
            part=number,
            body=part.body,
            tax_year=part.tax_year,
            notice=part.notice,
            taxpayer=part.taxpayer,
            amount_satang=part.amount_satang,
        )
        for key, event in sorted(last.items(), key=itemgetter(0))
        for number, part in enumerate(event.parts, start=1)
    ]
    _insert(connection, table, parts)
