"""A draft read over the law replaces what it names, for the years it names, and no more."""

from pathlib import Path

from domain.law import load_law
from tests.domain.law.drafts import HALF_OFF_2570, OTHER_FROM_2570, draft


def test_a_draft_of_rates_changes_its_table_from_its_year_on(tmp_path: Path) -> None:
    in_force = load_law()

    changed = load_law(extra=[draft(tmp_path, OTHER_FROM_2570)])

    assert changed.for_year(2570).ladders.ladder(5).rates_pcm == (400, 500, 1_200)
    assert changed.for_year(2571).ladders.ladder(5).rates_pcm == (400, 500, 1_200)
    assert changed.for_year(2569).ladders == in_force.for_year(2569).ladders
    for table in (1, 2, 3, 4, 6):
        before = in_force.for_year(2570).ladders.ladder(table)
        assert changed.for_year(2570).ladders.ladder(table) == before


def test_a_draft_is_cited_as_a_draft_and_its_year_is_not_carried_forward(tmp_path: Path) -> None:
    law = load_law(extra=[draft(tmp_path, OTHER_FROM_2570)])

    year = law.for_year(2570)

    assert (year.cite("rates.5").mark, year.cite("rates.1").mark) == ("draft", "verified")
    assert (year.carried_forward_from, law.for_year(2572).carried_forward_from) == (None, 2570)


def test_of_two_drafts_the_later_one_stands(tmp_path: Path) -> None:
    half = draft(tmp_path, HALF_OFF_2570, name="half.toml")
    third = draft(tmp_path, HALF_OFF_2570.replace("= 50", "= 30"), name="third.toml")

    assert load_law(extra=[half, third]).for_year(2570).year_reduction_percent == 30
    assert load_law(extra=[third, half]).for_year(2570).year_reduction_percent == 50


def test_s55_a_year_decree_is_repealed_by_an_entry_of_nothing(tmp_path: Path) -> None:
    repeal = HALF_OFF_2570.replace("2570", "2566").replace("= 50", "= 0")

    law = load_law(extra=[draft(tmp_path, repeal)])

    assert law.for_year(2566).combined_reduction(0) == (1, 1)
    assert load_law().for_year(2566).combined_reduction(0) == (17, 20)


def test_s55_a_draft_may_add_to_the_standing_list(tmp_path: Path) -> None:
    entry = """
[[standing_reduction]]
id = 14
code = "hospital"
provision = "s.55, draft"
first_tax_year = 2570
percent = 50
most_years = 0
counted_from = ""
thai = "โรงพยาบาลเอกชน"
english = "private hospital"
"""

    law = load_law(extra=[draft(tmp_path, entry)])

    assert law.for_year(2570).standing_percent(14) == 50
    assert sorted(law.for_year(2569).standing_reductions) == list(range(1, 14))


def test_the_digest_tells_one_law_from_another(tmp_path: Path) -> None:
    in_force = load_law()
    other_order = {"farming_exemption_order": "lowest_value_first"}
    as_it_is = {"farming_exemption_order": "highest_value_first"}

    assert load_law().digest == in_force.digest
    assert in_force.having(as_it_is).digest == in_force.digest
    assert in_force.having(other_order).digest != in_force.digest
    assert load_law(extra=[draft(tmp_path, HALF_OFF_2570)]).digest != in_force.digest
