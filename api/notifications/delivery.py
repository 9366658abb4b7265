"""What every channel does, and the two ways in which it may fail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from api.notifications.wording import Written


@dataclass
class NotNow(Exception):  # noqa: N818 - says what to do: try again
    """It was not delivered, or nobody can say; it is tried again.

    `why` is a word or two without anything of the address. `resting` says that the channel itself
    is at fault, so that no other message need try it for a while.
    """

    why: str
    resting: bool = False


@dataclass
class Never(Exception):  # noqa: N818 - says what to do: nothing more
    """It cannot be delivered to this address; `reason` is one of the outbox's REASONS."""

    reason: str


class Channel(Protocol):
    """Hands messages over, in one thread; `close` lets go of what it holds.

    `at_once` says how many of its kind may work side by side, each of them `another`.
    """

    at_once: int

    def another(self) -> "Channel":
        """Return one like it, with a connection of its own."""

    def deliver(self, to: str, written: Written, *, number: str, at: datetime) -> None:
        """Hand a message over. `number` is the same each time. Raises `NotNow`, `Never`."""

    def close(self) -> None:
        """Let a connection go; the next message makes another."""
