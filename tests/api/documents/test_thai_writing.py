"""Days, amounts and areas as Thai letters write them."""

from datetime import date

import pytest

from api.documents.thai_writing import (
    Digits,
    amount_in_words,
    baht_of_value,
    day,
    percent,
    rai_ngan_wah,
)


@pytest.mark.parametrize(
    ("satang", "words"),
    [
        (0, "ศูนย์บาทถ้วน"),
        (1, "หนึ่งสตางค์"),
        (25, "ยี่สิบห้าสตางค์"),
        (1_00, "หนึ่งบาทถ้วน"),
        (10_00, "สิบบาทถ้วน"),
        (11_11, "สิบเอ็ดบาทสิบเอ็ดสตางค์"),
        (21_00, "ยี่สิบเอ็ดบาทถ้วน"),
        (100_00, "หนึ่งร้อยบาทถ้วน"),
        (101_00, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (1_111_00, "หนึ่งพันหนึ่งร้อยสิบเอ็ดบาทถ้วน"),
        (25_074_50, "สองหมื่นห้าพันเจ็ดสิบสี่บาทห้าสิบสตางค์"),
        (1_000_000_00, "หนึ่งล้านบาทถ้วน"),
        (1_000_001_00, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (21_000_021_00, "ยี่สิบเอ็ดล้านยี่สิบเอ็ดบาทถ้วน"),
        (1_000_000_000_000_00, "หนึ่งล้านล้านบาทถ้วน"),
    ],
)
def test_an_amount_is_read_out_as_at_a_counter(satang: int, words: str) -> None:
    assert amount_in_words(satang) == words


def test_no_letter_states_an_amount_below_zero() -> None:
    with pytest.raises(ValueError, match="not below zero"):
        amount_in_words(-1)


def test_a_day_is_of_the_buddhist_era_with_its_month_in_words() -> None:
    assert day(date(2026, 6, 30)) == "30 มิถุนายน พ.ศ. 2569"
    assert Digits.THAI.write(day(date(2028, 2, 29))) == "๒๙ กุมภาพันธ์ พ.ศ. ๒๕๗๑"


def test_an_area_is_in_rai_ngan_and_square_wah() -> None:
    assert rai_ngan_wah(4_12_50) == ("1", "0", "12.50")
    assert rai_ngan_wah(3_99_99) == ("0", "3", "99.99")
    assert rai_ngan_wah(12_345 * 400_00) == ("12,345", "0", "0.00")


def test_a_rate_has_no_trailing_zeros_and_a_value_two_decimals() -> None:
    assert [percent(pcm, per_cent=1_000) for pcm in (20, 300, 1_200, 3_000)] == [
        "0.02",
        "0.3",
        "1.2",
        "3",
    ]
    assert baht_of_value(12_345_650) == "1,234.57"
