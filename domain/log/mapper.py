"""The event sourcing library's mapper and compressor for acts: encoding, zstd, and damage named."""

from threading import local
from typing import Final
from uuid import UUID

import zstandard
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Compressor, Mapper, StoredEvent

from domain.errors import StreamDamaged
from domain.log.encoding import Encoding, UnknownAct, Unreadable
from domain.log.events import Event
from domain.log.stream_ids import show_stream

_LEVEL: Final = 1
_SMALL: Final = 1_024
_SMALL_LEVEL: Final = -1
"""A state of a few fields has hardly anything to gain: to pack and unpack it at level 1 takes three
times as long, and saves one byte in twenty."""

_LARGEST_STATE: Final = 2**28
"""Bytes of a state no act comes near; more is a damaged header, not an act."""


class ZstdCompressor(Compressor):
    """Zstandard with a checksum, so that a changed byte never reads as an act.

    At level 1; a small state at the fastest that still finds what repeats.
    """

    def __init__(self) -> None:
        """Keep one compressor a thread: they cannot be shared."""
        self._here = local()

    def compress(self, data: bytes) -> bytes:
        """Compress one state."""
        here = self._here
        if not hasattr(here, "pack"):
            here.pack = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
            here.pack_small = zstandard.ZstdCompressor(level=_SMALL_LEVEL, write_checksum=True)
        packed: bytes = (here.pack_small if len(data) < _SMALL else here.pack).compress(data)
        return packed

    def decompress(self, data: bytes) -> bytes:
        """Decompress one state; raises zstandard.ZstdError for anything `compress` did not make."""
        if zstandard.frame_content_size(data) not in range(_LARGEST_STATE):
            msg = "the compressed state has no plausible size"
            raise zstandard.ZstdError(msg)
        if not hasattr(self._here, "unpack"):
            self._here.unpack = zstandard.ZstdDecompressor()
        state: bytes = self._here.unpack.decompress(data, allow_extra_data=False)
        return state


class ActMapper(Mapper[UUID]):
    """Turns acts into stored events and back."""

    def __init__(self, encoding: Encoding, compressor: Compressor) -> None:
        """Use an encoding in place of the library's transcoder."""
        self.encoding = encoding
        self.compressor: Compressor = compressor
        self.cipher = None

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Encode and compress an act; raises TypeError for what could not be read back."""
        if not isinstance(domain_event, Event):
            msg = f"The log records acts, not a {type(domain_event).__name__}."
            raise TypeError(msg)
        topic, state = self.encoding.encode(domain_event)
        return StoredEvent(
            originator_id=domain_event.stream,
            originator_version=domain_event.version,
            topic=topic,
            state=self.compressor.compress(state),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Return the act of a stored event; raises StreamDamaged."""
        stream = stored_event.originator_id
        return self.read(
            stream if isinstance(stream, UUID) else UUID(stream),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
            position=0,
        )

    def read(self, stream: UUID, version: int, topic: str, state: bytes, *, position: int) -> Event:
        """Return the act stored at a position of the log; raises StreamDamaged."""
        try:
            plain = self.compressor.decompress(state)
            return self.encoding.decode(topic, plain, stream=stream, version=version)
        except UnknownAct as wrong:
            raise StreamDamaged(
                stream=show_stream(stream),
                version=version,
                position=position,
                reason=str(wrong),
                remedy="If a newer Thidin wrote this log, use that one; if not, restore the log "
                "from the last backup that `thidin verify` accepts",
            ) from wrong
        except (Unreadable, zstandard.ZstdError) as wrong:
            raise StreamDamaged(
                stream=show_stream(stream),
                version=version,
                position=position,
                reason=f"the state of {topic} cannot be read ({wrong})",
            ) from wrong
