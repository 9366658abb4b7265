"""The schema of requests and answers says what is taken and told, and the page names every code."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

import api.calculation
from api.calculation import answers
from tests.api.calculation.json_schema import differences
from tests.api.calculation.test_refusals import PROPERTY_FIELDS, REQUEST_FIELDS
from tests.oracle.requests import random_requests

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "calculate.schema.json").read_text(encoding="utf-8"))


def wrong(value: Any, name: str) -> list[str]:
    """What of a value is not as the schema says of such a thing."""
    return list(differences(value, SCHEMA["$defs"][name], SCHEMA))


def test_random_requests_and_their_answers_are_as_the_schema_says() -> None:
    requests = list(random_requests("schema", 4_000))

    told = answers([*requests, {}, {"id": "x", "request": None}])

    assert [found for one in requests for found in wrong(one, "request")] == []
    assert [found for one in told for found in wrong(one, "answer")] == []
    assert any(line["class"] is None for one in told[:-2] for line in one["lines"])


def test_the_schema_has_the_fields_that_are_read() -> None:
    assert ", ".join(sorted(SCHEMA["$defs"]["request"]["properties"])) == REQUEST_FIELDS
    assert ", ".join(sorted(SCHEMA["$defs"]["property"]["properties"])) == PROPERTY_FIELDS


USE = {"class": "other", "percent": "100"}
SPOILED = [
    {"properties": []},
    {"tax_year": 2569},
    {"tax_year": 2569, "properties": [], "more": 1},
    {"tax_year": "twenty", "properties": [{"id": "A", "kind": "land", "uses": [USE]}]},
    {"tax_year": 2569, "properties": [{"id": "A", "kind": "sea", "uses": [USE]}]},
    {"tax_year": 2569, "properties": [{"id": "", "kind": "land", "uses": [USE]}]},
    {"tax_year": 2569, "properties": [{"id": "A", "kind": "land", "uses": []}]},
    {"tax_year": 2569, "properties": [{"id": "A", "kind": "land", "value": "1e3", "uses": [USE]}]},
    {"tax_year": 2569, "properties": [{"id": "A", "kind": "land", "value": -1, "uses": [USE]}]},
]


@pytest.mark.parametrize("request_", SPOILED)
def test_what_the_schema_refuses_is_refused(request_: dict[str, Any]) -> None:
    assert wrong(request_, "request") != []

    assert "error" in answers([request_])[0]


def test_the_page_lists_every_code_of_an_error_and_no_other() -> None:
    page = (DOCS / "calculate.md").read_text(encoding="utf-8").partition("## Errors")[2]
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE)

    used = set()
    for source in Path(str(api.calculation.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                used |= _codes(node)

    assert listed == sorted(used)


def _codes(call: ast.Call) -> set[str]:
    """The code a call refuses with, where it does."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = {"Unanswerable": 0, "one_of": 2}.get(name)
    given = None if place is None else call.args[place]
    return {str(given.value)} if isinstance(given, ast.Constant) else set()
