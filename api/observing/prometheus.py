"""Figures for Prometheus: counted by every process of the service, shown at a door of their own."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Final

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.http.pools import Worked
from api.observing.door import Door
from api.observing.settings import COUNTED_TOGETHER
from api.observing.standing import NAMES
from api.observing.watching import Answered, Figure, nothing_around

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Prometheus:
    """Counts requests and work. One process of a service shows what all of them counted."""

    def __init__(self, address: tuple[str, int], token: str) -> None:
        """Be ready to count; nothing is shown until `stands`."""
        self._address, self._token = address, token
        self._mine = CollectorRegistry()
        self._requests = Histogram(
            "thidin_request_seconds",
            "Requests answered, by the route's pattern.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self._mine,
        )
        self._waited = self._of_pools("thidin_work_waited_seconds", "Waiting for a thread.")
        self._worked = self._of_pools("thidin_work_seconds", "Work in a thread.")
        self.door: Door | None = None

    def _of_pools(self, name: str, told: str) -> Histogram:
        return Histogram(name, told, ("pool",), buckets=_SECONDS, registry=self._mine)

    def request(self) -> AbstractContextManager[None]:
        """Do nothing: a request is counted when it is answered."""
        return nothing_around()

    def answered(self, what: Answered) -> None:
        """Count a request."""
        self._requests.labels(what.method, what.route, str(what.status)).observe(what.seconds)

    def worked(self, what: Worked) -> None:
        """Count work of a thread."""
        self._waited.labels(what.pool).observe((what.began_ns - what.asked_ns) / 1e9)
        self._worked.labels(what.pool).observe((what.ended_ns - what.began_ns) / 1e9)

    def stands(self, read: Callable[[], Sequence[Figure]]) -> None:
        """Open the door, where all processes' counts and the office's figures are shown."""
        together = bool(os.environ.get(COUNTED_TOGETHER))
        shown = CollectorRegistry() if together else self._mine
        if together:
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call] # the library's
        shown.register(_Office(read))
        self.door = Door(self._address, self._token, lambda: generate_latest(shown))
        self.door.open()

    def close(self) -> None:
        """Close the door."""
        if self.door is not None:
            self.door.close()


class _Office(Collector):
    """The office's figures in the library's form."""

    def __init__(self, read: Callable[[], Sequence[Figure]]) -> None:
        self._read = read

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand: registering would look at the office."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Look at the office."""
        families: dict[str, GaugeMetricFamily] = {}
        for one in self._read():
            if one.name not in families:
                labels = list(one.labels)
                families[one.name] = GaugeMetricFamily(one.name, NAMES[one.name], labels=labels)
            families[one.name].add_metric(list(one.labels.values()), one.value)
        return families.values()
