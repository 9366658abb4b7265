"""s.37, s.94, s.43: the fast columns give at every edge what whole numbers of any size give."""

from random import Random

import numpy as np
import pytest

from domain.law import RateTable, YearLaw
from projections.assessables import LARGEST_VALUE_CSAT
from projections.bill_engine import assess, slices
from projections.bill_engine.s37_rates import LARGEST_NET_CSAT
from tests.projections.bill_engine.building import (
    BAHT,
    VACANT,
    Ladder,
    Line,
    alone,
    bill_of,
    columns_of,
    worth,
)

TABLES = range(1, 7)


def by_hand(law: YearLaw, table: int, net_csat: int, surcharge_pcm: int = 0) -> int:
    """The tax in nanobaht, slice by slice in plain numbers."""
    ladder = law.ladders.ladder(table)
    tax = lower = 0
    for upper_satang, rate_pcm in zip(ladder.upper_satang, ladder.rates_pcm, strict=True):
        upper = net_csat if upper_satang is None else min(net_csat, upper_satang * 100)
        tax += max(upper - lower, 0) * min(rate_pcm + surcharge_pcm, law.vacancy.cap_pcm)
        lower = max(upper, lower)
    return tax


def edges(law: YearLaw, table: int) -> list[int]:
    """Net bases at, just under and just over every bound of a table, and far above them."""
    bounds = [0, 1, *(upper * 100 for upper in law.ladders.ladder(table).upper_satang if upper)]
    near = {bound + step for bound in bounds for step in (-1, 0, 1)}
    far = {10**15, LARGEST_NET_CSAT - 1, LARGEST_NET_CSAT, LARGEST_NET_CSAT + 1}
    return sorted(net for net in near | far if 0 <= net <= LARGEST_VALUE_CSAT)


@pytest.mark.parametrize("table", TABLES)
def test_s37_every_edge_of_a_ladder_is_taxed_as_by_hand(law: YearLaw, table: int) -> None:
    nets = edges(law, table)

    # A company's: s.40 and s.41 exempt nothing, except that a table says main residence.
    found = assess(columns_of(*(bill_of(alone(table, net), natural=False) for net in nets)), law)

    base = found.line_net_csat.tolist()
    assert found.line_tax_nanobaht.tolist() == [by_hand(law, table, net) for net in base]
    assert (np.asarray(nets) == found.line_value_csat).all()


@pytest.mark.parametrize("years", [1, 3, 4, 7, 25, 28, 31, 255])
def test_s43_every_edge_is_taxed_as_by_hand_with_the_points_for_long_vacancy(
    law: YearLaw, years: int
) -> None:
    nets = edges(law, VACANT)
    more = law.vacancy.surcharge_pcm(years)

    found = assess(columns_of(*(alone(VACANT, net, vacant_years=years) for net in nets)), law)

    assert found.line_tax_nanobaht.tolist() == [by_hand(law, VACANT, net, more) for net in nets]


def test_s37_a_base_beyond_63_bits_of_tax_is_worked_out_in_whole_numbers(law: YearLaw) -> None:
    # Ninety properties of nine trillion baht in one base, 28 years vacant: 3% of all of it.
    rows = [worth(LARGEST_VALUE_CSAT)] * 90
    line = Line(rows=rows, vacant_years=28)

    found = assess(columns_of(Ladder(table=VACANT, lines=[line])), law)

    assert found.line_net_csat.tolist() == [90 * LARGEST_VALUE_CSAT]
    assert found.bill_tax_satang.tolist() == [90 * LARGEST_VALUE_CSAT // 100 * 3 // 100]


def test_s37_slices_add_up_to_the_base_and_to_its_tax(law: YearLaw) -> None:
    random = Random("slices")
    for table in TABLES:
        ladder = law.ladders.ladder(table)
        for net in [*edges(law, table), *(random.randrange(10**15) for _ in range(50))]:
            for more in (0, 300, 600, 2_700):
                found = slices(ladder, net, surcharge_pcm=more, cap_pcm=law.vacancy.cap_pcm)

                assert sum(part.net_csat for part in found) == net
                assert sum(part.tax_nanobaht for part in found) == by_hand(law, table, net, more)
                assert [part.lower_csat for part in found[1:]] == [
                    part.upper_csat for part in found[:-1]
                ]
                assert all(part.rate_pcm <= law.vacancy.cap_pcm for part in found)


def test_s43_the_cap_does_not_lower_a_rate_that_an_ordinance_set_above_it(law: YearLaw) -> None:
    ladder = law.ladders.with_ordinance({VACANT: (1_200,) * 5}).ladder(VACANT)

    assert slices(ladder, 100, surcharge_pcm=300, cap_pcm=1_000)[0].rate_pcm == 1_200
    assert slices(ladder, 100, surcharge_pcm=300, cap_pcm=3_000)[0].rate_pcm == 1_500
    assert slices(ladder, 100, surcharge_pcm=2_100, cap_pcm=3_000)[0].rate_pcm == 3_000


def test_s37_each_body_has_the_rates_of_its_own_ordinance(law: YearLaw) -> None:
    dearer: RateTable = law.ladders.with_ordinance({5: (600, 700, 800, 900, 1_000)})
    columns = columns_of(*(alone(5, 1_000_000 * BAHT) for _ in range(4)))

    found = assess(
        columns.with_rates(np.array([0, 1, 0, 1], dtype=np.uint8)), law, ordinances=[dearer]
    )

    # A million: 3,000 at the decree's 0.3%, 6,000 at the ordinance's 0.6%.
    assert found.bill_tax_satang.tolist() == [300_000, 600_000, 300_000, 600_000]


@pytest.mark.parametrize("years", [1, 19, 22, 25, 28, 255])
def test_s43_the_cap_holds_where_an_ordinance_raises_the_first_slice_alone(
    law: YearLaw, years: int
) -> None:
    # 1.2% up to 50 million and 0.7% above (s.37 ¶6); in the 22nd year 2.1 points are added.
    ordinance = law.ladders.with_ordinance({VACANT: (1_200, 700, 700, 700, 700)})
    nets = [30_000_000 * BAHT, 80_000_000 * BAHT]
    columns = columns_of(*(alone(VACANT, net, vacant_years=years) for net in nets))
    more = law.vacancy.surcharge_pcm(years)

    found = assess(columns.with_rates(np.array([1, 1], dtype=np.uint8)), law, [ordinance])

    first, above = min(1_200 + more, 3_000), min(700 + more, 3_000)
    assert found.line_tax_nanobaht.tolist() == [
        30_000_000 * BAHT * first,
        50_000_000 * BAHT * first + 30_000_000 * BAHT * above,
    ]
