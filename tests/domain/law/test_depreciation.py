"""s.35: the rule of depreciation gives the Treasury's printed table, age by age."""

import os
import re
from pathlib import Path

import pytest

from domain.law import load_law
from tests.oracle.s35_value import DEPRECIATION_PERCENT

WOOD, CONCRETE, HALF = 1, 2, 3


def printed() -> list[tuple[int, int, int, int]]:
    """Rows of the printed table: age, concrete, half, wood. Skips where it is not at hand."""
    default = Path(__file__).resolve().parents[4] / "shared"
    folder = Path(os.environ.get("THIDIN_REFERENCE_DATA", default))
    file = folder / "law" / "law.md"
    if not file.is_file():
        pytest.skip(f"no reference data at {file}; set THIDIN_REFERENCE_DATA to its folder")
    row = re.compile(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
    found = row.findall(file.read_text("utf-8"))
    return [(int(age), int(a), int(b), int(c)) for age, a, b, c in found]


def test_s35_the_rule_gives_the_printed_table_at_every_age() -> None:
    law = load_law().for_year(2569)
    rows = printed()

    by_rule = [
        (age, *(law.depreciation_percent(structure, age) for structure in (CONCRETE, HALF, WOOD)))
        for age, *_ in rows
    ]

    assert [age for age, *_ in rows] == list(range(1, 44))
    assert by_rule == rows


@pytest.mark.parametrize(
    ("structure", "name"), [(WOOD, "wood"), (CONCRETE, "concrete"), (HALF, "half")]
)
def test_s35_the_rule_and_the_table_of_the_oracle_agree_to_their_flat_end(
    structure: int, name: str
) -> None:
    law = load_law().for_year(2569)
    table = DEPRECIATION_PERCENT[name]

    for age in range(121):
        wanted = table[min(age, len(table) - 1)]
        assert law.depreciation_percent(structure, age) == wanted, age


def test_s35_a_building_without_a_class_of_depreciation_keeps_its_price() -> None:
    law = load_law().for_year(2569)

    assert [law.depreciation_percent(0, age) for age in (0, 10, 100)] == [0, 0, 0]


def test_s35_age_zero_is_an_open_point_worth_a_year_at_most() -> None:
    law = load_law()

    as_new = law.for_year(2569)
    as_one = law.having({"age_zero": "as_one_year"}).for_year(2569)

    structures = (WOOD, CONCRETE, HALF)
    assert [as_new.depreciation_percent(one, 0) for one in structures] == [0, 0, 0]
    assert [as_one.depreciation_percent(one, 0) for one in structures] == [3, 1, 2]
    assert all(as_new.depreciation[one][1:] == as_one.depreciation[one][1:] for one in structures)
