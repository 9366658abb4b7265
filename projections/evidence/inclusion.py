"""Proof that one act is in the log a checkpoint was signed over; it can be checked offline."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from domain.errors import Refused
from domain.log import Log
from domain.log.store import StoredRow
from projections.evidence.checkpoint import Checkpoint
from projections.evidence.hashes import path_of
from projections.evidence.tree import LEAVES, Evidence, subtree


class NotProvable(Refused):
    """The act is not in the log, or was recorded after the checkpoint."""

    code = "not-provable"


@dataclass(frozen=True, kw_only=True)
class Inclusion:
    """An act as stored, its leaf, the audit path, and the signed checkpoint it leads to."""

    row: StoredRow
    leaf: int
    size: int
    path: tuple[bytes, ...]
    checkpoint: str

    def as_plain(self) -> dict[str, Any]:
        """Return it for a file: bytes in base64, in the words the verifier reads."""
        return {
            "act": {
                "position": self.row.position,
                "stream": str(self.row.stream),
                "version": self.row.version,
                "name": self.row.topic,
                "state": b64encode(self.row.state).decode(),
            },
            "leaf": self.leaf,
            "size": self.size,
            "path": [b64encode(one).decode() for one in self.path],
            "checkpoint": self.checkpoint,
        }


def prove(
    evidence: Evidence, log: Log, *, stream: UUID, version: int, checkpoint: str, public: bytes
) -> Inclusion:
    """Prove one act of a stream under a signed checkpoint. Raises `NotProvable`."""
    head = Checkpoint.read(checkpoint, public)
    row = log.stored(stream, version)
    if row is None or row.position > head.position:
        raise NotProvable(
            "This act is not in the log that the checkpoint was signed over; ask again after the "
            "next checkpoint."
        )
    with evidence.engine.connect() as connection:
        leaf = connection.execute(
            select(LEAVES.c.leaf).where(LEAVES.c.position == row.position)
        ).scalar_one()
        path = path_of(leaf, head.size, lambda start, end: subtree(connection, start, end))
    return Inclusion(
        row=row, leaf=int(leaf), size=head.size, path=tuple(path), checkpoint=checkpoint
    )
