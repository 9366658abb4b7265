"""What the command line prints cannot steer the terminal it is printed on."""

import io
import json
from pathlib import Path

import pytest

from api.cli.printing import Harmless, plain, print_json, table
from tests.api.cli.clerk import BODY, YEAR, Clerk, clerk, title, written
from tests.api.cli.test_collecting import Town, town

__all__ = ["clerk", "town"]

WORST = "\x1b]0;owned\x07\x1b[31m\x9b2J\r\u202eบาท[/]"
SHOWN = "␛]0;owned␇␛[31m�2J␍�บาท[/]"


def printed(*what: object) -> str:
    out = Harmless(file=io.StringIO(), width=100, highlight=False, emoji=False)
    out.print(*what)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_what_would_steer_a_terminal_is_shown_in_pictures() -> None:
    assert printed(plain(WORST)) == f"{SHOWN}\n"


def test_a_cell_is_shown_as_it_is() -> None:
    assert SHOWN in printed(table("", ("name", "baht"), [(WORST, "1.00")]))


def test_json_says_the_same_in_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": WORST})

    said = capsys.readouterr().out
    assert json.loads(said) == {"name": WORST}
    assert said.isascii() is False
    assert not any(letter in said for letter in "\x1b\x07\x9b\r\u202e")


def test_a_refusal_repeats_what_was_typed_without_doing_it(clerk: Clerk) -> None:
    done = clerk.run("history", WORST, "--body", BODY)

    assert done.exit_code != 0
    assert "\x1b]" not in done.output


def test_an_owner_with_the_worst_name_is_shown_and_no_more(town: Town, tmp_path: Path) -> None:
    worst = "[/]\x1b[2J[bold]นายเจาะ\u202e[link=x]"
    again = title(1, first_name=worst, as_of_date="1/3/2569")
    town.take(written(tmp_path / "march.csv", [again]), confirm=True)

    said = town.does("explain", "--body", BODY, "--year", YEAR, "--property", "01A001", "--reveal")

    assert "นายเจาะ" in said
    assert not any(letter in said for letter in "\x1b\u202e")
