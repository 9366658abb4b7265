"""A year of a small body at the command line: notices, accounts, objections, arrears."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import select
from typer.testing import Result

from api.cli import app
from domain.account import ProposalWrong
from domain.bill_reference import BillReference
from domain.collection import InstalmentsRefused
from domain.errors import OnePerson, Refused
from domain.objection import MatterClosed
from domain.roll import NothingToIssue, NotIssued
from tests.api.cli.clerk import BODY, YEAR, Clerk, clerk, identity, title, two_plots, written
from tests.made_once import copied

__all__ = ["clerk"]

BILL = "0560-0701-69/00000001"
OTHER = "0560-0701-69/00000002"
WHERE = ("--body", BODY, "--year", YEAR)


class Town(Clerk):
    """The clerk, and the chief who approves."""

    def chief(self, *words: str) -> Result:
        environment = {**self.environment, "THIDIN_OFFICER": "chief-1"}
        return self.runner.invoke(app, list(words), env=environment)

    def does(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def approves(self, *words: str) -> str:
        result = self.chief(*words)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def takes(
        self, bill: str, amount: str, receipt: str, *, on: str, channel: str = "counter"
    ) -> str:
        """Money was taken on a day: one officer enters it, another agrees to a day that spares."""
        said = self.does(
            "payments", "enter", bill, "--amount", amount, "--channel", channel,
            "--receipt", receipt, "--paid-on", on,
        )  # fmt: skip
        if "in-suspense" in said:
            self.approves("payments", "approve", "000", f"{BODY}-{receipt}", "--on", on)
        return said

    @property
    def first(self) -> str:
        """The number of the notice to the owner of plot 1."""
        office = self.office()
        (owner,) = office.vault.pseudonyms([identity(1)])
        notice = office.rolls.roll(int(BODY), int(YEAR)).notice_of(int(owner))
        assert notice is not None
        return BillReference(body=int(BODY), tax_year=int(YEAR), notice=notice).number

    def account(self, bill: str = BILL, on: str = "2026-06-30") -> dict[str, Any]:
        found = self.told("account", "show", bill, "--on", on)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Two plots of 12,000 baht of tax each, one owner each; notices issued and handed over."""
    folder = tmp_path / "office"
    copied(_issued, folder)
    return Town(folder)


def _issued(folder: Path) -> None:
    copied(two_plots, folder)
    town = Town(folder)
    seen = town.told("notices", "preview", *WHERE)
    answers = [f"--answer={gate}=checked" for gate, found in seen["gates"].items() if found]
    town.does("notices", "prepare", *WHERE, *answers)
    town.approves("notices", "approve", *WHERE, "--issued-on", "2026-04-01")
    town.does("notices", "serve", *WHERE, "--manner", "hand", "--on", "2026-04-10")


def test_the_preparing_officer_cannot_approve(town: Town, tmp_path: Path) -> None:
    sold = title(1, id_no=identity(2), acquired_date="20/12/2568", as_of_date="1/3/2569")
    town.take(written(tmp_path / "march.csv", [sold]), confirm=True)
    town.does("notices", "prepare", *WHERE)

    assert isinstance(town.refusal("notices", "approve", *WHERE), OnePerson)


def test_a_late_transfer_changes_two_notices_and_leaves_a_credit(
    town: Town, tmp_path: Path
) -> None:
    sold = title(1, id_no=identity(2), acquired_date="20/12/2568", as_of_date="1/3/2569")
    town.take(written(tmp_path / "march.csv", [sold]), confirm=True)
    town.does("notices", "prepare", *WHERE)
    said = town.approves("notices", "approve", *WHERE, "--issued-on", "2026-05-01")

    assert "Issued amendment 1: 2 notices" in said
    taxes = [town.account(one, "2026-05-01")["assessed_satang"] for one in (BILL, OTHER)]
    assert sorted(taxes) == [0, 2_400_000]


def test_nothing_changed_is_nothing_to_issue(town: Town) -> None:
    assert isinstance(town.refusal("notices", "prepare", *WHERE), NothingToIssue)


def test_an_account_shows_what_is_owed_on_any_day(town: Town) -> None:
    assert town.account()["outstanding"] == {
        "tax_satang": 1_200_000,
        "penalty_satang": 0,
        "surcharge_satang": 0,
    }
    late = town.account(on="2026-07-01")
    assert (late["state"], late["outstanding"]["penalty_satang"]) == ("overdue", 120_000)
    assert "Owed 13,320.00 baht" in town.does("account", "show", BILL, "--on", "2026-07-01")


def test_instalments_are_agreed_at_the_counter(town: Town) -> None:
    said = town.does("account", "instalments", BILL, "--count", "3", "--on", "2026-06-01")

    assert "4,000.00" in said
    assert town.account(on="2026-07-15")["next_due_on"] == "2026-06-30"
    refused = town.refusal("account", "instalments", OTHER, "--count", "9", "--on", "2026-06-01")
    assert isinstance(refused, InstalmentsRefused)


def test_two_people_waive_a_penalty(town: Town) -> None:
    what = ("account", "propose", BILL, "waiver", "--reason", "SEIZED", "--percent", "50")
    said = town.does(*what, "--on", "2026-07-05")
    assert "Proposal 1 (waiver)" in said
    assert isinstance(
        town.refusal("account", "approve", BILL, "1", "--on", "2026-07-05"), OnePerson
    )
    town.approves("account", "approve", BILL, "1", "--on", "2026-07-05")
    assert town.account(on="2026-07-06")["outstanding"]["penalty_satang"] == 60_000


def test_a_reason_is_a_code_and_an_amount_is_baht(town: Town) -> None:
    what = ("account", "propose", BILL, "write-off", "--amount")
    assert town.run(*what, "1", "--reason", "Somchai has died").exit_code == 2
    assert town.run(*what, "1e5", "--reason", "DEAD").exit_code == 2
    assert isinstance(
        town.refusal(*what, "999999", "--reason", "DEAD", "--on", "2026-07-05"), ProposalWrong
    )


def test_silence_accepts_an_objection_and_the_bill_changes(town: Town) -> None:
    claim = ("--property", "01A001", "--since", "2026-01-01", "--use", "residence=100")
    said = town.does(
        "objections", "file", town.first, "--ground", "use", *claim, "--on", "2026-04-20"
    )
    assert "If accepted, the bill is 800.00 baht instead of 12,000.00" in said
    matter = f"OB-{BODY}-69-000001"
    assert isinstance(town.refusal("objections", "decide", matter), Refused)
    town.does("objections", "silences", *WHERE, "--on", "2026-06-19")
    assert town.told("objections", "list", *WHERE)[0]["state"] == "with-chief"
    town.does("objections", "silences", "--on", "2026-06-20")

    assert town.told("objections", "list", *WHERE)[0]["state"] == "accepted-by-silence"
    assert town.account(town.first)["assessed_satang"] == 80_000


def test_a_refused_objection_goes_to_the_committee(town: Town) -> None:
    town.does("objections", "file", town.first, "--ground", "price", "--on", "2026-04-20")
    matter = f"OB-{BODY}-69-000001"
    town.does("objections", "propose", matter, "refused")
    town.approves("objections", "decide", matter, "--on", "2026-05-20")
    town.does("objections", "appeal", matter, "--on", "2026-06-01")
    town.does("objections", "forward", matter, "--on", "2026-06-10")
    town.does(
        "objections", "decided", matter, "accepted", "--property", "01A001",
        "--since", "2026-01-01", "--use", "residence=100", "--on", "2026-07-30",
    )  # fmt: skip

    assert town.account(town.first, "2026-07-30")["assessed_satang"] == 80_000
    assert isinstance(town.refusal("objections", "withdraw", matter), MatterClosed)


def test_arrears_are_listed_warned_of_and_told(town: Town) -> None:
    assert town.told("arrears", "list", *WHERE, "--on", "2026-06-30") == []
    assert len(town.told("arrears", "list", *WHERE, "--on", "2026-07-01")) == 2
    assert isinstance(town.refusal("arrears", "warn", *WHERE, "--on", "2026-06-30"), Refused)
    assert "2 letters over 24,000.00" in town.does("arrears", "warn", *WHERE, "--on", "2026-07-15")
    assert isinstance(town.refusal("arrears", "warn", *WHERE, "--on", "2026-07-16"), NothingToIssue)
    served = town.does("arrears", "served", *WHERE, "--manner", "posting", "--on", "2026-07-16")
    assert "2 warnings served" in served
    assert town.account(on="2026-07-22")["outstanding"]["penalty_satang"] == 120_000
    assert town.account(on="2026-07-23")["outstanding"]["penalty_satang"] == 240_000
    assert "2 properties" in town.does("arrears", "tell", *WHERE, "--on", "2026-08-03")


def test_a_year_without_notices_says_so(clerk: Clerk) -> None:
    assert isinstance(clerk.refusal("arrears", "list", *WHERE), NotIssued)
    assert isinstance(clerk.refusal("account", "show", BILL), NotIssued)


def test_what_names_no_notice_is_refused_without_saying_it_back(clerk: Clerk) -> None:
    refused = clerk.refusal("account", "show", "1999900000001")

    assert "1999900000001" not in str(refused)


def test_an_unknown_manner_of_service_is_named(town: Town) -> None:
    result = town.run("notices", "serve", *WHERE, "--manner", "pigeon", "--on", "2026-04-10")

    assert result.exit_code == typer.BadParameter("").exit_code
    assert "registered-post" in json.dumps(result.output)


def test_s13_a_letter_that_came_back_reached_nobody_until_it_is_posted(town: Town) -> None:
    number = str(int(town.first.rpartition("/")[2]))
    one = ("--notice", number)
    serve = ("notices", "serve", *WHERE, "--on", "2026-04-16", "--manner")

    assert isinstance(town.refusal(*serve, "came-back"), Refused)
    assert isinstance(town.refusal(*serve, "came-back", "--notice", "99"), Refused)
    town.does(*serve, "came-back", *one)
    roll = town.office().rolls.roll(int(BODY), int(YEAR))
    assert roll.service_of(int(number)) is None
    assert sum(roll.service_of(other) is not None for other in (1, 2)) == 1

    town.does(*serve, "posting", *one)
    service = town.office().rolls.roll(int(BODY), int(YEAR)).service_of(int(number))
    assert service is not None
    assert (service.manner, service.received_on.isoformat()) == (3, "2026-04-23")
    office = town.office()
    office.follow()
    table = office.views.tables.collection.notices
    days = office.views.rows(select(table.c.received_on).where(table.c.notice == int(number)))
    assert [row["received_on"].isoformat() for row in days] == ["2026-04-23"]
