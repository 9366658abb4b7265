"""Why a bill differs from last year's: each cause by itself, and all parts add up to the satang."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.local_body import BILL_HASHES, Signed
from domain.rows import Rows
from projections.difference import PARTS, Difference, changed_columns, difference, parts_between
from projections.properties import Properties
from tests.domain.deliveries import BODY
from tests.projections.random_town import PARTIES, YEARS, random_town
from tests.projections.town import LAW, Town, code, deed, house

DURING_2568 = date(2025, 6, 1)
DEARER = {5: (600, 700, 800, 900, 1000)}


def shop() -> Town:
    """A shop on one rai at 50,000 baht a square wah: 20 million, 60,000 baht a year."""
    town = Town()
    town.priced({1: 50_000, 2: 10_000}, house_baht=10_000)
    town.titles({"number": 1})
    town.used(1, other=1)
    return town


def why(town: Town, taxpayer: int = 1, year: int = 2569) -> Difference:
    found = difference(town.registers, LAW, body=BODY, taxpayer=taxpayer, tax_year=year)
    assert found is not None
    return found


def parts(found: Difference) -> list[tuple[str, int]]:
    return [(part.key, part.satang) for part in found.parts]


CAUSES: list[tuple[str, Callable[[Town], object], list[tuple[str, int]]]] = [
    ("nothing", lambda _: None, []),
    (
        # 20 million x 0.3%.
        "the plot is sold",
        lambda town: town.sold(1, to=9, on=DURING_2568),
        [("lost", -60_000_00)],
    ),
    (
        # One rai at 10,000: 4 million x 0.3%.
        "a plot is bought and used",
        lambda town: (
            town.titles({"number": 2, "since": DURING_2568}),
            town.used(2, other=1, since=DURING_2568),
        ),
        [("gained", 12_000_00)],
    ),
    (
        # Half the area.
        "the plot is measured anew",
        lambda town: town.titles({"number": 1, "area_cwah": 20_000, "since": DURING_2568}),
        [("size", -30_000_00)],
    ),
    (
        # 24 million x 0.3%.
        "prices rise by a fifth",
        lambda town: town.priced({1: 60_000}, since=DURING_2568),
        [("price", 12_000_00)],
    ),
    (
        # Residence at 0.02%: 4,000.
        "the shop becomes a home",
        lambda town: town.used(1, residence=1, since=DURING_2568),
        [("use", -56_000_00)],
    ),
    (
        # The use is the home's first (4,000), then it is exempt up to 50 million.
        "the shop becomes the main residence",
        lambda town: town.used(1, residence=1, main=1, since=DURING_2568),
        [("use", -56_000_00), ("residence", -4_000_00)],
    ),
    (
        "a quarter is let to a temple",
        lambda town: town.corrected("exemption", 1, item=5, share_ppm=250_000, since=DURING_2568),
        [("exempt", -15_000_00)],
    ),
    (
        "the standing list takes half",
        lambda town: town.corrected("reduction", 1, entry=1, since=DURING_2568),
        [("reduction", -30_000_00)],
    ),
    (
        "the governor remits a half",
        lambda town: town.corrected(
            "relief", 1, provision=57, tax_year=2569, reduction_ppm=500_000, since=DURING_2568
        ),
        [("relief", -30_000_00)],
    ),
    (
        "the body enacts twice the rates",
        lambda town: town.enacted(2569, DEARER),
        [("rates", 60_000_00)],
    ),
]


@pytest.mark.parametrize(
    ("happens", "expected"),
    [pytest.param(happens, expected, id=name) for name, happens, expected in CAUSES],
)
def test_each_cause_is_its_own_part(
    happens: Callable[[Town], object], expected: list[tuple[str, int]]
) -> None:
    town = shop()

    happens(town)

    found = why(town)
    assert parts(found) == expected
    assert found.before_satang + sum(satang for _, satang in expected) == found.after_satang


def test_s43_the_fourth_vacant_year_is_a_part_of_its_own() -> None:
    town = Town()
    town.priced({1: 2_500})
    town.titles({"number": 1})
    town.used(1, vacant=1, vacant_from=2566)

    # 1 million: 0.3% = 3,000 in the third year, 0.6% = 6,000 in the fourth.
    assert parts(why(town)) == [("vacant", 3_000_00)]


def test_s35_a_house_loses_a_year() -> None:
    town = shop()
    town.built(1, m2=100, year=2560, other=1)

    # 1 million: 8% off in 2568, 9% in 2569; a percent of 1 million at 0.3% is 30 baht.
    assert parts(why(town)) == [("age", -30_00)]


def test_s42_plots_that_come_to_adjoin_climb_the_ladder_together() -> None:
    town = Town()
    town.priced({1: 100_000, 2: 100_000})
    town.titles({"number": 1}, {"number": 2})
    town.used(1, other=1)
    town.used(2, other=1)
    town.corrected("adjacency", 1, other=code(2), on=1, since=DURING_2568)

    # 40 and 40 million at 0.3%; together 30 of the 80 at 0.4%: 30,000 more.
    assert parts(why(town)) == [("contiguous", 30_000_00)]


def test_s55_the_decree_of_2566_and_its_end_are_parts_of_the_law() -> None:
    town = shop()

    assert parts(why(town, year=2566)) == [("decree", -9_000_00)]
    assert parts(why(town, year=2567)) == [("decree", 9_000_00)]


def test_s97_the_relief_of_the_first_years_shrinks_and_ends() -> None:
    town = shop()
    town.corrected("old_tax", 1, tax_satang=1_000_00)

    # 2565: 1,000 + 75% of 59,000 = 45,250; 2566: 60,000 less 15% = 51,000.
    found = why(town, year=2566)

    assert (found.before_satang, found.after_satang) == (45_250_00, 51_000_00)
    assert [key for key, _ in parts(found)] == ["decree", "phase_in"]
    assert sum(satang for _, satang in parts(found)) == 5_750_00


def test_what_was_learnt_after_closing_is_told_apart() -> None:
    town = shop()
    body = town.registers.body(BODY)
    (closed,) = body.close_year(
        tax_year=2568,
        as_known_at=town.log.head(),
        law="",
        bills=Rows(BILL_HASHES, {name: np.zeros(0, np.int64) for name in _HASH_COLUMNS}),
        by=Signed(officer="officer-1", at=datetime(2025, 2, 1, tzinfo=UTC)),
    )
    town.log.record([closed])
    town.titles({"number": 2, "since": date(2024, 5, 1)})
    town.used(2, other=1, since=date(2024, 5, 1))

    found = why(town)

    assert (found.before_satang, found.after_satang) == (60_000_00, 72_000_00)
    assert parts(found) == [("learnt", 12_000_00)]
    assert found.before_known_at == closed.as_known_at


_HASH_COLUMNS = ("taxpayer", "tax_satang", "hash")


def test_the_properties_a_part_is_about_are_named() -> None:
    town = shop()
    town.built(1, m2=100, year=2568, other=1, since=DURING_2568)

    (gained,) = why(town).parts

    assert gained.properties == (house(1),)
    assert deed(1) not in gained.properties


def test_the_first_year_of_the_tax_differs_from_nothing() -> None:
    assert difference(shop().registers, LAW, body=BODY, taxpayer=1, tax_year=2563) is None


def test_every_column_of_a_property_belongs_to_a_part() -> None:
    exchanged = {name for names in changed_columns().values() for name in names}

    identity = {"key", "party", "old_tax_satang"}
    assert exchanged | identity == {field.name for field in fields(Properties)}
    assert list(changed_columns()) == [key for key in PARTS if key in changed_columns()]


@settings(max_examples=15)
@given(
    seed=st.integers(0, 2**32),
    year=st.sampled_from(YEARS[1:]),
    back=st.sampled_from((1, 2, 3)),
)
def test_the_parts_of_any_two_years_of_any_town_add_up(seed: int, year: int, back: int) -> None:
    town = random_town(seed)
    earlier = max(year - back, 2563)

    for taxpayer in PARTIES:
        before, after = (
            town.registers.bills(BODY, LAW, tax_year=one, parties=[taxpayer])
            for one in (earlier, year)
        )
        found = list(parts_between(before, after, taxpayer=taxpayer))
        between = int(after.assessment.bill_tax_satang.sum()) - int(
            before.assessment.bill_tax_satang.sum()
        )
        assert sum(part.satang for part in found) == between
        assert all(part.satang for part in found)
