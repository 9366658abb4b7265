"""A year's roll of one local body: notices issued, amended, served, warned of, listed."""

from domain.roll.acts import (
    AMENDED_FOR,
    CAME_BACK,
    SERVED_BY,
    IssuePrepared,
    LandOfficeTold,
    NoticesAmended,
    NoticesIssued,
    NoticesServed,
    RollEvent,
    WarningsIssued,
    WarningsServed,
)
from domain.roll.batch import GateAnswer, NoticeBatch
from domain.roll.passage import Amendment, Service, Warned
from domain.roll.refusals import (
    AlreadyIssued,
    NothingToIssue,
    NoticeUnknown,
    NotIssued,
    NotPrepared,
    ServiceImpossible,
)
from domain.roll.roll import Roll, roll_stream, taxpayers_added
from domain.roll.rows import (
    NOTICE_PROPERTIES,
    NOTICES,
    SERVICES,
    TOLD,
    WARNED,
)

__all__ = [
    "AMENDED_FOR",
    "CAME_BACK",
    "NOTICES",
    "NOTICE_PROPERTIES",
    "SERVED_BY",
    "SERVICES",
    "TOLD",
    "WARNED",
    "AlreadyIssued",
    "Amendment",
    "GateAnswer",
    "IssuePrepared",
    "LandOfficeTold",
    "NotIssued",
    "NotPrepared",
    "NothingToIssue",
    "NoticeBatch",
    "NoticeUnknown",
    "NoticesAmended",
    "NoticesIssued",
    "NoticesServed",
    "Roll",
    "RollEvent",
    "Service",
    "ServiceImpossible",
    "Warned",
    "WarningsIssued",
    "WarningsServed",
    "roll_stream",
    "taxpayers_added",
]
