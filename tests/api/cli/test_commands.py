"""Each command is loaded when it is asked for, and all are found."""

import subprocess
import sys
import tomllib
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.cli.main import COMMANDS, commands_of

FOLDER = Path(__file__).parents[3] / "api" / "cli"


@pytest.mark.parametrize("module", COMMANDS)
def test_a_module_has_the_commands_it_is_asked_for(module: str) -> None:
    assert tuple(commands_of(module)) == COMMANDS[module]


def test_every_module_that_adds_commands_is_asked_for_them() -> None:
    modules = [path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"]

    adding = {one for one in modules if hasattr(import_module(f"api.cli.{one}"), "add_to")}

    assert adding == set(COMMANDS)


def test_the_help_names_every_command() -> None:
    said = CliRunner().invoke(app, []).output.split()

    assert set(chain(*COMMANDS.values())) <= set(said)


def test_the_program_says_which_version_of_the_project_it_is() -> None:
    project = tomllib.loads((FOLDER.parents[1] / "pyproject.toml").read_text("utf-8"))

    said = CliRunner().invoke(app, ["--version"]).output

    assert said == f"thidin {project['project']['version']}\n"


def test_a_mistyped_command_is_told_which_were_meant() -> None:
    said = CliRunner().invoke(app, ["statsu"]).output

    assert "No such command 'statsu'. Did you mean 'status'" in said


def test_looking_at_the_state_of_the_log_loads_no_web_server_and_no_office_files() -> None:
    code = (
        "import sys\n"
        "from api.cli.main import commands_of\n"
        "commands_of('upkeep')\n"
        "print(*sorted({'fastapi', 'uvicorn', 'openpyxl', 'pyogrio'} & set(sys.modules)))"
    )

    said = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert said.strip() == ""
