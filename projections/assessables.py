"""The engine's input: columns in the Act's own order, bill over ladder over line over row.

A bill is one taxpayer's in one local body; a ladder is one tax base on one rate table (s.42); a
line is what is rounded and shown; a row is one property's share in one use class.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]

LARGEST_VALUE_CSAT: Final = 9 * 10**16
"""The largest value of one property the columns can carry: nine trillion baht."""

LARGEST_BILL_CSAT: Final = 2**63 - 1
"""The largest value of all properties of one bill: 922 trillion baht."""

_WHOLE_PPM: Final = 1_000_000
_RANGES: Final = (
    ("area", 0, None),
    ("price_satang", 0, None),
    ("structure", 0, 3),
    ("age", 0, None),
    ("exempt_ppm", 0, _WHOLE_PPM),
    ("share_before", 0, None),
    ("share_num", 0, None),
    ("table", 1, 6),
    ("vacant_years", 0, None),
    ("relief_ppm", 0, _WHOLE_PPM),
    ("natural", 0, 1),
    ("old_tax_satang", 0, None),
)
"""What a column holds at least and at most: outside it, the engine's arithmetic means nothing."""

_BESIDE: Final = (
    ("kind", "area", "price_satang", "structure", "age"),
    ("shared_rows", "share_num", "share_den", "share_before"),
    ("exempt_rows", "exempt_ppm"),
    ("table", "vacant_years", "reduction"),
    ("relief_lines", "relief_ppm"),
    ("taxpayer", "body", "natural"),
    ("old_tax_bills", "old_tax_satang"),
)
"""Columns of one length."""


@dataclass(frozen=True, kw_only=True)
class Assessables:
    """Columns of what is to be assessed.

    Offsets have one entry more than there are runs, begin with 0 and rise strictly. Sparse columns
    come as indices, rising, and values. Units: areas 1/100 square wah (land) or 1/100 square metre,
    prices satang per whole unit, so that area times price is 1/100 satang (csat).

    rows `(n,)`: `kind` 1 land, 2 building, 3 unit; `structure` 0 for none; `age` completed years.
    `shared_*` `(m,)`: rows that are a part of their property's value, `num` of `den` after
    `before` (s.38). `exempt_*`: the part of a row's value exempt under s.8.
    lines `(l,)`: `table` 1 to 6 (s.94), `vacant_years` (s.43), `reduction` entry of the standing
    list (s.55); `relief_*`: the part of a line's tax remitted (s.56, s.57).
    bills `(b,)`: `natural` 1 where s.40 and s.96 apply (s.41 applies on tables 2 and 3, which are
    for natural persons only); `old_tax_*`: the tax of 2562 (s.97).
    bodies: `body_start` are offsets into bills; `rate_set` 0 for the decree, k for the k-th
    ordinance.
    """

    kind: Ints
    area: Ints
    price_satang: Ints
    structure: Ints
    age: Ints
    shared_rows: Ints
    share_num: Ints
    share_den: Ints
    share_before: Ints
    exempt_rows: Ints
    exempt_ppm: Ints
    line_start: Ints
    table: Ints
    vacant_years: Ints
    reduction: Ints
    relief_lines: Ints
    relief_ppm: Ints
    ladder_start: Ints
    bill_start: Ints
    body: Ints
    taxpayer: Ints
    natural: Ints
    old_tax_bills: Ints
    old_tax_satang: Ints
    body_start: Ints
    rate_set: Ints

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.kind)

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.table)

    @property
    def bills(self) -> int:
        """Number of bills."""
        return len(self.taxpayer)

    @property
    def bill_line_start(self) -> Ints:
        """Offsets of the bills into the lines `(b + 1,)`."""
        return self.ladder_start[self.bill_start]

    def check(self) -> None:
        """Raise ValueError where the columns do not fit together or hold what cannot be."""
        self._check_places()
        self._check_lengths()
        self._check_values()

    def _check_lengths(self) -> None:
        for first, *others in _BESIDE:
            for name in others:
                if len(getattr(self, name)) != len(getattr(self, first)):
                    msg = f"{name} is not as long as {first}."
                    raise ValueError(msg)

    def _check_places(self) -> None:
        for name, runs, of in (
            ("line_start", self.lines, self.rows),
            ("ladder_start", len(self.ladder_start) - 1, self.lines),
            ("bill_start", self.bills, len(self.ladder_start) - 1),
            ("body_start", len(self.rate_set), self.bills),
        ):
            offsets = getattr(self, name)
            rises = bool(np.all(offsets[1:] > offsets[:-1]))
            if len(offsets) != runs + 1 or offsets[0] != 0 or offsets[-1] != of or not rises:
                msg = f"{name} does not cut {of} into {runs} runs that are not empty."
                raise ValueError(msg)
        for name, of in (
            ("shared_rows", self.rows),
            ("exempt_rows", self.rows),
            ("relief_lines", self.lines),
            ("old_tax_bills", self.bills),
        ):
            at = getattr(self, name)
            if len(at) and (at[0] < 0 or at[-1] >= of or bool(np.any(at[1:] <= at[:-1]))):
                msg = f"{name} are not rising indices below {of}."
                raise ValueError(msg)

    def _check_values(self) -> None:
        for name, least, most in _RANGES:
            column = getattr(self, name)
            if len(column) == 0:
                continue
            if int(column.min()) < least:
                msg = f"{name} has {int(column.min())}; the least is {least}."
                raise ValueError(msg)
            if most is not None and int(column.max()) > most:
                msg = f"{name} has {int(column.max())}; the most is {most}."
                raise ValueError(msg)
        # Subtracted, not added: a sum of two could wrap round.
        if bool(np.any(self.share_num > self.share_den - self.share_before)):
            msg = "share_num is more than share_before leaves of share_den."
            raise ValueError(msg)

    def bodies(self, first: int, last: int) -> "Assessables":
        """Return the columns of a run of bodies, `first` to `last` exclusive, as views."""
        return self._cut(int(self.body_start[first]), int(self.body_start[last]), first, last)

    def between(self, first: int, last: int) -> "Assessables":
        """Return the columns of a run of bills, `first` to `last` exclusive, as views."""
        bills = np.asarray((first, last - 1), dtype=self.body_start.dtype)
        bodies = np.searchsorted(self.body_start, bills, side="right")
        return self._cut(first, last, int(bodies[0]) - 1, int(bodies[1]))

    def bill(self, place: int) -> "Assessables":
        """Return the columns of one bill."""
        return self.between(place, place + 1)

    def first_row(self, bill: int) -> int:
        """Return the row a bill begins with; for the number of bills, the number of rows."""
        return int(self.line_start[self.ladder_start[self.bill_start[bill]]])

    def extent(self, first: int, last: int) -> tuple[slice, slice, slice]:
        """Return where the rows, lines and bills of a run of bills lie."""
        line0, line1 = (int(self.ladder_start[self.bill_start[bill]]) for bill in (first, last))
        rows = slice(self.first_row(first), self.first_row(last))
        return rows, slice(line0, line1), slice(first, last)

    def _cut(self, bill0: int, bill1: int, body0: int, body1: int) -> "Assessables":
        ladder0, ladder1 = int(self.bill_start[bill0]), int(self.bill_start[bill1])
        line0, line1 = int(self.ladder_start[ladder0]), int(self.ladder_start[ladder1])
        row0, row1 = int(self.line_start[line0]), int(self.line_start[line1])
        shared = _between(self.shared_rows, row0, row1)
        exempt = _between(self.exempt_rows, row0, row1)
        relief = _between(self.relief_lines, line0, line1)
        old = _between(self.old_tax_bills, bill0, bill1)
        rows, lines, bills = slice(row0, row1), slice(line0, line1), slice(bill0, bill1)
        body_start = np.clip(self.body_start[body0 : body1 + 1], bill0, bill1) - bill0
        return Assessables(
            kind=self.kind[rows],
            area=self.area[rows],
            price_satang=self.price_satang[rows],
            structure=self.structure[rows],
            age=self.age[rows],
            shared_rows=self.shared_rows[shared] - row0,
            share_num=self.share_num[shared],
            share_den=self.share_den[shared],
            share_before=self.share_before[shared],
            exempt_rows=self.exempt_rows[exempt] - row0,
            exempt_ppm=self.exempt_ppm[exempt],
            line_start=_from(self.line_start[line0 : line1 + 1], row0),
            table=self.table[lines],
            vacant_years=self.vacant_years[lines],
            reduction=self.reduction[lines],
            relief_lines=self.relief_lines[relief] - line0,
            relief_ppm=self.relief_ppm[relief],
            ladder_start=_from(self.ladder_start[ladder0 : ladder1 + 1], line0),
            bill_start=_from(self.bill_start[bill0 : bill1 + 1], ladder0),
            body=self.body[bills],
            taxpayer=self.taxpayer[bills],
            natural=self.natural[bills],
            old_tax_bills=self.old_tax_bills[old] - bill0,
            old_tax_satang=self.old_tax_satang[old],
            body_start=body_start,
            rate_set=self.rate_set[body0:body1],
        )

    @staticmethod
    def join(parts: Sequence["Assessables"]) -> "Assessables":
        """Put the columns of several runs of bodies one after the other."""
        joined: dict[str, Ints] = {}
        shifts = {
            "line_start": [part.rows for part in parts],
            "ladder_start": [part.lines for part in parts],
            "bill_start": [len(part.ladder_start) - 1 for part in parts],
            "body_start": [part.bills for part in parts],
            "shared_rows": [part.rows for part in parts],
            "exempt_rows": [part.rows for part in parts],
            "relief_lines": [part.lines for part in parts],
            "old_tax_bills": [part.bills for part in parts],
        }
        for field in fields(Assessables):
            columns = [getattr(part, field.name) for part in parts]
            if field.name in shifts:
                columns = _shifted(columns, shifts[field.name], offsets="_start" in field.name)
            joined[field.name] = np.concatenate(columns)
        return Assessables(**joined)

    def with_rates(self, rate_set: Ints) -> "Assessables":
        """Return the same columns under other rate sets, one for each body."""
        return replace(self, rate_set=rate_set)


def _from(offsets: Ints, first: int) -> Ints:
    """Return offsets counted from `first`, in the type NumPy indexes by without copying."""
    return np.subtract(offsets, first, dtype=np.intp)


def _between(indices: Ints, low: int, high: int) -> slice:
    # Needles of another type would copy all indices at every call.
    first, last = np.searchsorted(indices, np.asarray((low, high), dtype=indices.dtype))
    return slice(int(first), int(last))


def _shifted(columns: Sequence[Ints], sizes: Sequence[int], *, offsets: bool) -> list[Ints]:
    """Move each part's indices behind the parts before it; offsets keep only their first zero."""
    shifted: list[Ints] = []
    base = 0
    for number, (column, size) in enumerate(zip(columns, sizes, strict=True)):
        moved = column.astype(np.int64) + base
        shifted.append(moved[1:] if offsets and number else moved)
        base += size
    return shifted
