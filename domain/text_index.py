"""Where each string of a text column stands: found by a mark of 64 bits, then compared."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.text import Text

_WORD: Final = 8
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)
_LOWER: Final = np.asarray([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)
"""Masks of the first bytes of a word."""
_AT_ONCE: Final = 1 << 14
"""Strings that are looked at together: what is made on the way stays in the core's cache."""

Marks = NDArray[np.uint64]


@dataclass(frozen=True, kw_only=True)
class _Slots:
    """Places of strings by some bits of their marks, -1 where no mark has these bits."""

    place: NDArray[np.int32]
    factor: np.uint64

    @classmethod
    def of(cls, told: Marks, rest: NDArray[np.int32], factor: np.uint64) -> "_Slots":
        """Give each string of `rest` a slot, half of which stay empty; the first one takes it."""
        slots = cls(place=np.full(1 << (2 * len(rest)).bit_length(), -1, np.int32), factor=factor)
        slots.place[slots.at(told[rest[::-1]])] = rest[::-1]
        return slots

    def at(self, told: Marks) -> NDArray[np.intp]:
        """Return the slot of each mark: the upper bits of its product, which all lower ones mix."""
        bits = len(self.place).bit_length() - 1
        return ((told * self.factor) >> np.uint64(64 - bits)).astype(np.intp)


class TextIndex:
    """The strings of a column by their marks; of equal strings the first one is found."""

    def __init__(self, text: Text) -> None:
        """Look at every string once.

        Those whose slot another one took first have theirs in the next, smaller row of slots.
        Nothing is sorted: a register's keys are many and are asked for in no order.
        """
        self._text = text
        self._marks = marks(text)
        self._slots: list[_Slots] = []
        rest = np.arange(len(text), dtype=np.int32)
        while len(rest):
            # Another factor mixes other bits to the top: those that met will hardly meet again.
            factor = np.uint64(pow(int(_FACTOR), len(self._slots), 1 << 64))
            slots = _Slots.of(self._marks, rest, factor)
            self._slots.append(slots)
            told = self._marks[rest]
            rest = rest[self._marks[slots.place[slots.at(told)]] != told]
        self._by_string: dict[str, int] | None = None

    def find(self, wanted: Text) -> NDArray[np.int32]:
        """Return `(n,)` where the wanted strings stand, -1 for those that are not there."""
        found = np.full(len(wanted), -1, dtype=np.int32)
        if len(self._marks) == 0:
            return found
        sought, waiting = marks(wanted), np.arange(len(wanted))
        for slots in self._slots:
            told = sought[waiting]
            place = slots.place[slots.at(told)]
            same = (self._marks[place] == told) & (place >= 0)
            found[waiting[same]] = place[same]
            waiting = waiting[(place >= 0) & ~same]
        met = np.flatnonzero(found >= 0)
        for one in met[~_alike(wanted, met, self._text, found[met])].tolist():
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
    words = _words(text)
    found: Marks = np.empty(len(text), dtype=np.uint64)
    for first in range(0, len(text), _AT_ONCE):
        ends = text.offsets[first : first + _AT_ONCE + 1].astype(np.int64)
        found[first : first + _AT_ONCE] = _marks(words, ends[:-1], np.diff(ends))
    return found


def _marks(words: Marks, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Marks:
    found: Marks = (lengths.astype(np.uint64) + np.uint64(1)) * _FACTOR
    shortest, longest = int(lengths.min()), int(lengths.max())
    whole = shortest - shortest % _WORD
    for place in range(0, whole, _WORD):
        mixed = (found ^ words[starts + place]) * _FACTOR
        found = mixed ^ (mixed >> _SHIFT)
    at = np.arange(len(starts))
    for place in range(whole, longest, _WORD):
        at = at[lengths[at] > place]
        mixed = (found[at] ^ _word(words, starts[at], lengths[at], place)) * _FACTOR
        found[at] = mixed ^ (mixed >> _SHIFT)
    return found


def _alike(
    one: Text, at: NDArray[np.intp], other: Text, place: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Say whether the strings `at` in one column are those at a `place` in another `(k,)`."""
    alike = np.empty(len(at), dtype=np.bool_)
    mine, theirs = _words(one), _words(other)
    for first in range(0, len(at), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        starts, others = one.offsets[at[some]], other.offsets[place[some]]
        lengths = (one.offsets[at[some] + 1] - starts).astype(np.int64)
        same: NDArray[np.bool_] = lengths == other.offsets[place[some] + 1] - others
        for begin in range(0, int(lengths.max(initial=0)), _WORD):
            rows = np.flatnonzero(same & (lengths > begin))
            left = _word(mine, starts[rows].astype(np.int64), lengths[rows], begin)
            right = _word(theirs, others[rows].astype(np.int64), lengths[rows], begin)
            same[rows] = left == right
        alike[some] = same
    return alike


def _words(text: Text) -> Marks:
    """Return the eight bytes from each byte on."""
    padded = np.frombuffer(text.data + bytes(_WORD), dtype=np.uint8)
    return np.ndarray((len(text.data) + 1,), np.dtype("<u8"), padded, strides=(1,))


def _word(words: Marks, starts: NDArray[np.int64], lengths: NDArray[np.int64], place: int) -> Marks:
    """Return the eight bytes of strings from a place on, with nothing after their end."""
    return words[starts + place] & _LOWER[np.minimum(lengths - place, _WORD)]
