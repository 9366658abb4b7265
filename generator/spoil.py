"""The mess in real files, put in on purpose and counted: what an importer should find, row by row.

Rows are spoilt in one way each. What bars a row is put only into rows that are a title's only one,
so that counts stay plain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from generator.dice import Integers, Mask
from generator.sheets import Sheet, joined

_THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_MONTHS: Final = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.",
                  "พ.ย.", "ธ.ค.")  # fmt: skip
_HOUSES_OF_CONCRETE: Final = ("103", "105", "107")
_A_SERIAL_DAY: Final = "46027"
"""5 January 2569 as a spreadsheet counts days."""


@dataclass
class Spoiler:
    """Spoils a sheet step by step; `spoilt` counts rows by the code of the problem.

    `dirt` scales how much: 0 nothing, 1 as usual. `may` marks the rows that may be spoilt.
    """

    sheet: Sheet
    chance: np.random.Generator
    dirt: float
    may: Mask
    spoilt: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._free = self.chance.permutation(np.flatnonzero(self.may)).astype(np.int64)
        self._used = 0

    def rows(self, per_thousand: float, *, where: Mask | None = None) -> Integers:
        """Take rows nobody has spoilt yet: some in a thousand, at least one while there are any."""
        if self.dirt <= 0:
            return self._free[:0]
        wanted = max(1, round(self.sheet.rows * per_thousand * self.dirt / 1000))
        left = self._free[self._used :]
        fitting = left if where is None else left[where[left]]
        taken = fitting[:wanted]
        self._free = np.concatenate([self._free[: self._used], taken, left[~np.isin(left, taken)]])
        self._used += len(taken)
        return taken

    def write(self, code: str, heading: str, rows: Integers, texts: Sequence[str] | str) -> None:
        """Put texts (one a row, or one for all) into a column and count the rows."""
        if not len(rows):
            return
        given = [texts] * len(rows) if isinstance(texts, str) else texts
        self.sheet = self.sheet.patched(heading, rows, given)
        self.count(code, len(rows))

    def count(self, code: str, rows: int) -> None:
        """Count rows that have one more problem."""
        if rows:
            self.spoilt[code] = self.spoilt.get(code, 0) + rows

    def texts(self, heading: str, rows: Integers) -> list[str]:
        """Return a column's cells at some rows."""
        return list(self.sheet.take(rows).cells(heading).to_pylist()) if len(rows) else []

    def thai_digits(self, heading: str, per_thousand: float) -> None:
        """Write some numbers in Thai digits (TXT-02)."""
        rows = self.rows(per_thousand, where=self.filled(heading))
        now = [text.translate(_THAI_DIGITS) for text in self.texts(heading, rows)]
        self.write("TXT-02", heading, rows, now)

    def eaten_by_a_spreadsheet(self, heading: str, per_thousand: float) -> None:
        """Turn numbers such as 5/1 into what a spreadsheet makes of them: `5-ม.ค.` (TXT-03)."""
        rows = self.rows(per_thousand, where=self.filled(heading))
        days = self.chance.integers(1, 29, len(rows))
        months = self.chance.integers(0, len(_MONTHS), len(rows))
        now = [f"{day}-{_MONTHS[month]}" for day, month in zip(days, months, strict=True)]
        self.write("TXT-03", heading, rows, now)

    def blank(self, code: str, headings: Sequence[str], per_thousand: float) -> None:
        """Leave cells empty."""
        rows = self.rows(per_thousand, where=self.filled(headings[0]))
        for heading in headings:
            self.sheet = self.sheet.patched(heading, rows, [""] * len(rows))
        self.count(code, len(rows))

    def repeated(self, per_thousand: float) -> None:
        """Append exact copies of some rows (DUP-04)."""
        rows = self.rows(per_thousand)
        if len(rows):
            self.sheet = self.sheet.take(np.concatenate([np.arange(self.sheet.rows), rows]))
            self.count("DUP-04", len(rows))

    def trailing_blanks(self, heading: str) -> None:
        """Put blanks after some headings and one column's cells, as the land office does."""
        if self.dirt <= 0:
            return
        self.sheet = self.sheet.having(heading, joined(self.sheet.cells(heading), " "))
        headings = [
            one + " " if number % 4 == 0 else one for number, one in enumerate(self.sheet.headings)
        ]
        sheet = self.sheet
        renamed = dict(zip(sheet.headings, headings, strict=True))
        self.sheet = Sheet(
            headings=tuple(headings),
            columns=sheet.columns,
            rows=sheet.rows,
            numeric=frozenset(renamed[one] for one in sheet.numeric),
            dates=frozenset(renamed[one] for one in sheet.dates),
        )

    def filled(self, heading: str) -> Mask:
        """Return which cells of a column are not empty."""
        mask = pc.not_equal(self.sheet.cells(heading), "").to_numpy(zero_copy_only=False)
        return np.asarray(mask, dtype=np.bool_)

    def without(self, rows: Integers) -> None:
        """Leave rows out of the file."""
        keep = np.ones(self.sheet.rows, dtype=np.bool_)
        keep[rows] = False
        self.sheet = self.sheet.take(np.flatnonzero(keep))


def spoil_registry(spoiler: Spoiler) -> None:
    """Spoil a land registry. Parcel codes of plots left out altogether go to `missing`."""
    spoiler.thai_digits("wah", 8)
    spoiler.thai_digits("acquired_date", 3)
    _bad_identities(spoiler)
    spoiler.eaten_by_a_spreadsheet("house_no", 1.5)
    rows = spoiler.rows(1.2)
    spoiler.write("AREA-02", "ngan", rows, [str(4 + row % 3) for row in rows.tolist()])
    spoiler.blank("ADR-01", ("house_no", "road", "own_tambon", "postcode"), 4)
    spoiler.write("DATE-05", "acquired_date", spoiler.rows(0.4), _A_SERIAL_DAY)
    _same_codes(spoiler)
    spoiler.repeated(0.8)
    gone = spoiler.rows(1.5)
    spoiler.missing += spoiler.texts("parcel_code", gone)
    spoiler.without(gone)


def _bad_identities(spoiler: Spoiler) -> None:
    numbers = spoiler.sheet.cells("id_no")
    firm = np.asarray(pc.starts_with(numbers, "0").to_numpy(zero_copy_only=False), dtype=np.bool_)
    rows = spoiler.rows(3, where=~firm)
    wrong = [f"{one[:12]}{(int(one[12]) + 5) % 10}" for one in spoiler.texts("id_no", rows)]
    spoiler.write("PID-02", "id_no", rows, wrong)
    rows = spoiler.rows(1, where=firm)
    spoiler.write("PID-04", "id_no", rows, [one[1:] for one in spoiler.texts("id_no", rows)])
    rows = spoiler.rows(0.3, where=~firm)
    spoiler.write("PID-05", "id_no", rows, "1.99992E+12")
    spoiler.blank("PID-03", ("id_no",), 5)


def _same_codes(spoiler: Spoiler) -> None:
    """Give one plot another's code; neither can be told from the other (DUP-01, both rows)."""
    rows = spoiler.rows(0.5)
    half = len(rows) // 2
    one, other = rows[:half], rows[half : 2 * half]
    spoiler.write("DUP-01", "parcel_code", one, spoiler.texts("parcel_code", other))
    spoiler.count("DUP-01", half)


def spoil_land_use(spoiler: Spoiler) -> None:
    """Spoil a survey of land uses; `vacant_since` is sometimes not known."""
    spoiler.thai_digits("wah", 6)
    rows = spoiler.rows(1)
    spoiler.write("AREA-02", "ngan", rows, "4")
    spoiler.blank("USE-04", ("vacant_since",), 2)
    spoiler.write("CODE-07", "use_code", spoiler.rows(0.4), "77")
    spoiler.write("USE-02", "use_code", spoiler.rows(0.3), "7")


def spoil_building(spoiler: Spoiler) -> None:
    """Spoil a survey of buildings."""
    spoiler.eaten_by_a_spreadsheet("house_no", 2)
    spoiler.thai_digits("area_m2", 4)
    spoiler.write("BLD-02", "type_code", spoiler.rows(0.5), "199")
    types = spoiler.sheet.cells("type_code")
    houses = pc.is_in(types, value_set=pa.array(_HOUSES_OF_CONCRETE))
    concrete = np.asarray(houses.to_numpy(zero_copy_only=False), dtype=np.bool_)
    spoiler.write("BLD-05", "structure", spoiler.rows(3, where=concrete), "1")


def spoil_building_use(spoiler: Spoiler) -> None:
    """Spoil a survey of building uses."""
    spoiler.thai_digits("area_m2", 4)
    spoiler.write("USE-02", "use_code", spoiler.rows(0.4), "2")


def spoil_land_prices(spoiler: Spoiler) -> None:
    """Spoil a land price list: blank prices, repeated rows, and keys with two prices."""
    spoiler.blank("VAL-01", ("EVAPRICE",), 4)
    spoiler.repeated(0.2)
    rows = spoiler.rows(0.15)
    if len(rows):
        count = spoiler.sheet.rows
        spoiler.sheet = spoiler.sheet.take(np.concatenate([np.arange(count), rows]))
        again = count + np.arange(len(rows))
        spoiler.write("DUP-03", "EVAPRICE", again, "26.00000000")
        spoiler.count("DUP-03", len(rows))


def spoil_units(spoiler: Spoiler) -> None:
    """Spoil a list of condominium units."""
    spoiler.eaten_by_a_spreadsheet("unit_no", 4)
    spoiler.thai_digits("area_m2", 5)


def spoil_unit_prices(spoiler: Spoiler) -> None:
    """Spoil a condominium price list: NULL for a building, floors that became months."""
    spoiler.write("TXT-03", "OFLEVEL", spoiler.rows(40), "2-เม.ย.")


def spoil_monthly(spoiler: Spoiler) -> None:
    """Spoil a month of the land office: unknown words, wrong numbers, lost noughts, blanks."""
    if "REG_CODE" not in spoiler.sheet.headings or not spoiler.sheet.rows:
        return
    rows = spoiler.rows(4)
    unknown = ("แลกเปลี่ยน", "ขายฝาก", "โอนชำระหนี้จำนอง")
    spoiler.write("STAT-01", "REG_CODE", rows, [unknown[row % 3] for row in rows.tolist()])
    rows = spoiler.rows(6)
    wrong = [f"{one[:-1]}{(int(one[-1]) + 5) % 10}" for one in spoiler.texts("OWN_PERS_ID", rows)]
    spoiler.write("PID-02", "OWN_PERS_ID", rows, wrong)
    if spoiler.dirt > 0 and "UTM_MAP4" in spoiler.sheet.headings:
        bare = pc.replace_substring_regex(spoiler.sheet.cells("UTM_MAP4"), "^0", "")
        spoiler.sheet = spoiler.sheet.having("UTM_MAP4", bare)
    spoiler.trailing_blanks("OWN_FNAME")
