"""Dense integers for natural keys, given in order of first sight."""

from collections.abc import Iterable, Mapping
from itertools import count, repeat

import numpy as np
from numpy.typing import NDArray

from domain.rows import Text


class KeySpace:
    """The natural keys of one space of a register, and the dense integer of each."""

    def __init__(self) -> None:
        """Start without keys."""
        self._parts: list[Text] = []
        self._count = 0
        self._index: dict[str, int] = {}
        self._indexed_parts = 0
        self._beginning: dict[str, tuple[int, dict[int, str]]] = {}

    def __len__(self) -> int:
        """Count the keys."""
        return self._count

    def copy(self) -> "KeySpace":
        """Return a space of its own with the same keys."""
        copy = KeySpace()
        copy._parts, copy._count = [*self._parts], self._count
        copy._index, copy._indexed_parts = dict(self._index), self._indexed_parts
        copy._beginning = {one: (n, dict(found)) for one, (n, found) in self._beginning.items()}
        return copy

    def append(self, keys: Text) -> None:
        """Add keys that are new, in order."""
        self._parts.append(keys)
        self._count += len(keys)

    def _lookup(self) -> dict[str, int]:
        for part in self._parts[self._indexed_parts :]:
            start = len(self._index)
            self._index.update(zip(part.tolist(), range(start, start + len(part)), strict=True))
        self._indexed_parts = len(self._parts)
        return self._index

    def find(self, key: str) -> int | None:
        """Return the dense integer of a key, None if the register has not seen it."""
        return self._lookup().get(key)

    def beginning(self, prefix: str) -> Mapping[int, str]:
        """Return the keys that begin so by their integers; each key is looked at once."""
        seen, found = self._beginning.get(prefix, (0, {}))
        start = sum(len(part) for part in self._parts[:seen])
        for part in self._parts[seen:]:
            for index, key in enumerate(part.tolist(), start=start):
                if key.startswith(prefix):
                    found[index] = key
            start += len(part)
        self._beginning[prefix] = (len(self._parts), found)
        return found

    def key(self, index: int) -> str:
        """Return the natural key of a dense integer."""
        for part in self._parts:
            if index < len(part):
                return part[index]
            index -= len(part)
        raise IndexError(index)

    def all(self) -> list[str]:
        """Return all keys in order of their integers."""
        return [key for part in self._parts for key in part.tolist()]

    def resolve(self, keys: Iterable[str], fresh: dict[str, int]) -> NDArray[np.int32]:
        """Return `(n,)` the integers of the keys, -1 for ""; unseen ones are added to `fresh`."""
        known = self._lookup()
        wanted = list(keys)
        if not known and not fresh:
            fresh.update(zip(wanted, range(len(wanted)), strict=True))
            if len(fresh) == len(wanted) and "" not in fresh:
                return np.arange(len(wanted), dtype=np.int32)
            fresh.clear()
        found = np.fromiter(map(known.get, wanted, repeat(-1)), np.int32, len(wanted))
        unknown = np.flatnonzero(found < 0).tolist()
        if unknown:
            missing = [wanted[at] for at in unknown]
            unseen = [key for key in dict.fromkeys(missing) if key and key not in fresh]
            fresh.update(zip(unseen, count(len(known) + len(fresh))))
            found[unknown] = np.fromiter(map(fresh.get, missing, repeat(-1)), np.int32)
        return found
