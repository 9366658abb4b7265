"""The commands put together, and the one place where a refusal becomes an exit status."""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from itertools import chain
from typing import Annotated, Any, Final, NoReturn, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from api.cli.printing import plain, to_errors
from api.garbage import look_seldom
from domain.errors import (
    LogBusy,
    LogUnavailable,
    Refused,
    StreamDamaged,
    UnsafeSetting,
    VaultDamaged,
)
from domain.law import LawIncomplete
from importers.problems import FileRefused

Loaded = TyperCommand | TyperGroup

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "demo": ("demo",),
    "doors": ("pages",),
    "bodies": ("join", "ordinance", "extend", "ready"),
    "importing": ("import",),
    "correcting": ("correct",),
    "assessing": ("assess",),
    "explaining": ("explain", "history"),
    "calculating": ("calculate",),
    "simulating": ("simulate",),
    "searching": ("find", "problems"),
    "noticing": ("notices",),
    "lettering": ("letters",),
    "collecting": ("account", "arrears"),
    "paying": ("payments",),
    "clearing": ("clearance",),
    "objecting": ("objections",),
    "relieving": ("relief",),
    "notifying": ("notify",),
    "upkeep": ("status", "imports", "rebuild"),
    "proving": ("verify", "ledger", "checkpoint"),
    "tracing": ("trace", "receipt"),
    "keeping": ("log", "erase"),
    "backing_up": ("backup", "restore", "state-hash"),
    "doctoring": ("doctor",),
    "serving": ("serve", "double", "policy", "agency-secret"),
    "training": ("train",),
}
"""Which module of this folder has which commands, in the order of the help."""

REFUSED: Final = 1
DAMAGED: Final = 3


class Commands(TyperGroup):
    """Loads a command when it is asked for: most need a third of what all of them import."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - what Typer gives a group
        super().__init__(**more)
        # Names alone, for the help and for "Did you mean".
        self.commands: dict[str, Any] = dict.fromkeys(chain(*COMMANDS.values()))

    def get_command(self, ctx: object, cmd_name: str) -> Loaded | None:  # noqa: ARG002 - Typer's
        for module, names in COMMANDS.items():
            if cmd_name in names:
                return cast("Loaded", commands_of(module)[cmd_name])
        return None


def commands_of(module: str) -> Mapping[str, Any]:
    """Return the commands that a module of this folder adds, by name."""
    alone = typer.Typer()
    import_module(f"api.cli.{module}").add_to(alone)
    return get_group(alone).commands


app = typer.Typer(
    name="thidin",
    help="Thidin ที่ดิน: assess Thailand's land and building tax, and explain every bill.",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"thidin {version('thidin')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    pass


def main() -> NoReturn:
    """Run the command line."""
    errors = to_errors()
    look_seldom()
    try:
        app(standalone_mode=True)
    except FileRefused as refused:
        for problem in refused.problems:
            errors.print(f"[bold red]{problem.code}[/] {plain(problem.thai)}", soft_wrap=True)
            errors.print(f"  {plain(problem.english)}", soft_wrap=True)
        sys.exit(REFUSED)
    except (Refused, LawIncomplete, UnsafeSetting, LogBusy, LogUnavailable) as refused:
        errors.print(f"[bold red]Refused:[/] {plain(refused)}", soft_wrap=True)
        sys.exit(REFUSED)
    except (StreamDamaged, VaultDamaged) as damaged:
        errors.print(f"[bold red]Damaged:[/] {plain(damaged)}", soft_wrap=True)
        sys.exit(DAMAGED)
    sys.exit(0)
