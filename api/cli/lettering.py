"""`thidin letters`: notices, warnings, agreements, receipts, lists as PDF, one or a whole run."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli.collecting import On, on_day
from api.cli.printing import Body, Year, body_code, console
from api.commands import letters as commands
from api.commands.letters import Letters, Which
from api.documents import Digits
from api.documents.run import Written
from api.office import Settings, open_office

letters = typer.Typer(help="Letters and forms as PDF.", no_args_is_help=True)

Notices = Annotated[
    list[int] | None,
    typer.Option("--notice", help="Number of a notice, such as 31700; again for more. None: all."),
]
To = Annotated[Path, typer.Option("--to", help="Folder the PDF files go to.", file_okay=False)]
ThaiDigits = Annotated[bool, typer.Option("--thai-digits", help="Write ๑๒๓ instead of 123.")]


@letters.command("notices")
def notices(
    body: Body,
    year: Year,
    to: To,
    notice: Notices = None,
    amendment: Annotated[
        int | None,
        typer.Option(help="0 the first issue, 1, 2, 3 amendments; none: each as last issued."),
    ] = None,
    thai_digits: ThaiDigits = False,
) -> None:
    """Write notices of assessment: ภ.ด.ส. 6 with its sheets 7 and 8 (s.44)."""
    which = _which(body, year, notice)
    found = commands.notices(open_office(), which, amendment=amendment)
    _write(found, which, "notices", to, thai_digits=thai_digits)


@letters.command("warnings")
def warnings(
    body: Body, year: Year, to: To, notice: Notices = None, thai_digits: ThaiDigits = False
) -> None:
    """Write the letters of warning that were recorded (s.61)."""
    which = _which(body, year, notice)
    found = commands.warnings(open_office(), which)
    _write(found, which, "warnings", to, thai_digits=thai_digits)
    if found.left_out:
        console().print(
            f"{len(found.left_out):,} letters were not written: money that had been paid before "
            f"came in since. Notices {', '.join(str(one) for one in found.left_out[:20])}"
            f"{' and others' if len(found.left_out) > 20 else ''}: look at them with "  # noqa: PLR2004
            "thidin account show."
        )


@letters.command("instalments")
def instalments(
    body: Body, year: Year, to: To, notice: Notices = None, thai_digits: ThaiDigits = False
) -> None:
    """Write agreements to pay in parts (s.52), with the codes of each part."""
    which = _which(body, year, notice)
    found = commands.agreements(open_office(), which)
    _write(found, which, "instalments", to, thai_digits=thai_digits)


@letters.command("receipt")
def receipt(
    body: Body,
    year: Year,
    to: To,
    notice: Notices = None,
    on: On = None,
    thai_digits: ThaiDigits = False,
) -> None:
    """Write the receipts of what was paid, as the accounts stand on a day."""
    which = _which(body, year, notice)
    found = commands.receipts(open_office(), which, on=on_day(on))
    _write(found, which, "receipts", to, thai_digits=thai_digits)


@letters.command("lists")
def lists(
    body: Body,
    year: Year,
    to: To,
    notice: Notices = None,
    on: On = None,
    thai_digits: ThaiDigits = False,
) -> None:
    """Write the lists of property: ภ.ด.ส. 3 land and buildings, ภ.ด.ส. 4 units (s.30)."""
    which = _which(body, year, notice)
    found = commands.lists(open_office(), which, on=on_day(on))
    _write(found, which, "lists", to, thai_digits=thai_digits)


def _which(body: str, year: int, notice: list[int] | None) -> Which:
    return Which(
        body=body_code(body),
        tax_year=year,
        notices=tuple(sorted(set(notice))) if notice else None,
    )


def _write(found: Letters, which: Which, kind: str, to: Path, *, thai_digits: bool) -> None:
    """Write a run with a bar, then say what is where."""
    with _bar() as bar:
        task = bar.add_task(f"Writing {kind}", total=len(found))

        def progress(one: Written) -> None:
            bar.update(task, completed=one.last)

        run = commands.write(
            found,
            to,
            named=which.named(kind),
            progress=progress,
            digits=Digits.THAI if thai_digits else Digits.ARABIC,
            specimen=Settings.of(os.environ).training,
        )
    there = sum(one.already_there for one in run.files)
    known = f", {there:,} of them there before" if there else ""
    out = console()
    out.print(f"{run.letters:,} letters in {len(run.files):,} files in {to}{known}.")
    if run.superseded:
        out.print(
            f"{len(run.superseded):,} files of an earlier run say something else or are cut "
            "otherwise; take them out before you print the folder:"
        )
        for path in run.superseded:
            out.print(f"  {path.name}")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(letters, name="letters")
