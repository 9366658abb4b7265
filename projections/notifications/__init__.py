"""Messages to taxpayers: planned from the log and the calendar, kept in an outbox until sent.

They have no effect in law: the Act's notices are served on paper (s.13). The log does not hold
them; losing the outbox costs messages of a few days, or sends those of a few days twice.
"""

from projections.notifications.kinds import KINDS
from projections.notifications.opening import open_notifications
from projections.notifications.outbox import (
    GIVEN_UP,
    REASONS,
    SENT,
    STATES,
    WAITING,
    Message,
    Outbox,
)
from projections.notifications.planning import PlannedElsewhere, Planner
from projections.notifications.rules import Rules

__all__ = [
    "GIVEN_UP",
    "KINDS",
    "REASONS",
    "SENT",
    "STATES",
    "WAITING",
    "Message",
    "Outbox",
    "PlannedElsewhere",
    "Planner",
    "Rules",
    "open_notifications",
]
