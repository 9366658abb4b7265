"""When taxpayers are told: how long before a day, at which hours, and how long it is worth it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from projections.notifications.kinds import AT_ONCE

BANGKOK: Final = timezone(timedelta(hours=7), "Asia/Bangkok")

WORTH_TELLING: Final = timedelta(days=7)
"""An act of longer ago is told no more: an outbox that was lost and begun anew writes to nobody of
last year's notices, and to few twice."""

CODE_GOOD_FOR: Final = timedelta(minutes=30)
"""How long a code that shows an address to be one's own is good."""

OVERDUE_FOR: Final = timedelta(days=14)
"""How long after its day an unpaid tax is first spoken of; later the warning letter does (s.61)."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """`lead_days` before a last day to pay it is called to mind; quiet hours are Bangkok's."""

    lead_days: tuple[int, ...] = (10, 1)
    quiet_from: time = time(20)
    quiet_until: time = time(8)

    def awake(self, kind: str, at: datetime) -> datetime:
        """Return when a message may go out: at a time, or at the end of its quiet hours."""
        here = at.astimezone(BANGKOK)
        now, over = here.time(), self.quiet_from > self.quiet_until
        before, after = now < self.quiet_until, now >= self.quiet_from
        quiet = (before or after) if over else (before and after)
        if kind in AT_ONCE or not quiet:
            return at
        morning = here.replace(
            hour=self.quiet_until.hour, minute=self.quiet_until.minute, second=0, microsecond=0
        )
        return morning if before else morning + timedelta(days=1)

    def lead(self, days: int) -> int | None:
        """Return the last call to mind that is due so many days before a day, if any is."""
        return min((one for one in self.lead_days if days <= one), default=None)


def day_in_bangkok(at: datetime) -> date:
    """Return the day on which something happened."""
    return at.astimezone(BANGKOK).date()


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), BANGKOK)
