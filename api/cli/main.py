"""The commands put together, and the one place where a refusal becomes an exit status."""

import sys
from typing import NoReturn

import typer
from rich.console import Console

from api.cli import (
    assessing,
    backing_up,
    bodies,
    calculating,
    clearing,
    collecting,
    correcting,
    demo,
    doctoring,
    doors,
    explaining,
    importing,
    keeping,
    lettering,
    noticing,
    notifying,
    objecting,
    paying,
    proving,
    relieving,
    searching,
    serving,
    simulating,
    tracing,
    training,
    upkeep,
)
from domain.errors import LogBusy, LogUnavailable, Refused, StreamDamaged, UnsafeSetting
from domain.law import LawIncomplete
from importers.problems import FileRefused
from projections.vault import VaultDamaged

app = typer.Typer(
    name="thidin",
    help="Thidin ที่ดิน: assess Thailand's land and building tax, and explain every bill.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

for module in (
    demo,
    doors,
    bodies,
    importing,
    correcting,
    assessing,
    explaining,
    calculating,
    simulating,
    searching,
    noticing,
    lettering,
    collecting,
    paying,
    clearing,
    objecting,
    relieving,
    notifying,
    upkeep,
    proving,
    tracing,
    keeping,
    backing_up,
    doctoring,
    serving,
    training,
):
    module.add_to(app)

REFUSED = 1
DAMAGED = 3


def main() -> NoReturn:
    """Run the command line."""
    errors = Console(stderr=True, highlight=False, emoji=False)
    try:
        app(standalone_mode=True)
    except FileRefused as refused:
        for problem in refused.problems:
            errors.print(f"[bold red]{problem.code}[/] {problem.thai}", soft_wrap=True)
            errors.print(f"  {problem.english}", soft_wrap=True)
        sys.exit(REFUSED)
    except (Refused, LawIncomplete, UnsafeSetting, LogBusy, LogUnavailable) as refused:
        errors.print(f"[bold red]Refused:[/] {refused}", soft_wrap=True)
        sys.exit(REFUSED)
    except (StreamDamaged, VaultDamaged) as damaged:
        errors.print(f"[bold red]Damaged:[/] {damaged}", soft_wrap=True)
        sys.exit(DAMAGED)
    sys.exit(0)
