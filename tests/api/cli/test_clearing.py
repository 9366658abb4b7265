"""The land office asks whether a property is clear of tax, and may ask the same again later."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.commands.clearance import NotReached
from domain.correction import UnknownProperty
from tests.api.cli.clerk import BODY, Clerk, clerk, identity, title, use, written
from tests.api.cli.test_collecting import Town, town

__all__ = ["clerk", "town"]

LATE = "2026-07-20"


def answer(town: Town, code: str = "01A001", on: str = LATE, *more: str) -> dict[str, Any]:
    result = town.run("clearance", code, "--body", BODY, "--on", on, "--json", *more)
    assert result.exit_code in {0, 2}, (result.output, result.exception)
    (found,) = json.loads(result.stdout)
    assert (result.exit_code == 0) == found["clear"]
    return dict(found)


def test_a_property_is_clear_until_its_tax_is_late(town: Town) -> None:
    early = answer(town, on="2026-06-20")

    assert (early["clear"], early["valid_until"]) == (True, "2026-06-30")
    assert answer(town, on="2026-06-30")["clear"]
    assert not answer(town, on="2026-07-01")["clear"]


def test_what_is_late_is_told_by_year_and_notice(town: Town) -> None:
    found = answer(town)

    assert found["years"] == [2569]
    (late,) = found["arrears"]
    assert (late["tax_year"], late["tax_satang"]) == (2569, 1_200_000)
    assert late["notice"] == town.first
    said = town.run("clearance", "01A001", "--body", BODY, "--on", LATE)
    assert said.exit_code == 2
    assert "not clear" in said.output


def test_the_same_question_as_at_a_position_has_the_same_answer_for_ever(town: Town) -> None:
    before = answer(town)
    town.takes(town.first, "13320.00", "1", on=LATE)

    assert answer(town)["clear"]
    assert answer(town, "01A001", LATE, "--as-at", str(before["position"])) == before


def test_arrears_stay_on_the_property_when_it_is_sold(town: Town, tmp_path: Path) -> None:
    sold = title(1, id_no=identity(2), acquired_date="1/5/2569", as_of_date="1/6/2569")
    town.take(written(tmp_path / "june.csv", [sold]), confirm=True)

    assert not answer(town)["clear"]


def test_a_part_payment_leaves_its_part_in_arrears(town: Town) -> None:
    town.takes(town.first, "6000.00", "1", on="2026-06-30")

    (late,) = answer(town)["arrears"]
    assert late["tax_satang"] == 600_000


def test_a_year_without_notices_holds_nothing(clerk: Clerk, tmp_path: Path) -> None:
    clerk.take(written(tmp_path / "reg.csv", [title(1)]), written(tmp_path / "use.csv", [use(1)]))

    found = answer(Town(clerk.folder))

    assert (found["clear"], found["years"], found["valid_until"]) == (True, [], "2026-08-19")


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("99Z999",), UnknownProperty),
        (("01A001", "--on", "2999-01-01"), NotReached),
        (("01A001", "--as-at", "999999"), NotReached),
    ],
)
def test_what_cannot_be_answered_is_refused(
    town: Town, words: tuple[str, ...], refusal: type[Exception]
) -> None:
    assert isinstance(town.refusal("clearance", *words, "--body", BODY), refusal)
