"""Texts as they may be printed: offices' files hold anything, and a letter shows it as text alone.

A character that the font cannot draw would stop a whole run of letters; one that turns the
direction of writing would turn what stands beside it; a word without end would run over its
neighbours.
"""

import re
import unicodedata
from typing import Final

from api.documents.font import drawable

UNKNOWN: Final = "\u25a0"
"""Stands where a character cannot be drawn, so that a reader sees that one is missing."""
CUT: Final = "\u200b\u200b"
"""Stands where a word too long for any line may be cut."""
LONGEST_NAME: Final = 60
"""Letters without a space that a line of an address takes."""
PIECE: Final = 12
_PLAIN: Final = re.compile(r"[\u0020-\u007e\u00a0\u0e01-\u0e3a\u0e3f-\u0e5b]*")
_MARK: Final = r"[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
_TOO_MANY_MARKS: Final = re.compile(rf"({_MARK}{{4}}){_MARK}+")
"""Thai has at most three marks on a letter."""
_LETTER: Final = rf"\S{_MARK}*"
_PIECES: Final = re.compile(rf"(?:{_LETTER}){{1,{PIECE}}}")
_BLANK: Final = frozenset({"Cc", "Zl", "Zp", "Zs"})
_PRIVATE: Final = "Co"
_UNSEEN: Final = "Cf"
"""Turns of direction, joiners, soft hyphens: nothing to see, and much to misuse."""


def printable(text: str) -> str:
    """Return a text with what cannot be printed replaced."""
    if _PLAIN.fullmatch(text):
        return _TOO_MANY_MARKS.sub(r"\1", text)
    composed = unicodedata.normalize("NFC", text)
    return _TOO_MANY_MARKS.sub(r"\1", "".join(map(_printed, composed)))


def cut(text: str, *, longest: int) -> str:
    """Return a text whose words of more than so many letters may be cut, with no mark by itself."""
    if len(text) <= longest:
        return text
    return re.sub(rf"\S{{{longest + 1},}}", _cut, text)


def _printed(letter: str) -> str:
    if _PLAIN.fullmatch(letter):
        return letter
    category = unicodedata.category(letter)
    if category == _UNSEEN:
        return ""
    if category in _BLANK:
        return " "
    known = category != _PRIVATE and ord(letter) in drawable()
    return letter if known else UNKNOWN


def _cut(word: re.Match[str]) -> str:
    return CUT.join(_PIECES.findall(word[0]))
