"""The log: all acts in one order, recorded all or nothing, read as streams or as a whole."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count
from typing import Final, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.utils import Environment, EnvType
from msgspec import MsgspecError, Struct
from msgspec.msgpack import Decoder
from zstandard import ZstdError

from domain.errors import LogUnavailable, StaleStream, StreamDamaged, UnsafeSetting
from domain.failpoints import Failpoint, reached
from domain.log.encoding import Shapes
from domain.log.events import Event, Recorded, Unread
from domain.log.mapper import ActMapper
from domain.log.store import PAGE_BYTES, Store, StoredRow
from domain.log.stream_ids import Kind, Range, ranges, show_stream
from domain.log.vocabulary import encoding

_SQLITE: Final = "sqlite:///"
_POSTGRES: Final = ("postgresql://", "postgres://", "postgresql+psycopg://")
_UNSAFE: Final = "POSTGRES_ENABLE_DB_FUNCTIONS"
_YES: Final = ("y", "yes", "t", "true", "on", "1")
_RESTORED_AT_ONCE: Final = 20_000
_memories: Final = count(1)


class Log(Application[UUID]):
    """The one log of all acts. Make it with `open_log`, then close it or use it in a `with`."""

    name = "Log"

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002
        """Return the settings `open_log` gave; the process environment cannot change the log."""
        return Environment("", env)

    def construct_mapper(self) -> ActMapper:
        """Return the mapper of acts with the compressor that the settings name."""
        compressor = self.factory.compressor()
        assert compressor is not None
        return ActMapper(encoding(), compressor)

    @property
    def _store(self) -> Store:
        return cast("Store", self.recorder)

    @property
    def _mapper(self) -> ActMapper:
        return cast("ActMapper", self.mapper)

    def record(self, events: Sequence[Event]) -> int:
        """Record acts of one or several streams, all or nothing; return the last one's position.

        Keep one call near 1 MB (about ten acts of 10,000 rows): the log is locked while it runs.
        Recording the very acts that are there already changes nothing and succeeds, so a caller
        who lost the answer may simply call again. Without acts, returns the head.

        Raises StaleStream if somebody else recorded one of these versions first, LogBusy if
        another writer held the log too long (both: nothing was recorded), LogUnavailable if the
        store failed, TypeError for an act that cannot be stored, ValueError for versions that
        leave a gap.
        """
        if not events:
            return self.head()
        self._refuse_gaps(events)
        stored = [self._mapper.to_stored_event(event) for event in events]
        reached(Failpoint.BEFORE_APPEND)
        try:
            positions = self.recorder.insert_events(stored)
        except IntegrityError as wrong:
            return self._already_recorded(stored, wrong)
        except (OperationalError, InterfaceError) as wrong:
            msg = (
                f"The log could not be written: {wrong}. Whether the acts were recorded is not "
                "certain; once it can be reached, do the same again: nothing is recorded twice."
            )
            raise LogUnavailable(msg) from wrong
        assert positions is not None
        reached(Failpoint.AFTER_APPEND)
        return positions[-1]

    def _refuse_gaps(self, events: Sequence[Event]) -> None:
        """Raise ValueError where a version does not follow: the stream would stay damaged."""
        last: dict[UUID, int] = {}
        continuing: dict[UUID, Event] = {}
        for event in events:
            stream, version = event.stream, event.version
            before = last.get(stream)
            if before is None and version > 1:
                continuing[stream] = event
            elif version != (before or 0) + 1:
                raise _follows_nothing(event)
            last[stream] = version
        # A stream's first act follows nothing, so the others' streams alone are looked up.
        recorded = self._store.last_versions(list(continuing))
        for stream, event in continuing.items():
            if event.version - 1 > recorded.get(stream, 0):
                raise _follows_nothing(event)

    def _already_recorded(self, stored: Sequence[StoredEvent], wrong: IntegrityError) -> int:
        """Return the position if the store holds these very acts, else raise StaleStream.

        After a lost answer the library sends the acts again, and the store refuses them although
        it was our own writing that won.
        """
        position = 0
        for event in stored:
            stream, version = cast("UUID", event.originator_id), event.originator_version
            found = self._store.stream_page(stream, after=version - 1, until=None)[:1]
            ours = [(row.version, row.topic, row.state) for row in found]
            if ours != [(version, event.topic, event.state)]:
                msg = (
                    f"Somebody else recorded version {version} of {show_stream(stream)} first. "
                    "Nothing was recorded; read the stream again and decide again."
                )
                raise StaleStream(msg) from wrong
            position = found[0].position
        return position

    def stream(
        self, stream: UUID, until: int | None = None, *, after: int = 0
    ) -> Iterator[Recorded]:
        """Yield the acts of a stream in order: those after a version, recorded up to a position.

        A stream nobody recorded has no acts. Raises StreamDamaged where a version is missing or
        an act cannot be read.
        """
        version = after
        while page := self._store.stream_page(stream, after=version, until=until):
            for row in page:
                if row.version != version + 1:
                    raise _gap(row, version + 1)
                version = row.version
                yield self.read(row)

    def streams(
        self, streams: Collection[UUID], until: int | None = None
    ) -> dict[UUID, list[Recorded]]:
        """Return the acts of some short streams, recorded up to a position, in one reading.

        A stream nobody recorded has no acts. Raises as `stream`.
        """
        found: dict[UUID, list[Recorded]] = {stream: [] for stream in streams}
        for row in self._store.acts_of(list(found), until=until):
            acts = found[row.stream]
            if row.version != len(acts) + 1:
                raise _gap(row, len(acts) + 1)
            acts.append(self.read(row))
        return found

    def changed_after(self, position: int, *, most: int) -> Sequence[tuple[int, UUID]]:
        """Return which streams have acts after a position, with the position of each; in order."""
        return self._store.changed_after(position, most=most)

    def after(
        self, position: int, until: int | None = None, kinds: Collection[str] | None = None
    ) -> Iterator[Recorded]:
        """Yield the acts recorded after a position, up to and with `until`, in order.

        `kinds` are stored names (`Register.SurveyReceived`) or their first part (`Register`).
        Raises StreamDamaged where an act cannot be read, or where a version is missing between
        two acts of one stream that lie close to each other; `damage` finds the others.
        """
        for act in self.every_after(position, until, kinds):
            if isinstance(act, Unread):
                raise act.why
            yield act

    def every_after(
        self, position: int, until: int | None = None, kinds: Collection[str] | None = None
    ) -> Iterator[Recorded | Unread]:
        """Yield what `after` yields, and what it would raise for in its place.

        For who must go on with all other streams.
        """
        names = sorted(kinds) if kinds is not None else []
        if kinds is not None and not names:
            return
        while page := self._store.page(after=position, until=until, names=names):
            last: dict[UUID, int] = {}
            for row in page:
                expected = row.version if names else last.get(row.stream, row.version - 1) + 1
                last[row.stream] = row.version
                yield self._read_or_not(row, expected)
            position = page[-1].position

    def _read_or_not(self, row: StoredRow, expected: int) -> Recorded | Unread:
        try:
            if row.version != expected:
                raise _gap(row, expected)
            return self.read(row)
        except StreamDamaged as why:
            return _unread(row, why)

    def stored_pages(self, position: int) -> Iterator[Sequence[StoredRow]]:
        """Yield the acts recorded after a position as they lie in the store, page by page."""
        while page := self._store.page(after=position, until=None, names=[]):
            yield page
            position = page[-1].position

    def stored(self, stream: UUID, version: int) -> StoredRow | None:
        """Return one act as it lies in the store, None where there is none."""
        found = self._store.stream_page(stream, after=version - 1, until=None)[:1]
        return found[0] if found and found[0].version == version else None

    def stored_stream(self, stream: UUID, *, until_version: int) -> Iterator[StoredRow]:
        """Yield a stream's acts as they lie in the store, up to and with a version."""
        version = 0
        while page := self._store.stream_page(stream, after=version, until=None):
            for row in page:
                if row.version > until_version:
                    return
                yield row
            version = page[-1].version

    def versions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """Return the version of each stream's last act; a stream without acts is left out."""
        return self._store.last_versions(streams)

    def restore(self, rows: Iterable[StoredRow]) -> int:
        """Put acts back as they lay in a store, into an empty log; return how many.

        They keep their positions, which other acts name. Raises LogBusy, and ValueError for a log
        that is not empty.
        """
        if self.head():
            msg = "Acts are put back into an empty log only."
            raise ValueError(msg)
        restored = size = 0
        some: list[StoredRow] = []
        for row in rows:
            some.append(row)
            size += len(row.state)
            if size >= PAGE_BYTES or len(some) == _RESTORED_AT_ONCE:
                self._store.put_back(some)
                restored, size, some = restored + len(some), 0, []
        if some:
            self._store.put_back(some)
        return restored + len(some)

    def head(self) -> int:
        """Return the position of the last act, 0 while there is none."""
        return self._store.head()

    def stream_ids(
        self, kind: Kind, *, place: int | None = None, year: int | None = None
    ) -> list[UUID]:
        """Return the ids of all streams of a kind, by place; or those of one place and year."""
        found = ranges(kind, place=place, year=year)
        return [stream for first, last in found for stream in self._store.stream_ids(first, last)]

    def excerpts(
        self, shapes: Shapes, *, kinds: Collection[str], until: int | None = None
    ) -> Iterator[tuple[StoredRow, Event | Struct]]:
        """Yield the acts of some kinds, up to a position, each as stored and read.

        Of an act that `shapes` names those fields alone are read, the others are read whole, as
        are older versions. Raises StreamDamaged where what is read cannot be.
        """
        for row, found in self.every_excerpt_after(0, shapes, kinds=kinds, until=until):
            if isinstance(found, Unread):
                raise found.why
            yield row, found

    def every_excerpt_after(
        self,
        position: int,
        shapes: Shapes,
        *,
        kinds: Collection[str],
        until: int | None = None,
        within: Range | None = None,
    ) -> Iterator[tuple[StoredRow, Event | Struct | Unread]]:
        """Yield what `excerpts` yields, and what it would raise for in its place.

        Of the acts recorded after a position; with `within`, of these streams alone.
        """
        excerpts, names = self._mapper.encoding.excerpts(shapes), sorted(kinds)
        if not names:
            return
        while page := self._store.page(after=position, until=until, names=names, within=within):
            for row in page:
                try:
                    yield row, self._excerpt(row, excerpts.get(row.topic))
                except StreamDamaged as why:
                    yield row, _unread(row, why)
            position = page[-1].position

    def excerpts_of(
        self, shapes: Shapes, kind: Kind, *, place: int, year: int
    ) -> Iterator[tuple[StoredRow, Event | Struct]]:
        """Yield the acts of all streams of a kind, place and year, by stream and version.

        Read as `excerpts` reads them. Raises StreamDamaged also where a version is missing.
        """
        excerpts = self._mapper.encoding.excerpts(shapes)
        for first, last in ranges(kind, place=place, year=year):
            stream, version = first, 0
            while page := self._store.acts_behind(stream, version, last=last):
                for row in page:
                    expected = version + 1 if row.stream == stream else 1
                    if row.version != expected:
                        raise _gap(row, expected)
                    stream, version = row.stream, row.version
                    yield row, self._excerpt(row, excerpts.get(row.topic))

    def _excerpt(self, row: StoredRow, decoder: Decoder[Struct] | None) -> Event | Struct:
        if decoder is not None:
            try:
                return decoder.decode(self._mapper.compressor.decompress(row.state))
            except (MsgspecError, ZstdError, ValueError):
                # The damage is named where it is read whole.
                pass
        return self.read(row).event

    def damage(self) -> Iterator[StreamDamaged]:
        """Yield what is wrong with each damaged stream, reading the whole log once."""
        incomplete = set(self._store.incomplete_streams())
        for stream in sorted(incomplete | set(self._unreadable())):
            try:
                for _ in self.stream(stream):
                    pass
            except StreamDamaged as found:
                yield found

    def _unreadable(self) -> Iterator[UUID]:
        position, read = 0, self._mapper.read
        while page := self._store.page(after=position, until=None, names=[]):
            for row in page:
                at, stream, version, topic, state = row
                try:
                    read(stream, version, topic, state, position=at)
                except StreamDamaged:
                    yield stream
            position = page[-1].position

    def read(self, row: StoredRow) -> Recorded:
        """Return the act that a store's row holds. Raises StreamDamaged."""
        event = self._mapper.read(
            row.stream, row.version, row.topic, row.state, position=row.position
        )
        return Recorded(position=row.position, event=event)


def open_log(url: str, *, lock_timeout_seconds: int = 10) -> Log:
    """Open the log at `sqlite:///path`, `sqlite:///:memory:` or `postgresql://...`.

    What is missing is created, once, even if several programs start together. A writer waits at
    most `lock_timeout_seconds` for another. Raises UnsafeSetting for settings under which the log
    could lose or hide acts, LogUnavailable if it cannot be reached, ValueError for another URL.
    """
    settings = {"COMPRESSOR_TOPIC": "domain.log.mapper:ZstdCompressor"}
    if url.startswith(_POSTGRES):
        _refuse_database_functions()
        settings["PERSISTENCE_MODULE"] = "domain.log.postgres:PostgresLogFactory"
        settings["POSTGRES_URL"] = "postgresql://" + url.partition("://")[2]
        settings["POSTGRES_LOCK_TIMEOUT"] = str(lock_timeout_seconds)
    elif url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        settings["PERSISTENCE_MODULE"] = "domain.log.sqlite:SQLiteLogFactory"
        settings["SQLITE_DBNAME"] = _sqlite_path(url.removeprefix(_SQLITE))
        settings["SQLITE_LOCK_TIMEOUT"] = str(lock_timeout_seconds)
    else:
        msg = "The log's URL is sqlite:///path, sqlite:///:memory: or postgresql://host/name."
        raise ValueError(msg)
    return Log(settings)


def _sqlite_path(path: str) -> str:
    if "?" in path:
        msg = "The log's URL takes no settings: SQLite is run with WAL and synchronous=FULL only."
        raise UnsafeSetting(msg)
    if path == ":memory:":
        return f"file:thidin-{os.getpid()}-{next(_memories)}?mode=memory&cache=shared"
    return path


def _refuse_database_functions() -> None:
    for name, value in os.environ.items():
        if name.endswith(_UNSAFE) and value.strip().lower() in _YES:
            msg = (
                f"{name} is set. With it PostgreSQL would give positions out of order, and readers "
                "that follow the log would miss acts for ever. Unset it."
            )
            raise UnsafeSetting(msg)


def _follows_nothing(event: Event) -> ValueError:
    return ValueError(
        f"Version {event.version} of {show_stream(event.stream)} does not follow what is recorded; "
        "acts of a stream are numbered 1, 2, 3 without a gap."
    )


def _unread(row: StoredRow, why: StreamDamaged) -> Unread:
    return Unread(position=row.position, stream=row.stream, version=row.version, why=why)


def _gap(row: StoredRow, expected: int) -> StreamDamaged:
    what = (
        f"version {expected} is missing"
        if expected < row.version
        else "the versions are out of order"
    )
    return StreamDamaged(
        stream=show_stream(row.stream),
        version=expected,
        position=row.position,
        reason=f"{what}; the next act found is version {row.version}",
    )
