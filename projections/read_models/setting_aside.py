"""Acts the read models cannot take in: their stream is set aside with an alarm, others go on."""

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, MetaData, String, Table, insert, select, update
from sqlalchemy.engine import Connection

from domain.errors import StreamDamaged
from domain.log.events import Recorded, Unread
from domain.log.stream_ids import show_stream

_LOG: Final = logging.getLogger("thidin.read_models")


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """A stream the read models stopped at, at its act of `position`; `acts` of it were left out."""

    stream: UUID
    position: int
    acts: int
    reason: str

    @property
    def name(self) -> str:
        """The stream as people call it."""
        return show_stream(self.stream)


def set_aside_table(metadata: MetaData, number: int) -> Table:
    """Describe a generation's table of streams set aside: one row each."""
    return Table(
        f"thidin_set_aside_{number}",
        metadata,
        Column("stream", String(32), primary_key=True),
        Column("position", BigInteger, nullable=False),
        Column("acts", BigInteger, nullable=False),
        Column("reason", String, nullable=False),
    )


def streams_set_aside(connection: Connection, table: Table) -> Sequence[SetAside]:
    """Return the streams set aside, by the position where they stopped."""
    rows = connection.execute(select(table).order_by(table.c.position, table.c.stream)).all()
    return [
        SetAside(stream=UUID(row.stream), position=row.position, acts=row.acts, reason=row.reason)
        for row in rows
    ]


def set_aside(connection: Connection, table: Table, act: Recorded | Unread, why: Exception) -> None:
    """Set the stream of an act aside: neither it nor what follows it is taken in."""
    stream, reason = stream_of(act), reason_of(why)
    _LOG.error(
        "The read models leave out %s from log position %d on, all else goes on: %s",
        show_stream(stream),
        act.position,
        reason,
    )
    row = {"stream": stream.hex, "position": act.position, "acts": 1, "reason": reason}
    connection.execute(insert(table).values(row))


def leave_out(connection: Connection, table: Table, act: Recorded | Unread) -> None:
    """Count one more act of a stream that is set aside."""
    mine = table.c.stream == stream_of(act).hex
    connection.execute(update(table).where(mine).values(acts=table.c.acts + 1))


def bills_left_out(body: int, tax_year: int, why: StreamDamaged) -> None:
    """Raise the alarm over a body's bills that cannot be computed from what the log holds."""
    _LOG.error("The read models leave out the bills of %08d for %d: %s", body, tax_year, why)


def stream_of(act: Recorded | Unread) -> UUID:
    """Return the stream of an act, read or not."""
    return act.stream if isinstance(act, Unread) else act.event.stream


def reason_of(why: Exception) -> str:
    """Say what went wrong in words that hold nothing of what stood in the act."""
    if isinstance(why, StreamDamaged):
        return str(why)
    places: Any = traceback.extract_tb(why.__traceback__)
    where = f" at {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return f"Taking it in failed: {type(why).__name__}{where}. Mend the program, then rebuild."
