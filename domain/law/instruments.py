"""Instruments as read: each file's entries, held against what an entry of the law must have."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.law.citation import Citation
from domain.law.kinds import (
    FROM_THE_HEAD,
    KINDS,
    OF_EVERY_ENTRY,
    OF_EVERY_INSTRUMENT,
    YEAR,
    Wanted,
)


class LawIncomplete(Exception):  # noqa: N818 - a finding about a law file
    """A law file cannot stand as law: the message says file, entry, field and what is wanted."""


Name = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of an instrument, in force from one tax year to another (None: no end)."""

    kind: str
    place: str
    values: Mapping[str, Any]
    citation: Citation
    first_tax_year: int
    last_tax_year: int | None

    @property
    def name(self) -> Name:
        """What the entry is about, among those of its kind."""
        return tuple(self.values[field] for field in KINDS[self.kind].names)

    def holds(self, tax_year: int) -> bool:
        """Say whether the entry is in force in a tax year."""
        last = self.last_tax_year
        return self.first_tax_year <= tax_year and (last is None or tax_year <= last)


@dataclass(frozen=True, kw_only=True)
class Instruments:
    """All entries; where two hold for one thing and year, the one that stands later counts."""

    entries: Sequence[Entry]

    def every(self, kind: str, tax_year: int | None = None) -> dict[Name, Entry]:
        """Return the entries of a kind in force in a tax year (or ever), by name."""
        return {
            entry.name: entry
            for entry in self.entries
            if entry.kind == kind and (tax_year is None or entry.holds(tax_year))
        }

    def find(self, kind: str, tax_year: int, *name: object) -> Entry | None:
        """Return the entry of that name in force, None if there is none."""
        return self.every(kind, tax_year).get(name)

    def need(self, kind: str, tax_year: int, *name: object) -> Entry:
        """Return the entry of that name in force; raises `LawIncomplete` if there is none."""
        found = self.find(kind, tax_year, *name)
        if found is None:
            told = "".join(f" {one}" for one in name)
            msg = f"No law file has an entry [[{kind}]]{told} for tax year {tax_year}."
            raise LawIncomplete(msg)
        return found


def read_entries(file: str, content: bytes) -> list[Entry]:
    """Read one file's entries in the order of its text, kind by kind. Raises `LawIncomplete`."""
    try:
        document = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        msg = f"{file} is not a law file: {wrong}."
        raise LawIncomplete(msg) from wrong
    head = document.pop("instrument", None)
    if not isinstance(head, dict):
        msg = f"{file} has no [instrument]."
        raise LawIncomplete(msg)
    wanted = {field: OF_EVERY_ENTRY[field] for field in FROM_THE_HEAD if field in head}
    _check(f"{file}, [instrument]", head, {**OF_EVERY_INSTRUMENT, **wanted})
    entries = []
    for kind, listed in document.items():
        if kind not in KINDS or not isinstance(listed, list):
            msg = f"{file}: [[{kind}]] is no kind of entry. There are {', '.join(KINDS)}."
            raise LawIncomplete(msg)
        for number, values in enumerate(listed, 1):
            entries.append(_entry(f"{file}, [[{kind}]] no. {number}", kind, values, head))
    _one_at_a_time(entries)
    return entries


def _entry(place: str, kind: str, own: Mapping[str, Any], head: Mapping[str, Any]) -> Entry:
    values = {**{field: head[field] for field in FROM_THE_HEAD if field in head}, **own}
    optional = {"last_tax_year": YEAR, **KINDS[kind].optional}
    given = {field: one for field, one in optional.items() if field in values}
    _check(place, values, {**OF_EVERY_ENTRY, **KINDS[kind].fields, **given})
    last = values.get("last_tax_year")
    if last is not None and last < values["first_tax_year"]:
        msg = f"{place}: 'last_tax_year' {last} is before 'first_tax_year'."
        raise LawIncomplete(msg)
    published = values["gazette_date"]
    return Entry(
        kind=kind,
        place=place,
        values=values,
        citation=Citation(
            instrument=head["key"],
            provision=values["provision"],
            title_th=head["title_th"],
            title_en=head["title_en"],
            gazette_date=published if isinstance(published, date) else None,
            checked_on=values["checked_on"],
            mark=values["mark"],
            source=values["source"],
        ),
        first_tax_year=values["first_tax_year"],
        last_tax_year=last,
    )


def _check(place: str, values: Mapping[str, Any], wanted: Mapping[str, Wanted]) -> None:
    """Hold an entry's fields against what is wanted: none missing, none unknown, all as told."""
    for field, one in wanted.items():
        if field not in values:
            msg = f"{place} has no {field!r}. It is {one.words}."
            raise LawIncomplete(msg)
        if not one.holds(values[field]):
            msg = f"{place}: {field!r} is {one.words}, not {values[field]!r}."
            raise LawIncomplete(msg)
    for field in values:
        if field not in wanted:
            msg = f"{place}: {field!r} is no field here. There are {', '.join(wanted)}."
            raise LawIncomplete(msg)


def _one_at_a_time(entries: Iterable[Entry]) -> None:
    """Refuse two entries that say different things of one thing in the same tax year."""
    seen: dict[tuple[str, Name], list[Entry]] = {}
    for entry in entries:
        for other in seen.setdefault((entry.kind, entry.name), []):
            first = max(entry.first_tax_year, other.first_tax_year)
            if entry.holds(first) and other.holds(first):
                msg = f"{other.place} and {entry.place} both hold in tax year {first}."
                raise LawIncomplete(msg)
        seen[entry.kind, entry.name].append(entry)


def one_law(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return entries that stand side by side in one law. Raises `LawIncomplete` if two clash."""
    _one_at_a_time(entries)
    return entries
