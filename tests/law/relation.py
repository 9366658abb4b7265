"""Bills as numbers, and requests with a fact changed: what the relations compare.

THIDIN_RELATIONS says how many requests each relation is tried on; `make oracle` tries thousands.
"""

import os
from copy import deepcopy
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings

from api.calculation import answers

Given = dict[str, Any]

ONE_BODY = ("05200203",)

relation = settings(
    max_examples=int(os.environ.get("THIDIN_RELATIONS", "40")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Bill:
    """An answer's tax and lines as numbers; satang. `lines` leaves out the relief of s.97."""

    def __init__(self, answer: Given) -> None:
        assert "error" not in answer, answer
        self.tax = satang_of(answer["tax"])
        self.lines = [satang_of(line["tax"]) for line in answer["lines"] if line["class"]]
        assert self.tax == sum(satang_of(line["tax"]) for line in answer["lines"]), answer


def satang_of(told: str) -> int:
    """Baht as text, as satang."""
    satang = Fraction(told) * 100
    assert satang.denominator == 1, told
    return satang.numerator


def baht_of(satang: int) -> str:
    """Satang as baht in text."""
    return f"{satang // 100}.{satang % 100:02d}"


def bills(*asked: Given) -> list[Bill]:
    """The bills of several requests, asked for at once."""
    return [Bill(answer) for answer in answers(list(asked))]


def changed(request: Given, **facts: object) -> Given:
    """The request with other facts about the owner or the year."""
    return deepcopy(request) | facts


def changed_each(request: Given, **facts: object) -> Given:
    """The request with the same facts put on each of its properties."""
    return changed(request, properties=[deepcopy(p) | facts for p in request["properties"]])


def rounding_of(*several: Bill) -> Fraction:
    """Half a satang for each line: all that roundings can differ by."""
    return Fraction(sum(len(bill.lines) for bill in several), 2)
