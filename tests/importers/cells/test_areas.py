"""Rai, ngan and square wah as hundredths of a square wah: 1 rai = 40,000, 1 ngan = 10,000."""

import pytest

from importers.carriers.batch import Kind
from importers.cells.areas import area_of, rai_ngan_wah, wah
from importers.cells.numbers import integer
from importers.problems import Severity
from tests.importers.reading import column, one

FIELDS = {"rai": integer(-9), "ngan": integer(), "wah": wah(), "subwah": integer()}


def areas_of(
    *rows: tuple[str, str, str, str], overflow: Severity = Severity.QUARANTINED
) -> tuple[list[int | None], list[str]]:
    """Read rows of rai, ngan, wah and subwah; None where there is no usable area."""
    columns = {
        name: column(parser, [row[place] for row in rows])
        for place, (name, parser) in enumerate(FIELDS.items())
    }
    made = area_of(columns, overflow=overflow)
    values = zip(made.area.values.tolist(), made.area.given.tolist(), strict=True)
    return (
        [value if given else None for value, given in values],
        [f"{found.code} {found.severity.value} {field}" for field, found in made.findings],
    )


def test_the_land_offices_subwah_is_tenths_of_a_square_wah() -> None:
    # 1 rai 40,000 + 2 ngan 20,000 + 53 wah 5,300 + 6 tenths 60 = 65,360: 653.6 square wah
    assert areas_of(("1", "2", "53", "6")) == ([65_360], [])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1-2-53.6", []),
        ("๑-๒-๕๓.๖", ["TXT-02 W"]),
        ("1 - 2 - 53.6", []),
        ("1/2/53.60", []),
        ("1-2-53 6/10", []),
        ("1 ไร่ 2 งาน 53.6 ตารางวา", []),
        ("1ไร่ 2งาน 53.6ตร.ว.", []),
        ("6 งาน 53.6 ตร.ว.", ["AREA-02 W"]),
        ("653.6 ตร.วา", ["AREA-03 W"]),
    ],
)
def test_one_cell_says_the_same_area_in_many_ways(written: str, said: list[str]) -> None:
    assert one(rai_ngan_wah(overflow=Severity.TO_DO), written) == (65_360, said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1-4-0", "AREA-02 E"),
        ("1-2-100", "AREA-03 E"),
        ("0-0-0", "AREA-01 E"),
        ("1-2-53.666", "NUM-03 E"),
        ("1-2", "AREA-08 E"),
        ("สองไร่", "AREA-08 E"),
    ],
)
def test_one_cell_that_a_register_may_not_hold(written: str, said: str) -> None:
    assert one(rai_ngan_wah(), written) == (None, [said])


def test_an_area_excel_took_for_a_date_is_kept_out() -> None:
    assert one(rai_ngan_wah(), "1953-02-01", Kind.DATE) == (None, ["TXT-03 E"])


def test_four_ngan_are_kept_out_of_a_register_and_taken_from_a_survey() -> None:
    assert areas_of(("1", "4", "0", "")) == ([None], ["AREA-02 E ngan"])
    assert areas_of(("1", "4", "0", ""), overflow=Severity.TO_DO) == ([80_000], ["AREA-02 W ngan"])


def test_a_hundred_wah_are_kept_out_of_a_register_and_taken_from_a_survey() -> None:
    assert areas_of(("0", "0", "100", "")) == ([None], ["AREA-03 E wah"])
    assert areas_of(("0", "0", "100", ""), overflow=Severity.TO_DO) == (
        [10_000],
        ["AREA-03 W wah"],
    )


def test_ten_tenths_and_decimals_beside_tenths_are_kept_out() -> None:
    assert areas_of(("1", "2", "53", "10")) == ([None], ["AREA-05 E subwah"])
    assert areas_of(("1", "2", "53.5", "6")) == ([None], ["AREA-06 E subwah"])


def test_no_land_and_less_than_no_land_are_kept_out_and_a_blank_row_has_no_area() -> None:
    assert areas_of(("0", "0", "0", "")) == ([None], ["AREA-01 E rai"])
    assert areas_of(("-1", "0", "0", "")) == ([None], ["AREA-01 E rai"])
    assert areas_of(("", "", "", "")) == ([None], [])


def test_one_bad_row_leaves_the_others_alone() -> None:
    assert areas_of(("1", "0", "0", ""), ("1", "9", "0", ""), ("0", "0", "0.25", "")) == (
        [40_000, None, 25],
        ["AREA-02 E ngan"],
    )


def test_square_wah_with_a_fraction() -> None:
    assert one(wah(), "53 6/10") == (5360, [])
    assert one(wah(), "53 1/3") == (None, ["NUM-03 E"])
    assert one(wah(), "-5") == (None, ["AREA-01 E"])
