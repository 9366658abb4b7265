"""Commands on local bodies: join, ordinance rates, calendar extensions, readiness."""

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.printing import body_code, console, day
from api.office import open_office
from domain.errors import Refused
from domain.law.rates import TABLES, percent_to_pcm
from domain.local_body import KINDS, READINESS_STEPS, Signed

CALENDAR_STEPS = ("notice", "pay", "instalments", "warning", "land_office")


class OrdinanceUnreadable(Refused):
    """The file of an ordinance is not what it should be."""

    code = "ordinance-unreadable"


def join(
    code: Annotated[str, typer.Argument(help="8-digit code, such as 05600601.")],
    name: Annotated[str, typer.Option(help="Name in Thai.")],
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")],
    province: Annotated[int, typer.Option(help="Province, 2-digit code.")],
    name_en: Annotated[str, typer.Option("--name-en", help="Name in English.")] = "",
) -> None:
    """Let a local body join."""
    office = open_office()
    sender = office.sender()
    body = office.registers.body(body_code(code))
    event = body.join(
        name_th=name,
        name_en=name_en,
        kind=kind,
        province=province,
        by=Signed(officer=sender.officer, at=sender.at),
    )
    position = office.log.record([event])
    console().print(f"{body.code:08d} {name} joined, at log position {position}.")


def ordinance(
    code: Annotated[str, typer.Argument(help="8-digit code of the body.")],
    file: Annotated[Path, typer.Argument(help="JSON: {reference, first_tax_year, rates}.")],
) -> None:
    """Record a body's own rates (s.37 paragraph 6); refused below the decree or above the cap.

    The file names tables 1 to 6 with a percentage for each slice:
    {"reference": "ข้อบัญญัติ 1/2569", "first_tax_year": 2570, "last_tax_year": null,
    "rates": {"5": ["0.35", "0.45", "0.55", "0.65", "0.75"]}}
    """
    office = open_office()
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
        rates = {
            int(table): tuple(percent_to_pcm(rate) for rate in listed)
            for table, listed in given["rates"].items()
        }
        first, last = int(given["first_tax_year"]), given.get("last_tax_year")
        reference = str(given["reference"])
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise OrdinanceUnreadable(
            f"{file.name} is not an ordinance: {wrong}. It needs reference, first_tax_year and "
            f"rates by table ({', '.join(f'{n} {name}' for n, name in TABLES.items())})."
        ) from wrong
    office.law.for_year(first).ladders.with_ordinance(rates)
    sender = office.sender()
    body = office.registers.body(body_code(code))
    event = body.enact_ordinance(
        reference=reference,
        first_tax_year=first,
        last_tax_year=last,
        rates_pcm=rates,
        by=Signed(officer=sender.officer, at=sender.at),
    )
    position = office.log.record([event])
    console().print(f"Ordinance recorded at log position {position}.")


def extend(
    code: Annotated[str, typer.Argument(help="8-digit code of the body.")],
    year: Annotated[int, typer.Option(help="Tax year in the Buddhist Era.")],
    step: Annotated[str, typer.Option(help=f"One of {', '.join(CALENDAR_STEPS)}.")],
    until: Annotated[str, typer.Option(help="The new last day, YYYY-MM-DD.")],
    instrument: Annotated[str, typer.Option(help="The notice that says so.")],
) -> None:
    """Put off a step of the year's calendar (s.14)."""
    if step not in CALENDAR_STEPS:
        raise typer.BadParameter(f"one of {', '.join(CALENDAR_STEPS)}", param_hint="--step")
    office = open_office()
    sender = office.sender()
    body = office.registers.body(body_code(code))
    event = body.extend_calendar(
        tax_year=year,
        step=step,
        until=day(until, "--until"),
        instrument=instrument,
        by=Signed(officer=sender.officer, at=sender.at),
    )
    position = office.log.record([event])
    console().print(f"Extension recorded at log position {position}.")


def ready(
    code: Annotated[str, typer.Argument(help="8-digit code of the body.")],
    step: Annotated[str, typer.Argument(help=f"One of {', '.join(READINESS_STEPS)}.")],
) -> None:
    """Record that a body reached a step of the roll-out."""
    office = open_office()
    sender = office.sender()
    body = office.registers.body(body_code(code))
    event = body.take_step(step=step, by=Signed(officer=sender.officer, at=sender.at))
    position = office.log.record([event])
    console().print(f"Step {step} recorded at log position {position}.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (join, ordinance, extend, ready):
        app.command()(command)
