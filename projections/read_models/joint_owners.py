"""Read model of joint owners: who stands behind a joint party, so that each finds their own bills.

A party is the set of its owners, so its members never change: rows are added and never taken away.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Column, MetaData, Table, select
from sqlalchemy.engine import Connection

from domain.register import Delivered
from projections.parameters import listed
from projections.read_models.bulk import Cells, bulk_insert

_ASKED_AT_ONCE = 10_000

Longs = np.ndarray[Any, np.dtype[np.int64]]


def joint_owners_table(metadata: MetaData, number: int) -> Table:
    """Describe the table of a generation: one row for each owner behind a joint party."""
    return Table(
        f"thidin_joint_owners_{number}",
        metadata,
        Column("party", BigInteger, primary_key=True),
        Column("member", BigInteger, primary_key=True, index=True),
    )


def take_in_joint_owners(connection: Connection, table: Table, acts: Sequence[Delivered]) -> None:
    """Write the joint owners that a page's deliveries name, those that are known left out."""
    told = [act.tables["member"] for act in acts if "member" in act.tables]
    if not told:
        return
    party = np.concatenate([np.asarray(rows["party"], dtype=np.int64) for rows in told])
    member = np.concatenate([np.asarray(rows["member"], dtype=np.int64) for rows in told])
    pairs = np.unique(np.stack([party, member], axis=1), axis=0)
    known = _known(connection, table, np.unique(pairs[:, 0]))
    fresh = [pair for pair in map(tuple, pairs.tolist()) if pair not in known]
    columns: dict[str, Cells] = {
        "party": [pair[0] for pair in fresh],
        "member": [pair[1] for pair in fresh],
    }
    bulk_insert(connection, table, columns)


def _known(connection: Connection, table: Table, parties: Longs) -> set[tuple[int, int]]:
    if connection.execute(select(table.c.party).limit(1)).first() is None:
        return set()
    wanted = select(table.c.party, table.c.member)
    found: set[tuple[int, int]] = set()
    for start in range(0, len(parties), _ASKED_AT_ONCE):
        some = listed(parties[start : start + _ASKED_AT_ONCE].tolist())
        rows = connection.execute(wanted.where(table.c.party.in_(some)))
        found.update((row.party, row.member) for row in rows)
    return found
