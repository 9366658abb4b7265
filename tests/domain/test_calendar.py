"""Days and tax years."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import be_year, from_days, show_date_be, tax_date, to_days


def test_s9_the_tax_of_2569_is_decided_on_1_january_2026() -> None:
    assert tax_date(2569) == date(2026, 1, 1)


def test_a_day_is_shown_in_the_buddhist_era_without_leading_zeros() -> None:
    assert show_date_be(date(2026, 1, 5)) == "5/1/2569"


def test_the_leap_day_of_2567_exists() -> None:
    assert be_year(date(2024, 2, 29)) == 2567
    assert show_date_be(date(2024, 2, 29)) == "29/2/2567"


def test_days_are_counted_from_1970() -> None:
    assert to_days(date(1970, 1, 1)) == 0
    assert to_days(date(2026, 1, 1)) == 20454
    assert to_days(date(1969, 12, 31)) == -1


@given(st.dates())
def test_every_day_survives_its_number(day: date) -> None:
    assert from_days(to_days(day)) == day
