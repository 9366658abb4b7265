"""Named places at which a test ends the program as a pulled plug would; inert without a setting.

`THIDIN_FAILPOINT=after-append:2` kills the program when it comes there the second time.
"""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

from domain.errors import UnsafeSetting

FAILPOINT: Final = "THIDIN_FAILPOINT"
_MODE: Final = "THIDIN_MODE"
_PRODUCTION: Final = "production"


class Failpoint(StrEnum):
    """The places, each on one side of something that must happen whole or not at all."""

    BEFORE_APPEND = "before-append"
    """Acts are decided; the log knows nothing of them."""

    APPEND_OPEN = "append-open"
    """The acts' rows are written in a transaction that is not committed (SQLite)."""

    AFTER_APPEND = "after-append"
    """The acts are in the log; whoever asked does not know yet."""

    INBOX_STORED = "inbox-stored"
    """Messages are in the inbox; the bank has no answer yet."""

    INBOX_RECORDED = "inbox-recorded"
    """Messages became acts; the inbox still says that they wait."""

    RECONCILED_PART = "reconciled-part"
    """A part of a bank's day file is recorded, the rest is not."""

    NOTICES_COMPUTED = "notices-computed"
    """A year's notices are computed and numbered, not issued."""

    READ_MODELS_OPEN = "read-models-open"
    """A page of the log is written to the read models in a transaction that is not committed."""

    READ_MODELS_PAGE = "read-models-page"
    """A page of the log is in the read models, the next one is not."""

    SHARD_COMPUTED = "shard-computed"
    """A worker has computed a shard's bodies, and nobody else has what it computed."""

    MESSAGES_OPEN = "messages-open"
    """A page of the log is planned in a transaction that is not committed."""

    MESSAGE_SENT = "message-sent"
    """A channel took a message to a taxpayer; the outbox still says that it waits."""


@dataclass
class _Armed:
    point: Failpoint
    left: int
    lock: Lock


_armed: _Armed | None = None


def arm(environment: Mapping[str, str]) -> None:
    """Do as the environment says: set one failpoint, or none where it names none.

    Raises `UnsafeSetting` in production, and for a name or a count that does not exist.
    """
    global _armed  # noqa: PLW0603 - a pulled plug concerns the whole process
    told = environment.get(FAILPOINT)
    if not told:
        _armed = None
        return
    if environment.get(_MODE) == _PRODUCTION:
        raise UnsafeSetting(f"{FAILPOINT} kills the program, for tests; in production unset it.")
    name, _, count = told.partition(":")
    left = count or "1"
    if name not in {*Failpoint} or not (left.isascii() and left.isdigit() and int(left)):
        raise UnsafeSetting(
            f"{FAILPOINT} is NAME or NAME:COUNT, with one of the names {', '.join(Failpoint)}."
        )
    _armed = _Armed(Failpoint(name), int(left), Lock())


def reached(point: Failpoint) -> None:
    """Say that the program is at a place. It ends here, without any clearing up, if so armed."""
    armed = _armed
    if armed is None or armed.point is not point:
        return
    with armed.lock:
        armed.left -= 1
        if armed.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
