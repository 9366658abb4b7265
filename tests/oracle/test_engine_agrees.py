"""Thidin answers as the oracle does, on random requests, alone and among others."""

import os
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from api.calculation import answer, answers
from tests.oracle.__main__ import main
from tests.oracle.act import tax_of
from tests.oracle.agreement import check, check_random, disagreement
from tests.oracle.requests import random_requests
from tests.oracle.strategies import requests

IN_THE_SUITE = 10_000


def test_thidin_and_the_oracle_agree_on_random_properties() -> None:
    seed = os.environ.get("THIDIN_ORACLE_SEED", secrets.token_hex(4))
    properties = int(os.environ.get("THIDIN_ORACLE_PROPERTIES", IN_THE_SUITE))
    print(f"THIDIN_ORACLE_SEED={seed}")  # noqa: T201 shown when the test fails

    checked = check_random(seed, properties)

    assert checked.first is None, f"THIDIN_ORACLE_SEED={seed}\n{checked.first}"
    assert checked.properties >= properties


def test_the_long_run_counts_what_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--properties", "1000", "--seed", "long", "--workers", "1"])

    assert status == 0
    assert "engine and oracle agree on 1," in capsys.readouterr().out


def test_a_request_is_answered_alike_alone_and_among_others() -> None:
    some = list(random_requests("alone and among others", 300))

    assert [answer(request) for request in some] == answers(some)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(request=requests())
def test_thidin_and_the_oracle_agree_on_whatever_hypothesis_thinks_of(
    request: dict[str, Any],
) -> None:
    told = disagreement(request, answer(request))

    assert told is None, told


def test_a_bad_request_among_good_ones_is_refused_alone() -> None:
    good = list(random_requests("good ones", 30))
    bad = {"tax_year": 2569, "properties": [{"id": "A", "kind": "land", "value": "1.00"}]}

    given_back = answers([*good, bad, *good])

    assert set(given_back[len(good)]) == {"error"}
    assert given_back[: len(good)] == given_back[len(good) + 1 :] == answers(good)
    assert check(good).first is None


def test_the_comparison_sees_one_satang_too_much_and_one_line_too_many() -> None:
    request = {
        "tax_year": 2569,
        "properties": [
            {"id": "A", "kind": "land", "value": "1000000.00", "uses": _only("other")},
            {"id": "B", "kind": "land", "value": "1000000.00", "uses": _only("residence")},
        ],
    }
    lines = [{"class": "residence", "tax": "200.00"}, {"class": "other", "tax": "3000.00"}]
    right = {"tax": "3200.00", "lines": lines}

    dearer = right | {"tax": "3200.01"}
    longer = {"tax": "3200.00", "lines": [*lines, {"class": "other", "tax": "0.01"}]}
    refused = {"error": {"code": "bad-request", "message": "No.", "where": "properties"}}

    assert disagreement(request, right) is None
    assert "tax is" in str(disagreement(request, dearer))
    assert "lines are" in str(disagreement(request, longer))
    assert "refused" in str(disagreement(request, refused))


def _only(use: str) -> list[dict[str, str]]:
    return [{"class": use, "percent": "100"}]


def test_the_same_seed_makes_the_same_requests() -> None:
    def made(seed: str) -> list[dict[str, Any]]:
        return list(random_requests(seed, 200))

    assert made("7") == made("7")
    assert made("7") != made("8")


def test_the_random_requests_reach_every_rule_that_can_change_a_bill() -> None:
    some = list(random_requests("what they reach", 6_000))
    bills = [tax_of(request) for request in some]
    lines = [line for bill in bills for line in bill.lines]

    reached: dict[str, Callable[[], bool]] = {
        "all six ladders": lambda: len({line.table for line in lines}) == 6,
        "every top slice": lambda: (
            len({line.table for line in lines if line.slices and line.slices[-1].upto is None}) == 6
        ),
        "the vacancy cap": lambda: any(line.treatment.vacant_step >= 9 for line in lines),
        "s.97": lambda: any(bill.tax_satang != bill.before_s97_satang for bill in bills),
        "every payable part": lambda: {line.payable_percent for line in lines} >= {10, 50, 85, 100},
        "42.5 percent": lambda: any(line.payable_percent * 2 == 85 for line in lines),
        "bases shared by lines": lambda: any(line.net < line.ladder_net for line in lines),
        "s.8": lambda: any(line.public for line in lines),
        "s.56": lambda: any(line.treatment.relief_percent for line in lines),
        "20 billion": lambda: any(line.value >= 15_000_000_000 for line in lines),
        "years to come": lambda: any(request["tax_year"] > 2572 for request in some),
    }

    assert [rule for rule, is_reached in reached.items() if not is_reached()] == []
