"""What the law leaves open: the default, what else it may be, the reading, and who decides."""

import re
from pathlib import Path

import pytest

from domain.law import LawIncomplete, SettingRefused, load_law
from tests.domain.law.drafts import draft

HOUSE = Path(__file__).parents[3]
THAI = re.compile("[\u0e01-\u0e5b]")


def test_every_open_point_says_its_reading_in_thai_and_english_and_who_decides() -> None:
    points = list(load_law().settings)

    assert len(points) >= 20
    for point in points:
        assert point.value in point.allowed
        assert point.thai.startswith("ASSUMPTION: ")
        assert THAI.search(point.thai)
        assert point.english.startswith("ASSUMPTION: ")
        assert not THAI.search(point.english)
        assert point.decides
        assert point.provision.startswith("s.")


def test_an_open_point_with_a_choice_is_asked_by_the_code_that_it_is_about() -> None:
    sources = [*(HOUSE / "domain").rglob("*.py"), *(HOUSE / "projections").rglob("*.py")]
    code = "\n".join(source.read_text("utf-8") for source in sources)

    choices = [point.name for point in load_law().settings if len(point.allowed) > 1]

    assert "farming_exemption_order" in choices
    assert [name for name in choices if f'settings["{name}"]' not in code] == []


def test_a_point_is_decided_otherwise_without_touching_the_law_it_came_from() -> None:
    law = load_law()

    changed = law.having({"farming_exemption_order": "lowest_value_first"})

    assert changed.for_year(2569).settings["farming_exemption_order"] == "lowest_value_first"
    assert law.for_year(2569).settings["farming_exemption_order"] == "highest_value_first"


def test_a_point_that_is_not_there_is_refused() -> None:
    with pytest.raises(SettingRefused) as refused:
        load_law().having({"roundng": "down"})

    assert str(refused.value).startswith("There is no setting 'roundng'; there are age_zero, ")


def test_a_value_that_nothing_implements_is_refused() -> None:
    with pytest.raises(SettingRefused) as refused:
        load_law().having({"rounding": "down"})

    assert str(refused.value) == (
        "The setting rounding is one of half_up_to_satang_per_line, not 'down'."
    )


POINT = """
[[setting]]
name = "age_zero"
provision = "s.35"
first_tax_year = 2563
default = "as_one_year"
allowed = ["no_depreciation", "as_one_year"]
thai = "ASSUMPTION: อายุไม่ครบหนึ่งปีนับเป็นหนึ่งปี"
english = "ASSUMPTION: Less than a year counts as one."
decides = "Treasury Department"
"""


def test_a_draft_may_decide_an_open_point(tmp_path: Path) -> None:
    law = load_law(extra=[draft(tmp_path, POINT)])

    assert law.for_year(2569).settings["age_zero"] == "as_one_year"
    assert law.for_year(2569).depreciation_percent(2, 0) == 1


@pytest.mark.parametrize(
    ("was", "is_now", "told"),
    [
        (
            'default = "as_one_year"',
            'default = "as_two"',
            "the default 'as_two' is not among the allowed.",
        ),
        ("ASSUMPTION: Less", "Less", "'english' begins with 'ASSUMPTION: '."),
        ("ASSUMPTION: อายุ", "อายุ", "'thai' begins with 'ASSUMPTION: '."),
    ],
)
def test_an_open_point_that_hides_that_it_is_one_is_refused(
    tmp_path: Path, was: str, is_now: str, told: str
) -> None:
    file = draft(tmp_path, POINT.replace(was, is_now))

    with pytest.raises(LawIncomplete) as refused:
        load_law(extra=[file])

    assert str(refused.value) == f"draft.toml, [[setting]] no. 1: {told}"
