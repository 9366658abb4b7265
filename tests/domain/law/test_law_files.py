"""A law file that lacks something, or says two things, is refused by file, entry and field."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.law import LawIncomplete, load_law
from domain.law.loader import IN_FORCE
from tests.domain.law.drafts import HALF_OFF_2570, HEAD, OTHER_FROM_2570, draft


def refusal(folder: Path, *entries: str, head: str = HEAD) -> str:
    """What is said of a draft of these entries."""
    with pytest.raises(LawIncomplete) as refused:
        load_law(extra=[draft(folder, *entries, head=head)])
    return str(refused.value)


def without(text: str, field: str) -> str:
    lines = text.splitlines(keepends=True)
    assert any(line.startswith(f"{field} = ") for line in lines)
    return "".join(line for line in lines if not line.startswith(f"{field} = "))


def changed(text: str, field: str, value: str) -> str:
    return without(text, field) + f"{field} = {value}\n"


def test_every_entry_in_force_has_provision_years_day_checked_and_mark() -> None:
    law = load_law()

    entries = law.instruments.entries

    assert len(entries) > 100
    for entry in entries:
        cited = entry.citation
        assert cited.provision
        assert cited.title_th
        assert cited.source
        assert cited.mark in ("verified", "assumption")
        assert cited.gazette_date is None or date(2019, 3, 12) <= cited.gazette_date
        assert entry.first_tax_year >= 2563


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("provision", "a text"),
        ("first_tax_year", "a tax year of the Buddhist Era from 2563 on"),
        ("percent", "a whole percent from 0 to 100"),
        ("not_for", "a list of whole percents"),
    ],
)
def test_an_entry_that_lacks_a_field_is_refused_by_file_entry_and_field(
    tmp_path: Path, field: str, wanted: str
) -> None:
    told = refusal(tmp_path, without(HALF_OFF_2570, field))

    assert told == f"draft.toml, [[year_reduction]] no. 1 has no {field!r}. It is {wanted}."


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("gazette_date", 'a date such as 2019-03-12, or "not seen", or "none"'),
        ("checked_on", "a date such as 2019-03-12"),
        ("mark", "one of verified, assumption, draft"),
        ("source", "a text"),
    ],
)
def test_what_neither_the_head_nor_the_entry_says_is_refused(
    tmp_path: Path, field: str, wanted: str
) -> None:
    told = refusal(tmp_path, HALF_OFF_2570, head=without(HEAD, field))

    assert told == f"draft.toml, [[year_reduction]] no. 1 has no {field!r}. It is {wanted}."


def test_an_entry_may_have_its_own_gazette_date(tmp_path: Path) -> None:
    file = draft(tmp_path, HALF_OFF_2570, "gazette_date = 2026-12-01\n")

    cited = load_law(extra=[file]).for_year(2570).cite("year_reduction")

    assert (cited.gazette_date, cited.instrument) == (date(2026, 12, 1), "draft")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (
            "first_tax_year",
            "2027",
            "'first_tax_year' is a tax year of the Buddhist Era from 2563 on, not 2027.",
        ),
        ("percent", "101", "'percent' is a whole percent from 0 to 100, not 101."),
        ("percent", "0.5", "'percent' is a whole percent from 0 to 100, not 0.5."),
        ("percent", "true", "'percent' is a whole percent from 0 to 100, not True."),
        ("last_tax_year", "2569", "'last_tax_year' 2569 is before 'first_tax_year'."),
        (
            "mark",
            '"sure"',
            "'mark' is one of verified, assumption, draft, not 'sure'.",
        ),
    ],
)
def test_a_field_that_is_not_as_it_should_be_is_refused(
    tmp_path: Path, field: str, value: str, told: str
) -> None:
    entry = HALF_OFF_2570 if field == "mark" else without(HALF_OFF_2570, field)

    found = refusal(tmp_path, f"{entry}{field} = {value}\n")

    assert found == f"draft.toml, [[year_reduction]] no. 1: {told}"


def test_a_misspelt_field_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    told = refusal(tmp_path, HALF_OFF_2570.replace("last_tax_year", "last_tax_yaer"))

    assert told.startswith(
        "draft.toml, [[year_reduction]] no. 1: 'last_tax_yaer' is no field here. There are "
    )


def test_a_misspelt_kind_of_entry_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, OTHER_FROM_2570.replace("[[rates]]", "[[rate]]"))

    assert told.startswith("draft.toml: [[rate]] is no kind of entry. There are collection, ")


@pytest.mark.parametrize(
    "slices",
    [
        '[["50000000", 0.4], ["", "0.7"]]',
        '[["50000000", "0.4005"], ["", "0.7"]]',
        '[["50000000", "0.4"], ["60000000", "0.7"]]',
        '[["50000000", "0.4"], ["50000000", "0.5"], ["", "0.7"]]',
        '[["50000000", "0.4"], ["", "0.3"]]',
        '[["50000000.50", "0.4"], ["", "0.7"]]',
        '[["๕๐", "0.4"], ["", "0.7"]]',
        "[]",
    ],
    ids=[
        "a rate that is no text",
        "four decimals",
        "no open end",
        "a slice of nothing",
        "a rate that falls",
        "a bound in satang",
        "Thai digits",
        "no slices",
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused(tmp_path: Path, slices: str) -> None:
    told = refusal(tmp_path, changed(OTHER_FROM_2570, "slices", slices))

    assert told.startswith(
        "draft.toml, [[rates]] no. 1: 'slices' is slices such as "
        '[["50000000", "0.02"], ["", "0.1"]] that rise, the last without a bound, not '
    )


def test_s37_a_decree_above_the_cap_of_its_class_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, OTHER_FROM_2570.replace('"1.2"', '"1.201"'))

    assert told == (
        "draft.toml, [[rates]] no. 1: 1.201% is above the cap of s.37 for other, 1.2%, "
        "in tax year 2570."
    )


def test_two_entries_of_one_file_for_one_thing_and_year_are_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, HALF_OFF_2570, HALF_OFF_2570.replace("last_tax_year = 2570", ""))

    assert told == (
        "draft.toml, [[year_reduction]] no. 1 and draft.toml, [[year_reduction]] no. 2 "
        "both hold in tax year 2570."
    )


def test_two_files_of_the_law_in_force_that_clash_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    shutil.copytree(IN_FORCE, folder)
    shutil.copy(folder / "year-reduction-2566.toml", folder / "zz.toml")

    with pytest.raises(LawIncomplete) as refused:
        load_law(folder)

    assert str(refused.value) == (
        "year-reduction-2566.toml, [[year_reduction]] no. 1 and zz.toml, [[year_reduction]] no. 1 "
        "both hold in tax year 2566."
    )


def test_a_law_without_the_rates_of_a_year_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    shutil.copytree(IN_FORCE, folder)
    (folder / "rates-2564.toml").unlink()

    with pytest.raises(LawIncomplete) as refused:
        load_law(folder)

    assert str(refused.value) == "No law file has an entry [[rates]] 1 for tax year 2565."


def test_an_empty_folder_is_no_law(tmp_path: Path) -> None:
    with pytest.raises(LawIncomplete) as refused:
        load_law(tmp_path).for_year(2569)

    assert str(refused.value) == (
        "No law file has an entry [[collection]]: from which tax year is the tax due?"
    )


def test_a_file_that_is_not_there_or_is_no_toml_is_refused(tmp_path: Path) -> None:
    torn = tmp_path / "torn.toml"
    torn.write_text("[[rates]", encoding="utf-8")
    headless = draft(tmp_path, HALF_OFF_2570, name="headless.toml", head="")

    with pytest.raises(LawIncomplete, match=r"^gone\.toml cannot be read as a law file: "):
        load_law(extra=[tmp_path / "gone.toml"])
    with pytest.raises(LawIncomplete, match=r"^torn\.toml is not a law file: "):
        load_law(extra=[torn])
    with pytest.raises(LawIncomplete, match=r"^headless\.toml has no \[instrument\]\.$"):
        load_law(extra=[headless])
