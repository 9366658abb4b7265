"""What the land office says it registered, as words: the act, its effect, and its qualifier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, bad
from importers.cells.cleaning import clean, is_null
from importers.cells.column import Parser
from importers.cells.words import rows_of, word_key

_QUALIFIER = re.compile(r"^(.*?) ?\( ?(ระหว่าง[^()]*?) ?\)$")
_MERGED = re.compile(r"^(.+?) ?รวม(?:[0-9]+|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ[ก-๙]*)โฉนด$")
_LEASE = re.compile(r"^เช่า")


def registration() -> Parser:
    """Return the parser of the land office's status words (STAT-01 when unknown).

    Parts: `effect` (TRANSFER, TRANSFER_PARTIAL, MERGE, SPLIT, SPLIT_TRANSFER, SPLIT_PUBLIC,
    NEW_TITLE, RETIRED_TITLE, BOUNDARY_CHANGE, OWNER_CORRECTION, LEASE, ENCUMBRANCE, NOTE, ADMIN),
    `status` the words without a closing "(ระหว่าง...)", and `qualifier` that closing, bare.
    Any known act that ends in "รวม<number>โฉนด" is a MERGE.
    """

    def exact(text: str, _kind: Kind) -> Cell:
        word, notes = clean(text)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        status, qualifier = word, ""
        if match := _QUALIFIER.fullmatch(word):
            status, qualifier = match.groups()
        effect = effect_of(status)
        if effect is None:
            return bad("STAT-01", *notes)
        return Cell((effect, status, qualifier), notes)

    return Parser(
        name="registration",
        exact=exact,
        parts=(("effect", "text"), ("status", "text"), ("qualifier", "text")),
        wanted_thai="สถานะของกรมที่ดิน เช่น ขาย, โอนมรดก, จำนอง",
        wanted_english="the land office's status, for example ขาย, โอนมรดก, จำนอง",
    )


def effect_of(status: str) -> str | None:
    """Return what a registered act does to the register, None if the words are not known.

    `status` has no qualifier. Never guessed: an unknown act before "รวมสองโฉนด" stays unknown.
    """
    known = _effects()
    if found := known.get(word_key(status)):
        return found
    if match := _MERGED.fullmatch(status):
        return "MERGE" if word_key(match[1]) in known or match[1] in _WITH_MERGER else None
    return "LEASE" if _LEASE.match(status) else None


LEASE_ID: Final = 900
MERGER_ID: Final = 1000
_PLAIN_MERGER: Final = 999


def status_id(status: str) -> int:
    """Return the number under which the log keeps an act's words (without qualifier).

    An act with "รวม<number>โฉนด" is its own act's number plus 1,000, a lease is 900. Raises
    KeyError for words that `effect_of` does not know.
    """
    known = _ids()
    if found := known.get(word_key(status)):
        return found
    if match := _MERGED.fullmatch(status):
        return MERGER_ID + known.get(word_key(match[1]), _PLAIN_MERGER)
    if _LEASE.match(status):
        return LEASE_ID
    raise KeyError(status)


def words_of(status: int) -> str:
    """Return the land office's words for a number that `status_id` gave."""
    if status == LEASE_ID:
        return "เช่า"
    known = _words()
    if status > MERGER_ID:
        return f"{known.get(status - MERGER_ID, '')}รวมโฉนด"
    return known.get(status, str(status))


_WITH_MERGER = frozenset({"ลงชื่อคู่สมรส"})


@cache
def _effects() -> Mapping[str, str]:
    rows = rows_of("registrations")
    return MappingProxyType({word_key(row["status"]): row["effect"] for row in rows})


@cache
def _ids() -> Mapping[str, int]:
    rows = rows_of("registrations")
    return MappingProxyType({word_key(row["status"]): int(row["id"]) for row in rows})


@cache
def _words() -> Mapping[int, str]:
    rows = rows_of("registrations")
    return MappingProxyType({int(row["id"]): row["status"] for row in rows})
