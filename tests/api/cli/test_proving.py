"""The books balance, and whatever is changed behind their back is found and named."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.clerk import BODY, YEAR, clerk
from tests.api.cli.test_collecting import OTHER, Town, town

__all__ = ["clerk", "town"]

LATE = "2026-07-20"


def paid(town: Town, bill: str, amount: str, receipt: str, on: str = "2026-06-15") -> None:
    town.takes(bill, amount, receipt, on=on)


def books(town: Town, *more: str) -> Any:
    return town.told("ledger", "--on", LATE, *more)


def test_every_satang_of_a_year_is_in_one_place(town: Town) -> None:
    paid(town, town.first, "5000.00", "1")
    paid(town, OTHER if town.first != OTHER else "0560-0701-69/00000001", "12500.00", "2")

    found = books(town)

    (year,) = found["bodies"]
    assert (year["body"], year["tax_year"], year["notices"]) == (BODY, int(YEAR), 2)
    assert (year["assessed"], year["outstanding"], year["paid"]) == (2_400_000, 700_000, 1_700_000)
    assert (year["credit"], year["received"]) == (50_000, 1_750_000)
    assert found["nation"]["balances"]
    assert found["payments"]["received"] == found["payments"]["allocated"] == 1_750_000
    assert found["days"]["2026-06-15"]["count"] == 2
    assert found["wrong"] == []


def test_the_books_of_an_earlier_day_hold_what_was_paid_by_then(town: Town) -> None:
    paid(town, town.first, "5000.00", "1", on="2026-06-20")

    early = town.told("ledger", "--on", "2026-06-19")

    assert (early["nation"]["paid"], early["payments"]["received"]) == (0, 0)
    assert early["wrong"] == []


def test_a_year_that_went_well_is_proved_with_its_books(town: Town) -> None:
    paid(town, town.first, "12000.00", "1")
    town.does("checkpoint")

    said = town.run("verify")

    assert said.exit_code == 0, said.output
    assert "Every satang is in its place." in said.output
    assert "1 signed checkpoint" in said.output


def test_an_act_that_was_changed_behind_our_back_is_named(town: Town) -> None:
    town.does("checkpoint")
    path = town.folder / "thidin.sqlite"
    with sqlite3.connect(path) as store:
        (rowid,) = store.execute(
            "SELECT max(rowid) FROM stored_events WHERE topic LIKE 'Roll.NoticesServed%'"
        ).fetchone()
        store.execute("UPDATE stored_events SET topic = topic || 'x' WHERE rowid = ?", (rowid,))
    store.close()

    found = town.run("verify", "--json")

    assert found.exit_code == 2
    assert str(rowid) in found.output


def test_an_act_taken_away_from_the_end_is_noticed(town: Town) -> None:
    paid(town, town.first, "12000.00", "1")
    town.does("checkpoint")
    with sqlite3.connect(town.folder / "thidin.sqlite") as store:
        store.execute(
            "DELETE FROM stored_events WHERE rowid = (SELECT max(rowid) FROM stored_events)"
        )
    store.close()

    found = town.run("verify")

    assert found.exit_code == 2
    assert "Changed:" in found.output or "Damaged:" in found.output


def test_money_given_to_a_bill_but_not_in_its_account_is_found(town: Town) -> None:
    paid(town, town.first, "12000.00", "1")
    with sqlite3.connect(town.folder / "thidin.sqlite") as store:
        store.execute("DELETE FROM stored_events WHERE topic LIKE 'Account.PaymentReceived%'")
    store.close()

    found = town.run("ledger", "--on", LATE)

    assert found.exit_code == 2
    assert "payments give 1200000 satang to an account that has 0" in found.output.replace(
        "\n", " "
    )


def test_a_checkpoint_kept_elsewhere_is_held_to_the_log(town: Town, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(town.does("checkpoint"), "utf-8")
    paid(town, town.first, "12000.00", "1")

    assert "are what they were" in town.does("checkpoint", "--check", str(kept))
    with sqlite3.connect(town.folder / "thidin.sqlite") as store:
        store.execute("UPDATE stored_events SET state = x'00' WHERE rowid = 1")
    store.close()
    assert town.run("checkpoint", "--check", str(kept)).exit_code == 2


@pytest.mark.parametrize("change", ["position", "thidin/log"])
def test_a_checkpoint_that_was_changed_is_refused(town: Town, tmp_path: Path, change: str) -> None:
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(town.does("checkpoint").replace(change, "other", 1), "utf-8")

    assert town.refusal("checkpoint", "--check", str(kept)).code == "checkpoint-wrong"
