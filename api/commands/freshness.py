"""How far the read models lag behind the log, and how old what offices handed in is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from api.office import Office
from domain.log.events import Recorded, recorded_at
from projections import read_models

LAND_FILE_DAYS: Final = 45
"""The land office delivers every month; after this many days one is missing."""

_LAND_FEEDS: Final = frozenset({"reg", "trf"})


@dataclass(frozen=True, kw_only=True)
class Lag:
    """Acts that the read models do not show yet: how many positions, and since when.

    `seconds` is how long ago the first of them was recorded, 0 where there is none.
    """

    positions: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class FeedAge:
    """How old one feed's data are, in days, at the place with the newest and with the oldest."""

    feed: str
    places: int
    newest_days: int
    oldest_days: int


def lag(office: Office, *, now: datetime) -> Lag:
    """Say how far the read models are behind the log."""
    position = office.views.position()
    behind = office.log.head() - position
    first = office.log.changed_after(position, most=1)
    if behind <= 0 or not first:
        return Lag(positions=0, seconds=0)
    until = first[0][0]
    waited = timedelta()
    for act in office.log.every_after(position, until):
        # An act that cannot be read says no time either; the doctor tells of it.
        if isinstance(act, Recorded):
            waited = now - recorded_at(act.event)
    return Lag(positions=behind, seconds=max(0, int(waited.total_seconds())))


def feed_ages(office: Office, *, today: date) -> Sequence[FeedAge]:
    """Say of each feed how old its data are, by the day the latest file of a place is about."""
    ages: dict[str, list[int]] = defaultdict(list)
    for one in read_models.freshness(office.views):
        ages[one.feed].append((today - one.latest).days)
    return [
        FeedAge(feed=feed, places=len(days), newest_days=min(days), oldest_days=max(days))
        for feed, days in sorted(ages.items())
    ]


def without_land_file(office: Office, *, today: date) -> Sequence[int]:
    """Return the bodies without a fresh land registry: who bought since is not billed."""
    latest: Mapping[int, date] = _latest_land_files(office)
    return [
        code
        for code in office.registers.codes()
        if code not in latest or (today - latest[code]).days > LAND_FILE_DAYS
    ]


def _latest_land_files(office: Office) -> Mapping[int, date]:
    latest: dict[int, date] = {}
    for one in read_models.freshness(office.views):
        if one.stream == "register" and one.feed in _LAND_FEEDS:
            latest[one.place] = max(one.latest, latest.get(one.place, one.latest))
    return latest
