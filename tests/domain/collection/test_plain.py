"""What is said of a million plain accounts at once is what is said of each (s.46, s.68, s.70)."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import from_days, to_days
from domain.collection import (
    AccountFacts,
    CollectionLaw,
    Demand,
    Money,
    PlainAccounts,
    PlainStandings,
    plain_standings,
    standing,
)
from domain.collection.plain import MOST_SATANG
from domain.law import load_law

LAW = CollectionLaw.of(load_law().for_year(2569))
TODAY = to_days(date(2026, 9, 3))

satang = st.one_of(
    st.integers(0, 300), st.integers(0, 10**7), st.integers(MOST_SATANG - 9, MOST_SATANG - 1)
)
days = st.integers(TODAY - 300, TODAY + 40)
rows = st.tuples(satang, days, days, satang, days)


@given(rows=st.lists(rows, min_size=1, max_size=9), penalty_pcm=st.sampled_from([0, 10_000, 7]))
def test_an_account_stands_among_all_others_as_it_stands_alone(
    rows: list[tuple[int, ...]], penalty_pcm: int
) -> None:
    law = replace(LAW, penalty_before_warning_pcm=penalty_pcm)
    tax, issued, due, paid, paid_on = np.array(rows, dtype=np.int64).T
    them = PlainAccounts(
        tax_satang=tax, issued_on=issued, due_on=due, paid_satang=paid, paid_on=paid_on
    )

    found = plain_standings(them, law, on=from_days(TODAY))

    assert found.balances.all()
    for at, row in enumerate(rows):
        alone = standing(_facts(*row), law, on=from_days(TODAY))
        assert {name: int(column[at]) for name, column in vars(found).items()} == {
            "assessed": alone.assessed_satang,
            "outstanding": alone.outstanding.tax_satang,
            "charges_outstanding": alone.outstanding.charges_satang,
            "paid": alone.paid.tax_satang,
            "charges_paid": alone.paid.charges_satang,
            "received": alone.received_satang,
            "credit": alone.credit_satang,
        }


def test_more_paid_than_was_asked_for_or_came_does_not_balance() -> None:
    columns = {
        "assessed": [500, 500, 500],
        "outstanding": [300, -1, 300],
        "charges_outstanding": [3, 0, 3],
        "paid": [200, 501, 200],
        "charges_paid": [2, 0, 2],
        "received": [202, 501, 201],
        "credit": [0, 0, -1],
    }

    stand = PlainStandings(**{name: np.array(column) for name, column in columns.items()})

    assert stand.balances.tolist() == [True, False, False]


def _facts(tax: int, issued: int, due: int, paid: int, paid_on: int) -> AccountFacts:
    demand = Demand(number=0, issued_on=from_days(issued), due_on=from_days(due), tax_satang=tax)
    money = Money(payment="R1", amount_satang=paid, paid_on=from_days(paid_on))
    return AccountFacts(demands=(demand,), money=(money,) if paid else ())
