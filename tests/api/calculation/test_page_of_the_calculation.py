"""The page on the calculation tells the truth: its examples, its fields, its limits."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.calculation import answer
from api.calculation.request import LAST_TAX_YEAR
from domain.law import load_law

PAGE = (Path(__file__).parents[3] / "docs" / "calculate.md").read_text(encoding="utf-8")
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
EXAMPLES = list(zip(BLOCKS[::2], BLOCKS[1::2], strict=True))


@pytest.mark.parametrize(("request_", "told"), EXAMPLES)
def test_an_example_of_the_page_is_answered_as_it_stands_there(
    request_: dict[str, Any], told: dict[str, Any]
) -> None:
    given = answer(request_)

    given.pop("assumptions", None)
    assert given == told


def test_the_page_has_an_example_of_a_bill_and_of_an_error() -> None:
    assert {"error" in told for _, told in EXAMPLES} == {True, False}


def test_the_page_names_every_field_that_a_request_may_have() -> None:
    wrong = {"tax_year": 2569, "properties": [{"id": "A", "kind": "land", "value": "1"}], "no": 1}
    of_request = _fields_told(answer(wrong))
    del wrong["no"]
    wrong["properties"] = [{"id": "A", "kind": "land", "no": 1}]
    of_property = _fields_told(answer(wrong))

    rows = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE))))
    assert of_request <= rows
    assert of_property <= rows


def _fields_told(told: dict[str, Any]) -> set[str]:
    """The fields that the refusal of an unknown one lists."""
    assert told["error"]["code"] == "unknown-field"
    listed = told["error"]["message"].partition("the fields are ")[2]
    return set(re.findall(r"\w+", listed))


def test_the_page_names_the_first_and_the_last_tax_year() -> None:
    assert f"{load_law().first_tax_year} to {LAST_TAX_YEAR}" in PAGE
