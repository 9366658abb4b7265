"""A run gives the same bytes however it is cut: in blocks, among threads, body by body, by bill."""

import re
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from domain.law import Law, RateTable, YearLaw
from projections.assessables import Assessables
from projections.bill_engine import Assessment, assess, bill_hashes, bill_taxes, engine
from tests.projections.bill_engine.building import (
    BAHT,
    OTHER,
    Bill,
    Body,
    Crowd,
    Ladder,
    Line,
    Row,
    alone,
    bill_of,
    columns_of,
)

YEARS = (2563, 2565, 2566, 2569)
BILLS = ("bill_phase_in_satang", "bill_tax_satang")


@pytest.fixture(scope="module")
def crowd() -> Assessables:
    """Many bills with everything that can happen to them, in bodies of two rate sets."""
    return Crowd(seed="a run").columns()


def dearer(law: YearLaw) -> RateTable:
    """The rates of a body that asks more of other use (s.37 paragraph 6)."""
    return law.ladders.with_ordinance({OTHER: (600, 700, 800, 900, 1_000)})


def run(columns: Assessables, law: YearLaw, workers: int = 1) -> Assessment:
    return assess(columns, law, [dearer(law)], workers=workers)


def bytes_of(found: Assessment) -> dict[str, bytes]:
    return {one.name: getattr(found, one.name).tobytes() for one in fields(Assessment)}


def tuples_of(columns: Assessables) -> dict[str, list[int]]:
    return {one.name: getattr(columns, one.name).tolist() for one in fields(Assessables)}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("rows", [1, 7, 100])
def test_blocks_and_threads_change_no_byte(
    crowd: Assessables,
    law_in_force: Law,
    monkeypatch: pytest.MonkeyPatch,
    year: int,
    workers: int,
    rows: int,
) -> None:
    law = law_in_force.for_year(year)
    whole = bytes_of(run(crowd, law))

    monkeypatch.setattr(engine, "ROWS_PER_BLOCK", rows)

    assert bytes_of(run(crowd, law, workers=workers)) == whole


@pytest.mark.parametrize("year", YEARS)
def test_a_body_alone_has_the_bills_it_has_among_others(
    crowd: Assessables, law_in_force: Law, year: int
) -> None:
    law = law_in_force.for_year(year)
    whole = run(crowd, law)

    alone_ = [run(crowd.bodies(body, body + 1), law) for body in range(len(crowd.rate_set))]

    for one in fields(Assessment):
        joined = np.concatenate([getattr(found, one.name) for found in alone_])
        assert joined.tolist() == getattr(whole, one.name).tolist(), one.name


@pytest.mark.parametrize("year", YEARS)
def test_a_bill_alone_is_the_bill_among_others(
    crowd: Assessables, law_in_force: Law, year: int
) -> None:
    law = law_in_force.for_year(year)
    whole, hashes = run(crowd, law), bill_hashes(crowd, run(crowd, law))

    for place in range(crowd.bills):
        one = crowd.bill(place)
        one.check()
        found = run(one, law)

        assert found.bill_tax_satang.tolist() == [whole.bill_tax_satang[place]]
        assert bill_hashes(one, found).tolist() == [hashes[place]]


def test_some_bills_have_the_digests_they_have_among_all(crowd: Assessables, law: YearLaw) -> None:
    found = run(crowd, law)
    some = np.arange(crowd.bills)[::-2].astype(np.int64)

    hashes = bill_hashes(crowd, found, some)

    assert hashes.tolist() == bill_hashes(crowd, found)[some].tolist()
    assert bill_hashes(crowd, found, some[:0]).tolist() == []


def test_bodies_cut_apart_and_joined_are_the_columns_again(crowd: Assessables) -> None:
    bodies = len(crowd.rate_set)
    for cuts in ((0, bodies), (0, 1, bodies), (0, 2, 3, bodies), tuple(range(bodies + 1))):
        parts = [crowd.bodies(first, last) for first, last in pairwise(cuts)]
        for part in parts:
            part.check()

        assert tuples_of(Assessables.join(parts)) == tuples_of(crowd)


def test_lines_and_bills_add_up(crowd: Assessables, law_in_force: Law) -> None:
    for year in YEARS:
        found = run(crowd, law_in_force.for_year(year))

        lines = np.add.reduceat(found.line_tax_satang, crowd.bill_line_start[:-1])
        rows = np.add.reduceat(found.row_value_csat, crowd.line_start[:-1])
        assert (lines - found.bill_phase_in_satang == found.bill_tax_satang).all()
        assert (rows == found.line_value_csat).all()
        assert (found.line_value_csat - found.line_exempt_csat == found.line_net_csat).all()
        assert all((getattr(found, one.name) >= 0).all() for one in fields(Assessment))


def test_the_crowd_reaches_what_the_tests_above_are_about(
    crowd: Assessables, law_in_force: Law
) -> None:
    found = run(crowd, law_in_force.for_year(2563))

    assert set(crowd.rate_set.tolist()) == {0, 1}
    assert set(crowd.table.tolist()) == set(range(1, 7))
    assert (np.diff(crowd.ladder_start) > 1).any()
    assert len(crowd.shared_rows)
    assert (crowd.share_den > 3_000_000_000).any()
    assert len(crowd.exempt_rows)
    assert len(crowd.relief_lines)
    assert found.bill_phase_in_satang.any()
    assert set(crowd.reduction.tolist()) == {0, 1, 4}


def test_no_bodies_have_no_bills(law: YearLaw) -> None:
    found = assess(columns_of(), law)

    assert all(len(getattr(found, one.name)) == 0 for one in fields(Assessment))


def test_a_bills_digest_knows_its_lines_its_taxpayer_and_its_total(law: YearLaw) -> None:
    bills = [Bill(ladders=[alone(OTHER, 10**9)], taxpayer=taxpayer) for taxpayer in (1, 2)]
    one = columns_of(Body(bills=bills))
    found = assess(one, law)
    first, second = bill_hashes(one, found).tolist()

    found.bill_tax_satang[1] += 1

    assert first != second
    assert bill_hashes(one, found).tolist()[0] == first
    assert bill_hashes(one, found).tolist()[1] != second


def test_columns_that_do_not_fit_together_are_refused() -> None:
    good = columns_of(alone(OTHER, BAHT), alone(OTHER, BAHT))

    broken = {
        "line_start": np.array([0, 0, 2]),
        "ladder_start": np.array([0, 1]),
        "bill_start": np.array([1, 2, 2]),
        "body_start": np.array([0, 1, 3]),
        "shared_rows": np.array([1, 1]),
        "exempt_rows": np.array([2]),
        "relief_lines": np.array([-1]),
        "old_tax_bills": np.array([1, 0]),
    }

    for name, column in broken.items():
        columns = {one.name: getattr(good, one.name) for one in fields(Assessables)}
        with pytest.raises(ValueError, match=f"^{name} "):
            Assessables(**{**columns, name: column}).check()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("area", -1, "area has -1; the least is 0."),
        ("price_satang", -1, "price_satang has -1; the least is 0."),
        ("structure", 4, "structure has 4; the most is 3."),
        ("age", -1, "age has -1; the least is 0."),
        ("exempt_ppm", 1_000_001, "exempt_ppm has 1000001; the most is 1000000."),
        ("share_before", -1, "share_before has -1; the least is 0."),
        ("share_num", -1, "share_num has -1; the least is 0."),
        ("share_num", 4, "share_num is more than share_before leaves of share_den."),
        ("share_num", 2**63 - 1, "share_num is more than share_before leaves of share_den."),
        ("table", 0, "table has 0; the least is 1."),
        ("table", 7, "table has 7; the most is 6."),
        ("vacant_years", -1, "vacant_years has -1; the least is 0."),
        ("relief_ppm", -1, "relief_ppm has -1; the least is 0."),
        ("relief_ppm", 1_000_001, "relief_ppm has 1000001; the most is 1000000."),
        ("natural", 2, "natural has 2; the most is 1."),
        ("old_tax_satang", -1, "old_tax_satang has -1; the least is 0."),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_computed(
    law: YearLaw, name: str, value: int, message: str
) -> None:
    row = Row(price=BAHT, share=(1, 3, 0), exempt_ppm=1)
    line = Line(rows=[row], relief_ppm=1)
    bill = bill_of(Ladder(table=OTHER, lines=[line]), old_tax_satang=1)
    columns = replace(columns_of(bill), **{name: np.asarray([value], dtype=np.int64)})

    for compute in (assess, bill_taxes):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            compute(columns, law)


def test_columns_of_other_lengths_are_refused(law: YearLaw) -> None:
    good = columns_of(alone(OTHER, BAHT))

    for name, beside in (("area", "kind"), ("reduction", "table"), ("natural", "taxpayer")):
        columns = replace(good, **{name: np.zeros(0, dtype=np.int64)})
        with pytest.raises(ValueError, match=f"^{name} is not as long as {beside}.$"):
            columns.check()
