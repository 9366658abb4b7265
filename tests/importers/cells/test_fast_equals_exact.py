"""What is read at once says the same as what is read cell by cell, on any cell."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.carriers.batch import Cells, Kind
from importers.cells import areas, codes, dates, identity, names, numbers, texts
from importers.cells.cleaning import clean
from importers.cells.column import Parser, parse_column

FAST = [
    numbers.integer(0, 5000),
    numbers.integer(-3, 10**15 - 1),
    numbers.decimal(2, 0, 10**9),
    numbers.decimal(4),
    numbers.money(),
    areas.wah(),
    codes.code(4),
    codes.code(8),
    codes.parcel_code(),
    codes.building_code(),
    codes.title_number(),
    identity.identity(),
    dates.date(),
    dates.date(latest=20_000),
    texts.text(12),
    texts.label(12),
]
NAMED = [f"{number}-{parser.name}" for number, parser in enumerate(FAST)]
NUMBERS = st.from_regex(r"-?[0-9]{0,17}(\.[0-9]{0,9})?(/[0-9]{1,4}){0,3}", fullmatch=True)
IDENTITIES = st.integers(0, 10**12 - 1).map(
    lambda number: f"{number:012d}{identity.check_digit(f'{number:012d}')}"
)
BROKEN_UP = IDENTITIES.map(
    lambda text: f"{text[0]} {text[1:5]} {text[5:10]}-{text[10:12]}-{text[12]}"
)
CODES = st.from_regex(
    r"[0-9]{2}[A-Za-z][0-9]{2,4}(/[0-9]{3}){0,2}([-/]B[0-9]{2,4})?", fullmatch=True
)
THAI = st.text(
    st.sampled_from("กขคงตวอยางนิดำํเแโใไๅ็่้๊๋์ฺุู ๐๑๙.-/()0129 \u200b\u00a0\ufeffAbzN#'é漢ລ"), max_size=14
)
WORDS = st.sampled_from(
    [
        "",
        "-",
        " ",
        "NULL",
        "null",
        "(NULL)",
        "#N/A",
        "#REF!",
        "เเก",
        "น้ํา",
        "นํ้า",
        "กู่",
        "กู่",
        "1 ",
        "  1",
    ]
)
DATES = st.from_regex(
    r"[0-3]?[0-9]{1,2}[/-][01]?[0-9]{1,2}/(2[4-7]|20|19)?[0-9]{2}(/1)?", fullmatch=True
)
CELLS = st.one_of(DATES, NUMBERS, IDENTITIES, BROKEN_UP, CODES, THAI, WORDS, st.text(max_size=8))
COLUMNS = st.one_of(
    st.lists(CELLS, min_size=1, max_size=12),
    st.tuples(CELLS, st.integers(2, 5)).map(lambda alike: [alike[0]] * alike[1]),
    st.lists(st.sampled_from(["", "5/1/2569", "12", "1999900000013", "01A001", "ก"]), min_size=2),
)


@given(cells=COLUMNS)
@settings(max_examples=200)
def test_a_column_read_at_once_is_the_column_read_cell_by_cell(cells: list[str]) -> None:
    column = Cells.of([cell for cell in cells if _encodes(cell)])

    for parser in FAST:
        read = parse_column(column, parser)

        for index, text in enumerate(column.text.to_pylist()):
            exact = parser.exact(text, Kind.TEXT)
            values = tuple(_value(part[index]) for part in read.parts.values())
            nothing = tuple("" if dtype == "text" else 0 for _, dtype in parser.parts)
            where = f"{parser.name} of {text!r}"
            assert values == (exact.values or nothing), where
            assert read.given[index] == (exact.values is not None), where
            assert read.ok[index] == exact.ok, where
            said = {(found.code, found.severity) for found in read.findings if index in found.rows}
            assert said == {(note.code, note.gravity) for note in exact.notes}, where


@pytest.mark.parametrize("parser", FAST, ids=NAMED)
def test_a_part_of_a_column_is_read_like_a_column_of_its_own(parser: Parser) -> None:
    texts_in_column = ["12", "ก", "0012", "1999900000013", "01A001", "", "12.5", "x  y"]
    whole = pa.array(texts_in_column)

    part = parse_column(Cells(text=whole.slice(2, 4)), parser)

    alone = parse_column(Cells.of(texts_in_column[2:6]), parser)
    assert part.given.tolist() == alone.given.tolist()
    assert [_value(value) for value in part.values] == [_value(value) for value in alone.values]


@pytest.mark.parametrize("parser", FAST, ids=NAMED)
def test_a_long_column_of_few_words_is_read_like_each_of_its_words(parser: Parser) -> None:
    few = ["สมชาย", "12", "น้ํา", "5/1/2569", "ก  ข", "NULL", "31/12/2569", "29/2/2566"]
    column = Cells.of(few * 500)

    read = parse_column(column, parser)

    alone = parse_column(Cells.of(few), parser)
    assert read.given.tolist() == alone.given.tolist() * 500
    assert read.ok.tolist() == alone.ok.tolist() * 500
    values = [_value(value) for value in alone.values]
    assert [_value(value) for value in read.values] == values * 500


@given(text=THAI)
@settings(max_examples=100)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    once = clean(text)[0]

    assert clean(once) == (once, ())


@given(text=THAI)
@settings(max_examples=100)
def test_any_name_can_be_split_without_losing_its_end(text: str) -> None:
    name = names.split_name(clean(text)[0])

    assert clean(text)[0].endswith((name.last or name.first)[-1:])


def _encodes(text: str) -> bool:
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def _value(value: object) -> object:
    return value.as_py() if isinstance(value, pa.Scalar) else int(str(value))
