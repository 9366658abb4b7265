"""`thidin notices`: look at the year's notices, prepare, approve, say how they went out."""

from typing import Annotated, Any

import typer
from rich.console import Console

from api.cli.printing import AsJson, Body, Year, baht, body_code, console, day, print_json, table
from api.commands.notices import (
    approve_notices,
    last_day_to_pay,
    prepare_notices,
    preview_notices,
    serve_notices,
    served_alike,
)
from api.office import open_office, today
from domain.collection import received_on
from domain.roll import SERVED_BY
from domain.taxpayer import show
from projections.notice_preview import ANSWERS, GATES, Movement, Preview

notices = typer.Typer(help="The year's notices of assessment (s.44).", no_args_is_help=True)

Answers = Annotated[
    list[str] | None,
    typer.Option("--answer", help=f"GATE=ANSWER; answers: {', '.join(ANSWERS)}."),
]


@notices.command("preview")
def preview(body: Body, year: Year, as_json: AsJson = False) -> None:
    """Hold the year against last year before anything is issued, and show what stands out."""
    seen = preview_notices(open_office(), body=body_code(body), tax_year=year)
    if as_json:
        print_json(as_plain(seen))
        return
    show_preview(console(), seen)


def show_preview(out: Console, seen: Preview) -> None:
    """Print the year against last year, the largest movements, and the gates."""
    change = seen.after_satang - seen.before_satang
    out.print(
        f"{seen.body:08d}, tax year {seen.tax_year}, as known at position "
        f"{seen.register_position}: {seen.to_pay:,} notices of {seen.bills:,} bills, "
        f"{baht(seen.after_satang)} baht; last year {baht(seen.before_satang)} "
        f"({'+' if change >= 0 else ''}{baht(change)})."
    )
    out.print(f"  new {seen.new:,}, gone {seen.gone:,}, nothing to pay {seen.zero:,}")
    for title, found in (("Largest rises", seen.rises), ("Largest falls", seen.falls)):
        rows = [
            (show(one.taxpayer), baht(one.before_satang), baht(one.after_satang)) for one in found
        ]
        out.print(table(title, ("taxpayer", "last year", "this year"), rows))
    gates = [(gate, f"{count:,}", *GATES[gate]) for gate, count in seen.found.items() if count]
    out.print(table("To be answered before issuing", ("gate", "found", "ไทย", "English"), gates))


def as_plain(seen: Preview) -> dict[str, Any]:
    """Return the preview for programs."""

    def movements(found: list[Movement]) -> list[dict[str, Any]]:
        return [
            {
                "taxpayer": show(one.taxpayer),
                "before": baht(one.before_satang),
                "after": baht(one.after_satang),
            }
            for one in found
        ]

    return {
        "body": f"{seen.body:08d}",
        "tax_year": seen.tax_year,
        "as_known_at": seen.register_position,
        "bills": seen.bills,
        "to_pay": seen.to_pay,
        "zero": seen.zero,
        "new": seen.new,
        "gone": seen.gone,
        "before_satang": seen.before_satang,
        "after_satang": seen.after_satang,
        "rises": movements(list(seen.rises)),
        "falls": movements(list(seen.falls)),
        "gates": dict(seen.found),
    }


@notices.command("prepare")
def prepare(body: Body, year: Year, answer: Answers = None) -> None:
    """Prepare the notices for another person to approve; after the issue, what changed since."""
    office = open_office()
    answers = dict(_answer(one) for one in answer or [])
    position = prepare_notices(
        office, body=body_code(body), tax_year=year, answers=answers, by=office.signed()
    )
    prepared = office.rolls.roll(body_code(body), year).prepared
    assert prepared is not None
    console().print(
        f"{prepared.notices:,} notices over {baht(prepared.tax_satang)} baht prepared from "
        f"register position {prepared.register_position}, at log position {position}. "
        f"Now another person: thidin notices approve --body {body} --year {year}"
    )


def _answer(text: str) -> tuple[str, str]:
    gate, _, answer = text.partition("=")
    return gate.strip(), answer.strip()


@notices.command("approve")
def approve(
    body: Body,
    year: Year,
    issued_on: Annotated[
        str | None, typer.Option("--issued-on", help="Day on the notices; default: today.")
    ] = None,
) -> None:
    """Approve what another person prepared and issue it."""
    office = open_office()
    on = day(issued_on, "--issued-on") if issued_on else today()
    done = approve_notices(
        office,
        body=body_code(body),
        tax_year=year,
        issued_on=on,
        pay_by=last_day_to_pay(office, body=body_code(body), tax_year=year),
        by=office.signed(),
    )
    what = f"amendment {done.amendment}" if done.amendment else "the year's notices"
    console().print(
        f"Issued {what}: {done.notices:,} notices, {baht(done.tax_satang)} baht, "
        f"at log position {done.position}."
    )


@notices.command("serve")
def serve(
    body: Body,
    year: Year,
    manner: Annotated[str, typer.Option(help=f"One of {', '.join(SERVED_BY.values())}.")],
    on: Annotated[str, typer.Option("--on", help="Day handed over, posted or put up.")],
    received: Annotated[
        str | None, typer.Option(help="Day received; default: that day, or as s.13 deems.")
    ] = None,
    amendment: Annotated[int, typer.Option(help="0 the first issue, 1, 2, 3 amendments.")] = 0,
    notice: Annotated[
        list[int] | None, typer.Option(help="Number in the year; several may be. Default: all.")
    ] = None,
) -> None:
    """Record that notices of an issue reached their taxpayers in one manner (s.13).

    Told again for those whose letter came back; of several services the earliest counts.
    """
    office = open_office()
    number = manner_of(manner)
    served_on = day(on, "--on")
    roll = office.rolls.roll(body_code(body), year)
    roll.must_be_issued()
    services = served_alike(
        roll,
        manner=number,
        served_on=served_on,
        received_on=day(received, "--received")
        if received
        else received_on(office.law.for_year(year), manner=number, served_on=served_on),
        amendment=amendment,
        notices=notice,
    )
    position = serve_notices(
        office, body=roll.body, tax_year=year, services=services, by=office.signed()
    )
    console().print(f"{len(services):,} notices served by {manner}, at log position {position}.")


def manner_of(text: str) -> int:
    """Read a manner of service. Raises `typer.BadParameter`."""
    for number, name in SERVED_BY.items():
        if name == text:
            return number
    msg = f"a notice is served by one of {', '.join(SERVED_BY.values())}, not {text!r}"
    raise typer.BadParameter(msg, param_hint="--manner")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(notices, name="notices")
