"""How the office stands, in figures: the log, the read models behind it, banks' messages, feeds."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from api.commands.freshness import feed_ages, lag, without_land_file
from api.observing.watching import Figure
from api.office import BANGKOK, Office
from projections.inbox import Inbox

_LOG: Final = logging.getLogger("thidin.observing")
_GOOD_SECONDS: Final = 5.0
"""Figures of several names, or of several who ask, are of one look."""

_FEEDS_GOOD_SECONDS: Final = 60.0
"""A file comes once a month; to look through all that came takes a moment."""

NAMES: Final[Mapping[str, str]] = {
    "thidin_log_position": "Position of the log's last act.",
    "thidin_read_models_position": "Position of the log that the read models show.",
    "thidin_read_models_lag_positions": "Positions that the read models do not show yet.",
    "thidin_read_models_lag_seconds": "Seconds since the first act not shown was recorded.",
    "thidin_streams_set_aside": "Streams that the read models leave out; above 0 is an alarm.",
    "thidin_bank_messages_waiting": "Banks' messages kept and not recorded yet.",
    "thidin_bank_messages_waiting_seconds": "Seconds since the oldest of them came.",
    "thidin_bank_messages_held": "Banks' messages of large payments their bank is asked about.",
    "thidin_bank_messages_aside": "Banks' messages that wait for a person; above 0 is an alarm.",
    "thidin_feed_places": "Local bodies or provinces that sent a file of this feed.",
    "thidin_feed_newest_days": "Age of a feed's data where they are newest, in days.",
    "thidin_feed_oldest_days": "Age of a feed's data where they are oldest, in days.",
    "thidin_bodies_without_land_file": "Bodies without a land registry of the last 45 days.",
}


@dataclass(kw_only=True)
class Standing:
    """Looks at the office when somebody asks, and not more often than is of use."""

    office: Office
    inbox: Inbox
    clock: Callable[[], float] = time.time
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: Sequence[Figure] = ()
    _seen_at: float = float("-inf")
    _feeds: Sequence[Figure] = ()
    _feeds_at: float = float("-inf")

    def read(self) -> Sequence[Figure]:
        """Return the figures; those of a store that cannot be reached are left out."""
        with self._lock:
            now = self.clock()
            if now - self._seen_at >= _GOOD_SECONDS:
                self._seen = [*self._try(self._quick), *self._of_feeds(now)]
                self._seen_at = now
            return self._seen

    def _of_feeds(self, now: float) -> Sequence[Figure]:
        if now - self._feeds_at >= _FEEDS_GOOD_SECONDS:
            self._feeds, self._feeds_at = self._try(self._slow), now
        return self._feeds

    def _try(self, look: Callable[[], Iterator[Figure]]) -> Sequence[Figure]:
        found = []
        try:
            for one in look():
                found.append(one)  # noqa: PERF402 - what came before a failure is kept
        except Exception as failed:  # noqa: BLE001 - a figure that is missing is seen where it is drawn
            _LOG.warning("Some figures cannot be told: %s", type(failed).__name__)
        return found

    def _quick(self) -> Iterator[Figure]:
        office, now = self.office, datetime.fromtimestamp(self.clock(), UTC)
        behind = lag(office, now=now)
        yield Figure(name="thidin_log_position", value=office.log.head())
        yield Figure(name="thidin_read_models_position", value=office.views.position())
        yield Figure(name="thidin_read_models_lag_positions", value=behind.positions)
        yield Figure(name="thidin_read_models_lag_seconds", value=behind.seconds)
        yield Figure(name="thidin_streams_set_aside", value=len(office.views.set_aside()))
        waiting, since = self.inbox.waiting_since()
        seconds = max(0.0, (now - since).total_seconds()) if since else 0.0
        yield Figure(name="thidin_bank_messages_waiting", value=waiting)
        yield Figure(name="thidin_bank_messages_waiting_seconds", value=seconds)
        held, aside = self.inbox.unsettled()
        yield Figure(name="thidin_bank_messages_held", value=held)
        yield Figure(name="thidin_bank_messages_aside", value=aside)

    def _slow(self) -> Iterator[Figure]:
        today = datetime.fromtimestamp(self.clock(), BANGKOK).date()
        for one in feed_ages(self.office, today=today):
            feed = {"feed": one.feed}
            yield Figure(name="thidin_feed_places", value=one.places, labels=feed)
            yield Figure(name="thidin_feed_newest_days", value=one.newest_days, labels=feed)
            yield Figure(name="thidin_feed_oldest_days", value=one.oldest_days, labels=feed)
        late = len(without_land_file(self.office, today=today))
        yield Figure(name="thidin_bodies_without_land_file", value=late)
