"""What each act changes in the read models."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from domain.local_body import Joined
from domain.log.events import Recorded
from domain.log.stream_ids import Kind, read_stream_id
from domain.price_list import PricesAnnounced
from domain.register import Delivered
from domain.tables import NO_END
from projections.as_of import as_of
from projections.read_models.bulk import bulk_insert
from projections.read_models.collection import take_in_collection
from projections.read_models.delegations import take_in_delegation
from projections.read_models.joint_owners import take_in_joint_owners
from projections.read_models.payments import take_in_payments
from projections.read_models.rows import property_columns
from projections.read_models.schema import Generation
from projections.registers import Registers


def take_in(
    connection: Connection,
    tables: Generation,
    page: Sequence[Recorded],
    registers: Registers,
    last: int,
) -> None:
    """Write what a page of acts changes. `last` is the position of its last act."""
    take_in_payments(connection, tables.collection, page)
    delivered = [one.event for one in page if isinstance(one.event, Delivered)]
    take_in_joint_owners(connection, tables.joint_owners, delivered)
    touched: dict[int, list[np.ndarray[Any, np.dtype[np.int32]]]] = {}
    for recorded in page:
        take_in_collection(connection, tables.collection, recorded)
        take_in_delegation(connection, tables.delegations, recorded)
        act = recorded.event
        if isinstance(act, Joined):
            connection.execute(
                insert(tables.bodies).values(
                    code=act.code,
                    name_th=act.name_th,
                    name_en=act.name_en,
                    kind=act.kind,
                    province=act.province,
                    joined_position=recorded.position,
                )
            )
        if isinstance(act, Delivered | PricesAnnounced):
            kind, place, *_ = read_stream_id(act.stream)
            _write_import(connection, tables, recorded, act, kind=kind, place=place)
        if isinstance(act, Delivered):
            touched.setdefault(read_stream_id(act.stream).place, []).extend(
                np.asarray(rows["property"])
                for name, rows in act.tables.items()
                if name != "member"
            )
    for code, keys in touched.items():
        if keys:
            _write_properties(connection, tables, registers, code, np.concatenate(keys), last)


def _write_import(
    connection: Connection,
    tables: Generation,
    recorded: Recorded,
    act: Delivered | PricesAnnounced,
    *,
    kind: Kind,
    place: int,
) -> None:
    head = act.act
    if head.part > 1:
        return
    connection.execute(
        insert(tables.imports).values(
            position=recorded.position,
            stream=kind.name.lower(),
            place=place,
            act=type(act).__name__,
            feed=head.feed,
            authority=head.authority,
            officer=head.officer,
            as_of=head.as_of,
            # SQLite keeps no zone with a moment.
            recorded_at=head.recorded_at.astimezone(UTC),
            file_sha256=head.file_sha256,
            rows_in=head.rows_in,
            rows_applied=head.rows_applied,
            rows_unchanged=head.rows_unchanged,
            rows_quarantined=head.rows_quarantined,
            reason=head.reason,
        )
    )
    count = len(act.findings)
    bulk_insert(
        connection,
        tables.findings,
        {
            "position": [recorded.position] * count,
            "number": range(1, count + 1),
            "place": [place] * count,
            "row": act.findings["row"],
            "code": act.findings["code"].tolist(),
            "column": act.findings["column"].tolist(),
            "quarantined": act.findings["quarantined"],
        },
    )


def _write_properties(
    connection: Connection,
    tables: Generation,
    registers: Registers,
    code: int,
    keys: np.ndarray[Any, np.dtype[np.int32]],
    position: int,
) -> None:
    register = registers.register(code)
    view = as_of(register, day=NO_END, position=position)
    told = np.zeros(len(view), dtype=np.bool_)
    told[keys] = told[view.home[keys]] = True
    touched = np.flatnonzero(told).astype(np.int32)
    table = tables.properties
    known = connection.execute(
        select(table.c.property).where(table.c.body == code).limit(1)
    ).first()
    if known is not None:
        _delete_properties(connection, tables, code, touched)
    columns = property_columns(view, touched[view.kind[touched] > 0], position)
    bulk_insert(connection, table, columns)


def _delete_properties(
    connection: Connection,
    tables: Generation,
    code: int,
    touched: np.ndarray[Any, np.dtype[np.int32]],
) -> None:
    table = tables.properties
    for start in range(0, len(touched), 10_000):
        some = touched[start : start + 10_000].tolist()
        connection.execute(delete(table).where(table.c.body == code, table.c.property.in_(some)))
