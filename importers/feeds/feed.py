"""What every feed is: its headings, how a batch of its rows becomes facts, and when it is whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from domain.delivery import Columns, Numbered
from domain.rows import Text
from domain.taxpayer import JointOwners
from importers.headings import Feed
from importers.problems import Problem, Severity, catalogue
from importers.rows import ParsedBatch

LAND_OFFICE: Final = "DOL"
LOCAL_BODY: Final = "LAO"
TREASURY: Final = "TRD"

Identify = Callable[[Sequence[str]], NDArray[np.int64]]
Join = Callable[[JointOwners], NDArray[np.int64]]


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a reader of files is told from outside.

    `body` is the local body the clerk works for, None where a file is the Treasury's for whole
    provinces. `identify` gives the pseudonyms of identities, `join` those of sets of joint owners.
    `today` is the last day a date may have. `as_of` is asked of the clerk where a file does not say
    it. `branch` (8-digit land office) and `month` (yyyymm of the Buddhist Era) are what the names
    of the land office's own files say. `kinds` maps identity numbers to kinds of person, as the
    owners' sheet of the same workbook said before.
    """

    body: int | None
    province: int | None
    today: date
    identify: Identify
    join: Join
    as_of: date | None = None
    branch: int | None = None
    month: int | None = None
    kinds: dict[int, int] = field(default_factory=dict)

    def kinds_of(self, number: NDArray[np.int64], guessed: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the kind `(n,)` of each person: as this file's own list of people says it."""
        if not self.kinds:
            return guessed
        listed = np.asarray([self.kinds.get(one, 0) for one in number.tolist()], dtype=np.int64)
        return np.where(listed > 0, listed, guessed)


@dataclass(frozen=True, kw_only=True)
class Persons:
    """People named in a batch, `(n,)` each: identity, kind as in the owner table, name, address.

    A building with a house number is among them, by `of_building`, with kind 0 and no name.
    """

    identity: Sequence[str]
    kind: Sequence[int]
    name: Sequence[str]
    address: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Handed:
    """Facts for one stream: a body's register, or (`province`) a province's price list.

    `rows_in` counts the file's rows that are this stream's, None where all of them are.
    `followers` `(k, 2)` pairs a row with the row whose fact it is part of. `reason` is the code of
    a correction. `stated` is what the file says of titles in passing and nobody records
    (`property`, `row`, `area_cwah`, `sheet`): it is held against the register, no more. `outlines`
    are those a map gave (`domain/outlines.py`); they have a stream of their own.
    """

    place: int
    province: bool
    act: str
    authority: str
    as_of: date
    facts: Mapping[str, Columns]
    rows_in: int | None = None
    followers: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    reason: str = ""
    stated: Columns = field(default_factory=dict)
    outlines: Columns = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What a feed comes to once all its rows are read: facts, and problems seen only now.

    A row named in a quarantining problem has no facts.
    """

    handed: Sequence[Handed]
    problems: Sequence[Problem] = ()


class Collector(Protocol):
    """Takes the batches of one table in turn and says at the end what they come to."""

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check a batch across its columns, keep its good rows; return it with its findings."""

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return the people named in a batch, for the vault."""

    def finish(self) -> Whole:
        """Check across rows and return the facts."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A feed's headings and what collects its rows."""

    feed: Callable[[Context], Feed]
    collector: Callable[[Context], Collector]


def as_text(column: pa.StringArray) -> Text:
    """Return a text column as the log keeps it, without a detour through Python strings."""
    size = len(column)
    if size == 0:
        return Text.of(())
    if column.offset or column.null_count:
        column = pa.concat_arrays([column, pa.array([], type=pa.string())])
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, dtype="<i4", count=size + 1)
    content = data.to_pybytes() if data is not None else b""
    return Text(ends - ends[0], content[int(ends[0]) : int(ends[-1])])


def numbered(column: pa.StringArray) -> Numbered:
    """Return a key column as numbers into its keys in order of first sight."""
    encoded = column.dictionary_encode()
    which = encoded.indices.to_numpy(zero_copy_only=False)
    return Numbered(which=which, keys=as_text(encoded.dictionary))


def firsts(codes: NDArray[np.integer[Any]], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return of the rows `at` the first one of each code `(n,)`, in their order."""
    first = np.full(int(codes.max(initial=-1)) + 1, -1, dtype=np.int64)
    first[codes[at][::-1]] = at[::-1]
    return np.sort(first[first >= 0])


def late(
    code: str, rows: NDArray[np.int64], *, column: str = "", severity: Severity | None = None
) -> list[Problem]:
    """Return one problem for each row number, of a check across rows."""
    gravity = severity or catalogue()[code].severity
    return [Problem(code=code, severity=gravity, row=row, column=column) for row in rows.tolist()]
