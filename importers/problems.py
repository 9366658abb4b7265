"""Everything an importer can say is wrong with a file: stable codes, Thai first, never raised.

A problem is a value with a place (row and heading as the clerk sees them), what was found, what
was wanted and how to mend it. Problems are collected; only a file that cannot be taken at all
raises `FileRefused`, which carries its problems.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class Severity(StrEnum):
    """What a problem does to its row or file."""

    REFUSED = "F"
    QUARANTINED = "E"
    TO_DO = "W"
    NOTE = "I"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One code of the catalogue with its sentences; braces are filled from the finding."""

    code: str
    severity: Severity
    thai: str
    english: str
    mend_thai: str
    mend_english: str


@cache
def catalogue() -> Mapping[str, Entry]:
    """Return every problem code with its severity and sentences."""
    source = files("importers.vocabulary").joinpath("problems.toml").read_bytes()
    tables = tomllib.loads(source.decode("utf-8"))
    return MappingProxyType(
        {
            code: Entry(code=code, **{**table, "severity": Severity(table["severity"])})
            for code, table in tables.items()
        }
    )


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, at one place, in words a clerk can act on.

    `row` is the row number a spreadsheet shows (the first row is 1), None for the whole file;
    `column` is the heading as it stands in the file, "" for a whole row. `found` is already
    masked where the column holds personal data.
    """

    code: str
    severity: Severity
    row: int | None = None
    column: str = ""
    found: str = ""
    wanted: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def thai(self) -> str:
        """The sentence in Thai."""
        return _fill(catalogue()[self.code].thai, self)

    @property
    def english(self) -> str:
        """The sentence in English."""
        return _fill(catalogue()[self.code].english, self)

    @property
    def mend_thai(self) -> str:
        """How to mend it, in Thai."""
        return _fill(catalogue()[self.code].mend_thai, self)

    @property
    def mend_english(self) -> str:
        """How to mend it, in English."""
        return _fill(catalogue()[self.code].mend_english, self)

    @property
    def message(self) -> str:
        """One line for a correction file: code, column, what was found, the sentence, the mend.

        For example `NUM-01 [ไร่] พบ "สอง": ไม่ใช่ตัวเลข · กรอกตัวเลขล้วน เช่น 1`.
        """
        place = f" [{self.column}]" if self.column else ""
        found = f' พบ "{self.found}"' if self.found else ""
        return f"{self.code}{place}{found}: {self.thai} · {self.mend_thai}"


class FileRefused(Exception):  # noqa: N818 - a refusal is named for what went wrong
    """The whole file cannot be taken; nothing of it is stored but the receipt."""

    def __init__(self, *problems: Problem) -> None:
        """Carry at least one problem, all of them of the whole file."""
        super().__init__(" ".join(f"{problem.code}: {problem.thai}" for problem in problems))
        self.problems = problems


def refusal(code: str, **details: str) -> FileRefused:
    """Return the refusal of a whole file for one reason."""
    severity = catalogue()[code].severity
    return FileRefused(Problem(code=code, severity=severity, details=details))


def file_problem(code: str, **details: str) -> Problem:
    """Return a problem of the whole file (row None) with the catalogue's severity."""
    return Problem(code=code, severity=catalogue()[code].severity, details=details)


_LONG_NUMBER = re.compile(r"[0-9๐-๙](?:[ -]?[0-9๐-๙]){11,12}(?![0-9๐-๙])")
_SHOWN_CHARACTERS = 60


def masked(text: str, *, person: bool) -> str:
    """Return a cell's text as a problem may show it.

    Identity numbers are shown as `1-xxxx-xxxxx-xx-3` wherever they stand; other text of a
    person column is not shown at all, only its length.
    """
    if person:
        number = _LONG_NUMBER.fullmatch(text.strip())
        return _mask_number(number) if number else f"(ปกปิด {len(text)} ตัวอักษร)" * bool(text)
    hidden = _LONG_NUMBER.sub(_mask_number, text)
    return hidden if len(hidden) <= _SHOWN_CHARACTERS else hidden[:_SHOWN_CHARACTERS] + "…"


def worst(problems: Iterable[Problem]) -> Severity | None:
    """Return the gravest severity among problems, None where there are none."""
    found = {item.severity for item in problems}
    return next((one for one in Severity if one in found), None)


def _mask_number(match: re.Match[str]) -> str:
    digits = [character for character in match.group() if character.isdigit()]
    return f"{digits[0]}-xxxx-xxxxx-xx-{digits[-1]}"


class _Blanks(dict[str, str]):
    """A detail that is not known, as in a list of codes, is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def _fill(template: str, item: Problem) -> str:
    known = {"value": item.found, "column": item.column, "row": str(item.row or "")}
    return template.format_map(_Blanks({**known, **item.details})).strip()
