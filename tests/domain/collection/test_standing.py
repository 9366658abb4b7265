"""What a late payer owes on any day, in any order of facts (s.46, s.52, s.53, s.68 to s.71)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.collection import (
    AccountFacts,
    CollectionLaw,
    Demand,
    Instalment,
    Money,
    Refund,
    Split,
    Standing,
    Waiver,
    WarningLetter,
    WriteOff,
    nothing_late,
    standing,
)
from domain.law import load_law

RATES = CollectionLaw.of(load_law().for_year(2569))
ISSUED, DUE = date(2026, 4, 1), date(2026, 6, 30)
JULY, AUGUST, WARNED = date(2026, 7, 20), date(2026, 8, 20), date(2026, 7, 10)
LETTER = WarningLetter(issued_on=date(2026, 7, 5), received_on=WARNED, days_to_pay=15)
NOTICE = Demand(number=0, issued_on=ISSUED, due_on=DUE, tax_satang=1_000_000)


def money(satang: int, on: date, name: str = "R1", gone: date | None = None) -> Money:
    return Money(payment=name, amount_satang=satang, paid_on=on, gone_on=gone)


def on(
    day: date, facts: AccountFacts | None = None, *moneys: Money, law: CollectionLaw = RATES
) -> Standing:
    facts = facts or AccountFacts(demands=(NOTICE,))
    stands = standing(replace(facts, money=moneys), law, on=day)
    assert stands.balances
    return stands


def test_in_time_the_tax_alone_is_owed() -> None:
    stands = on(DUE)

    assert stands.outstanding == Split(tax_satang=1_000_000)
    assert (stands.state, stands.next_due_on) == ("owed", DUE)


@pytest.mark.parametrize(
    ("day", "letter", "owed"),
    [
        (date(2026, 7, 1), None, 1_110_000),
        (date(2026, 7, 9), LETTER, 1_110_000),
        (WARNED, LETTER, 1_210_000),
        (date(2026, 7, 25), LETTER, 1_210_000),
        (date(2026, 7, 26), LETTER, 1_410_000),
        (date(2026, 8, 1), LETTER, 1_420_000),
        (date(2046, 8, 1), LETTER, 2_400_000),
    ],
)
def test_penalty_goes_by_the_receipt_of_the_warning_and_the_surcharge_by_the_month(
    day: date, letter: WarningLetter | None, owed: int
) -> None:
    facts = AccountFacts(demands=(NOTICE,), warning=letter)

    assert on(day, facts).outstanding.total_satang == owed
    assert on(day, facts, money(owed, day)).state == "settled"
    assert on(day, facts, money(owed - 1, day)).state == "overdue"


def test_a_warning_that_nobody_received_raises_no_penalty() -> None:
    letter = replace(LETTER, received_on=None)

    assert on(AUGUST, AccountFacts(demands=(NOTICE,), warning=letter)).owed[0].penalty_pcm == 10_000


def test_a_late_part_pays_tax_with_that_taxs_own_charges() -> None:
    stands = on(JULY, None, money(111_000, JULY))

    assert stands.paid == Split(tax_satang=100_000, penalty_satang=10_000, surcharge_satang=1_000)
    assert stands.outstanding.total_satang == 900_000 + 90_000 + 9_000
    assert stands.state == "overdue"


def test_what_is_paid_in_time_has_no_charges_later() -> None:
    stands = on(AUGUST, None, money(400_000, DUE), money(600_000 + 72_000, AUGUST, "R2"))

    assert stands.paid == Split(
        tax_satang=1_000_000, penalty_satang=60_000, surcharge_satang=12_000
    )
    assert stands.state == "settled"


def test_too_much_is_credit_until_it_is_given_back() -> None:
    paid = money(1_000_050, DUE)
    back = AccountFacts(
        demands=(NOTICE,), refunds=(Refund(amount_satang=50, interest_satang=0, on=JULY),)
    )

    assert (on(DUE, None, paid).credit_satang, on(DUE, None, paid).state) == (50, "credit")
    assert (on(JULY, back, paid).credit_satang, on(JULY, back, paid).state) == (0, "settled")


def test_a_reversal_leaves_the_account_as_if_the_money_never_came() -> None:
    gone = money(1_000_000, DUE, gone=JULY)

    assert on(DUE, None, gone).state == "settled"
    assert on(JULY, None, gone).outstanding == on(JULY).outstanding


def test_money_given_back_and_then_taken_back_by_the_bank_is_named() -> None:
    back = AccountFacts(
        demands=(NOTICE,), refunds=(Refund(amount_satang=50, interest_satang=0, on=JULY),)
    )
    stands = on(AUGUST, back, money(1_000_050, DUE, gone=AUGUST))

    assert (stands.state, stands.credit_satang) == ("refunded-too-much", -50)


def test_tax_added_later_is_due_by_its_own_day_without_charges_until_then() -> None:
    more = Demand(number=1, issued_on=JULY, due_on=AUGUST, tax_satang=1_200_000)
    facts = AccountFacts(demands=(NOTICE, more))
    stands = on(AUGUST, facts, money(1_000_000, DUE))

    assert stands.outstanding == Split(tax_satang=200_000)
    assert stands.next_due_on == AUGUST
    assert on(AUGUST + timedelta(days=1), facts, money(1_000_000, DUE)).outstanding == Split(
        tax_satang=200_000, penalty_satang=20_000, surcharge_satang=2_000
    )


def test_tax_taken_off_was_never_owed_and_so_were_its_charges() -> None:
    less = Demand(number=1, issued_on=AUGUST, due_on=None, tax_satang=600_000)
    stands = on(AUGUST, AccountFacts(demands=(NOTICE, less)), money(1_110_000, JULY))

    assert stands.paid == Split(tax_satang=600_000, penalty_satang=60_000, surcharge_satang=6_000)
    assert stands.credit_satang == 444_000
    assert stands.assessed_satang == 600_000


def test_relief_is_kept_apart_from_a_correction() -> None:
    less = Demand(number=1, issued_on=JULY, due_on=None, tax_satang=600_000, relief=True)
    stands = on(JULY, AccountFacts(demands=(NOTICE, less)))

    assert (stands.assessed_satang, stands.relieved_satang) == (1_000_000, 400_000)
    assert stands.outstanding.tax_satang == 600_000


def plan(*days: date) -> tuple[Instalment, ...]:
    return tuple(Instalment(due_on=day, amount_satang=1_000_000 // len(days)) for day in days)


def test_instalments_paid_in_time_carry_no_charges() -> None:
    facts = AccountFacts(demands=(NOTICE,), instalments=plan(DUE, date(2026, 7, 31)))
    stands = on(JULY, facts, money(500_000, DUE))

    assert stands.outstanding == Split(tax_satang=500_000)
    assert stands.state == "part-paid"
    assert on(JULY, facts, money(500_000, DUE), money(500_000, JULY, "R2")).state == "settled"


def test_a_missed_instalment_makes_all_that_is_left_late_from_its_day() -> None:
    facts = AccountFacts(demands=(NOTICE,), instalments=plan(DUE, date(2026, 7, 31)))

    assert on(JULY, facts).outstanding == Split(
        tax_satang=1_000_000, penalty_satang=100_000, surcharge_satang=10_000
    )


def test_a_missed_instalment_may_be_read_to_carry_the_surcharge_alone() -> None:
    facts = AccountFacts(demands=(NOTICE,), instalments=plan(DUE, date(2026, 7, 31)))
    decided = load_law().having({"missed_instalment": "surcharge_only"})
    law = CollectionLaw.of(decided.for_year(2569))

    assert on(JULY, facts, law=law).outstanding == Split(
        tax_satang=1_000_000, surcharge_satang=10_000
    )


def test_an_extension_halves_the_surcharge_while_it_runs_and_is_lost_when_it_lapses() -> None:
    facts = AccountFacts(demands=(NOTICE,), extended_to=AUGUST)

    assert on(AUGUST, facts).outstanding == Split(tax_satang=1_000_000, surcharge_satang=10_000)
    assert on(AUGUST, facts).state == "owed"
    assert on(AUGUST + timedelta(days=1), facts).outstanding == Split(
        tax_satang=1_000_000, penalty_satang=100_000, surcharge_satang=20_000
    )


def test_a_waiver_takes_its_part_of_the_penalty_from_its_day_on() -> None:
    facts = AccountFacts(demands=(NOTICE,), waivers=(Waiver(percent=75, since=JULY),))

    assert on(JULY, facts).outstanding.penalty_satang == 25_000
    assert on(JULY - timedelta(days=1), facts).outstanding.penalty_satang == 100_000


def test_what_is_written_off_is_owed_no_more_and_has_no_charges() -> None:
    facts = AccountFacts(
        demands=(NOTICE,), written_off=(WriteOff(tax_satang=1_000_000, on=AUGUST),)
    )
    stands = on(AUGUST, facts)

    assert (stands.written_off_satang, stands.outstanding) == (1_000_000, Split())


def test_every_order_of_the_same_payments_stands_the_same() -> None:
    moneys = (
        money(100, DUE, "R1"),
        money(333_333, JULY, "R2"),
        money(1_001, JULY, "R3", gone=AUGUST),
        money(700_000, AUGUST, "R4"),
    )
    facts = AccountFacts(demands=(NOTICE,), warning=LETTER)

    assert len({repr(on(AUGUST, facts, *order)) for order in permutations(moneys)}) == 1


DAYS = st.dates(ISSUED, date(2027, 12, 31))
MONEY = st.builds(
    money,
    st.integers(1, 2_000_000),
    DAYS,
    st.uuids().map(lambda one: one.hex),
    st.none() | DAYS,
)


@st.composite
def accounts(draw: st.DrawFn) -> AccountFacts:
    amended = [
        Demand(
            number=number,
            issued_on=draw(DAYS),
            due_on=draw(st.none() | DAYS),
            tax_satang=draw(st.integers(0, 2_000_000)),
            relief=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 4)))
    ]
    return AccountFacts(
        demands=(NOTICE, *amended),
        warning=draw(st.none() | st.just(LETTER)),
        money=draw(st.lists(MONEY, max_size=6)),
        instalments=draw(st.sampled_from([(), plan(DUE, date(2026, 7, 31))])),
        extended_to=draw(st.none() | DAYS),
        waivers=tuple(
            draw(st.lists(st.builds(Waiver, percent=st.integers(1, 100), since=DAYS), max_size=2))
        ),
        written_off=tuple(
            draw(
                st.lists(
                    st.builds(WriteOff, tax_satang=st.integers(1, 500_000), on=DAYS), max_size=2
                )
            )
        ),
        refunds=tuple(
            draw(
                st.lists(
                    st.builds(
                        Refund,
                        amount_satang=st.integers(1, 500_000),
                        interest_satang=st.just(0),
                        on=DAYS,
                    ),
                    max_size=2,
                )
            )
        ),
    )


@given(facts=accounts(), day=DAYS, shuffled=st.randoms(use_true_random=False))
def test_every_account_balances_on_every_day_in_every_order(
    facts: AccountFacts, day: date, shuffled: object
) -> None:
    stands = standing(facts, RATES, on=day)
    other = replace(facts, money=_mixed(facts.money, shuffled), demands=facts.demands[::-1])

    assert stands.balances
    assert standing(other, RATES, on=day) == stands
    assert all(one.split.tax_satang > 0 for one in stands.owed)


@given(facts=accounts(), day=DAYS)
def test_whoever_seems_at_a_glance_to_be_in_time_is_late_with_nothing(
    facts: AccountFacts, day: date
) -> None:
    if nothing_late(facts, on=day):
        assert standing(facts, RATES, on=day).overdue == Split()


def test_whoever_paid_all_on_the_last_day_is_seen_at_a_glance_and_a_day_later_is_not() -> None:
    facts = AccountFacts(demands=(NOTICE,), money=(money(1_000_000, DUE),))

    assert nothing_late(facts, on=JULY)
    assert nothing_late(replace(facts, money=()), on=DUE)
    assert not nothing_late(replace(facts, money=(money(1_000_000, JULY),)), on=JULY)
    assert not nothing_late(replace(facts, money=(money(999_999, DUE),)), on=JULY)
    gone = money(1_000_000, DUE, gone=JULY)
    assert not nothing_late(replace(facts, money=(gone,)), on=JULY)


def _mixed(moneys: Sequence[Money], shuffled: object) -> Sequence[Money]:
    mixed = list(moneys)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    return mixed


@given(parts=st.lists(st.integers(1, 900_000), min_size=1, max_size=8))
def test_paying_in_parts_on_one_day_costs_what_paying_at_once_costs(parts: list[int]) -> None:
    whole = on(JULY).outstanding.total_satang
    paid, moneys = 0, []
    for number, part in enumerate(parts):
        moneys.append(money(min(part, whole - paid), JULY, f"R{number}"))
        paid += moneys[-1].amount_satang
        if paid == whole:
            break
    left = on(JULY, None, *moneys).outstanding.total_satang

    assert abs(whole - paid - left) <= 2 * len(moneys)
