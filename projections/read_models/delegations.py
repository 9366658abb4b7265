"""Read model of delegations: who may act for whom, so that each finds those who let them."""

from sqlalchemy import BigInteger, Column, Date, MetaData, String, Table, delete, insert
from sqlalchemy.engine import Connection

from domain.delegation import DelegationGranted, DelegationRevoked
from domain.log.events import Recorded
from domain.log.stream_ids import read_stream_id


def delegations_table(metadata: MetaData, number: int) -> Table:
    """Describe the table of a generation: one row for each who may act for somebody."""
    return Table(
        f"thidin_delegations_{number}",
        metadata,
        Column("taxpayer", BigInteger, primary_key=True),
        Column("to", BigInteger, primary_key=True, index=True),
        Column("scopes", String, nullable=False),
        Column("until", Date, nullable=False),
    )


def take_in_delegation(connection: Connection, table: Table, recorded: Recorded) -> None:
    """Write what an act changes; acts other than these two change nothing."""
    event = recorded.event
    if not isinstance(event, DelegationGranted | DelegationRevoked):
        return
    taxpayer = read_stream_id(event.stream).number
    mine = (table.c.taxpayer == taxpayer) & (table.c.to == event.to)
    connection.execute(delete(table).where(mine))
    if isinstance(event, DelegationGranted):
        connection.execute(
            insert(table).values(
                taxpayer=taxpayer, to=event.to, scopes=" ".join(event.scopes), until=event.until
            )
        )
