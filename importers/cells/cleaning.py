"""How text is cleaned before anything else looks at it: what may not matter is made not to matter.

Invisible characters go (TXT-01), Thai digits become Arabic where a number or code is meant
(TXT-02), decomposed sara am and doubled sara e are put right, blanks are trimmed and collapsed.
Never NFKC: it would take sara am apart again.
"""

from __future__ import annotations

import re
import unicodedata

from importers.cells.cell import Note

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
NULL_WORDS = frozenset({"NULL", "(NULL)", "N/A", "#N/A"})
ERROR_WORDS = frozenset(
    {"#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "########"}
)

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_ODD_BLANK = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_BLANKS = re.compile(r"\s+")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")
_THAI_DIGIT = re.compile("[๐-๙]")


def clean(text: str) -> tuple[str, tuple[Note, ...]]:
    """Return text trimmed, composed and rid of what cannot be seen, with TXT-01 where it held any.

    Idempotent. Thai digits stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split(" ")) if "  " not in text and text == text.strip() else (
            _BLANKS.sub(" ", text).strip()
        ), ()
    notes: tuple[Note, ...] = ()
    seen = _INVISIBLE.sub("", text)
    seen = _ODD_BLANK.sub(" ", seen)
    if seen != text:
        notes = (Note("TXT-01"),)
    seen = _BLANKS.sub(" ", seen).strip()
    return composed(seen), notes


def composed(text: str) -> str:
    """Return text in NFC, sara am as one character and two sara e as one sara ae."""
    text = unicodedata.normalize("NFC", text)
    text = _SARA_AM.sub(lambda match: (match.group(1) or match.group(2) or "") + "\u0e33", text)
    return text.replace("\u0e40\u0e40", "\u0e41")


def digits(text: str) -> tuple[str, tuple[Note, ...]]:
    """Return cleaned text with Thai digits as Arabic ones, with TXT-01 and TXT-02 as they apply."""
    text, notes = clean(text)
    if text.isascii() or not _THAI_DIGIT.search(text):
        return text, notes
    return text.translate(THAI_DIGITS), (*notes, Note("TXT-02"))


def is_null(text: str) -> bool:
    """Whether cleaned text is a database's word for nothing."""
    return not text or (len(text) <= 6 and text.upper() in NULL_WORDS)  # noqa: PLR2004
