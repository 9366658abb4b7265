"""The worked examples asked as they stand in their file, and a handful typed in with arithmetic."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from api.calculation import answer, answers
from tests.law.asking import asked, building, by_a_company, land, unit


@pytest.fixture(scope="module")
def worked_examples() -> list[dict[str, Any]]:
    default = Path(__file__).resolve().parents[4] / "shared"
    folder = Path(os.environ.get("THIDIN_REFERENCE_DATA", default))
    file = folder / "law" / "worked-examples.json"
    if not file.is_file():
        pytest.skip(f"no reference data at {file}; set THIDIN_REFERENCE_DATA to its folder")
    examples: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return examples


def test_every_worked_example_is_answered_to_the_satang_under_its_id(
    worked_examples: list[dict[str, Any]],
) -> None:
    told = answers(worked_examples)

    assert [(one["id"], one["tax"]) for one in told] == [
        (example["id"], example["expected_tax"]) for example in worked_examples
    ]


TYPED_IN = [
    # 60M + 40M = 100M, less 50M of s.41, 25M x 0.03% + 25M x 0.05%
    (
        asked(
            land("A", "60000000.00", "residence", main_residence=True),
            building("Ab", "40000000.00", "residence", main_residence=True, on="A"),
        ),
        "20000.00",
    ),
    # 60M less 10M: 40M x 0.02% + 10M x 0.03%
    (asked(building("A", "60000000.00", "residence", main_residence=True)), "11000.00"),
    # 50M x 0.3% + 50M x 0.4%
    (by_a_company(land("A", "100000000.00")), "350000.00"),
    # half of it, less the 15% of 2566
    (by_a_company(land("A", "100000000.00", reduction_percent="50"), year=2566), "148750.00"),
    # 4M x (0.3% + two steps of 0.3)
    (asked(land("A", "4000000.00", "vacant", vacant_years=7)), "36000.00"),
    # three farms of 30M together less 50M: 40M x 0.01%
    (asked(*(land(name, "30000000.00", "agriculture") for name in "ABC")), "4000.00"),
    (asked(unit("A", "8000000.00", main_residence=True)), "0.00"),
]


@pytest.mark.parametrize(("request_", "due"), TYPED_IN)
def test_cases_worked_by_hand_come_out_to_the_satang(request_: dict[str, Any], due: str) -> None:
    assert answer(request_)["tax"] == due
