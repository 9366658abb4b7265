"""The bodies the ministry has invited: a file it hands in, read anew when it changes.

CSV with the columns code, name, kind, province. Without one only bodies that have joined are shown.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import UnsafeSetting
from domain.local_body import KINDS

INVITED_FILE: Final = "THIDIN_INVITED_FILE"
_COLUMNS: Final = ("code", "name", "kind", "province")
_BODY_DIGITS: Final = 8
_PROVINCE_DIGITS: Final = 2
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A body that was invited."""

    code: int
    name: str
    kind: str
    province: int


class Invitees:
    """The file, kept as long as it is the same."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int] = (0, 0)
        self._known: Mapping[int, Invited] = {}

    def now(self) -> Mapping[int, Invited]:
        """Return the invited bodies by code. Raises `UnsafeSetting` for a broken file."""
        if self._path is None:
            return {}
        try:
            about = self._path.stat()
            stamp = (about.st_mtime_ns, about.st_size)
            if stamp != self._stamp:
                self._known = read_invitees(self._path.read_bytes())
                self._stamp = stamp
        except OSError as wrong:
            raise UnsafeSetting(f"{self._path} ({INVITED_FILE}) cannot be read.") from wrong
        return self._known


def read_invitees(content: bytes) -> Mapping[int, Invited]:
    """Read the file. Raises `UnsafeSetting` with the line that is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnsafeSetting("The file of invited bodies is not UTF-8.") from wrong
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != _COLUMNS:
        raise UnsafeSetting(f"The file of invited bodies has the columns {', '.join(_COLUMNS)}.")
    found: dict[int, Invited] = {}
    for number, row in enumerate(rows, start=2):
        one = _invited(row)
        if one is None or one.code in found:
            raise UnsafeSetting(
                f"Line {number} of the file of invited bodies: a code of 8 digits, once, "
                f"a name, a kind ({', '.join(KINDS)}), a province of 2 digits."
            )
        found[one.code] = one
    return found


def _invited(row: Mapping[str, str | None]) -> Invited | None:
    code, name, kind, province = (str(row[one] or "").strip() for one in _COLUMNS)
    right = (
        _digits(code, _BODY_DIGITS)
        and _digits(province, _PROVINCE_DIGITS)
        and kind in KINDS
        and 0 < len(name) <= _LONGEST_NAME
    )
    if not right:
        return None
    return Invited(code=int(code), name=name, kind=kind, province=int(province))


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()
