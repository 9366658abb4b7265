"""The 13-digit number; those here are of province 99, which does not exist."""

import pytest

from importers.carriers.batch import Kind
from importers.cells.identity import check_digit, identity
from importers.problems import Severity
from tests.importers.reading import one

GOOD = 1_999_900_000_013


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1999900000013", []),
        ("1 9999 00000 01 3", []),
        ("1-9999-00000-01-3", []),
        ("1999900000013.0", []),
        ("๑๙๙๙๙๐๐๐๐๐๐๑๓", ["TXT-02 W"]),
        ("1999900000013\u200b", ["TXT-01 W"]),
    ],
)
def test_one_number_however_it_is_written(written: str, said: list[str]) -> None:
    assert one(identity(), written) == (GOOD, said)


def test_a_number_cell_of_a_spreadsheet_is_taken() -> None:
    assert one(identity(), "1999900000013", Kind.NUMBER) == (GOOD, [])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.9999E+12", "PID-05 E"),
        ("1.999900000013E+12", "PID-05 E"),
        ("199990000001", "PID-04 E"),
        ("19999000000134", "PID-01 E"),
        ("123", "PID-01 E"),
        ("ไม่มี", "PID-01 E"),
    ],
)
def test_a_mauled_number_is_kept_out(written: str, said: str) -> None:
    assert one(identity(), written) == (None, [said])


def test_a_wrong_check_digit_is_a_to_do_from_the_land_office_and_barred_when_keyed_in() -> None:
    assert one(identity(), "1999900000014") == (GOOD + 1, ["PID-02 W"])
    assert one(identity(Severity.QUARANTINED), "1999900000014") == (None, ["PID-02 E"])


@pytest.mark.parametrize("written", ["", "-", " - ", "NULL"])
def test_no_number_is_nothing(written: str) -> None:
    assert one(identity(), written) == (None, [])


def test_a_juristic_number_keeps_the_zero_in_front_as_a_number() -> None:
    twelve = "099956800001"
    whole = f"{twelve}{check_digit(twelve)}"

    assert one(identity(), whole) == (int(whole), [])
