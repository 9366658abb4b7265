"""The two who must give the same answer to a question of law: the oracle, and Thidin itself."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.calculation import answer
from tests.oracle.act import tax_of

Answer = Callable[[dict[str, Any]], str]


def by_the_oracle(request: dict[str, Any]) -> str:
    """Tax in baht with two decimals, by the oracle."""
    satang = tax_of(request).tax_satang
    return f"{satang // 100}.{satang % 100:02d}"


def by_thidin(request: dict[str, Any]) -> str:
    """Tax in baht with two decimals, as `thidin calculate` answers."""
    given = answer(request)
    assert "error" not in given, given["error"]
    return str(given["tax"])


@pytest.fixture(params=[by_the_oracle, by_thidin], ids=["oracle", "thidin"])
def tax(request: pytest.FixtureRequest) -> Answer:
    """Asks one of the two for the tax of a request."""
    chosen: Answer = request.param
    return chosen


@pytest.fixture(scope="session")
def worked_examples() -> list[dict[str, Any]]:
    """The published and derived examples of the reference data; skips where it is not at hand."""
    default = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("THIDIN_REFERENCE_DATA", default))
    file = folder / "law" / "worked-examples.json"
    if not file.is_file():
        pytest.skip(f"no reference data at {file}; set THIDIN_REFERENCE_DATA to its folder")
    examples: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return examples
