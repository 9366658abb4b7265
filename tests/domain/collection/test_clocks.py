"""Days and months of collection (s.13, s.14, s.46, s.52, s.54, s.70)."""

from datetime import date

import pytest

from domain.collection import (
    InstalmentsRefused,
    after,
    instalments_of,
    pay_by,
    received_on,
    refund_interest,
    started_months,
)
from domain.law import load_law

LAW = load_law().for_year(2569)
DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("paid", "months"),
    [
        (date(2026, 6, 30), 0),
        (date(2026, 7, 1), 1),
        (date(2026, 7, 31), 1),
        (date(2026, 8, 1), 2),
        (date(2027, 6, 30), 12),
        (date(2027, 7, 1), 13),
    ],
)
def test_a_started_month_counts_whole(paid: date, months: int) -> None:
    assert started_months(DUE, paid) == months


def test_a_month_that_starts_in_the_middle_ends_there() -> None:
    assert started_months(date(2026, 3, 15), date(2026, 4, 15)) == 1
    assert started_months(date(2026, 3, 15), date(2026, 4, 16)) == 2


def test_a_month_from_the_thirty_first_ends_with_a_shorter_month() -> None:
    assert started_months(date(2026, 1, 30), date(2026, 2, 28)) == 1
    assert started_months(date(2026, 1, 30), date(2026, 3, 1)) == 2


def test_the_ministry_or_the_body_puts_off_the_last_day_and_nobody_brings_it_forward() -> None:
    assert pay_by(LAW, {}) == DUE
    assert pay_by(LAW, {"pay": date(2026, 7, 31)}) == date(2026, 7, 31)
    assert pay_by(LAW, {"pay": date(2026, 5, 31)}) == DUE
    assert pay_by(load_law().for_year(2570), {}) == date(2027, 4, 30)


def test_a_letter_put_up_counts_as_received_when_seven_days_have_passed() -> None:
    served = date(2026, 7, 1)

    assert received_on(LAW, manner=3, served_on=served) == date(2026, 7, 8)
    assert received_on(LAW, manner=4, served_on=served) == date(2026, 7, 8)
    assert received_on(LAW, manner=1, served_on=served) == served


def test_a_term_of_years_from_a_leap_day_ends_on_the_last_of_february() -> None:
    assert after(date(2024, 2, 29), LAW.terms["refund_claim"]) == date(2027, 2, 28)


def test_the_first_instalment_takes_what_does_not_divide() -> None:
    parts = instalments_of(LAW, 1_000_000, count=3, due=DUE)

    assert [part.amount_satang for part in parts] == [333_334, 333_333, 333_333]
    assert [part.due_on for part in parts] == [DUE, date(2026, 7, 31), date(2026, 8, 31)]


def test_instalments_move_with_the_last_day_to_pay() -> None:
    parts = instalments_of(LAW, 1_000_000, count=2, due=date(2026, 8, 31))

    assert [part.due_on for part in parts] == [date(2026, 8, 31), date(2026, 9, 30)]


@pytest.mark.parametrize(("tax", "count"), [(299_999, 2), (1_000_000, 1), (1_000_000, 4)])
def test_a_small_tax_or_many_parts_are_refused(tax: int, count: int) -> None:
    with pytest.raises(InstalmentsRefused, match=r"s\.52"):
        instalments_of(LAW, tax, count=count, due=DUE)


def test_interest_on_a_refund_is_simple_and_at_most_the_refund() -> None:
    claimed, paid = date(2026, 7, 1), date(2026, 9, 15)

    assert refund_interest(100_000, since=claimed, until=paid, rate_pcm=1_000) == 3_000
    assert (
        refund_interest(100_000, since=claimed, until=date(2046, 9, 1), rate_pcm=1_000) == 100_000
    )
