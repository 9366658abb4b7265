"""People's and companies' names: the title before them, and one cell split into its parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, Note, bad
from importers.cells.cleaning import clean, is_null
from importers.cells.column import Parser
from importers.cells.words import rows_of, word_key

_TONES = re.compile("[\u0e48-\u0e4b\u0e4c]")
_LIMITED = re.compile(r"^(.*?) ?จำกัด ?(\( ?มหาชน ?\))?$")
_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in parts; a juristic person's own name is all in `first`."""

    prefix: str
    first: str
    last: str
    juristic: bool


@dataclass(frozen=True, kw_only=True)
class _Prefix:
    spelling: str
    thai: str
    juristic: bool


@cache
def _prefixes() -> tuple[_Prefix, ...]:
    """Return every spelling of every prefix, the longest first."""
    found = [
        _Prefix(spelling=spelling, thai=row["thai"], juristic=row["person"] == "juristic")
        for row in rows_of("name_prefixes")
        for spelling in (row["thai"], *row["also"].split(";"))
        if spelling
    ]
    return tuple(sorted(found, key=lambda each: -len(each.spelling)))


@cache
def _by_letter() -> Mapping[str, Sequence[_Prefix]]:
    """Return the spellings by their first letter, the longest first: names are many."""
    found: dict[str, list[_Prefix]] = {}
    for each in _prefixes():
        found.setdefault(each.spelling[0], []).append(each)
    return found


@cache
def _by_key() -> dict[str, _Prefix]:
    return {word_key(each.spelling): each for each in reversed(_prefixes())}


def name_prefix() -> Parser:
    """Return the parser of a name's prefix, kept in its full form (น.ส. -> นางสาว).

    A prefix that is not in the list is kept as it stands.
    """

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = clean(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        if len(word) > _MOST:
            return bad("TXT-04", *notes, n=str(_MOST))
        known = _by_key().get(word_key(word))
        return Cell((known.thai if known else word,), notes)

    return Parser(
        name="name_prefix",
        exact=exact,
        parts=(("value", "text"),),
        wanted_thai="คำนำหน้า เช่น นาย นาง นางสาว บริษัทจำกัด",
        wanted_english="a title or legal form, for example นาย, บริษัทจำกัด",
    )


def whole_name() -> Parser:
    """Return the parser of "ชื่อ-สกุล" in one cell: `prefix`, `first`, `last` (OWN-02, a to-do)."""

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = clean(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        if len(word) > _MOST:
            return bad("TXT-04", *notes, n=str(_MOST))
        name = split_name(word)
        return Cell((name.prefix, name.first, name.last), (*notes, Note("OWN-02")))

    return Parser(
        name="whole_name",
        exact=exact,
        parts=(("prefix", "text"), ("first", "text"), ("last", "text")),
        wanted_thai="คำนำหน้า ชื่อ นามสกุล",
        wanted_english="title, first name and last name",
    )


def split_name(text: str) -> Name:
    """Split a cleaned name: a known prefix, the first word, the rest.

    A prefix counts where a blank or a dot follows it, or for the common ones written together
    with the name (นายตัวอย่าง); ASSUMPTION: a natural prefix glued to a one-word name is a prefix,
    which an officer confirms (OWN-02).
    """
    for prefix in _by_letter().get(text[:1], ()):
        if not text.startswith(prefix.spelling):
            continue
        if rest := text[len(prefix.spelling) :].strip():
            if prefix.juristic:
                return _company(prefix.thai, rest)
            first, _, last = rest.partition(" ")
            return Name(prefix=prefix.thai, first=first, last=last.strip(), juristic=False)
    first, _, last = text.partition(" ")
    return Name(prefix="", first=first, last=last.strip(), juristic=False)


def is_juristic(prefix: str) -> bool:
    """Whether a prefix is that of a juristic person."""
    known = _by_key().get(word_key(prefix))
    return known is not None and known.juristic


def comparable(text: str) -> str:
    """Return a name as two are compared: no prefix, tone marks, silencers or blanks (OWN-05)."""
    name = split_name(clean(text)[0])
    return _TONES.sub("", word_key(name.first + name.last))


def _company(prefix: str, rest: str) -> Name:
    """Return a company's name; "บริษัท ก จำกัด (มหาชน)" is บริษัทมหาชนจำกัด ก."""
    match = _LIMITED.fullmatch(rest)
    if match and prefix.startswith("บริษัท"):
        prefix = "บริษัทมหาชนจำกัด" if match[2] or "มหาชน" in prefix else "บริษัทจำกัด"
        rest = match[1].strip() or rest
    return Name(prefix=prefix, first=rest, last="", juristic=True)
