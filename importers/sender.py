"""Who hands files in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who imports, and when; given by the caller.

    `reason` holds codes that the act is to carry where the file itself gives none.
    """

    officer: str
    at: datetime
    reason: str = ""
