"""What the service itself must remember: sign-ins, sessions, answers given, jobs under way.

None of it is law or money: losing it costs a sign-in or a second upload. It stands in a database of
its own beside the read models.
"""

from projections.sessions.answers import Answer, Answers, InProgress, OtherBody
from projections.sessions.awaited import Awaited, Code
from projections.sessions.jobs import Job, Jobs
from projections.sessions.opening import Stores, StoreUnavailable, open_stores
from projections.sessions.partners import PartnerOrder, Partners
from projections.sessions.sessions import Attempt, Session, Sessions

__all__ = [
    "Answer",
    "Answers",
    "Attempt",
    "Awaited",
    "Code",
    "InProgress",
    "Job",
    "Jobs",
    "OtherBody",
    "PartnerOrder",
    "Partners",
    "Session",
    "Sessions",
    "StoreUnavailable",
    "Stores",
    "open_stores",
]
