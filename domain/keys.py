"""Dense integers for natural keys, given in order of first sight."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from domain.text import Text
from domain.text_index import TextIndex


class KeySpace:
    """The natural keys of one space of a register, and the dense integer of each."""

    def __init__(self) -> None:
        """Start without keys."""
        self._parts: list[Text] = []
        self._count = 0
        self._index: TextIndex | None = None
        self._beginning: dict[str, tuple[int, dict[int, str]]] = {}

    def __len__(self) -> int:
        """Count the keys."""
        return self._count

    def copy(self) -> "KeySpace":
        """Return a space of its own with the same keys."""
        copy = KeySpace()
        copy._parts, copy._count, copy._index = [*self._parts], self._count, self._index
        copy._beginning = {one: (n, dict(found)) for one, (n, found) in self._beginning.items()}
        return copy

    def append(self, keys: Text) -> None:
        """Add keys that are new, in order."""
        self._parts.append(keys)
        self._count += len(keys)
        self._index = None

    def text(self) -> Text:
        """Return all keys in order of their integers, as the log keeps them."""
        return self._parts[0] if len(self._parts) == 1 else Text.concat(self._parts)

    def find(self, key: str) -> int | None:
        """Return the dense integer of a key, None if the register has not seen it."""
        found = int(self.find_all(Text.of([key]))[0])
        return found if found >= 0 else None

    def find_all(self, keys: Text) -> NDArray[np.int32]:
        """Return `(n,)` the dense integers of some keys, -1 for those not seen and for ""."""
        if not self._count:
            return np.full(len(keys), -1, dtype=np.int32)
        if self._index is None:
            self._index = TextIndex(self.text())
        return self._index.find(keys)

    def beginning(self, prefix: str) -> Mapping[int, str]:
        """Return the keys that begin so by their integers; each key is looked at once."""
        seen, found = self._beginning.get(prefix, (0, {}))
        start = sum(len(part) for part in self._parts[:seen])
        for part in self._parts[seen:]:
            for index in part.beginning(prefix).tolist():
                found[start + index] = part[index]
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


def resolve(known: KeySpace, fresh: KeySpace, keys: Text) -> NDArray[np.int32]:
    """Return `(n,)` the integers of keys of which none stands twice, -1 for "".

    Those `known` has not seen come after its own, and are added to `fresh`.
    """
    found = known.find_all(keys)
    told = np.diff(keys.offsets) > 0
    unknown = np.flatnonzero((found < 0) & told)
    if len(unknown) == 0:
        return found
    missing = keys if len(unknown) == len(keys) else keys.take(unknown)
    brought = fresh.find_all(missing)
    new = np.flatnonzero(brought < 0)
    brought[new] = len(fresh) + np.arange(len(new))
    if len(new):
        fresh.append(missing if len(new) == len(missing) else missing.take(new))
    found[unknown] = len(known) + brought
    return found
