"""What the law says year by year: s.94 and the decree, s.55, s.96, s.97, s.14, and what is open."""

from datetime import date
from fractions import Fraction

import pytest

from domain.law import Law, TaxYearRefused, load_law

YEARS = range(2563, 2570)

# The Act's tables in baht and percent (s.94, kept by the decree of 2564).
LADDERS = {
    1: "75000000 0.01 100000000 0.03 500000000 0.05 1000000000 0.07 - 0.1",
    2: "25000000 0.03 50000000 0.05 - 0.1",
    3: "40000000 0.02 65000000 0.03 90000000 0.05 - 0.1",
    4: "50000000 0.02 75000000 0.03 100000000 0.05 - 0.1",
    5: "50000000 0.3 200000000 0.4 1000000000 0.5 5000000000 0.6 - 0.7",
    6: "50000000 0.3 200000000 0.4 1000000000 0.5 5000000000 0.6 - 0.7",
}


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("table", LADDERS)
def test_s94_the_six_ladders_are_those_of_the_act_in_every_year(
    law: Law, year: int, table: int
) -> None:
    words = LADDERS[table].split()
    uppers = tuple(None if upper == "-" else int(upper) * 100 for upper in words[::2])
    rates = tuple(int(Fraction(rate) * 1000) for rate in words[1::2])

    ladder = law.for_year(year).ladders.ladder(table)

    assert (ladder.upper_satang, ladder.rates_pcm) == (uppers, rates)


@pytest.mark.parametrize(
    ("year", "instrument"),
    [(2563, "act"), (2564, "act"), (2565, "rates-2564"), (2569, "rates-2564")],
)
def test_s94_the_act_sets_the_rates_of_two_years_and_the_decree_those_after(
    law: Law, year: int, instrument: str
) -> None:
    assert law.for_year(year).cite("rates.5").instrument == instrument


def test_s37_the_caps_are_those_of_the_act(law: Law) -> None:
    caps = law.for_year(2569).caps_pcm

    assert caps == {"agriculture": 150, "residence": 300, "other": 1_200, "vacant": 1_200}


def test_s40_s41_the_exemptions_are_50_50_and_10_million_baht(law: Law) -> None:
    year = law.for_year(2569)

    assert year.agriculture_exemption_satang == 50_000_000_00
    assert year.residence_exemption_satang == 50_000_000_00
    assert year.building_only_exemption_satang == 10_000_000_00


@pytest.mark.parametrize(
    ("vacant_years", "points_pcm"),
    [(1, 0), (3, 0), (4, 300), (6, 300), (7, 600), (9, 600), (10, 900), (28, 2_700)],
)
def test_s43_the_fourth_vacant_year_adds_0_3_points_and_every_third_after_it(
    law: Law, vacant_years: int, points_pcm: int
) -> None:
    vacancy = law.for_year(2569).vacancy

    assert vacancy.surcharge_pcm(vacant_years) == points_pcm
    assert (vacancy.cap_pcm, vacancy.first_tax_year) == (3_000, 2563)


# Percent of the tax that remains: without a list, on the 50% list, on the 90% list.
REMAINS = [
    (2563, (10, 10, 10)),  # 90% decree; the lists and it take off 90 at most
    (2564, (10, 10, 10)),
    (2565, (100, 50, 10)),
    (
        2566,
        (85, Fraction("42.5"), 10),
    ),  # 15% decree, of the half left too; not for the 90% list
    (2567, (100, 50, 10)),
    (2568, (100, 50, 10)),
    (2569, (100, 50, 10)),
]


@pytest.mark.parametrize(("year", "percents"), REMAINS)
def test_s55_the_list_and_the_years_decree_leave_so_much_of_the_tax(
    law: Law, year: int, percents: tuple[Fraction, ...]
) -> None:
    fractions = [law.for_year(year).combined_reduction(listed) for listed in (0, 50, 90)]

    assert tuple(Fraction(100 * num, den) for num, den in fractions) == percents


def test_s55_where_each_reduction_keeps_to_the_cap_by_itself_they_multiply(law: Law) -> None:
    year = law.having({"reductions_together": "each_by_itself"}).for_year(2563)

    assert [year.combined_reduction(listed) for listed in (0, 50, 90)] == [
        (1, 10),
        (1, 20),
        (1, 100),
    ]


@pytest.mark.parametrize(
    ("year", "farmers_exempt", "phase_in"),
    [
        (2563, True, 25),
        (2564, True, 50),
        (2565, True, 75),
        (2566, False, None),
        (2569, False, None),
    ],
)
def test_s96_s97_the_first_three_years_relief_ends_with_2565(
    law: Law, year: int, farmers_exempt: bool, phase_in: int | None
) -> None:
    found = law.for_year(year)

    assert (found.farmers_exempt, found.phase_in_percent) == (farmers_exempt, phase_in)


# Month of payment, of the warning, and of the list for the land office; then the instalments.
CALENDAR = [
    (2563, 8, 10, 11, (9, 10, 11)),
    (2564, 7, 8, 9, (7, 8, 9)),
    (2565, 7, 8, 9, (7, 8, 9)),
    (2566, 6, 7, 8, (6, 7, 8)),
    (2567, 6, 7, 8, (6, 7, 8)),
    (2568, 6, 7, 8, (6, 7, 8)),
    (2569, 6, 7, 8, (6, 7, 8)),
    (2570, 4, 5, 6, (4, 5, 6)),  # nothing published: the Act's own months
]


@pytest.mark.parametrize(("year", "pay", "warning", "land_office", "instalments"), CALENDAR)
def test_s14_the_years_steps_fall_in_the_months_the_ministry_moved_them_to(
    law: Law, year: int, pay: int, warning: int, land_office: int, instalments: tuple[int, ...]
) -> None:
    found = law.for_year(year).calendar

    assert (found.pay_month, found.warning_month, found.land_office_month) == (
        pay,
        warning,
        land_office,
    )
    assert found.instalment_months == instalments
    assert found.extended is (year <= 2569)


@pytest.mark.parametrize("year", [2570, 2590])
def test_a_year_no_decree_names_yet_has_the_latest_rates_and_says_whose(
    law: Law, year: int
) -> None:
    latest, later = law.for_year(2569), law.for_year(year)

    assert (latest.carried_forward_from, later.carried_forward_from) == (None, 2569)
    assert later.ladders == latest.ladders
    assert later.year_reduction_percent == 0


def test_s2_a_year_before_2563_is_refused(law: Law) -> None:
    with pytest.raises(TaxYearRefused) as refused:
        law.for_year(2562)

    assert str(refused.value) == (
        "The tax is collected from tax year 2563 on (s.2, s.94), not in 2562."
    )


def test_s52_three_instalments_from_a_tax_of_3000_baht(law: Law) -> None:
    found = law.for_year(2569).instalments

    assert (found.most, found.least_tax_satang) == (3, 3_000_00)


CHARGES_PCM = {
    "penalty": 40_000,
    "penalty_before_warning": 10_000,
    "penalty_within_warning": 20_000,
    "surcharge": 1_000,
    "surcharge_extended": 500,
    "refund_interest": 1_000,
    "appeal_interest": 1_000,
    "agents_commission": 3_000,
}


def test_s68_s70_penalties_and_surcharges_are_those_of_the_act(law: Law) -> None:
    charges = law.for_year(2569).charges

    assert {key: charge.percent_pcm for key, charge in charges.items()} == CHARGES_PCM


@pytest.mark.parametrize(
    ("key", "count", "unit", "provision"),
    [
        ("deemed_receipt", 7, "days", "s.13"),
        ("change_of_use", 60, "days", "s.33"),
        ("reassessment", 3, "years", "s.53"),
        ("refund_claim", 3, "years", "s.54"),
        ("seizure", 90, "days", "s.62"),
        ("objection", 30, "days", "s.73 paragraph 1"),
        ("objection_decision", 60, "days", "s.73 paragraph 2"),
        ("appeal", 30, "days", "s.73 paragraph 4"),
    ],
)
def test_s73_the_clocks_run_as_long_as_the_act_says(
    law: Law, key: str, count: int, unit: str, provision: str
) -> None:
    term = law.for_year(2569).terms[key]

    assert (term.count, term.unit, term.provision) == (count, unit, provision)


def test_s8_has_twelve_items_and_the_last_has_kinds_by_regulation(law: Law) -> None:
    before, after = law.for_year(2565).exempt_properties, law.for_year(2566).exempt_properties

    assert {one.item for one in before.values()} == set(range(1, 13))
    assert set(after) - set(before) == {"dad"}


LISTED = {
    50: "inherited-residence power-plant hydro-dam",
    90: "npa subdivision condominium-site industrial-estate unsold-stock private-university "
    "private-school sports-ground runway-side toll-road",
}


def test_s55_the_standing_lists_and_their_numbers_are_stable(law: Law) -> None:
    standing = law.for_year(2569).standing_reductions
    listed = [*LISTED[50].split(), *LISTED[90].split()]

    assert [standing[number].code for number in range(1, 14)] == listed
    assert {one.code for one in standing.values() if one.percent == 50} == set(LISTED[50].split())


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("unsold-stock", date(2019, 3, 13), date(2021, 3, 12)),  # the first lot ended 12 Mar 2564
        ("npa", date(2020, 2, 29), date(2025, 2, 28)),
        ("subdivision", date(2021, 1, 1), date(2023, 12, 31)),
        ("private-school", date(2021, 1, 1), None),
    ],
)
def test_s55_a_reduction_ends_after_its_years(
    law: Law, code: str, first: date, last: date | None
) -> None:
    standing = law.for_year(2569).standing_reductions.values()
    (found,) = (one for one in standing if one.code == code)

    assert found.last_day(first) == last


def test_the_digest_of_a_year_moves_only_with_what_can_move_a_bill() -> None:
    law = load_law()
    decided = law.having({"farming_exemption_order": "lowest_value_first"})

    assert law.for_year(2569).digest == load_law().for_year(2569).digest
    assert law.for_year(2569).digest != law.for_year(2568).digest
    assert law.for_year(2569).digest != decided.for_year(2569).digest
