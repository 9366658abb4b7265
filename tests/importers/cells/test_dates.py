"""Dates as clerks and spreadsheets write them; a year from 2400 on is Buddhist Era."""

import datetime as dt

import pytest

from importers.carriers.batch import Kind
from importers.cells.dates import date, era_year
from tests.importers.reading import one

FIFTH_OF_JANUARY = (dt.date(2026, 1, 5) - dt.date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("5/1/2569", []),
        ("05/01/2569", []),
        (" 5/1/2569 ", []),
        ("5-1-2569", []),
        ("5.1.2569", []),
        ("5/1/2569 00:00:00", []),
        ("2026-01-05", []),
        ("2026-01-05T00:00:00", []),
        ("5 ม.ค. 2569", []),
        ("5 ม.ค. ๒๕๖๙", ["TXT-02 W"]),
        ("๕ มกราคม ๒๕๖๙", ["TXT-02 W"]),
        ("5 มกราคม พ.ศ. 2569", []),
        ("วันที่ 5 เดือน มกราคม พ.ศ. 2569", []),
        ("5-ม.ค.-2569", []),
        ("5 มกราคม ค.ศ. 2026", []),
        ("5/1/2026", ["DATE-04 W"]),
        ("5\u00a0ม.ค. 2569", ["TXT-01 W"]),
    ],
)
def test_the_fifth_of_january_2569_is_read_however_it_is_written(
    written: str, said: list[str]
) -> None:
    assert one(date(), written) == (FIFTH_OF_JANUARY, said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("29/2/2568", "DATE-01 E"),  # 2568 is 2025, no leap year, though 2568 divides by four
        ("31/4/2569", "DATE-01 E"),
        ("5/13/2569", "DATE-01 E"),
        ("5/1/69", "DATE-01 E"),  # two digits could be either era
        ("5/1/2301", "DATE-01 E"),
        ("5 มกร 2569", "DATE-01 E"),
        ("5 มกราคม พ.ศ. 2026", "DATE-01 E"),
        ("เมื่อวาน", "DATE-01 E"),
        ("46027", "DATE-05 E"),
    ],
)
def test_what_is_no_date_is_kept_out(written: str, said: str) -> None:
    assert one(date(), written) == (None, [said])


def test_29_february_2567_is_a_true_date_though_excel_leaves_it_as_text() -> None:
    leap_day = (dt.date(2024, 2, 29) - dt.date(1970, 1, 1)).days

    assert one(date(), "29/2/2567") == (leap_day, [])


def test_29_february_2568_is_refused_though_excel_takes_it_as_a_date_cell() -> None:
    assert one(date(), "2568-02-29", Kind.DATE) == (None, ["DATE-01 E"])


def test_a_date_cell_shown_in_buddhist_years_is_stored_in_gregorian_ones() -> None:
    assert one(date(), "2026-01-05", Kind.DATE) == (FIFTH_OF_JANUARY, [])


def test_a_buddhist_year_typed_into_a_date_cell_is_put_right_and_said() -> None:
    assert one(date(), "2569-01-05", Kind.DATE) == (FIFTH_OF_JANUARY, ["DATE-03 W"])


@pytest.mark.parametrize("written", ["", "-", " ", "NULL", "\u200b"])
def test_nothing_written_is_no_date_and_no_mistake(written: str) -> None:
    value, said = one(date(), written)

    assert value is None
    assert said in ([], ["TXT-01 W"])


def test_a_day_after_the_latest_allowed_is_in_the_future() -> None:
    today = date(latest=FIFTH_OF_JANUARY)

    assert one(today, "5/1/2569") == (FIFTH_OF_JANUARY, [])
    assert one(today, "6/1/2569") == (None, ["DATE-02 E"])


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("2560", 2560, []),
        ("พ.ศ. 2560", 2560, []),
        ("๒๕๖๐", 2560, ["TXT-02 W"]),
        ("2017", 2560, ["DATE-04 W"]),
        ("60", None, ["NUM-01 E"]),
        ("2999", None, ["NUM-02 E"]),
    ],
)
def test_a_year_of_completion_is_kept_in_the_buddhist_era(
    written: str, value: int | None, said: list[str]
) -> None:
    assert one(era_year(), written) == (value, said)
