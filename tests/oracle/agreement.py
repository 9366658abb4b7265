"""Holding Thidin's answers against the oracle's: the first difference, with both working papers."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from api.calculation import answers
from tests.oracle.act import tax_of
from tests.oracle.requests import random_requests

Given = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How much agreed, and the paper of the first disagreement (None where all agreed)."""

    requests: int
    properties: int
    lines: int
    first: str | None


def in_baht(satang: int) -> str:
    """Satang as the answers write money: "1234.56"."""
    return f"{satang // 100}.{satang % 100:02d}"


def disagreement(request: Given, answer: Given) -> str | None:
    """None where tax and lines are the oracle's; else what differs and how each came to it.

    The relief of s.97 is a line of no class in the answer, and no line in the oracle's paper.
    """
    bill = tax_of(request)
    wrong = None
    if "error" in answer:
        wrong = "refused a request that the Act can read"
    elif answer["tax"] != in_baht(bill.tax_satang):
        wrong = f"tax is {answer['tax']}, by the oracle {in_baht(bill.tax_satang)}"
    else:
        lines = sorted(
            (line["tax"] for line in answer["lines"] if line["class"] and line["tax"] != "0.00"),
            key=_by_size,
        )
        expected = sorted(
            (in_baht(line.tax_satang) for line in bill.lines if line.tax_satang), key=_by_size
        )
        if lines != expected:
            wrong = f"lines are {lines}, by the oracle {expected}"
    if wrong is None:
        return None
    return "\n".join(
        [
            wrong,
            "request: " + json.dumps(request),
            "thidin:  " + json.dumps(answer),
            "oracle:  " + bill.paper(),
        ]
    )


def _by_size(baht: str) -> tuple[int, str]:
    return len(baht), baht


def check(requests: Sequence[Given]) -> Checked:
    """Asks Thidin for all of them at once and the oracle for each, up to the first difference."""
    given = answers(list(requests))
    assert len(given) == len(requests), f"{len(requests)} requests, {len(given)} answers"
    first = next(
        (
            told
            for request, answer in zip(requests, given, strict=True)
            if (told := disagreement(request, answer)) is not None
        ),
        None,
    )
    return Checked(
        requests=len(requests),
        properties=sum(len(request["properties"]) for request in requests),
        lines=sum(len(answer.get("lines", ())) for answer in given),
        first=first,
    )


def check_random(seed: str, properties: int) -> Checked:
    """The same on the random requests of a seed."""
    return check(list(random_requests(seed, properties)))


def together(parts: Iterable[Checked]) -> Checked:
    """Several checks as one; the first disagreement of the first that has one."""
    known = list(parts)
    return Checked(
        requests=sum(part.requests for part in known),
        properties=sum(part.properties for part in known),
        lines=sum(part.lines for part in known),
        first=next((part.first for part in known if part.first is not None), None),
    )
