"""Words and codes of a closed list: title types, uses, structures, statuses, building types."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, bad
from importers.cells.cleaning import THAI_DIGITS, composed, digits, is_null
from importers.cells.column import Parser

_IGNORED = re.compile(r"[\s.ฯ]+")
_ZERO_DECIMALS = re.compile(r"\.0+$")
_CODE_THEN_NAME = re.compile(r"([0-9]{1,3}(?:/[0-9])?) ?[-:.)–] ?(.+)")
_SHOWN_CHOICES = 6


@dataclass(frozen=True, kw_only=True)
class Word:
    """One entry of a list: its code, its Thai name, other columns of the file."""

    code: int
    thai: str
    row: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """A closed list of words: by code, and by every spelling (see `word_key`)."""

    name: str
    by_code: Mapping[int, Word]
    by_key: Mapping[str, Word]

    def find(self, text: str) -> Word | None:
        """Return the word a cell means: by code, by name, or by `code - name`; None if unknown."""
        found = self.by_key.get(word_key(text))
        if found is None and (match := _CODE_THEN_NAME.fullmatch(text)):
            by_code, by_name = (self.by_key.get(word_key(group)) for group in match.groups())
            found = by_code if by_code is by_name else None
        return found


def word_key(text: str) -> str:
    """Return text as it is compared: composed, Arabic digits, no blanks or dots, case folded."""
    return _IGNORED.sub("", composed(text).translate(THAI_DIGITS)).casefold()


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the product's lists."""
    path = files("importers.vocabulary").joinpath(f"{name}.csv")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return one of the product's lists; KeyError or OSError if it is not there."""
    by_code: dict[int, Word] = {}
    by_key: dict[str, Word] = {}
    for row in rows_of(name):
        code = packed_type(row["code"]) if name == "building_types" else int(row["code"])
        word = Word(code=code, thai=row["thai"], row=MappingProxyType(row))
        by_code[word.code] = word
        spellings = (row["code"], row["thai"], row.get("english", ""), *row["also"].split(";"))
        for spelling in spellings:
            if spelling:
                by_key.setdefault(word_key(spelling), word)
    return Vocabulary(name=name, by_code=MappingProxyType(by_code), by_key=MappingProxyType(by_key))


def packed_type(code: str) -> int:
    """Return a Treasury building type as an integer: its code times 10 plus its part.

    "105" is 1050, "506/1" is 5061.
    """
    whole, _, part = code.partition("/")
    return int(whole) * 10 + int(part or 0)


def word_of(name: str, problem: str = "CODE-08") -> Parser:
    """Return the parser of a word or code of a list, kept as the code; unknown is `problem`."""
    words = vocabulary(name)
    choices = ", ".join(word.thai for word in list(words.by_code.values())[:_SHOWN_CHOICES])

    def exact(text: str, kind: Kind) -> Cell:
        word, notes = digits(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        if kind is Kind.NUMBER:
            word = _ZERO_DECIMALS.sub("", word)
        found = words.find(word) or words.find(_unpadded(word))
        if found is None:
            return bad(problem, *notes, choices=choices)
        return Cell((found.code,), notes)

    return Parser(
        name=f"word_of({name})",
        exact=exact,
        wanted_thai=choices,
        wanted_english=f"one of the list {name}",
    )


def building_type() -> Parser:
    """Return the parser of a Treasury building type by code (`105`, `506/1`) or name (BLD-02).

    Kept as `packed_type`: 1050, 5061.
    """
    return word_of("building_types", problem="BLD-02")


def structure_of(packed: int) -> int:
    """Return the structure a building type's name tells (1 wood, 2 concrete, 3 half), else 0."""
    word = vocabulary("building_types").by_code.get(packed)
    return int(word.row["structure"]) if word else 0


def _unpadded(word: str) -> str:
    """Return a code without leading zeros and zero decimals: `01`, `1.0` are 1."""
    bare = _ZERO_DECIMALS.sub("", word)
    return bare.lstrip("0") if bare.isdigit() else bare
