"""Whole columns of plain cells at once: NumPy over the bytes of an Arrow string column.

Each function looks at the column's bytes, never at Python strings; a column is `(n,)` without
nulls. "Plain" means the exact function would give the same value without a word.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_ZERO = np.uint8(48)
_DOT = np.uint8(46)
_LAST_ASCII = 0x7E
"""The last character of ASCII that prints."""


@dataclass(frozen=True, kw_only=True)
class Raw:
    """A string column's bytes: cell i is `data[offsets[i]:offsets[i + 1]]`, offsets from 0."""

    data: Bytes
    offsets: NDArray[np.int32]

    @property
    def lengths(self) -> NDArray[np.int32]:
        """Bytes of each cell, (n,)."""
        return np.diff(self.offsets)


def raw(column: pa.StringArray) -> Raw:
    """Return a view of the column's bytes."""
    _, offset_buffer, data_buffer = column.buffers()
    count = len(column)
    if not count or offset_buffer is None:
        return Raw(data=np.zeros(0, np.uint8), offsets=np.zeros(count + 1, np.int32))
    offsets = np.frombuffer(offset_buffer, dtype=np.int32)[
        column.offset : column.offset + count + 1
    ]
    if data_buffer is None:
        return Raw(data=np.zeros(0, np.uint8), offsets=np.zeros(count + 1, np.int32))
    data = np.frombuffer(data_buffer, dtype=np.uint8)[offsets[0] : offsets[-1]]
    return Raw(data=data, offsets=offsets - offsets[0] if offsets[0] else offsets)


def column_of(cells: Raw) -> pa.StringArray:
    """Return an Arrow string column over these bytes."""
    return pa.StringArray.from_buffers(
        len(cells.offsets) - 1,
        pa.py_buffer(np.ascontiguousarray(cells.offsets)),
        pa.py_buffer(np.ascontiguousarray(cells.data)),
    )


def marked(cells: Raw, positions: NDArray[np.int64]) -> Mask:
    """Return which cells (n,) hold one of the byte positions (ascending)."""
    mask = np.zeros(len(cells.offsets) - 1, dtype=np.bool_)
    if len(positions):
        mask[np.searchsorted(cells.offsets, positions, side="right") - 1] = True
    return mask


def not_digits(cells: Raw) -> NDArray[np.int64]:
    """Return the positions of bytes that are not 0-9, ascending."""
    return np.flatnonzero((cells.data - _ZERO) > 9)  # noqa: PLR2004 - wraps below zero


def without(cells: Raw, positions: NDArray[np.int64]) -> Raw:
    """Return the column with the bytes at these positions (ascending) taken out."""
    if not len(positions):
        return cells
    before = np.searchsorted(positions, cells.offsets).astype(np.int32)
    return Raw(data=np.delete(cells.data, positions), offsets=cells.offsets - before)


def to_integers(cells: Raw, good: Mask) -> NDArray[np.int64]:
    """Return digits as int64 (n,), 0 where `good` is False; good cells have 1 to 18 digits."""
    column = column_of(cells)
    if good.all():
        return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.int64)
    values = np.zeros(len(good), dtype=np.int64)
    values[good] = column.filter(pa.array(good)).cast(pa.int64()).to_numpy()
    return values


def integers(column: pa.StringArray, most_digits: int) -> tuple[Mask, NDArray[np.int64]]:
    """Return which cells are 1 to `most_digits` (at most 18) digits, and their values."""
    cells = raw(column)
    lengths = cells.lengths
    good = (lengths > 0) & (lengths <= most_digits)
    good &= ~marked(cells, not_digits(cells))
    return good, to_integers(cells, good)


def scaled(column: pa.StringArray, places: int, most_digits: int) -> tuple[Mask, NDArray[np.int64]]:
    """Return which cells are plain decimals, and their values times 10**places.

    Plain: 1 to `most_digits` digits before the point, none or 1 to `places` after it.
    """
    cells = raw(column)
    odd = not_digits(cells)
    if not len(odd):
        good, values = integers(column, most_digits)
        return good, values * 10**places
    is_dot = cells.data[odd] == _DOT
    good = ~marked(cells, odd[~is_dot])
    dots = odd[is_dot]
    owner = np.searchsorted(cells.offsets, dots, side="right") - 1
    good &= np.bincount(owner, minlength=len(good)) <= 1
    after = np.zeros(len(good), dtype=np.int32)
    after[owner] = cells.offsets[owner + 1] - dots.astype(np.int32) - 1
    good[owner[after[owner] == 0]] = False
    whole = cells.lengths - after
    whole[owner] -= 1
    good &= (after <= places) & (whole > 0) & (whole <= most_digits)
    values = to_integers(without(cells, dots), good)
    return good, values * 10 ** np.clip(places - after, 0, places).astype(np.int64)


_LOOKED_AT = 2048


def few_distinct(column: pa.StringArray) -> pa.DictionaryArray | None:
    """Return a column by its distinct cells, None where the first of them hardly repeat."""
    some = column.slice(0, _LOOKED_AT)
    if len(column) <= _LOOKED_AT or len(some.unique()) * 2 > len(some):
        return None
    return column.dictionary_encode()


def plain_text(column: pa.StringArray) -> Mask:
    """Return which cells are not blank and are text that cleaning would leave as it is.

    Letters beyond ASCII take a closer look, so each distinct cell is looked at once.
    """
    encoded = few_distinct(column) if raw(column).data.max(initial=0) > _LAST_ASCII else None
    if encoded is None:
        return _plain_text(column)
    which: NDArray[np.int32] = encoded.indices.to_numpy()
    return _plain_text(encoded.dictionary)[which]


def _plain_text(column: pa.StringArray) -> Mask:
    """Say of each cell what `plain_text` says.

    Only printable ASCII and Thai letters, no blank at an end or beside another, no nikhahit,
    no doubled sara e, no Thai digit, no mark out of order, no word that may mean nothing.
    """
    cells = raw(column)
    lengths = cells.lengths
    good = lengths > 0
    data = cells.data
    if not len(data):
        return good
    starts, ends = cells.offsets[:-1][good], cells.offsets[1:][good]
    first, last = data[starts], data[ends - 1]
    short = (ends - starts) <= 9  # noqa: PLR2004 - the longest null or error word
    doubtful = short & np.isin(first, np.frombuffer(b"Nn(#", np.uint8))
    good[np.flatnonzero(good)[doubtful | (first == 32) | (last == 32) | (first == 35)]] = False  # noqa: PLR2004
    blank = data == 32  # noqa: PLR2004
    suspects = [np.flatnonzero(blank[:-1] & blank[1:])]
    if data.max() > _LAST_ASCII or data.min() < 0x20:  # noqa: PLR2004 - others need no look
        suspects += _odd_letters(data)
    for positions in suspects:
        if len(positions):
            good &= ~marked(cells, positions)
    return good


_FOREIGN = np.ones(256, dtype=np.bool_)
_FOREIGN[0x20:0x7F] = False
_FOREIGN[0x80:0xC0] = False  # what follows a lead byte is judged by its lead
_FOREIGN[0xE0] = False  # U+0800 to U+0FFF
_FOREIGN[0xBA] = True  # phinthu, which NFC may move
_ODD_THIRD = np.zeros(256, dtype=np.bool_)  # of U+0E40 to U+0E7F:
_ODD_THIRD[0x8D] = True  # nikhahit, half of a decomposed sara am
_ODD_THIRD[0x90:0x9A] = True  # Thai digits


def _odd_letters(data: Bytes) -> list[NDArray[np.int64]]:
    """Return the positions of letters that are neither ASCII nor Thai in good order."""
    foreign = np.flatnonzero(_FOREIGN[data])
    lead = data[:-1] == 0xE0  # noqa: PLR2004
    upper = lead & (data[1:] == 0xB9)  # noqa: PLR2004 - U+0E40 to U+0E7F
    strange = np.flatnonzero(lead & ~upper & (data[1:] != 0xB8))  # noqa: PLR2004
    at = np.flatnonzero(upper)
    third = data[at + 2]
    found = [foreign, strange, at[_ODD_THIRD[third]]]
    sara_e = at[third == 0x80]  # noqa: PLR2004
    found.append(sara_e[1:][np.diff(sara_e) == 3])  # noqa: PLR2004 - two beside each other
    tone = at[(third >= 0x88) & (third <= 0x8B)]  # noqa: PLR2004
    tone = tone[tone + 5 < len(data)]
    below = (data[tone + 3] == 0xE0) & (data[tone + 4] == 0xB8)  # noqa: PLR2004
    found.append(tone[below & (data[tone + 5] >= 0xB8) & (data[tone + 5] <= 0xBA)])  # noqa: PLR2004
    return found


def digits_and_slash(column: pa.StringArray) -> Mask:
    """Return which cells hold only 0-9 and at most one slash: labels that are never a date."""
    cells = raw(column)
    odd = not_digits(cells)
    is_slash = cells.data[odd] == ord("/")
    good = ~marked(cells, odd[~is_slash])
    owner = np.searchsorted(cells.offsets, odd[is_slash], side="right") - 1
    return good & (np.bincount(owner, minlength=len(good)) <= 1)


def digits_only(column: pa.StringArray, most: int) -> Mask:
    """Return which cells are 1 to `most` characters 0-9."""
    cells = raw(column)
    lengths = cells.lengths
    return (lengths > 0) & (lengths <= most) & ~marked(cells, not_digits(cells))
