"""Text: an immutable column of strings, kept as offsets and UTF-8 bytes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

_SMALL_LIMIT: Final = 2**31 - 1

Offsets = NDArray[np.int32] | NDArray[np.int64]


class Text:
    """A column of `n` strings: offsets `(n + 1,)` into one run of UTF-8 bytes.

    Text never changes. Two columns are equal when they hold the same strings.
    """

    __slots__ = ("data", "offsets")

    data: bytes
    offsets: Offsets

    def __init__(self, offsets: Offsets, data: bytes) -> None:
        """Take offsets and bytes as they are; raises ValueError if they do not fit together.

        That the bytes are UTF-8 is checked when a string is read.
        """
        if offsets.dtype not in (np.dtype("<i4"), np.dtype("<i8")) or offsets.ndim != 1:
            msg = "Offsets of text are one column of int32 or int64."
            raise ValueError(msg)
        if len(offsets) == 0 or offsets[0] != 0 or offsets[-1] != len(data):
            msg = "Offsets of text start with 0 and end with the number of bytes."
            raise ValueError(msg)
        if np.any(offsets[1:] < offsets[:-1]):
            msg = "Offsets of text never go back."
            raise ValueError(msg)
        self.offsets = offsets.view()
        self.offsets.flags.writeable = False
        self.data = data

    @classmethod
    def of(cls, strings: Iterable[str]) -> Self:
        """Make a column of some strings."""
        items = list(strings)
        joined = "".join(items)
        if joined.isascii():
            return cls(
                _offsets(np.fromiter(map(len, items), np.int64, len(items))), joined.encode()
            )
        encoded = [item.encode() for item in items]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        return cls(_offsets(lengths), b"".join(encoded))

    @classmethod
    def concat(cls, columns: Sequence["Text"]) -> Self:
        """Put columns one under the other."""
        if not columns:
            return cls.of(())
        lengths = np.concatenate([np.diff(column.offsets) for column in columns])
        return cls(_offsets(lengths.astype(np.int64)), b"".join(column.data for column in columns))

    def __len__(self) -> int:
        """Count the strings."""
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        """Return one string; a negative index counts from the end."""
        count = len(self)
        if not -count <= index < count:
            raise IndexError(index)
        index %= count
        return self.data[int(self.offsets[index]) : int(self.offsets[index + 1])].decode()

    def __iter__(self) -> Iterator[str]:
        """Yield the strings in order."""
        return iter(self.tolist())

    def __eq__(self, other: object) -> bool:
        """Compare string by string."""
        if not isinstance(other, Text):
            return NotImplemented
        return self.data == other.data and np.array_equal(self.offsets, other.offsets)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((len(self), self.data))

    def __repr__(self) -> str:
        """Say how many strings there are, not what they say."""
        return f"Text({len(self)} strings, {len(self.data)} bytes)"

    def take(self, which: NDArray[Any] | slice) -> "Text":
        """Return the strings at some indices `(m,)`, where a mask `(n,)` is set, or of a slice."""
        if isinstance(which, slice):
            first, last, step = which.indices(len(self))
            if step == 1:
                return self._between(first, max(first, last))
        index = np.arange(len(self))[which]
        starts = self.offsets[:-1][index].astype(np.int64)
        lengths = (self.offsets[1:][index] - self.offsets[:-1][index]).astype(np.int64)
        offsets = _offsets(lengths)
        if len(index) == 0:
            return Text(offsets, b"")
        begin, end = int(starts[0]), int(starts[-1] + lengths[-1])
        if end - begin == offsets[-1] and np.array_equal(starts - begin, offsets[:-1]):
            return Text(offsets, self.data[begin:end])
        at = np.arange(offsets[-1], dtype=np.int64) + np.repeat(starts - offsets[:-1], lengths)
        return Text(offsets, np.frombuffer(self.data, np.uint8)[at].tobytes())

    def _between(self, first: int, last: int) -> "Text":
        begin, end = int(self.offsets[first]), int(self.offsets[last])
        return Text(self.offsets[first : last + 1] - self.offsets[first], self.data[begin:end])

    def beginning(self, prefix: str) -> NDArray[np.intp]:
        """Return the indices of the strings that begin so."""
        wanted = prefix.encode()
        at = np.flatnonzero(np.diff(self.offsets) >= len(wanted))
        data = np.frombuffer(self.data, dtype=np.uint8)
        for place, byte in enumerate(wanted):
            at = at[data[self.offsets[at] + place] == byte]
        return at

    def tolist(self) -> list[str]:
        """Return the strings as a list."""
        bounds = self.offsets.tolist()
        if self.data.isascii():
            text = self.data.decode("ascii")
            return [text[a:b] for a, b in pairwise(bounds)]
        return [self.data[a:b].decode() for a, b in pairwise(bounds)]


def _offsets(lengths: NDArray[np.int64]) -> Offsets:
    offsets = np.zeros(len(lengths) + 1, dtype="<i8")
    np.cumsum(lengths, out=offsets[1:])
    return offsets.astype("<i4") if offsets[-1] <= _SMALL_LIMIT else offsets
