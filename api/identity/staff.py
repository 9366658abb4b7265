"""Who is an officer of what: the staff file, read anew at each request.

An officer signs in as the person that the identity provider vouches for; the file says in which
roles that person may then act, and under which number acts carry the officer. Whoever is struck off
stops at the next request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.identity.rereading import Reread
from api.policy import OFFICERS, Role
from domain import taxpayer

EVERY_PROVINCE: Final = frozenset(range(10, 100))


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role of one officer; `until` is the last day, None for no end.

    `body` is 0 for a role that is not of one local body.
    """

    officer: str
    taxpayer: int
    role: Role
    body: int
    provinces: frozenset[int]
    until: date | None


class Staff:
    """The officers and their roles."""

    def __init__(self, path: Path) -> None:
        self._file: Reread[Mapping[int, Sequence[Grant]]] = Reread(path, _grants)

    def check(self) -> None:
        """Read the file. Raises `UnsafeSetting` for a broken one."""
        self._file.now()

    def grants(self, who: int, *, today: date) -> Sequence[Grant]:
        """Return the roles a person has today. Raises `UnsafeSetting` for a broken file."""
        held = self._file.now().get(who, ())
        return [grant for grant in held if grant.until is None or today <= grant.until]

    def of_body(self, body: int) -> Sequence[Grant]:
        """Return every role given in a local body, also ended ones, as the file has them."""
        held = self._file.now()
        return [grant for grants in held.values() for grant in grants if grant.body == body]

    def grant(self, who: int, role: str, body: int, *, today: date) -> Grant | None:
        """Return one role of a person; None where it was not given or was taken away."""
        for grant in self.grants(who, today=today):
            if grant.role == role and grant.body == body:
                return grant
        return None


def _grants(given: Mapping[str, Any]) -> Mapping[int, Sequence[Grant]]:
    found: dict[int, list[Grant]] = {}
    for officer in given.get("officer", []):
        who = taxpayer.read(officer["taxpayer"])
        for one in officer["role"]:
            found.setdefault(who, []).append(_grant(officer["officer"], who, one))
    return found


def _grant(officer: str, who: int, one: Mapping[str, Any]) -> Grant:
    role = Role(one["role"])
    if role not in OFFICERS:
        msg = f"{role} is not a role of an officer"
        raise ValueError(msg)
    until = one.get("until")
    if until is not None and type(until) is not date:
        msg = "until is a day such as 2027-09-30, without quotes"
        raise TypeError(msg)
    return Grant(
        officer=officer,
        taxpayer=who,
        role=role,
        body=read_body(one["body"]) if "body" in one else 0,
        provinces=read_provinces(one),
        until=until,
    )


def read_body(text: str) -> int:
    """Read a local body's code of 8 digits. Raises ValueError."""
    if not (len(text) == 8 and text.isascii() and text.isdigit()):  # noqa: PLR2004 - as it says
        msg = "a local body's code has 8 digits, in quotes"
        raise ValueError(msg)
    return int(text)


def read_provinces(given: Mapping[str, Any]) -> frozenset[int]:
    """Read `provinces = [60, 61]`, or `provinces = "all"`. Raises ValueError."""
    listed = given.get("provinces", [])
    if listed == "all":
        return EVERY_PROVINCE
    if not isinstance(listed, list) or not EVERY_PROVINCE.issuperset(listed):
        msg = 'provinces are 2-digit codes in a list, or "all"'
        raise ValueError(msg)
    return frozenset(listed)
