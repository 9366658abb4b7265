"""Numbers and money as clerks write them; nothing Python alone would accept."""

import pytest

from importers.carriers.batch import Kind
from importers.cells.numbers import decimal, integer, money
from tests.importers.reading import one


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("12", 12, []),
        ("๑๒", 12, ["TXT-02 W"]),
        (" 12\u00a0", 12, ["TXT-01 W"]),
        ("1,234", 1234, []),
        ("2.00", 2, []),
        ("-", None, []),
        ("", None, []),
        ("NULL", None, []),
        ("1,23", None, ["NUM-01 E"]),
        ("1_000", None, ["NUM-01 E"]),
        ("１２３", None, ["NUM-01 E"]),
        ("1e5", None, ["NUM-01 E"]),
        ("0x1F", None, ["NUM-01 E"]),
        ("inf", None, ["NUM-01 E"]),
        ("+5", None, ["NUM-01 E"]),
        ("9" * 5000, None, ["NUM-01 E"]),
        ("#DIV/0!", None, ["NUM-01 E"]),
        ("2.5", None, ["NUM-03 E"]),
        ("-3", None, ["NUM-02 E"]),
        ("10000", None, ["NUM-02 E"]),
    ],
)
def test_a_whole_number(written: str, value: int | None, said: list[str]) -> None:
    assert one(integer(0, 9999), written) == (value, said)


@pytest.mark.parametrize(
    ("written", "satang", "said"),
    [
        ("฿304,000.00", 30_400_000, []),
        ("฿ 304,000.00", 30_400_000, []),
        ("304000", 30_400_000, []),
        ("๓๐๔,๐๐๐.๐๐ บาท", 30_400_000, ["TXT-02 W"]),
        ("8000.00000000", 800_000, []),
        ("0.1", 10, []),
        ("฿-", None, []),
        ("-", None, []),
        ("0.001", None, ["NUM-03 E"]),
        ("-1", None, ["NUM-02 E"]),
        ("$5", None, ["NUM-01 E"]),
    ],
)
def test_baht_become_satang_and_never_floats(
    written: str, satang: int | None, said: list[str]
) -> None:
    assert one(money(), written) == (satang, said)


def test_a_dash_of_money_is_not_known_rather_than_nought() -> None:
    assert one(money(), "฿-")[0] is None
    assert one(money(), "฿0.00")[0] == 0


def test_a_price_keeps_four_decimals() -> None:
    assert one(decimal(4), "8000.00000000") == (80_000_000, [])
    assert one(decimal(4), "0.00005") == (None, ["NUM-03 E"])


def test_a_number_that_excel_shows_as_a_date_is_kept_out() -> None:
    assert one(integer(), "2026-01-05", Kind.DATE) == (None, ["TXT-03 E"])
