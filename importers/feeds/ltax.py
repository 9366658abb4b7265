"""The workbook of LTAX: the sheets of owners and of land (formats: 1.1).

The other three sheets are the surveys' own feeds. The owners' sheet names people and says what
kind they are; the land sheet says by number who owns which plot. A plot is known here by its
parcel code alone: the workbook does not say which land office keeps the title.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.delivery import Columns
from domain.tables import ACTIVE, OWNER
from importers.carriers.batch import Kind
from importers.cells.areas import wah
from importers.cells.cell import BLANK, Cell, bad
from importers.cells.cleaning import digits, is_null
from importers.cells.codes import parcel_code
from importers.cells.column import Finding, Parsed, Parser
from importers.cells.identity import identity
from importers.cells.map_sheets import QUADRANTS
from importers.cells.numbers import integer
from importers.cells.texts import label, text
from importers.cells.words import word_of
from importers.feeds.feed import (
    LOCAL_BODY,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
    late,
    numbered,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import (
    areas,
    as_of_field,
    body_fields,
    check_body,
    check_owners,
    code_keys,
    juristic_names,
    numbers,
    owner_fields,
    persons,
    priced_under,
    sheets,
    survey_pages,
    title_fields,
    words,
)
from importers.feeds.owners import OwnerRows, identities, kinds_of, put_together
from importers.headings import Feed, Field
from importers.problems import FileRefused, Problem, Severity, file_problem
from importers.rows import ParsedBatch, finding

_QUADRANT_AND_CORNER: Final = re.compile(r"(IV|I{1,3}|[1-4]) ?[-/]? ?([0-9]{4})", re.IGNORECASE)


def quadrant_and_corner() -> Parser:
    """Return the parser of UTM2 and UTM3 in one cell, `IV 1248` (MAP-01)."""

    def exact(cell: str, _kind: Kind) -> Cell:
        word, notes = digits(cell)
        if is_null(word) or word == "-":
            return Cell(None, notes) if notes else BLANK
        match = _QUADRANT_AND_CORNER.fullmatch(word)
        if match is None:
            return bad("MAP-01", *notes)
        return Cell((QUADRANTS[match[1].upper()], int(match[2])), notes)

    return Parser(
        name="quadrant_and_corner",
        exact=exact,
        parts=(("utm2", "i8"), ("utm3", "i8")),
        wanted_thai="UTM2 และ UTM3 เช่น IV 1248",
        wanted_english="UTM2 and UTM3, for example IV 1248",
    )


def owner_feed(context: Context) -> Feed:
    """Return the headings of the owners' sheet."""
    del context
    own = {one.name: one for one in owner_fields()}
    kept = ("prefix", "first_name", "last_name", "house_no", "soi", "road", "postcode", "phone",
            "full_name", "village")  # fmt: skip
    return Feed(
        name="ltax_owner",
        thai="เจ้าของทรัพย์สิน (LTAX)",
        fields=(
            replace(own["id_no"], required=True),
            replace(own["person_type"], column_required=True),
            *(own[name] for name in kept),
            _also(own["moo_own"], "หมู่ที่"),
            _also(own["own_tambon"], "ตำบล"),
            _also(own["own_amphoe"], "อำเภอ"),
            _also(own["own_province"], "จังหวัด"),
            Field(name="sequence", parser=integer(), aliases=("ลำดับ",)),
            Field(name="nationality", parser=text(50), aliases=("สัญชาติ",), column_required=True),
            Field(name="person_status", parser=word_of("person_statuses"), aliases=("สถานะบุคคล",)),
        ),
        one_of=((("first_name",), ("full_name",)),),
    )


def _also(one: Field, *aliases: str) -> Field:
    return replace(one, aliases=(*one.aliases, *aliases))


def land_feed(context: Context) -> Feed:
    """Return the headings of the land sheet."""
    title = {one.name: one for one in title_fields()}
    whole = Field(
        name="total_wah", parser=wah(), aliases=("รวมเนื้อที่ทั้งหมด (ตร.ว.)", "คำนวณเป็น ตร.ว.")
    )
    return Feed(
        name="ltax_land",
        thai="ที่ดิน (LTAX)",
        fields=(
            as_of_field(context),
            body_fields()[0],
            Field(
                name="id_no",
                parser=identity(),
                aliases=("เลขบัตรเจ้าของที่ดิน",),
                column_required=True,
                person=True,
                merges=True,
            ),
            Field(
                name="parcel_code",
                parser=parcel_code(),
                aliases=title["parcel_code"].aliases,
                required=True,
                merges=True,
            ),
            replace(title["title_type"], required=True),
            *(one for name, one in title.items() if name not in {"parcel_code", "title_type"}),
            Field(
                name="utm2_utm3",
                parser=quadrant_and_corner(),
                aliases=("ระวาง UTM (UTM2 I-IV / UTM3)",),
            ),
            whole,
            Field(name="group_code", parser=label(40), aliases=("รหัสกลุ่มที่ดิน", "กลุ่มที่ดิน")),
        ),
        one_of=((("rai", "ngan", "wah"), ("total_wah",)),),
    )


@dataclass
class Owners:
    """Collects nothing but names the people, and says what kind they are to the sheets below."""

    context: Context

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check names and addresses, and remember what kind each person is."""
        parsed = parsed.with_findings(check_owners(parsed))
        told = parsed.ok & parsed.column("person_type").given
        number, kind = numbers(parsed, "id_no")[told], _kinds(parsed)[told]
        self.context.kinds.update(zip(number.tolist(), kind.tolist(), strict=True))
        return parsed

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return the people of the sheet who have a number."""
        at = np.flatnonzero(parsed.column("id_no").given)
        number = numbers(parsed, "id_no")
        nobody = pa.array([""] * len(parsed), type=pa.string())
        everyone = persons(
            parsed, identities(number, nobody, np.zeros(len(parsed), np.int64)), _kinds(parsed)
        )
        return Persons(
            identity=[everyone.identity[one] for one in at.tolist()],
            kind=[everyone.kind[one] for one in at.tolist()],
            name=[everyone.name[one] for one in at.tolist()],
            address=[everyone.address[one] for one in at.tolist()],
        )

    def finish(self) -> Whole:
        """Hand nothing over: who owns what stands in the other sheets."""
        return Whole(handed=[_handed(self.context, 0, {})])


def _kinds(parsed: ParsedBatch) -> NDArray[np.int64]:
    return kinds_of(
        numbers(parsed, "person_type"), numbers(parsed, "id_no"), juristic_names(parsed)
    )


@dataclass
class Land:
    """Collects plots with their owners' numbers and their group."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    as_of: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check areas and sheets of a batch."""
        check_body(parsed, self.context)
        parsed = _apart(parsed)
        area, found = self._area(parsed)
        sheet, sheet_findings = sheets(parsed)
        parsed = parsed.with_findings([*found, *sheet_findings])
        column = parsed.column("as_of_date")
        default = to_days(self.context.as_of) if self.context.as_of else 0
        since = np.where(column.given, numbers(parsed, "as_of_date"), default)
        self.as_of = max(self.as_of, int(since.max(initial=0)))
        key = code_keys(parsed)
        number = numbers(parsed, "id_no")
        self.kept.add(
            {
                "property": key,
                "title": words(parsed, "title_no"),
                "since": since,
                "row": parsed.rows,
                "title_type": numbers(parsed, "title_type"),
                "sheet": priced_under(parsed, sheet),
                "area_cwah": area,
                "page": survey_pages(parsed),
                "owned": parsed.column("id_no").given.astype(np.int64),
                "person": self.context.identify(identities(number, key, parsed.rows)),
                "kind": self.context.kinds_of(number, kinds_of(number * 0, number, number < 0)),
                "group": words(parsed, "group_code"),
            },
            parsed.ok,
        )
        return parsed

    def _area(self, parsed: ParsedBatch) -> tuple[NDArray[np.int64], list[tuple[str, Finding]]]:
        total = parsed.column("total_wah")
        if "rai" not in parsed.columns:
            empty = ~total.given & total.ok
            return numbers(parsed, "total_wah"), (
                [("total_wah", finding("REQ-01", empty))] if empty.any() else []
            )
        area, found = areas(parsed, overflow=Severity.TO_DO)
        values = np.asarray(area.values)
        other = total.given & area.given & (np.asarray(total.values) != values)
        if other.any():
            found.append(("total_wah", finding("AREA-04", other)))
        return values, found

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return nobody: the owners' sheet names them."""
        del parsed
        return None

    def finish(self) -> Whole:
        """Hand plots, owners and groups over; rows that repeat a plot give further owners."""
        problems, keep = self._doubled()
        kept, key = self.kept, self.kept.strings("property")
        codes = key.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        at = np.flatnonzero(keep)
        first = at[np.sort(np.unique(codes[at], return_index=True)[1])]
        owned = np.flatnonzero(keep & (kept.numbers("owned") == 1))
        nothing = np.zeros(len(owned), dtype=np.int64)
        tables, followers, odd = put_together(
            OwnerRows(
                property=numbered(key.take(pa.array(owned))),
                order=kept.numbers("row")[owned],
                relation=nothing + OWNER,
                num=nothing,
                den=nothing,
                **{name: kept.numbers(name)[owned] for name in ("since", "row", "person", "kind")},
            ),
            self.context,
        )
        tables["parcel"] = {
            "property": as_text(key.take(pa.array(first))),
            "code": as_text(key.take(pa.array(first))),
            "status": np.full(len(first), ACTIVE, dtype=np.uint8),
            "tambon": np.zeros(len(first), dtype=np.int64),
            **{
                name: kept.numbers(name)[first]
                for name in ("since", "row", "title_type", "sheet", "area_cwah")
            },
        }
        tables["survey_page"] = self._pages(first)
        tables["group"] = self._groups(first)
        leader = np.full(int(codes.max(initial=-1)) + 1, 0, dtype=np.int64)
        leader[codes[first]] = kept.numbers("row")[first]
        more = np.stack([kept.numbers("row")[at], leader[codes[at]]], axis=1)
        followers = np.concatenate([followers, more[more[:, 0] != more[:, 1]]])
        handed = _handed(self.context, self.as_of, tables, followers)
        return Whole(handed=[handed], problems=[*problems, *odd])

    def _pages(self, first: NDArray[np.int64]) -> Columns:
        at = first[self.kept.numbers("page")[first] > 0]
        return {
            "property": as_text(self.kept.strings("property").take(pa.array(at))),
            **{name: self.kept.numbers(name)[at] for name in ("since", "row", "page")},
        }

    def _groups(self, first: NDArray[np.int64]) -> Columns:
        grouped = pc.not_equal(self.kept.strings("group").take(pa.array(first)), "")
        at = first[grouped.to_numpy(zero_copy_only=False)]
        return {
            "property": as_text(self.kept.strings("property").take(pa.array(at))),
            "group": as_text(self.kept.strings("group").take(pa.array(at))),
            "since": self.kept.numbers("since")[at],
            "row": self.kept.numbers("row")[at],
        }

    def _doubled(self) -> tuple[list[Problem], NDArray[np.bool_]]:
        """Keep back rows of one code that differ in title, sheet or area (DUP-01)."""
        kept = self.kept
        codes = kept.strings("property").dictionary_encode().indices.to_numpy(zero_copy_only=False)
        keep = np.ones(len(codes), dtype=np.bool_)
        if len(codes) == 0:
            return [], keep
        title = kept.strings("title").dictionary_encode().indices.to_numpy(zero_copy_only=False)
        _, first = np.unique(codes, return_index=True)
        differs = np.zeros(len(codes), dtype=np.bool_)
        for column in (title, kept.numbers("sheet"), kept.numbers("area_cwah")):
            differs |= column != column[first][codes]
        bad_codes = np.zeros(len(first), dtype=np.bool_)
        bad_codes[codes[differs]] = True
        mine = bad_codes[codes]
        return late("DUP-01", kept.numbers("row")[mine], column="parcel_code"), ~mine


def _apart(parsed: ParsedBatch) -> ParsedBatch:
    """Give UTM2 and UTM3 columns of their own where one cell holds both."""
    both = parsed.columns.get("utm2_utm3")
    if both is None:
        return parsed
    columns = dict(parsed.columns)
    for name in ("utm2", "utm3"):
        values = np.asarray(both.parts[name])
        columns.setdefault(name, Parsed(parts={"value": values}, given=both.given, ok=both.ok))
    return replace(parsed, columns=columns)


def _handed(
    context: Context,
    as_of: int,
    facts: dict[str, Columns],
    followers: NDArray[np.int64] | None = None,
) -> Handed:
    if context.body is None:
        raise FileRefused(file_problem("FILE-09"))
    told = to_days(context.as_of) if context.as_of else 0
    return Handed(
        place=context.body,
        province=False,
        act="SurveyReceived",
        authority=LOCAL_BODY,
        as_of=from_days(max(as_of, told)),
        facts=facts,
        followers=np.zeros((0, 2), np.int64) if followers is None else followers,
    )


READERS = (
    Reader(feed=owner_feed, collector=lambda context: Owners(context=context)),
    Reader(feed=land_feed, collector=lambda context: Land(context=context)),
)
