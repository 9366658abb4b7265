"""House numbers Excel ate, codes that lost their zeros, and letters that cannot be seen."""

import pytest

from importers.carriers.batch import Cells, Kind
from importers.cells.cleaning import clean
from importers.cells.codes import building_code, code, parcel_code, title_number
from importers.cells.column import parse_column
from importers.cells.shares import share
from importers.cells.texts import label, text
from importers.cells.truths import truth
from tests.importers.reading import column, one


@pytest.mark.parametrize(
    ("written", "kind", "proposals"),
    [
        ("1-ม.ค.", Kind.TEXT, "1/1, 1-1"),
        ("5-มี.ค.", Kind.TEXT, "5/3, 5-3"),
        ("ม.ค.-99", Kind.TEXT, "1/99, 1-99"),
        ("1-Jan", Kind.TEXT, "1/1, 1-1"),
        ("Mar-05", Kind.TEXT, "3/5, 3-5"),
        ("12/5/2567", Kind.TEXT, "12/5, 12-5"),
        ("2024-05-12", Kind.DATE, "12/5, 12-5"),
        ("1999-01-01", Kind.DATE, "1/1, 1-1, 1/99"),
    ],
)
def test_a_house_number_that_excel_made_a_date_is_kept_out_with_proposals(
    written: str, kind: Kind, proposals: str
) -> None:
    parsed = parse_column(Cells.of([written], [kind]), label(20))

    (found,) = parsed.findings
    assert found.code == "TXT-03"
    assert found.details == ({"proposals": proposals},)
    assert not parsed.ok[0]


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("99/12", "99/12", []),
        ("๙๙/๑๒", "99/12", ["TXT-02 W"]),
        ("12A", "12A", []),
        ("ดาดฟ้า", "ดาดฟ้า", []),
        ("12/2550", "12/2550", []),
        ("99/12 หมู่ 5", "99/12 หมู่ 5", []),
        ("123/4-5", "123/4-5", []),
        ("#REF!", None, ["TXT-05 E"]),
        ("x" * 21, None, ["TXT-04 E"]),
    ],
)
def test_labels_stay_as_they_are(written: str, value: str | None, said: list[str]) -> None:
    assert one(label(20), written) == (value, said)


@pytest.mark.parametrize(
    ("written", "cleaned", "said"),
    [
        ("  นาย   ก ", "นาย ก", []),
        ("นาย\u00a0ก", "นาย ก", ["TXT-01"]),
        ("ก\u200bข", "กข", ["TXT-01"]),
        ("\ufeffก", "ก", ["TXT-01"]),
        ("น\u0e4d\u0e32", "น\u0e33", []),
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33", []),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33", []),
        ("\u0e40\u0e40ก", "\u0e41ก", []),
    ],
)
def test_what_cannot_be_seen_does_not_matter(written: str, cleaned: str, said: list[str]) -> None:
    word, notes = clean(written)

    assert word == cleaned
    assert [note.code for note in notes] == said


def test_thai_digits_stay_in_free_text() -> None:
    assert one(text(50), "หมู่ ๕ ติดคลอง") == ("หมู่ ๕ ติดคลอง", [])


def test_a_code_that_lost_its_zero_gets_it_back_and_it_is_said() -> None:
    parsed = column(code(8), ["05200203", "5200203", "200203", "052002031", "ก"])

    assert parsed.values.tolist() == [5_200_203, 5_200_203, 0, 0, 0]
    assert [(found.code, found.rows.tolist()) for found in parsed.findings] == [
        ("CODE-10", [1]),
        ("CODE-09", [2, 3, 4]),
    ]
    assert parsed.findings[0].details == ({"new": "05200203"},)


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("01A001", "01A001", []),
        ("01a001/001", "01A001/001", []),
        ("๐๑A๐๐๑", "01A001", ["TXT-02 W"]),
        ("04M016/001/02/3", "04M016/001/02/3", []),
        ("1A001", None, ["PAR-01 E"]),
        ("01A001/1", None, ["PAR-01 E"]),
    ],
)
def test_parcel_codes(written: str, value: str | None, said: list[str]) -> None:
    assert one(parcel_code(), written) == (value, said)


def test_a_building_code_is_one_code_with_a_dash_or_a_slash() -> None:
    assert one(building_code(), "01A001/B001") == ("01A001-B001", [])
    assert one(building_code(), "01A001-B001") == ("01A001-B001", [])
    assert one(building_code(), "B001") == (None, ["BLD-01 E"])


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("12345", "12345", []),
        ("เลขที่ 12345", "12345", []),
        ("โฉนดที่ดินเลขที่ ๑๒๓๔๕", "12345", ["TXT-02 W"]),
        ("12/34", "12/34", []),
        ("12345.0", "12345", []),
        ("1-ม.ค.", None, ["TXT-03 E"]),
        ("12345ก", None, ["TTL-03 E"]),
    ],
)
def test_title_numbers(written: str, value: str | None, said: list[str]) -> None:
    assert one(title_number(), written) == (value, said)


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("1/3", (1, 3), []),
        ("2/6", (1, 3), []),
        ("1 ใน 3 ส่วน", (1, 3), []),
        ("33.33%", (3333, 10_000), []),
        ("ร้อยละ 25", (1, 4), []),
        ("0.5", (1, 2), []),
        ("1", (1, 1), []),
        ("50", None, ["OWN-07 E"]),
        ("3/2", None, ["OWN-07 E"]),
        ("0/3", None, ["OWN-07 E"]),
        ("1-มี.ค.", None, ["TXT-03 E"]),
    ],
)
def test_shares(written: str, value: tuple[int, int] | None, said: list[str]) -> None:
    assert one(share(), written) == (value, said)


@pytest.mark.parametrize("yes", ["1", "Y", "ใช่", "มี", "TRUE"])
@pytest.mark.parametrize("no", ["0", "N", "ไม่ใช่", "ไม่มี", "FALSE"])
def test_yes_and_no(yes: str, no: str) -> None:
    assert one(truth(), yes) == (1, [])
    assert one(truth(), no) == (0, [])
