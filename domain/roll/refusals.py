"""The ways in which a roll says no."""

from domain.errors import Refused


class AlreadyIssued(Refused):
    """The year's notices were issued before; what changed since is an amendment."""

    code = "already-issued"


class NotIssued(Refused):
    """The year's notices are not issued yet."""

    code = "not-issued"


class NotPrepared(Refused):
    """Nobody prepared these notices, or what was prepared is not what would be issued now."""

    code = "not-prepared"


class NoticeUnknown(Refused):
    """The body's year has no notice of that number."""

    code = "notice-unknown"


class NothingToIssue(Refused):
    """No bill differs from what the roll says."""

    code = "nothing-to-issue"


class ServiceImpossible(Refused):
    """The service cannot have happened as told: before the issue, or of no such notice."""

    code = "service-impossible"
