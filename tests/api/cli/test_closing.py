"""A closed year can be proved again, a rebuild changes nothing, an ordinance keeps to its caps."""

import json
import sqlite3
from pathlib import Path

import pytest

from domain.law import OrdinanceRefused
from tests.api.cli.clerk import BODY, YEAR, Clerk, clerk_of_two_plots, identity, title, written


@pytest.fixture
def assessed(tmp_path: Path) -> Clerk:
    """A clerk of two plots in other use, each of another taxpayer."""
    return clerk_of_two_plots(tmp_path / "office")


def test_a_closed_year_is_proved_again_after_later_facts(assessed: Clerk, tmp_path: Path) -> None:
    assessed.tax("--close")
    sold = title(1, id_no=identity(2), acquired_date="20/12/2568", as_of_date="1/3/2569")
    assessed.take(written(tmp_path / "march.csv", [sold]), confirm=True)

    proof = assessed.told("verify", "--year", YEAR)

    assert proof["proven"] is True
    (body,) = proof["bodies"]
    assert (body["bills"], body["tax"], body["differ"], body["same_law"]) == (
        2, "24,000.00", 0, True,
    )  # fmt: skip


def test_a_year_that_nobody_closed_is_not_proven(assessed: Clerk) -> None:
    result = assessed.run("verify", "--year", YEAR)

    assert result.exit_code == 2
    told, how = result.output.replace("\n", " ").strip().split("To close it: thidin ")
    assert told == f"{BODY}: the year is not closed, so there is nothing to prove. "
    assert how == f"assess --year {YEAR} --body {BODY} --close"
    assert assessed.run(*how.split()).exit_code == 0
    assert assessed.told("verify", "--year", YEAR)["proven"] is True


def test_a_log_that_was_changed_behind_its_back_is_not_proven(assessed: Clerk) -> None:
    assessed.tax("--close")
    with sqlite3.connect(assessed.folder / "thidin.sqlite") as connection:
        (table,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE '%events' AND type = 'table'"
        ).fetchone()
        connection.execute(
            f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) - 2 FROM {table})"
        )

    result = assessed.run("verify", "--year", YEAR)

    assert result.exit_code != 0


def test_a_rebuild_keeps_the_bills_and_status_says_how_far_everything_is(assessed: Clerk) -> None:
    assessed.tax()
    before = assessed.told("find", "01A001")

    rebuilt = assessed.told("rebuild", "--keep", "0")

    status = assessed.told("status")
    assert rebuilt["position"] == status["log_position"] == status["read_models_position"]
    (body,) = status["bodies"]
    assert (body["code"], body["parcels"], body["buildings"]) == (BODY, 2, 0)
    assert assessed.told("find", "01A001") == before
    assert [one["key"] for one in before] == ["P:1:60010000:1001"]


def test_s37_an_ordinance_raises_the_tax_and_one_above_the_cap_is_refused(
    assessed: Clerk, tmp_path: Path
) -> None:
    # 4 million each at 0.4% instead of 0.3%: 2 x 16,000
    own = {"reference": "ข้อบัญญัติ 1/2568", "first_tax_year": 2569, "last_tax_year": None}
    file = tmp_path / "ordinance.json"
    file.write_text(json.dumps({**own, "rates": {"5": ["1.3", "1.3", "1.3", "1.3", "1.3"]}}))

    refused = assessed.refusal("ordinance", BODY, file)

    assert isinstance(refused, OrdinanceRefused)
    assert assessed.tax() == "24,000.00"
    file.write_text(json.dumps({**own, "rates": {"5": ["0.4", "0.4", "0.5", "0.6", "0.7"]}}))
    assert assessed.run("ordinance", BODY, file).exit_code == 0
    assert assessed.tax() == "32,000.00"
