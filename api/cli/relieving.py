"""`thidin relief`: try, propose, grant and decline relief after damage (s.56, s.57)."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final

import typer

from api.cli.collecting import On, on_day, reason_code
from api.cli.printing import AsJson, Body, Year, baht, body_code, console, day, print_json, table
from api.commands import reliefs as commands
from api.commands.reliefs import Asked, Effect
from api.office import Office, open_office
from domain.errors import Refused
from domain.relief import GROUNDS, WHOLE_PPM, Relief

relief = typer.Typer(help="Relief after damage: s.56 and s.57.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Number of the relief: RE-05600601-69-000001.")]
Provision = Annotated[int, typer.Option(help="56: an area, announced; 57: one, on request.")]
Ground = Annotated[str, typer.Option(help=f"One of {', '.join(GROUNDS)}.")]
Approval = Annotated[
    str, typer.Option(help="Number of the committee's approval or of the request; no names.")
]
Percent = Annotated[str, typer.Option(help="Percent of the tax remitted, up to 4 decimals.")]
Since = Annotated[str, typer.Option(help="Day the damage came, YYYY-MM-DD.")]
Properties = Annotated[
    list[str] | None, typer.Option("--property", help="Parcel or building code; several may be.")
]
Tambon = Annotated[int, typer.Option(help="All that is taxed in a tambon: its 6-digit code.")]

_NUMBER: Final = re.compile(r"RE-(\d{8})-(\d{2})-(\d{6})")
_APPROVAL: Final = re.compile(r"[0-9A-Za-zก-ฮ./-]{1,30}")
_CENTURY: Final = 2500


class ReliefUnreadable(Refused):
    """What was typed names no relief, or is none."""

    code = "relief-unreadable"


def relief_of(office: Office, text: str) -> Relief:
    """Return the relief of a number. Raises `ReliefUnreadable`, `ReliefClosed`."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None:
        raise ReliefUnreadable("A relief is written RE-05600601-69-000001: body, year, number.")
    body, year, number = (int(one) for one in found.groups())
    return office.reliefs.relief(body, _CENTURY + year, number)


def asked_of(
    *,
    provision: int,
    ground: str,
    approval: str,
    percent: str,
    since: str,
    properties: list[str] | None,
    tambon: int,
) -> Asked:
    """Read what is asked for. Raises `ReliefUnreadable`."""
    if not _APPROVAL.fullmatch(approval):
        raise ReliefUnreadable("An approval's number has letters, digits, points and strokes only.")
    if bool(properties) == bool(tambon):
        raise ReliefUnreadable("Name properties (--property) or a tambon (--tambon), one of both.")
    return Asked(
        provision=provision,
        ground=ground,
        approval=approval,
        since=day(since, "--since"),
        reduction_ppm=_ppm(percent),
        properties=tuple(properties or ()),
        tambon=tambon,
    )


def _ppm(percent: str) -> int:
    try:
        parts = Decimal(percent) * WHOLE_PPM / 100
    except InvalidOperation:
        parts = Decimal("0.5")
    if not (percent.isascii() and parts == parts.to_integral_value()):
        raise ReliefUnreadable(f"A percentage is such as 50 or 33.3333, not {percent!r}.")
    return int(parts)


@relief.command("propose")
def propose(  # noqa: PLR0913 - one option a field of the relief
    body: Body,
    year: Year,
    provision: Provision,
    ground: Ground,
    approval: Approval,
    percent: Percent,
    since: Since,
    properties: Properties = None,
    tambon: Tambon = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the effect alone.")] = False,
) -> None:
    """Show what relief takes off, and propose it for another person to grant."""
    office, out = open_office(), console()
    where = {"body": body_code(body), "tax_year": year}
    asked = asked_of(
        provision=provision,
        ground=ground,
        approval=approval,
        percent=percent,
        since=since,
        properties=properties,
        tambon=tambon,
    )
    by = office.signed()
    terms = commands.terms_of(office, **where, asked=asked)
    out.print(told(commands.effect_of(office, **where, terms=terms, by=by)))
    if dry_run:
        return
    proposed = commands.propose(office, **where, asked=asked, by=by)
    out.print(
        f"{proposed.reference} waits for another person: thidin relief grant {proposed.reference}"
    )


def told(effect: Effect) -> str:
    """Say what relief takes off."""
    return (
        f"{effect.properties:,} properties of {effect.taxpayers:,} taxpayers: their tax is "
        f"{baht(effect.now_satang)} baht now and {baht(effect.then_satang)} with the relief, "
        f"{baht(effect.now_satang - effect.then_satang)} less."
    )


@relief.command("grant")
def grant(number: Number, on: On = None) -> None:
    """Grant what another person proposed, and amend the notices."""
    office = open_office()
    found = relief_of(office, number)
    commands.grant(office, found, on=on_day(on), by=office.signed())
    _say(office, found)


@relief.command("decline")
def decline(
    number: Number, reason: Annotated[str, typer.Option(help="Code of the reason.")]
) -> None:
    """Decline relief, or take it back before it is granted."""
    office = open_office()
    found = relief_of(office, number)
    commands.decline(office, found, reason=reason_code(reason), by=office.signed())
    _say(office, found)


@relief.command("finish")
def finish(body: Body, year: Year, on: On = None) -> None:
    """Bill what was granted where a run was cut short."""
    office = open_office()
    done = commands.finish_all(
        office, body=body_code(body), tax_year=year, on=on_day(on), by=office.signed()
    )
    console().print(f"{done} reliefs billed.")


@relief.command("list")
def list_reliefs(body: Body, year: Year, as_json: AsJson = False) -> None:
    """List a body's reliefs of a year."""
    rows = [
        (
            one.reference,
            f"s.{one.proposed.provision}",
            one.proposed.ground,
            one.proposed.approval,
            one.proposed.since.isoformat(),
            f"{len(one.properties):,}",
            one.state,
        )
        for one in open_office().reliefs.of_year(body_code(body), year)
        if one.proposed is not None
    ]
    heads = ("number", "provision", "ground", "approval", "since", "properties", "state")
    if as_json:
        print_json([dict(zip(heads, row, strict=True)) for row in rows])
        return
    console().print(table(f"Relief of {body}, {year}", heads, rows))


def _say(office: Office, found: Relief) -> None:
    now = office.reliefs.relief(found.body, found.tax_year, found.number)
    amended = f", amendment {now.billed.amendment}" if now.billed else ""
    console().print(f"{now.reference} is {now.state}{amended}.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(relief, name="relief")
