"""Columns gathered batch by batch: narrow, and in a temporary file once they are many."""

import os
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from tempfile import gettempdir
from typing import Any, BinaryIO, ClassVar, Final, TypeAlias, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from domain.errors import Refused
from importers.cells.plain import Raw, column_of, raw

KEPT_IN_MEMORY: Final = 8 << 20
"""Bytes that are gathered before they are written."""

_NARROW: Final = (np.int8, np.int16, np.int32)

Part: TypeAlias = Any
"""A NumPy array of numbers or an Arrow string array; Arrow has no types to name."""


class NoRoom(Refused):
    """The disk has no room for what was read of a file; nothing was recorded."""

    code: ClassVar[str] = "no-room"


@dataclass(frozen=True, kw_only=True)
class _Written:
    """Where an array of numbers lies in the file."""

    dtype: np.dtype[Any]
    offset: int
    count: int


@dataclass(eq=False)
class Gathered:
    """Rows that are good so far. What is asked for is read whole, and kept by whoever asks.

    The file has no name, so that it is gone with the program. It holds no identity number and no
    name: who gathers such gives the number that stands for it.
    """

    parts: dict[str, list[Part]] = field(default_factory=dict)
    coded: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    written: dict[str, list[tuple[_Written, ...]]] = field(default_factory=dict)
    file: BinaryIO | None = None
    waiting: int = 0

    @property
    def names(self) -> Sequence[str]:
        """The names of the columns."""
        return list(self.parts)

    def holds_numbers(self, name: str) -> bool:
        """Say whether a column is of numbers, not of texts."""
        if self.parts[name]:
            return isinstance(self.parts[name][0], np.ndarray)
        return len(self.written[name][0]) == 1

    def add(
        self, columns: Mapping[str, NDArray[Any] | pa.StringArray], ok: NDArray[np.bool_]
    ) -> None:
        """Keep the good rows of some columns of equal length."""
        self.coded.clear()
        everything = bool(ok.all())
        mask = None if everything else pa.array(ok)
        for name, column in columns.items():
            kept: Part
            if isinstance(column, np.ndarray):
                kept = _narrow(column if everything else column[ok])
            else:
                kept = column if mask is None else column.filter(mask)
            self.parts.setdefault(name, []).append(kept)
            self.waiting += kept.nbytes
        if self.waiting > KEPT_IN_MEMORY:
            self._write()

    def numbers(self, name: str) -> NDArray[np.int64]:
        """Return a number column `(n,)`."""
        return self.narrow(name).astype(np.int64, copy=False)

    def narrow(self, name: str) -> NDArray[Any]:
        """Return a number column `(n,)` in as few bytes as all of its numbers fit."""
        written, parts = self.written.get(name, []), self.parts.get(name, [])
        if not written and len(parts) == 1:
            return cast("NDArray[Any]", parts[0])
        dtypes = [*(place.dtype for (place,) in written), *(part.dtype for part in parts)]
        counts = [*(place.count for (place,) in written), *map(len, parts)]
        whole = np.empty(sum(counts), dtype=np.result_type(*dtypes) if dtypes else np.int64)
        found = chain((self._get(place) for (place,) in written), parts)
        for begin, part in zip(np.cumsum([0, *counts]), found, strict=False):
            whole[begin : begin + len(part)] = part
        return whole

    def strings(self, name: str) -> pa.StringArray:
        """Return a text column `(n,)`."""
        written = (
            column_of(Raw(offsets=self._get(offsets), data=self._get(data)))
            for offsets, data in self.written.get(name, [])
        )
        found = [*written, *self.parts.get(name, [])]
        if not found:
            return pa.array([], type=pa.string())
        return pa.concat_arrays(found) if len(found) > 1 else found[0]

    def codes(self, name: str) -> NDArray[np.int32]:
        """Return a column as numbers `(n,)` from 0 that are equal where its cells are."""
        if name not in self.coded:
            number = name not in self.parts or self.holds_numbers(name)
            column = pa.array(self.narrow(name)) if number else self.strings(name)
            self.coded[name] = column.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        return self.coded[name]

    def only(self, keep: NDArray[np.bool_]) -> "Gathered":
        """Return the rows that `keep` `(n,)` names, gathered anew."""
        mine = Gathered()
        for name in self.names:
            column = self.narrow(name) if self.holds_numbers(name) else self.strings(name)
            mine.add({name: column}, keep)
        return mine

    def _write(self) -> None:
        try:
            if self.file is None:
                self.file = cast("BinaryIO", tempfile.TemporaryFile(prefix="thidin-"))  # noqa: SIM115
                # Closed, and with that gone, when nobody asks for its columns any more.
                weakref.finalize(self, self.file.close)
            self.file.seek(0, os.SEEK_END)
            for name, parts in self.parts.items():
                written = self.written.setdefault(name, [])
                written += [self._put(part) for part in parts]
                parts.clear()
            self.file.flush()
        except OSError as wrong:
            raise NoRoom(
                f"Nothing was recorded: the columns read could not be kept in {gettempdir()} "
                f"({wrong.strerror}). TMPDIR can name a folder with more room."
            ) from wrong
        self.waiting = 0

    def _put(self, part: Part) -> tuple[_Written, ...]:
        assert self.file is not None
        cells = None if isinstance(part, np.ndarray) else raw(part)
        places = []
        for array in (part,) if cells is None else (cells.offsets, cells.data):
            places.append(_Written(dtype=array.dtype, offset=self.file.tell(), count=len(array)))
            self.file.write(np.ascontiguousarray(array).data)
        return tuple(places)

    def _get(self, place: _Written) -> NDArray[Any]:
        assert self.file is not None
        found = np.empty(place.count, dtype=place.dtype)
        self.file.seek(place.offset)
        read = self.file.readinto(found.data.cast("B"))  # type: ignore[attr-defined]
        assert read == found.nbytes
        return found


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    """Return whole numbers in fewer bytes where they fit."""
    if column.dtype.kind == "b" or len(column) == 0:
        return column.astype(np.int8)
    least, most = column.min(), column.max()
    for dtype in _NARROW:
        limits = np.iinfo(dtype)
        if (
            column.dtype.itemsize > limits.dtype.itemsize
            and least >= limits.min
            and most <= limits.max
        ):
            return column.astype(dtype)
    return column
