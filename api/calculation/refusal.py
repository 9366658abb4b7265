"""A request that cannot be answered: what is wrong, in words for its writer, and where."""

from typing import Any, Final

NAMES_IN_PATHS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
LONGEST_NAME_IN_A_PATH: Final = 40
MOST_DIGITS_IN_A_PATH: Final = 4
"""A name with more digits may be somebody's identity number and is not repeated."""


class Unanswerable(Exception):  # noqa: N818 - the name says what the request is
    """A request cannot be answered.

    `code` is stable and for programs; the message is for the person who wrote the request and
    repeats nothing of it, so that no name or number of a person wanders into a log. `where` is a
    path such as `properties[1].uses[0].percent`, "" for the request as a whole.
    """

    def __init__(self, code: str, message: str, where: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where

    def answer(self) -> dict[str, Any]:
        """Return the answer that tells it."""
        return {"error": {"code": self.code, "message": self.message, "where": self.where}}


def joined(path: str, name: object) -> str:
    """Return the path of a field; a name that is not a plain word is left out of it."""
    plain = (
        isinstance(name, str)
        and 0 < len(name) <= LONGEST_NAME_IN_A_PATH
        and NAMES_IN_PATHS.issuperset(name)
        and sum(map(str.isdigit, name)) <= MOST_DIGITS_IN_A_PATH
    )
    if not plain:
        return path
    return f"{path}.{name}" if path else str(name)
