"""Rows that stand twice in one file: exact repetitions, and people of one number with two names."""

import re
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from importers.feeds.feed import Gathered, late
from importers.feeds.land import words
from importers.problems import Problem
from importers.rows import ParsedBatch

_UNHEARD: Final = re.compile(r"[\s็-๎.]")
"""What two spellings of one name may differ in: blanks, dots, tone marks and the like."""
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


def skip_repeated(kept: Gathered, keep: NDArray[np.bool_], *, by: str) -> list[Problem]:
    """Leave out of `keep` `(n,)` the rows that say all that an earlier one says (DUP-04).

    `by` names a column that tells most rows apart. A second owner is another row: two rows are
    alike only if all that is kept of them is, the line number and the name included.
    """
    at = np.flatnonzero(keep)
    _, code, count = np.unique(_codes(kept, by, at), return_inverse=True, return_counts=True)
    at = at[count[code] > 1]
    if len(at) == 0:
        return []
    columns = [_codes(kept, name, at) for name in kept.parts if name != "row"]
    mixed = np.zeros(len(at), dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ column.astype(np.uint64)) * _FACTOR
        mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed, kind="stable")
    alike = np.ones(len(at) - 1, dtype=np.bool_)
    for column in columns:
        alike &= column[order][1:] == column[order][:-1]
    again = np.sort(at[order[1:][alike]])
    keep[again] = False
    return late("DUP-04", kept.numbers("row")[again])


def _codes(kept: Gathered, name: str, at: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return a column at some rows as numbers that are equal where the cells are."""
    number = isinstance(kept.parts[name][0], np.ndarray)
    return (kept.numbers(name) if number else kept.codes(name))[at]


def names(parsed: ParsedBatch) -> pa.StringArray:
    """Return the name in each row without its title: นาง and นางสาว may be one person."""
    return pc.binary_join_element_wise(
        words(parsed, "first_name"),
        words(parsed, "last_name"),
        words(parsed, "full_name", "first"),
        words(parsed, "full_name", "last"),
        " ",
    )


def two_names(kept: Gathered, keep: NDArray[np.bool_]) -> list[Problem]:
    """Point out rows whose identity number stood with another name before (OWN-05).

    Wants the columns `number`, `name` and `row`. The names themselves are not shown.
    """
    number = kept.numbers("number")
    at = np.flatnonzero(keep & (number > 0))
    at = at[np.argsort(number[at], kind="stable")]
    if len(at) == 0:
        return []
    opens = np.ones(len(at), dtype=np.bool_)
    opens[1:] = number[at][1:] != number[at][:-1]
    first = at[opens][np.cumsum(opens) - 1]
    name = kept.strings("name")
    unlike = pc.not_equal(name.take(pa.array(at)), name.take(pa.array(first)))
    which = np.flatnonzero(unlike.to_numpy(zero_copy_only=False))
    odd = [
        int(one)
        for one, other in zip(at[which].tolist(), first[which].tolist(), strict=True)
        if _heard(name[one].as_py()) != _heard(name[other].as_py())
    ]
    return late("OWN-05", np.sort(kept.numbers("row")[odd]), column="id_no")


def _heard(name: str) -> str:
    return _UNHEARD.sub("", name)
