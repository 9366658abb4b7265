"""Columns that every file about land shares: title, map sheet, area, place, the owner's lines."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import to_days
from domain.land_unit import land_unit_key
from domain.tables import POSSESSOR, USER
from importers.cells import plain
from importers.cells.areas import area_of, wah
from importers.cells.codes import code, parcel_code, title_number
from importers.cells.column import Finding, Parsed
from importers.cells.dates import date as date_cell
from importers.cells.identity import identity
from importers.cells.map_sheets import part, quadrant, scale, sheet_of, whole_sheet
from importers.cells.names import is_juristic, name_prefix, whole_name
from importers.cells.numbers import integer
from importers.cells.shares import share
from importers.cells.texts import label, text
from importers.cells.words import word_key, word_of
from importers.feeds.feed import Context, Persons
from importers.headings import Field
from importers.problems import FileRefused, Severity, file_problem
from importers.rows import ParsedBatch, finding

TITLES_WITH_SHEET = (1, 2)
TITLES_OF_LAND_OFFICE = (1, 2, 3, 4, 9)
TITLES_OF_PRIVATE_LAND = (1, 2, 3, 4, 5, 9)
"""Whoever holds land under these is its owner; possessors and users are of state land (s.5)."""
_PAGE_DIGITS = 9
_BRANCHES = 10**8
_BRANCHES_OF_A_PROVINCE = 10**6


def body_fields() -> tuple[Field, ...]:
    """Return the columns that say whose file it is."""
    return (
        Field(
            name="lao_code",
            parser=code(8, least=7, problem="CODE-03"),
            aliases=("รหัส อปท.", "รหัสองค์กรปกครองส่วนท้องถิ่น", "OptID"),
        ),
        Field(
            name="branch_code",
            parser=code(8),
            aliases=("รหัสสำนักงานที่ดิน", "BRANCH_CODE"),
        ),
    )


def title_fields() -> tuple[Field, ...]:
    """Return the columns of a title, its sheet, its place and its area (formats: 5.1)."""
    return (
        Field(
            name="parcel_code",
            parser=parcel_code(),
            aliases=("รหัสแปลงที่ดิน", "รหัสแปลง", "PARCEL_COD"),
        ),
        Field(
            name="title_type",
            parser=word_of("title_types", "CODE-01"),
            aliases=("ประเภทเอกสารสิทธิ", "ประเภทเอกสารสิทธิ์", "ประเภทเอกสาร", "ประเภทที่ดิน",
                     "docType", "PARCEL_TYPE"),
        ),
        Field(
            name="title_no",
            parser=title_number(),
            aliases=("เลขที่โฉนด", "โฉนด", "โฉนดเลขที่", "เลขที่เอกสารสิทธิ์", "เลขที่เอกสารสิทธิ",
                     "เลขที่เอกสาร", "เลขที่นส3ก", "PARCEL_NO", "NS3A_NO", "CHANOD_NO", "docNo"),
        ),
        Field(name="survey_no", parser=label(10),
              aliases=("หน้าสำรวจ", "ห.สำรวจ", "SURVEY_NO", "dealingFileNo")),
        Field(name="land_no", parser=integer(0, 999_999),
              aliases=("เลขที่ดิน", "ล.ที่ดิน", "ที่ดิน", "LAND_NO")),
        Field(name="utm1", parser=code(4, problem="MAP-06"),
              aliases=("ระวางแผนที่ภูมิประเทศ", "แผนที่ระวางภูมิประเทศ", "UTMMAP1", "UTM_MAP1",
                       "UTM_AIRMAP1", "แผนที่ระวางภูมิประเทศ (UTM1)")),
        Field(name="utm2", parser=quadrant(), aliases=("UTMMAP2", "UTM_MAP2", "UTM_AIRMAP2")),
        Field(name="utm3", parser=code(4, problem="MAP-03"),
              aliases=("ระวาง UTM", "UTMMAP3", "UTM_MAP3")),
        Field(name="utm4", parser=part(),
              aliases=("แผ่นที่", "แผ่นที่ระวาง UTM", "UTMMAP4", "UTM_MAP4", "UTM_AIRMAP3",
                       "แผ่นที่ระวาง UTM (UTM4)")),
        Field(name="utm_scale", parser=scale(), aliases=("มาตราส่วน", "UTMSCALE", "UTM_SCALE")),
        Field(name="map_sheet", parser=whole_sheet(), aliases=("ระวาง",)),
        Field(name="land_unit", parser=text(200),
              aliases=("หน่วยที่ดิน", "ชื่อหน่วยที่ดิน", "STREET_NAME")),
        Field(name="tambon_code", parser=code(6, problem="CODE-02"),
              aliases=("รหัสตำบล", "รหัสแขวง", "TUMBON_CODE")),
        Field(name="rai", parser=integer(0, 1_000_000), aliases=("ไร่", "จำนวนไร่")),
        Field(name="ngan", parser=integer(0, 10_000), aliases=("งาน",)),
        Field(name="wah", parser=wah(),
              aliases=("ตารางวา", "ตร.ว.", "ตร.วา", "วา", "WA")),
        Field(name="subwah", parser=integer(0, 99),
              aliases=("เศษ", "เศษวา", "เศษส่วนวา", "SUBWA")),
    )  # fmt: skip


def owner_fields() -> tuple[Field, ...]:
    """Return the columns of one owner's line; all of them personal."""

    def person(name: str, most: int, *aliases: str) -> Field:
        return Field(name=name, parser=text(most), aliases=aliases, person=True)

    return (
        Field(name="owner_seq", parser=integer(1, 9_999),
              aliases=("ลำดับผู้ถือกรรมสิทธิ์", "ลำดับเจ้าของ", "OWN_LINE_NO")),
        Field(name="relation", parser=word_of("relations"),
              aliases=("ฐานะ", "สถานะการถือครอง")),
        Field(name="person_type", parser=word_of("person_types"),
              aliases=("ประเภทบุคคล", "personType")),
        Field(name="id_no", parser=identity(),
              aliases=("เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขบัตร", "13 หลัก",
                       "เลขประจำตัวผู้เสียภาษี", "เลขทะเบียนนิติบุคคล", "OWN_PERS_ID"),
              person=True),
        Field(name="id_kind", parser=word_of("identity_kinds"), aliases=("ประเภทเลขประจำตัว",)),
        Field(name="prefix", parser=name_prefix(), aliases=("คำนำหน้า", "OWN_TITLE"), person=True),
        person("first_name", 200, "ชื่อ", "OWN_FNAME"),
        person("last_name", 200, "นามสกุล", "ชื่อสกุล", "สกุล", "OWN_LNAME"),
        Field(name="full_name", parser=whole_name(), aliases=("ชื่อ-สกุล", "ชื่อ-นามสกุล"),
              person=True),
        Field(name="share", parser=share(), aliases=("ส่วน", "สัดส่วนกรรมสิทธิ์")),
        Field(name="share_num", parser=integer(1, 10**9)),
        Field(name="share_den", parser=integer(1, 10**9)),
        Field(name="house_no", parser=label(40), aliases=("บ้านเลขที่", "OWN_HSE_NO"),
              person=True),
        person("moo_own", 20, "หมู่ที่เจ้าของ", "OWN_MOO"),
        person("soi", 100, "ซอย", "OWN_SOI"),
        person("road", 100, "ถนน", "OWN_ROAD"),
        person("village", 100, "หมู่บ้าน", "OWN_VILLAGE"),
        person("own_tambon", 100, "ตำบลเจ้าของ", "OWN_TAMBOL"),
        person("own_amphoe", 100, "อำเภอเจ้าของ", "OWN_AMPHUR"),
        person("own_province", 100, "จังหวัดเจ้าของ", "OWN_PROVINCE"),
        person("postcode", 10, "รหัสไปรษณีย์"),
        person("phone", 40, "โทรศัพท์", "OWN_TEL"),
        Field(name="acquired_date", parser=date_cell(),
              aliases=("วันที่ได้มา", "วันที่จดทะเบียน", "วันที่", "REG_DATE")),
    )  # fmt: skip


def as_of_field(context: Context) -> Field:
    """Return the column of the day the data stands for."""
    return Field(
        name="as_of_date",
        parser=date_cell(latest=to_days(context.today)),
        aliases=("ข้อมูล ณ วันที่", "วันที่ข้อมูล"),
        required=context.as_of is None,
    )


def numbers(parsed: ParsedBatch, name: str, part_name: str | None = None) -> NDArray[np.int64]:
    """Return a field's numbers `(n,)`, 0 where not given."""
    column = parsed.column(name)
    values = column.parts[part_name] if part_name else column.values
    return np.asarray(values).astype(np.int64, copy=False)


def words(parsed: ParsedBatch, name: str, part_name: str | None = None) -> pa.StringArray:
    """Return a field's texts `(n,)`, "" where not given."""
    column = parsed.column(name)
    return column.parts[part_name] if part_name else column.values


def check_body(parsed: ParsedBatch, context: Context) -> None:
    """Refuse a file of another local body (FILE-04)."""
    column = parsed.column("lao_code")
    codes = np.asarray(column.values)[column.given & column.ok]
    if context.body is not None and len(codes) and (codes != context.body).any():
        other = int(codes[codes != context.body][0])
        raise FileRefused(file_problem("FILE-04", body=f"{other:08d}"))


def check_branch(parsed: ParsedBatch, context: Context) -> list[tuple[str, Finding]]:
    """Return rows whose land office is not of the local body's province (CODE-04)."""
    column = parsed.column("branch_code")
    if context.province is None:
        return []
    told = np.asarray(column.values) // _BRANCHES_OF_A_PROVINCE
    where = column.given & column.ok & (told != context.province)
    return [("branch_code", finding("CODE-04", where))] if where.any() else []


def title_keys(parsed: ParsedBatch) -> pa.StringArray:
    """Return the natural key of each row's title, or of its parcel code where it has no number."""
    number = words(parsed, "title_no")
    # Offices and kinds of title are few: their part of the key is written once for each pair.
    pairs = numbers(parsed, "title_type") * _BRANCHES + numbers(parsed, "branch_code")
    encoded = pa.array(pairs).dictionary_encode()
    few = [divmod(pair, _BRANCHES) for pair in encoded.dictionary.to_pylist()]
    begun = pa.array([f"P:{title_type}:{branch:08d}" for title_type, branch in few], pa.string())
    titled = pc.binary_join_element_wise(begun.take(encoded.indices), number, ":")
    untitled = pc.equal(number, "")
    if not pc.any(untitled).as_py():
        return titled
    coded = pc.binary_join_element_wise("C", words(parsed, "parcel_code"), ":")
    return pc.if_else(untitled, coded, titled)


def code_keys(parsed: ParsedBatch, name: str = "parcel_code") -> pa.StringArray:
    """Return the key `C:<parcel code>` of each row, "" where there is none."""
    given = words(parsed, name)
    return pc.if_else(pc.equal(given, ""), "", pc.binary_join_element_wise("C", given, ":"))


def check_titles(parsed: ParsedBatch) -> list[tuple[str, Finding]]:
    """Return what is wrong with the titles' own columns."""
    kind = numbers(parsed, "title_type")
    untitled = pc.equal(words(parsed, "title_no"), "").to_numpy(zero_copy_only=False)
    uncoded = pc.equal(words(parsed, "parcel_code"), "").to_numpy(zero_copy_only=False)
    readable = parsed.column("title_no").ok & parsed.column("parcel_code").ok
    needs = np.isin(kind, TITLES_OF_LAND_OFFICE)
    no_land_no = np.isin(kind, TITLES_WITH_SHEET) & ~parsed.column("land_no").given
    held = np.isin(numbers(parsed, "relation"), (POSSESSOR, USER))
    found: list[tuple[str, Finding]] = []
    for code_, field, where in (
        ("OWN-04", "relation", held & np.isin(kind, TITLES_OF_PRIVATE_LAND)),
        ("TTL-01", "title_no", readable & untitled & (needs | uncoded)),
        ("TTL-02", "land_no", no_land_no & parsed.column("land_no").ok),
    ):
        if where.any():
            found.append((field, finding(code_, where)))
    return found


def areas(parsed: ParsedBatch, *, overflow: Severity) -> tuple[Parsed, list[tuple[str, Finding]]]:
    """Return each row's area in cwah and what is wrong with it."""
    found = area_of(parsed.columns, overflow=overflow)
    return found.area, list(found.findings)


def sheets(parsed: ParsedBatch) -> tuple[NDArray[np.int64], list[tuple[str, Finding]]]:
    """Return each row's packed map sheet key, 0 for none, and what is wrong with it."""
    found = sheet_of(parsed.columns, len(parsed))
    return np.asarray(found.keys.values), list(found.findings)


def unit_keys(names: pa.StringArray, tambons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the key of each row's land unit `(n,)`, 0 where its name or place is not given."""
    encoded = names.dictionary_encode()
    told = [word_key(name) for name in encoded.dictionary.to_pylist()]
    index = encoded.indices.to_numpy(zero_copy_only=False).tolist()
    pairs = list(zip(tambons.tolist(), index, strict=True))
    keys = {
        pair: land_unit_key(pair[0], told[pair[1]]) if pair[0] and told[pair[1]] else 0
        for pair in set(pairs)
    }
    return np.fromiter((keys[pair] for pair in pairs), np.int64, len(pairs))


def priced_under(parsed: ParsedBatch, sheet: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return under what each plot's price stands in the list: its sheet, or else its land unit."""
    if "land_unit" not in parsed.columns:
        return sheet
    unit = unit_keys(words(parsed, "land_unit"), numbers(parsed, "tambon_code"))
    return np.where(sheet == 0, unit, sheet)


def survey_pages(parsed: ParsedBatch) -> NDArray[np.int32]:
    """Return the page of the survey of each row's title `(n,)`, 0 where no number is given."""
    if "survey_no" not in parsed.columns:
        return np.zeros(len(parsed), dtype=np.int32)
    _, pages = plain.integers(words(parsed, "survey_no"), _PAGE_DIGITS)
    return pages.astype(np.int32)


def juristic_names(
    parsed: ParsedBatch, name: str = "prefix", part_name: str | None = None
) -> NDArray[np.bool_]:
    """Say which rows' name begins as a company's does."""
    prefix = words(parsed, name, part_name).dictionary_encode()
    told = np.asarray([is_juristic(word) for word in prefix.dictionary.to_pylist()], dtype=np.bool_)
    indices = prefix.indices.to_numpy(zero_copy_only=False)
    return told[indices] if len(told) else np.zeros(len(parsed), np.bool_)


def check_owners(parsed: ParsedBatch) -> list[tuple[str, Finding]]:
    """Return what is wrong with the owners' lines (OWN-01, PID-03, ADR-01)."""
    blank = np.logical_and.reduce(
        [~parsed.column(name).given for name in ("first_name", "last_name", "full_name")]
    )
    readable = np.logical_and.reduce(
        [parsed.column(name).ok for name in ("first_name", "last_name", "full_name")]
    )
    address = ("house_no", "soi", "road", "village", "own_tambon", "postcode")
    nowhere = np.logical_and.reduce([~parsed.column(name).given for name in address])
    no_number = ~parsed.column("id_no").given & parsed.column("id_no").ok
    found: list[tuple[str, Finding]] = []
    for code_, field, where in (
        ("OWN-01", "first_name", blank & readable),
        ("PID-03", "id_no", no_number & ~blank),
        ("ADR-01", "house_no", nowhere & ~blank if "house_no" in parsed.columns else blank & False),
    ):
        if where.any():
            found.append((field, finding(code_, where)))
    return found


def shares(parsed: ParsedBatch) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numerator and denominator of each line's share, 0 where none is given."""
    if "share" in parsed.columns:
        return numbers(parsed, "share", "num"), numbers(parsed, "share", "den")
    num, den = numbers(parsed, "share_num"), numbers(parsed, "share_den")
    both = (num > 0) & (den > 0) & (num <= den)
    return np.where(both, num, 0), np.where(both, den, 0)


def persons(parsed: ParsedBatch, identity_texts: Sequence[str], kind: NDArray[np.int64]) -> Persons:
    """Return the people of a batch as the vault keeps them."""
    joined = pc.binary_join_element_wise(
        words(parsed, "prefix"),
        words(parsed, "first_name"),
        words(parsed, "last_name"),
        words(parsed, "full_name", "prefix"),
        words(parsed, "full_name", "first"),
        words(parsed, "full_name", "last"),
        " ",
    )
    where = pc.binary_join_element_wise(
        *(
            words(parsed, name)
            for name in ("house_no", "village", "soi", "road", "moo_own", "own_tambon",
                         "own_amphoe", "own_province", "postcode", "phone")
        ),
        " ",
    )  # fmt: skip
    return Persons(
        identity=identity_texts,
        kind=kind.tolist(),
        name=_squeezed(joined),
        address=_squeezed(where),
    )


def _squeezed(column: pa.StringArray) -> list[str]:
    trimmed = pc.utf8_trim_whitespace(pc.replace_substring_regex(column, " {2,}", " "))
    return list(trimmed.to_pylist())
