"""`standing`: what an officer records of single properties that moves their tax for years.

Exemptions (s.8), standing reductions (s.55), relief after damage or hardship (s.56, s.57), and the
tax of 2562 for the first three years (s.97). One row for one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import from_days, tax_date, to_days
from domain.delivery import Columns
from domain.law import StandingReduction, law_in_force
from domain.tables import NO_END
from importers.carriers.batch import Kind
from importers.cells.cell import BLANK, Cell, bad
from importers.cells.cleaning import clean, is_null
from importers.cells.codes import building_code, parcel_code
from importers.cells.column import Finding, Parser
from importers.cells.dates import date as date_cell
from importers.cells.dates import era_year
from importers.cells.numbers import decimal, integer, money
from importers.cells.texts import label, text
from importers.cells.words import word_key, word_of
from importers.feeds.condominium import unit_keys
from importers.feeds.feed import (
    LOCAL_BODY,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import body_fields, check_body, code_keys, numbers, words
from importers.headings import Feed, Field
from importers.problems import FileRefused, file_problem
from importers.rows import ParsedBatch, finding

EXEMPTION: Final = 1
REDUCTION: Final = 2
RELIEF: Final = 3
OLD_TAX: Final = 4
REMOVED: Final = 3
"""The operation that ends what was recorded before."""
LAST_ITEM: Final = 12
WHOLE_PPM: Final = 1_000_000
ERA: Final = 543
RELIEF_PROVISIONS: Final = (56, 57)
REASON: Final = "RELIEF-GRANTED"


def feed(context: Context) -> Feed:
    """Return the headings of the list of exemptions, reductions, relief and old taxes."""
    body, branch = body_fields()
    return Feed(
        name="standing",
        thai="ยกเว้น ลด และบรรเทาภาษี",
        fields=(
            body,
            branch,
            Field(name="op", parser=word_of("operations"), aliases=("คำสั่ง",)),
            Field(name="kind", parser=word_of("standing_kinds"), required=True,
                  aliases=("ประเภทรายการ", "รายการ", "ประเภทการลดหย่อน")),
            Field(name="parcel_code", parser=parcel_code(),
                  aliases=("รหัสแปลงที่ดิน", "รหัสแปลง", "PARCEL_COD")),
            Field(name="building_code", parser=building_code(),
                  aliases=("รหัสสิ่งปลูกสร้าง", "รหัสโรงเรือน")),
            Field(name="condo_reg_no", parser=label(20),
                  aliases=("เลขทะเบียนอาคารชุด", "ทะเบียนอาคารชุดเลขที่", "REGNO")),
            Field(name="building", parser=label(50),
                  aliases=("อาคาร", "ชื่ออาคาร", "เลขอาคาร", "BUILDINGNO")),
            Field(name="unit_no", parser=label(20),
                  aliases=("เลขที่ห้องชุด", "ห้องชุดเลขที่", "UNITNO")),
            Field(name="item", parser=integer(1, 99),
                  aliases=("มาตรา 8 (อนุมาตรา)", "อนุมาตรา", "มาตรา")),
            Field(name="entry", parser=entry(context.today), aliases=("รายการลดหย่อน", "รายการที่ลด")),
            Field(name="percent", parser=decimal(4, 1, 1_000_000),
                  aliases=("ร้อยละ", "อัตราร้อยละ")),
            Field(name="amount", parser=money(),
                  aliases=("จำนวนเงิน", "ภาษีปี 2562 (บาท)", "จำนวนภาษี")),
            Field(name="since", parser=date_cell(), aliases=("ตั้งแต่วันที่", "ตั้งแต่")),
            Field(name="until", parser=date_cell(), aliases=("ถึงวันที่", "ถึง")),
            Field(name="tax_year", parser=era_year(), aliases=("ปีภาษี",)),
            Field(name="note", parser=text(500), aliases=("หมายเหตุ",), person=True),
        ),
        one_of=(
            (("parcel_code",), ("building_code",), ("condo_reg_no", "building", "unit_no")),
            (("percent",), ("amount",), ("entry",)),
        ),
    )  # fmt: skip


def entry(today: date) -> Parser:
    """Return the parser of an entry of the standing list: its code, number or words.

    The law is read when a cell is: every file is held against this feed's headings.
    """

    def exact(cell: str, _kind: Kind) -> Cell:
        word, notes = clean(cell)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        found = _spellings(today.year).get(word_key(word.removesuffix(".0")))
        if found is None:
            choices = ", ".join(one.code for one in _entries(today.year).values())
            return bad("CODE-08", *notes, choices=choices)
        return Cell((found,), notes)

    return Parser(
        name="standing_entry",
        exact=exact,
        wanted_thai="รายการตามพระราชกฤษฎีกาลดภาษี เช่น npa, private-school",
        wanted_english="an entry of the standing reductions, for example npa, private-school",
    )


@lru_cache(maxsize=8)
def _spellings(year: int) -> Mapping[str, int]:
    """Return the entries by every way they are written."""
    return {
        word_key(spelling): one.id
        for one in _entries(year).values()
        for spelling in (one.code, str(one.id), one.thai, one.english)
    }


def _entries(year: int) -> Mapping[int, StandingReduction]:
    return law_in_force().for_year(year + ERA).standing_reductions


@dataclass
class Standing:
    """Collects what officers recorded of single properties."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check that each row names one property and all that its kind needs."""
        check_body(parsed, self.context)
        kind = numbers(parsed, "kind")
        since, dated = self._since(parsed, kind)
        key = _keys(parsed)
        parsed = parsed.with_findings(self._check(parsed, key, dated))
        removed = numbers(parsed, "op") == REMOVED
        percent = parsed.column("percent")
        ppm = np.where(percent.given, np.asarray(percent.values).astype(np.int64), WHOLE_PPM)
        reduction = numbers(parsed, "entry")
        self.kept.add(
            {
                "property": key,
                "since": since,
                "row": parsed.rows,
                "kind": kind,
                "item": numbers(parsed, "item"),
                "ppm": np.where(removed, 0, ppm),
                "entry": np.where(removed, 0, reduction),
                "until": self._until(parsed, reduction, since),
                "tax_year": numbers(parsed, "tax_year"),
                "tax_satang": np.where(removed, 0, numbers(parsed, "amount")),
            },
            parsed.ok,
        )
        return parsed

    def _since(
        self, parsed: ParsedBatch, kind: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return from when each row is true, and where that is known.

        Relief of a year without a day holds from that year's tax date.
        """
        column, year = parsed.column("since"), numbers(parsed, "tax_year")
        default = to_days(self.context.as_of) if self.context.as_of else 0
        since = np.where(column.given, np.asarray(column.values).astype(np.int64), default)
        dated = column.given | (self.context.as_of is not None)
        by_year = ~column.given & (kind == RELIEF) & (year > 0)
        years, at = np.unique(year, return_inverse=True)
        days = np.asarray([to_days(tax_date(int(one))) if one else 0 for one in years], np.int64)
        return np.where(by_year, days[at], since), dated | by_year

    def _until(
        self, parsed: ParsedBatch, reduction: NDArray[np.int64], since: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the last day of each reduction."""
        # ASSUMPTION: where the list limits the years and no end is given, they count from the day
        # the row is true; the local body knows the day the decree means and may give the end.
        column = parsed.column("until")
        until = np.where(column.given, np.asarray(column.values).astype(np.int64), NO_END)
        entries = _entries(self.context.today.year)
        for at in np.flatnonzero(~column.given & (reduction > 0) & parsed.ok).tolist():
            last = entries[int(reduction[at])].last_day(from_days(int(since[at])))
            until[at] = to_days(last) if last else NO_END
        return until

    def _check(
        self, parsed: ParsedBatch, key: pa.StringArray, dated: NDArray[np.bool_]
    ) -> list[tuple[str, Finding]]:
        kind, item = numbers(parsed, "kind"), numbers(parsed, "item")
        nameless = pc.equal(key, "").to_numpy(zero_copy_only=False)
        readable = parsed.column("parcel_code").ok & parsed.column("building_code").ok
        out_of_range = ((kind == EXEMPTION) & (item > LAST_ITEM)) | (
            (kind == RELIEF) & (item > 0) & ~np.isin(item, RELIEF_PROVISIONS)
        )
        ends = parsed.column("until")
        needed = {
            "item": np.isin(kind, (EXEMPTION, RELIEF)),
            "entry": kind == REDUCTION,
            "tax_year": kind == RELIEF,
            "amount": kind == OLD_TAX,
        }
        late = ends.given & (np.asarray(ends.values) < numbers(parsed, "since"))
        checks = [
            ("REQ-01", "parcel_code", nameless & readable),
            ("REQ-01", "since", ~dated & parsed.column("since").ok),
            ("CODE-08", "item", out_of_range),
            ("DATE-01", "until", late & ends.ok),
            *(
                ("REQ-01", name, where & ~parsed.column(name).given & parsed.column(name).ok)
                for name, where in needed.items()
            ),
        ]
        return [(name, finding(code, where)) for code, name, where in checks if where.any()]

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return nobody."""
        del parsed
        return None

    def finish(self) -> Whole:
        """Hand exemptions, reductions, relief and old taxes over, each to its table."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        last = int(self.kept.numbers("since").max(initial=0))
        handed = Handed(
            place=self.context.body,
            province=False,
            act="Corrected",
            authority=LOCAL_BODY,
            as_of=from_days(last),
            facts={
                "exemption": self._table(EXEMPTION, item="item", share_ppm="ppm"),
                "reduction": self._table(REDUCTION, entry="entry", until="until"),
                "relief": self._table(
                    RELIEF, provision="item", tax_year="tax_year", reduction_ppm="ppm"
                ),
                "old_tax": self._table(OLD_TAX, tax_satang="tax_satang"),
            },
            reason=REASON,
        )
        return Whole(handed=[handed])

    def _table(self, kind: int, **columns: str) -> Columns:
        at = np.flatnonzero(self.kept.numbers("kind") == kind)
        return {
            "property": as_text(self.kept.strings("property").take(pa.array(at))),
            "since": self.kept.numbers("since")[at],
            "row": self.kept.numbers("row")[at],
            **{name: self.kept.numbers(column)[at] for name, column in columns.items()},
        }


def _keys(parsed: ParsedBatch) -> pa.StringArray:
    """Return each row's property: the unit, else the building, else the plot; "" for none."""
    building = words(parsed, "building_code")
    built = pc.binary_join_element_wise("B", building, ":")
    land = pc.if_else(pc.equal(building, ""), code_keys(parsed), built)
    return pc.if_else(pc.equal(words(parsed, "unit_no"), ""), land, unit_keys(parsed))


READER = Reader(feed=feed, collector=lambda context: Standing(context=context))
