"""Which feed a table is, and which of its columns is which field, told by the headings alone.

Headings are compared trimmed, in NFC, blanks collapsed, dots dropped, case folded. The heading
row is the first of the first 15 rows that names at least 60 % of a feed's required fields; two
rows are read together where the second completes the first (merged headings).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest

from importers.cells.cleaning import clean, composed
from importers.cells.column import Parser
from importers.problems import FileRefused, Problem, Severity, file_problem

RESULT_HEADING = "ผลการตรวจ"
MESSAGE_HEADING = "ข้อความ"
SEARCHED_ROWS = 15
LEAST_PERCENT = 60


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a feed: its canonical English name, other headings for it, and its parser.

    `aliases` are Thai and agencies' headings. `required` means the column must be there and
    every cell filled in (REQ-01). `column_required` asks for the column only. `person` marks
    personal data: problems never show what was found there, nor where it is not `shown` because
    it says nothing to people, as an outline's bytes do not. `merges`: a cell merged downwards
    means "the same as above" (parcel and owner columns); elsewhere it is COL-02.
    """

    name: str
    parser: Parser
    aliases: tuple[str, ...] = ()
    required: bool = False
    column_required: bool = False
    person: bool = False
    shown: bool = True
    merges: bool = False


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One kind of file.

    `one_of` lists groups of alternatives: of each group one set of columns must be complete, for
    example ((("rai", "ngan", "wah"), ("area_wah",)),).
    """

    name: str
    thai: str
    fields: tuple[Field, ...]
    one_of: tuple[tuple[tuple[str, ...], ...], ...] = ()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of the field for each heading as it is compared."""
        names: dict[str, str] = {}
        for item in self.fields:
            for text in (item.name, *item.aliases):
                names.setdefault(heading_key(text), item.name)
        return names

    @cached_property
    def needed(self) -> Sequence[str]:
        """The names of the fields that must have a column."""
        return [item.name for item in self.fields if item.required or item.column_required]

    def field(self, name: str) -> Field:
        """Return the field of this name; KeyError if there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)


@dataclass(frozen=True, kw_only=True)
class Matched:
    """A table understood: its feed, the heading rows (1-based, last included), and its columns.

    `columns` gives each field's column index, `headings` every column's heading as in the file,
    `extra` the indices of unknown columns, `corrected` whether this is a correction file.
    """

    feed: Feed
    first_row: int
    last_row: int
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    extra: tuple[int, ...]
    corrected: bool
    problems: tuple[Problem, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns of the table."""
        return len(self.headings)

    def heading(self, name: str) -> str:
        """Return a field's heading as in the file, or its name where the column is absent."""
        index = self.columns.get(name)
        return self.headings[index] if index is not None else name


@dataclass(frozen=True)
class _Reading:
    """One row as headings, or two rows together, and the ways each column's may be read."""

    first: int
    last: int
    ways: Sequence[tuple[str, ...]]

    known: frozenset[str]

    @cached_property
    def told(self) -> list[tuple[int, list[str]]]:
        """The columns that some feed knows, with their ways as they are compared.

        A table is held against every feed there is, and most of its rows are data.
        """
        keys = ([heading_key(text) for text in texts if text.strip()] for texts in self.ways)
        told = ((index, [key for key in of if key in self.known]) for index, of in enumerate(keys))
        return [(index, of) for index, of in told if of]


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    feed: Feed
    reading: _Reading
    fields: Mapping[int, str]
    share: float

    @property
    def first_row(self) -> int:
        return self.reading.first + 1

    @property
    def last_row(self) -> int:
        return self.reading.last + 1

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Every column's heading as in the file."""
        return tuple(clean(texts[0])[0] for texts in self.reading.ways)


_SIGNS = re.compile(r"[\s._]+")


@lru_cache(maxsize=8_192)
def heading_key(text: str) -> str:
    """Return a heading as it is compared: cleaned, without dots, underscores or blanks, folded."""
    return _SIGNS.sub("", composed(clean(text)[0])).casefold()


def match_headings(top: Sequence[Sequence[str]], feeds: Sequence[Feed]) -> Matched:
    """Find the heading row among a table's first rows and the feed it belongs to.

    The feed with the greatest share of required fields wins, then the one with most fields,
    then the earlier in `feeds`. Raises `FileRefused`: HDR-04 no feed known, HDR-01 a required
    column missing (all of them named), HDR-02 two columns for one field.
    """
    rows = top[:SEARCHED_ROWS]
    known = frozenset[str]().union(*(feed.names for feed in feeds))
    alone = [_Reading(at, at, _one_row(row), known) for at, row in enumerate(rows)]
    pairs = [
        _Reading(at, at + 1, _two_rows(row, below), known) if _words(below) else None
        for at, (row, below) in enumerate(pairwise(rows))
    ]
    best: _Candidate | None = None
    telling = _telling(alone, pairs)
    for feed in feeds:
        found = _find(alone, [*pairs, None], feed, telling)
        if found and (best is None or _rank(found) > _rank(best)):
            best = found
    if best is None:
        raise FileRefused(file_problem("HDR-04"))
    return _settle(best)


def _rank(candidate: _Candidate) -> tuple[float, int]:
    return candidate.share, len(set(candidate.fields.values()))


def _telling(alone: Sequence[_Reading], pairs: Sequence[_Reading | None]) -> Sequence[int]:
    """Return which rows, by themselves or with the next, hold a heading of any feed; few do."""
    return [
        index
        for index, (row, pair) in enumerate(zip_longest(alone, pairs))
        if row.told or (pair is not None and pair.told)
    ]


def _find(
    alone: Sequence[_Reading],
    pairs: Sequence[_Reading | None],
    feed: Feed,
    telling: Sequence[int],
) -> _Candidate | None:
    """Return the first row (or pair of rows) that names enough of a feed's required fields."""
    for index in telling:
        row, pair = alone[index], pairs[index]
        found = _candidate(feed, row)
        if pair is not None:
            double = _candidate(feed, pair)
            lower = _candidate(feed, alone[index + 1])
            # Two rows are one heading only where each of them alone says less.
            if len(double.fields) > max(len(found.fields), len(lower.fields)):
                found = double
        if found.share * 100 >= LEAST_PERCENT:
            return found
    return None


def _words(row: Sequence[str]) -> bool:
    """Whether fewer than half of a row's cells hold a digit, as in headings, not in data."""
    filled = [text for text in row if text.strip()]
    numbers = sum(1 for text in filled if any(character.isdigit() for character in text))
    return numbers * 2 < len(filled)


def _one_row(row: Sequence[str]) -> list[tuple[str, ...]]:
    return [(text,) for text in row]


def _two_rows(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each column the ways its merged heading may be read, the likeliest first."""
    width = max(len(upper), len(lower))
    padded = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    ways: list[tuple[str, ...]] = []
    above = ""
    for top, bottom in zip(padded, below, strict=True):
        above = top.strip() or above
        if not bottom.strip():
            ways.append((top,))
        else:
            ways.append(
                (f"{above} {bottom}", bottom, top) if top.strip() else (f"{above} {bottom}", bottom)
            )
    return ways


def _candidate(feed: Feed, reading: _Reading) -> _Candidate:
    names = feed.names
    fields: dict[int, str] = {}
    if not reading.told:
        return _Candidate(feed=feed, reading=reading, fields=fields, share=0.0)
    for index, keys in reading.told:
        for key in keys:
            if key in names:
                fields[index] = names[key]
                break
    needed = feed.needed
    groups = len(feed.one_of)
    present = set(fields.values())
    met = sum(name in present for name in needed) + sum(
        any(set(way) <= present for way in group) for group in feed.one_of
    )
    total = len(needed) + groups
    share = met / total if total else float(bool(fields))
    return _Candidate(feed=feed, reading=reading, fields=fields, share=share)


def _settle(candidate: _Candidate) -> Matched:
    """Turn the best candidate into a match, or refuse the file with all that is wrong."""
    problems = [*_doubled(candidate), *_missing(candidate)]
    if problems:
        raise FileRefused(*problems)
    ours = {heading_key(RESULT_HEADING), heading_key(MESSAGE_HEADING)}
    extra = []
    corrected = False
    for index, heading in enumerate(candidate.headings):
        if index in candidate.fields or not heading:
            continue
        if heading_key(heading) in ours:
            corrected = corrected or heading_key(heading) == heading_key(RESULT_HEADING)
        else:
            extra.append(index)
    notes = tuple(
        Problem(
            code="HDR-03",
            severity=Severity.NOTE,
            column=candidate.headings[index],
            details={"name": candidate.headings[index]},
        )
        for index in extra
    )
    return Matched(
        feed=candidate.feed,
        first_row=candidate.first_row,
        last_row=candidate.last_row,
        columns={name: index for index, name in candidate.fields.items()},
        headings=candidate.headings,
        extra=tuple(extra),
        corrected=corrected,
        problems=notes,
    )


def _doubled(candidate: _Candidate) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for index, name in candidate.fields.items():
        if name in seen:
            first, second = candidate.headings[seen[name]], candidate.headings[index]
            problems.append(file_problem("HDR-02", a=first, b=second))
        seen.setdefault(name, index)
    return problems


def _missing(candidate: _Candidate) -> list[Problem]:
    present = set(candidate.fields.values())
    feed = candidate.feed
    absent = [
        _shown(feed, item.name)
        for item in feed.fields
        if item.name in feed.needed and item.name not in present
    ]
    for group in feed.one_of:
        if not any(set(way) <= present for way in group):
            ways = (" + ".join(_shown(feed, name) for name in way) for way in group)
            absent.append(" หรือ ".join(ways))
    return [file_problem("HDR-01", name=name) for name in absent]


def _shown(feed: Feed, name: str) -> str:
    """Return a field as a clerk knows it: its first Thai heading and its name."""
    aliases = feed.field(name).aliases
    return f"{aliases[0]} ({name})" if aliases else name
