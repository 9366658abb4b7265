"""Acts as the log knows them: what every act has, and the names they are stored under."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from domain.errors import StreamDamaged

__all__ = [
    "ACTS",
    "Acts",
    "Event",
    "Recorded",
    "StoredAct",
    "Unread",
    "Upcast",
    "recorded_at",
    "stored",
]

_NAME: Final = re.compile(r"[A-Z][A-Za-z]*\.[A-Z][A-Za-z]*")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One act: its stream, its version in the stream (1 for the first), and its own fields.

    Fields are of these types only: int, str, bool, None, date, datetime with a zone, UUID, enums,
    tuples, lists, mappings, frozen dataclasses of them, `Rows` and `Text`. Never float.
    """

    stream: UUID
    version: int

    @property
    def originator_id(self) -> UUID:
        """The stream, under the event sourcing library's name for it."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, under the event sourcing library's name for it."""
        return self.version


def recorded_at(event: Event) -> datetime:
    """Return when an act was recorded; an act with rows says so in its head."""
    found = getattr(getattr(event, "act", event), "recorded_at", None)
    assert isinstance(found, datetime)
    return found


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An act and its position in the log. Positions rise, and may leave gaps."""

    position: int
    event: Event


@dataclass(frozen=True, kw_only=True)
class Unread:
    """An act that is in the log and cannot be read, or whose predecessor is missing."""

    position: int
    stream: UUID
    version: int
    why: StreamDamaged


Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the stored fields of one version into those of the next; rows are still packed."""


@dataclass(frozen=True, kw_only=True)
class StoredAct:
    """A stored name, its newest version, the class that stands for it, and older versions."""

    name: str
    version: int
    event_class: type[Event]
    upcasts: Mapping[int, Upcast]

    @property
    def topic(self) -> str:
        """What the log writes beside the state: `Register.SurveyReceived.1`."""
        return f"{self.name}.{self.version}"


class Acts:
    """All acts by stored name and by class. Stored names are the domain's, not import paths."""

    def __init__(self) -> None:
        """Start without acts."""
        self._by_name: dict[str, StoredAct] = {}
        self._by_class: dict[type[Event], StoredAct] = {}
        self._by_topic: dict[str, tuple[StoredAct, int]] = {}

    def add(self, act: StoredAct) -> None:
        """Add an act; raises ValueError for a name or a class that is taken, or missing upcasts."""
        if not _NAME.fullmatch(act.name):
            msg = f"An act is stored under a name like Register.SurveyReceived, not {act.name}."
            raise ValueError(msg)
        if act.name in self._by_name or act.event_class in self._by_class:
            msg = f"The stored name {act.name} or its class is registered twice."
            raise ValueError(msg)
        if set(act.upcasts) != set(range(1, act.version)):
            msg = f"{act.name} version {act.version} has an upcast from each earlier version."
            raise ValueError(msg)
        self._by_name[act.name] = act
        for version in range(1, act.version + 1):
            self._by_topic[f"{act.name}.{version}"] = act, version
        self._by_class[act.event_class] = act

    def of_class(self, event_class: type[Event]) -> StoredAct:
        """Return what a class is stored as; raises TypeError if it is not stored."""
        act = self._by_class.get(event_class)
        if act is None:
            msg = f"{event_class.__name__} has no stored name: decorate it with @stored."
            raise TypeError(msg)
        return act

    def of_topic(self, topic: str) -> tuple[StoredAct, int] | None:
        """Return the act of a stored topic and the version it was stored in, None if unknown."""
        return self._by_topic.get(topic)

    def __iter__(self) -> Iterator[StoredAct]:
        """Yield all acts."""
        return iter(self._by_name.values())


ACTS: Final = Acts()
"""The acts of this program. Filled by `stored` when the streams' modules are imported."""

EventClass = TypeVar("EventClass", bound=type[Event])


def stored(
    name: str, *, version: int, upcasts: Mapping[int, Upcast] | None = None
) -> Callable[[EventClass], EventClass]:
    """Register a frozen dataclass under the name and version its acts are stored with.

    A field with a default may be added at any time. Any other change is a new version, with
    `upcasts[n]` turning the stored fields of version n into those of version n + 1.
    """

    def register(event_class: EventClass) -> EventClass:
        act = StoredAct(
            name=name, version=version, event_class=event_class, upcasts=dict(upcasts or {})
        )
        ACTS.add(act)
        return event_class

    return register
