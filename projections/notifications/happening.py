"""Something a taxpayer is told of, before it is known by which channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What happened to one taxpayer; `until` is when it is worth telling no more.

    `what` names it for ever: the act by stream and version, or the bill and the day that a reminder
    is of. `reference` is a bill's reference 1 or a matter's number, "" where none is told; `body` 0
    where no local body is concerned. `channels` are the only ones it goes by, None for all chosen.
    """

    kind: str
    what: str
    taxpayer: int
    until: datetime
    body: int = 0
    tax_year: int = 0
    reference: str = ""
    amount_satang: int | None = None
    day: date | None = None
    receipt: str = ""
    channels: tuple[str, ...] | None = None

    @property
    def told(self) -> Mapping[str, Any]:
        """Return what its message says, for JSON."""
        return {
            "body": self.body,
            "tax_year": self.tax_year,
            "reference": self.reference,
            "amount_satang": self.amount_satang,
            "day": self.day.isoformat() if self.day else None,
            "receipt": self.receipt,
        }


def number_of(what: str, *, taxpayer: int, channel: str) -> str:
    """Return a message's number: the same for the same happening, taxpayer and channel, for ever.

    It goes out with the message, so that a channel that is handed it twice can tell; nobody learns
    the taxpayer from it, whose own number is a keyed hash.
    """
    told = f"{what}\x1f{taxpayer}\x1f{channel}".encode()
    return blake2b(told, digest_size=16, person=b"thidin-message").hexdigest()
