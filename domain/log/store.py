"""What the log asks of a store beyond the event sourcing library: bounded, fast reading."""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.log.stream_ids import Range

PAGE_EVENTS: Final = 1_000
PAGE_BYTES: Final = 8_000_000
"""A page ends after this many acts or compressed bytes, so that reading needs bounded memory."""

STREAMS_AT_ONCE: Final = 500
"""So many streams are asked for in one question."""

EVENTS_TABLE: Final = "stored_events"


class StoredRow(NamedTuple):
    """One act as it lies in the store."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes


class Store(Protocol):
    """A recorder of the library that can also be read in pages. Positions rise by commit order."""

    def insert_events(self, stored_events: Sequence[StoredEvent]) -> Sequence[int] | None:
        """Write all or nothing and return the positions; raises IntegrityError, LogBusy."""

    def put_back(self, rows: Sequence[StoredRow]) -> None:
        """Write acts of a backup at their positions, all or nothing; raises LogBusy."""

    def page(
        self, *, after: int, until: int | None, names: Sequence[str], within: Range | None = None
    ) -> list[StoredRow]:
        """Return the next acts after a position, of stored names that start so, of some streams."""

    def stream_page(self, stream: UUID, *, after: int, until: int | None) -> list[StoredRow]:
        """Return the next acts of one stream after a version, up to a position."""

    def acts_of(self, streams: Sequence[UUID], *, until: int | None) -> list[StoredRow]:
        """Return all acts of some short streams up to a position, by stream and version."""

    def acts_behind(self, stream: UUID, version: int, *, last: UUID) -> list[StoredRow]:
        """Return the next acts behind one, up to the last stream, by stream and version."""

    def changed_after(self, position: int, *, most: int) -> list[tuple[int, UUID]]:
        """Return position and stream of the next acts after a position, in order."""

    def last_versions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """Return the version of each stream's last act; a stream that has none is left out."""

    def stream_ids(self, first: UUID, last: UUID) -> list[UUID]:
        """Return the ids that have acts, from first to last, in order."""

    def head(self) -> int:
        """Return the position of the log's last act, 0 if it has none."""

    def incomplete_streams(self) -> list[UUID]:
        """Return the streams whose versions are not 1, 2, 3 and so on without a gap."""
