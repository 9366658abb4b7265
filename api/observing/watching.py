"""What a watcher is told: requests answered, work done in threads, how the office stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from api.http.pools import Worked
from api.observing.settings import Observing


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A request answered: the route's pattern and never its address; `number` is the request's."""

    method: str
    route: str
    status: int
    seconds: float
    number: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of how the office stands just now."""

    name: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


class Watcher(Protocol):
    """Somebody who is told. Being told may not fail and takes no time to speak of."""

    def request(self) -> AbstractContextManager[None]:
        """Be around a request while it is answered."""

    def answered(self, what: Answered) -> None:
        """Take in an answer, inside `request`."""

    def worked(self, what: Worked) -> None:
        """Take in work of a thread, inside the request that waited for it."""

    def stands(self, read: Callable[[], Sequence[Figure]]) -> None:
        """Ask for the office's figures from now on."""

    def close(self) -> None:
        """Send what was not sent yet."""


def open_watchers(observing: Observing) -> Sequence[Watcher]:
    """Return those whom the settings name; their libraries are loaded here and nowhere else."""
    found: list[Watcher] = []
    if observing.door is not None:
        from api.observing.prometheus import Prometheus  # noqa: PLC0415 - only where it is set

        found.append(Prometheus(observing.door, observing.token))
    if observing.collector:
        from api.observing.otlp import open_otlp  # noqa: PLC0415 - only where it is set

        found.append(open_otlp(observing))
    return found


@contextmanager
def nothing_around() -> Iterator[None]:
    """Be around a request without doing anything."""
    yield
