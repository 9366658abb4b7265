"""Where each string of a text column stands: found by a mark of 64 bits, then compared."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.text import Text

_WORD: Final = 8
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)
_LOWER: Final = np.asarray([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)
"""Masks of the first bytes of a word."""

Marks = NDArray[np.uint64]


class TextIndex:
    """The strings of a column by their marks; of equal strings the first one is found."""

    def __init__(self, text: Text) -> None:
        """Look at every string once."""
        self._text = text
        told = marks(text)
        self._order = np.argsort(told, kind="stable").astype(np.int32)
        self._marks = told[self._order]
        self._by_string: dict[str, int] | None = None

    def find(self, wanted: Text) -> NDArray[np.int32]:
        """Return `(n,)` where the wanted strings stand, -1 for those that are not there."""
        if len(self._marks) == 0:
            return np.full(len(wanted), -1, dtype=np.int32)
        sought = marks(wanted)
        at = np.minimum(np.searchsorted(self._marks, sought), len(self._marks) - 1)
        found = np.where(self._marks[at] == sought, self._order[at], -1).astype(np.int32)
        told = np.flatnonzero(found >= 0)
        for one in told[~_alike(wanted, told, self._text, found[told])].tolist():
            # Another string has the same mark. Nobody will see that happen.
            found[one] = self._strings().get(wanted[one], -1)
        return found

    def _strings(self) -> dict[str, int]:
        if self._by_string is None:
            strings = self._text.tolist()
            places = range(len(strings) - 1, -1, -1)
            self._by_string = dict(zip(reversed(strings), places, strict=True))
        return self._by_string


def marks(text: Text) -> Marks:
    """Return a number for each string `(n,)`; equal strings have equal ones."""
    starts, lengths = text.offsets[:-1].astype(np.int64), np.diff(text.offsets).astype(np.int64)
    words = _words(text)
    found: Marks = (lengths.astype(np.uint64) + np.uint64(1)) * _FACTOR
    at = np.flatnonzero(lengths)
    for place in range(0, int(lengths.max(initial=0)), _WORD):
        at = at[lengths[at] > place]
        mixed = (found[at] ^ _word(words, starts[at], lengths[at], place)) * _FACTOR
        found[at] = mixed ^ (mixed >> _SHIFT)
    return found


def _alike(
    one: Text, at: NDArray[np.intp], other: Text, place: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Say whether the strings `at` in one column are those at a `place` in another `(k,)`."""
    lengths = np.diff(one.offsets)[at].astype(np.int64)
    alike: NDArray[np.bool_] = lengths == np.diff(other.offsets)[place]
    mine, theirs = _words(one), _words(other)
    for begin in range(0, int(lengths.max(initial=0)), _WORD):
        rows = np.flatnonzero(alike & (lengths > begin))
        left = _word(mine, one.offsets[:-1][at[rows]].astype(np.int64), lengths[rows], begin)
        starts = other.offsets[:-1][place[rows]].astype(np.int64)
        alike[rows] = left == _word(theirs, starts, lengths[rows], begin)
    return alike


def _words(text: Text) -> Marks:
    """Return the eight bytes from each byte on."""
    padded = np.frombuffer(text.data + bytes(_WORD), dtype=np.uint8)
    return np.ndarray((len(text.data) + 1,), np.dtype("<u8"), padded, strides=(1,))


def _word(words: Marks, starts: NDArray[np.int64], lengths: NDArray[np.int64], place: int) -> Marks:
    """Return the eight bytes of strings from a place on, with nothing after their end."""
    return words[starts + place] & _LOWER[np.minimum(lengths - place, _WORD)]
