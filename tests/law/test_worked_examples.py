"""The worked examples of the reference data, each with the tax that it must give."""

from collections.abc import Callable
from typing import Any


def test_every_worked_example_comes_out_to_the_satang(
    tax: Callable[[dict[str, Any]], str], worked_examples: list[dict[str, Any]]
) -> None:
    expected = {example["id"]: example["expected_tax"] for example in worked_examples}

    given = {example["id"]: tax(example["request"]) for example in worked_examples}

    assert given == expected
    assert len(given) > 0
