"""Rows that stand twice in one file: exact repetitions, and people of one number with two names."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.text_index import marks
from importers.cells.plain import column_of, few_distinct, raw, without
from importers.feeds.feed import as_text, late
from importers.feeds.gathered import Gathered
from importers.feeds.land import words
from importers.problems import Problem
from importers.rows import ParsedBatch

_UPPER_THAI: Final = 0xB9
_TONES: Final = (0x87, 0x8E)
"""The second byte of the letters from เ on, and the last one of ็ to ๎: tone marks and the like."""
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


def skip_repeated(kept: Gathered, keep: NDArray[np.bool_], *, by: str) -> list[Problem]:
    """Leave out of `keep` `(n,)` the rows that say all that an earlier one says (DUP-04).

    `by` names a column that tells most rows apart. A second owner is another row: two rows are
    alike only if all that is kept of them is, the line number and the name included.
    """
    at = np.flatnonzero(keep)
    code = kept.codes(by)[at]
    at = at[np.bincount(code)[code] > 1]
    if "person" in kept.names and len(at):
        # Owners of one title are nearly always different people: few rows are left to compare.
        at = at[_stand_again(_mixed([_codes(kept, by, at), _codes(kept, "person", at)]))]
    if len(at) == 0:
        return []
    columns = [_codes(kept, name, at) for name in kept.names if name != "row"]
    order = np.argsort(_mixed(columns), kind="stable")
    alike = np.ones(len(at) - 1, dtype=np.bool_)
    for column in columns:
        alike &= column[order][1:] == column[order][:-1]
    again = np.sort(at[order[1:][alike]])
    keep[again] = False
    return late("DUP-04", kept.numbers("row")[again])


def _mixed(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.uint64]:
    """Return a number for each row `(n,)` of some columns; rows that are alike have equal ones."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ column.astype(np.uint64)) * _FACTOR
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _stand_again(numbers: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Say of each number whether it stands more than once."""
    _, which, count = np.unique(numbers, return_inverse=True, return_counts=True)
    again: NDArray[np.bool_] = (count > 1)[which]
    return again


def _codes(kept: Gathered, name: str, at: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return a column at some rows as numbers that are equal where the cells are."""
    if kept.holds_numbers(name):
        return kept.narrow(name)[at].astype(np.int64)
    if name in kept.coded:
        return kept.coded[name][at].astype(np.int64)
    encoded = kept.strings(name).take(pa.array(at)).dictionary_encode()
    codes: NDArray[np.int64] = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def told_people(parsed: ParsedBatch, number: NDArray[np.int64]) -> Mapping[str, NDArray[Any]]:
    """Return which rows have an identity number, and a mark of each row's name.

    The name is without its title, for นาง and นางสาว may be one person, and without what two
    spellings of one name may differ in: blanks, dots, tone marks and the like.
    """
    told = [
        ("first_name", None),
        ("last_name", None),
        ("full_name", "first"),
        ("full_name", "last"),
    ]
    there = [one for one in told if one[0] in parsed.columns] or told[:1]
    heard = pc.binary_join_element_wise(*(_heard(words(parsed, *one)) for one in there), "")
    return {"numbered": number > 0, "name": marks(as_text(heard)).view(np.int64)}


def _heard(names: pa.StringArray) -> pa.StringArray:
    """Return names without blanks, dots, tone marks and the like."""
    if (encoded := few_distinct(names)) is not None:
        return _heard(encoded.dictionary).take(encoded.indices)
    cells = raw(names)
    data = cells.data
    unheard = (data == ord(" ")) | (data == ord("."))
    # No other letter has these two bytes beside each other.
    tone = (data[2:] >= _TONES[0]) & (data[2:] <= _TONES[1]) & (data[1:-1] == _UPPER_THAI)
    for place in range(3):
        unheard[place : place + len(tone)] |= tone
    return column_of(without(cells, np.flatnonzero(unheard)))


def two_names(kept: Gathered, keep: NDArray[np.bool_]) -> list[Problem]:
    """Point out rows whose identity number stood with another name before (OWN-05).

    Wants the columns `person`, `row` and those of `told_people`. The names are not shown.
    """
    at = np.flatnonzero(keep & (kept.narrow("numbered") == 1))
    if len(at) == 0:
        return []
    encoded = pa.array(kept.narrow("person")[at]).dictionary_encode()
    person, name = encoded.indices.to_numpy(zero_copy_only=False), kept.narrow("name")[at]
    first = np.zeros(len(encoded.dictionary), dtype=np.int64)
    first[person[::-1]] = name[::-1]
    return late("OWN-05", kept.numbers("row")[at[name != first[person]]], column="id_no")
