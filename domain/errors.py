"""The ways in which the domain says no, in classes that know nothing of screens or protocols."""

from typing import ClassVar


class Refused(Exception):  # noqa: N818 - the name is the domain's word, see the glossary
    """The law or the record does not allow the command; nothing happened.

    `code` is stable and for programs; the message is for the person who reads it.
    """

    code: ClassVar[str] = "refused"


class NotJoined(Refused):
    """The local body has not joined, so it has no register to act on."""

    code = "not-joined"


class StaleStream(Refused):
    """Somebody else recorded an act on the same stream first; read again and decide again."""

    code = "stale-stream"


class Conflict(Refused):
    """Two acts touch the same property and cannot both stand as they were decided."""

    code = "conflict"


class OnePerson(Refused):
    """The same person proposed and would approve; money and notices take two."""

    code = "one-person"


class UnsafeSetting(Exception):  # noqa: N818
    """A setting would let the log lose or hide acts; the program refuses to start."""


class LogBusy(Exception):  # noqa: N818
    """The log could not be written in time because another writer holds it; try again."""


class LogUnavailable(Exception):  # noqa: N818
    """The log's file or server cannot be reached, or cannot be written at all."""


class VaultDamaged(Exception):  # noqa: N818
    """A record of the vault does not open with its own key for its own taxpayer.

    It was changed or moved.
    """


class StreamDamaged(Exception):  # noqa: N818
    """What the log holds cannot be what was recorded: an act is missing or unreadable.

    `stream` says kind and place ("" for the log as a whole), `version` the act's place in its
    stream (0 when not known), `position` its place in the log (0 when not known), `reason` what is
    wrong.
    """

    def __init__(
        self,
        *,
        stream: str,
        version: int,
        position: int,
        reason: str,
        remedy: str = "Stop writing to this log, keep a copy of it, and restore it from the last "
        "backup that `thidin verify` accepts",
    ) -> None:
        """Keep the parts for programs and put them together for people."""
        self.stream = stream
        self.version = version
        self.position = position
        self.reason = reason
        what = "The log is damaged"
        if stream:
            where = f"position {position} of the log" if position else "position unknown"
            what = f"The stream {stream} is damaged at version {version} ({where})"
        super().__init__(f"{what}: {reason}. {remedy}.")
        self._remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Be sent whole from one machine to another."""
        given = (self.stream, self.version, self.position, self.reason, self._remedy)
        return _damaged, given


def _damaged(stream: str, version: int, position: int, reason: str, remedy: str) -> StreamDamaged:
    return StreamDamaged(
        stream=stream, version=version, position=position, reason=reason, remedy=remedy
    )
