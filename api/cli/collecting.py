"""`thidin account` and `thidin arrears`: how a bill stands, what two people decide, who is late."""

from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console

from api.cli.noticing import manner_of
from api.cli.printing import AsJson, Body, Year, baht, body_code, console, day, print_json, table
from api.commands import accounts as commands
from api.commands.arrears import (
    DAYS_TO_PAY,
    arrears_of,
    serve_warnings,
    tell_land_office,
    warn,
    warned_alike,
)
from api.office import open_office, today
from domain.account import PROPOSALS, REFUND_GROUNDS, Proposal
from domain.bill_reference import BillReference, read_bill
from domain.collection import Standing, received_on
from domain.money import parse_baht
from domain.roll import SERVED_BY
from projections.accounts import AccountView

account = typer.Typer(help="One bill: what is owed, paid, agreed.", no_args_is_help=True)
arrears = typer.Typer(help="Who is late, and the lists that follow.", no_args_is_help=True)

Bill = Annotated[
    str, typer.Argument(help="Notice number 0520-0203-69/00001234, or its reference 1.")
]
On = Annotated[str | None, typer.Option("--on", help="Day, YYYY-MM-DD; default: today.")]
Manner = Annotated[str, typer.Option(help=f"One of {', '.join(SERVED_BY.values())}.")]


def on_day(text: str | None) -> date:
    """Read a day, today where none is given."""
    return day(text, "--on") if text else today()


@account.command("show")
def show(bill: Bill, on: On = None, as_json: AsJson = False) -> None:
    """Show how a bill stands on a day: owed, paid, charges, and what each payment paid."""
    reference = read_bill(bill)
    view = commands.view_of_notice(open_office(), bill=reference)
    stands = view.on(on_day(on))
    if as_json:
        print_json(as_plain(reference, view, stands))
        return
    print_standing(console(), reference, view, stands)


def print_standing(out: Console, bill: BillReference, view: AccountView, stands: Standing) -> None:
    """Print what is owed of a bill and what each payment paid."""
    owed = stands.outstanding
    out.print(
        f"Notice {bill.number} on {stands.on.isoformat()}: {stands.state}. Owed "
        f"{baht(owed.total_satang)} baht (tax {baht(owed.tax_satang)}, penalty "
        f"{baht(owed.penalty_satang)}, surcharge {baht(owed.surcharge_satang)})"
        + (f", by {stands.next_due_on.isoformat()}" if stands.next_due_on else "")
        + (f"; credit {baht(stands.credit_satang)}" if stands.credit_satang else "")
        + "."
    )
    rows = [
        (
            one.payment,
            one.paid_on.isoformat(),
            baht(one.amount_satang),
            baht(one.split.tax_satang),
            baht(one.split.penalty_satang),
            baht(one.split.surcharge_satang),
            baht(one.credit_satang),
        )
        for one in stands.applied
    ]
    heads = ("receipt", "paid on", "baht", "tax", "penalty (s.68)", "surcharge (s.70)", "credit")
    if rows:
        out.print(table("Payments", heads, rows))
    waiting = [
        (number, one.proposal.kind, one.proposal.reason, one.officer)
        for number, one in sorted(view.account.waiting.items())
    ]
    if waiting:
        out.print(table("To be approved", ("no.", "what", "reason", "proposed by"), waiting))


def as_plain(bill: BillReference, view: AccountView, stands: Standing) -> dict[str, Any]:
    """Return a standing for programs; sums in satang."""
    return {
        "notice": bill.number,
        "reference": bill.ref1,
        "on": stands.on.isoformat(),
        "state": stands.state,
        "assessed_satang": stands.assessed_satang,
        "relieved_satang": stands.relieved_satang,
        "written_off_satang": stands.written_off_satang,
        "paid": vars(stands.paid),
        "outstanding": vars(stands.outstanding),
        "received_satang": stands.received_satang,
        "refunded_satang": stands.refunded_satang,
        "credit_satang": stands.credit_satang,
        "next_due_on": stands.next_due_on.isoformat() if stands.next_due_on else None,
        "payments": [
            {
                "receipt": one.payment,
                "paid_on": one.paid_on.isoformat(),
                "amount_satang": one.amount_satang,
                **vars(one.split),
                "credit_satang": one.credit_satang,
            }
            for one in stands.applied
        ],
        "waiting": {
            number: one.proposal.kind for number, one in sorted(view.account.waiting.items())
        },
    }


@account.command("instalments")
def instalments(
    bill: Bill,
    count: Annotated[int, typer.Option(help="How many parts, 2 or 3.")],
    on: On = None,
) -> None:
    """Agree to payment in parts (s.52): 3,000 baht or more, asked for in time."""
    office = open_office()
    reference = read_bill(bill)
    done = commands.agree_instalments(
        office, bill=reference, count=count, on=on_day(on), by=office.signed()
    )
    agreed = commands.view_of_notice(office, bill=reference).account.agreed
    assert agreed is not None
    rows = [(one.due_on.isoformat(), baht(one.amount_satang)) for one in agreed.instalments]
    out = console()
    out.print(table(f"Notice {reference.number} in {count} parts", ("due", "baht"), rows))
    out.print(f"Recorded at log position {done.position}.")


@account.command("propose")
def propose(  # noqa: PLR0913 - one option a field of a proposal
    bill: Bill,
    what: Annotated[str, typer.Argument(help=f"One of {', '.join(PROPOSALS)}.")],
    reason: Annotated[str, typer.Option(help="Code of the reason, such as FLOOD; no names.")],
    amount: Annotated[str, typer.Option(help="Baht of a refund or write-off.")] = "0",
    percent: Annotated[int, typer.Option(help="Percent of the penalty waived (s.71).")] = 0,
    until: Annotated[str | None, typer.Option(help="Last day of an extension.")] = None,
    ground: Annotated[str, typer.Option(help=f"Refund: {', '.join(REFUND_GROUNDS)}.")] = "",
    since: Annotated[str | None, typer.Option(help="Day a refund's interest runs from.")] = None,
    on: On = None,
) -> None:
    """Propose what another person has to approve."""
    office = open_office()
    proposal = Proposal(
        kind=what,
        reason=reason_code(reason),
        amount_satang=satang_of(amount),
        percent=percent,
        until=day(until, "--until") if until else None,
        ground=ground,
        since=day(since, "--since") if since else None,
    )
    done = commands.propose(
        office, bill=read_bill(bill), proposal=proposal, on=on_day(on), by=office.signed()
    )
    console().print(
        f"Proposal {done.number} ({what}) waits for another person to approve: "
        f"thidin account approve {bill} {done.number}"
    )


def reason_code(text: str) -> str:
    """Read a reason: capital letters and hyphens, so that no name gets into the log."""
    if not (text and all(letter.isupper() or letter == "-" for letter in text) and text.isascii()):
        msg = "a reason is a code in capital letters such as FLOOD or NO-ESTATE"
        raise typer.BadParameter(msg, param_hint="--reason")
    return text


def satang_of(text: str) -> int:
    """Read baht as satang. Raises `typer.BadParameter`."""
    try:
        return parse_baht(text.replace(",", ""))
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--amount") from wrong


@account.command("approve")
def approve(
    bill: Bill,
    number: Annotated[int, typer.Argument(help="Number of the proposal.")],
    on: On = None,
) -> None:
    """Approve what another person proposed."""
    office = open_office()
    done = commands.approve(
        office, bill=read_bill(bill), number=number, on=on_day(on), by=office.signed()
    )
    console().print(f"Approved, at log position {done.position}.")


@account.command("decline")
def decline(
    bill: Bill,
    number: Annotated[int, typer.Argument(help="Number of the proposal.")],
    reason: Annotated[str, typer.Option(help="Code of the reason.")],
) -> None:
    """Decline a proposal, or take one's own back."""
    office = open_office()
    done = commands.decline(
        office,
        bill=read_bill(bill),
        number=number,
        reason=reason_code(reason),
        by=office.signed(),
    )
    console().print(f"Declined, at log position {done.position}.")


@account.command("claim")
def claim(
    bill: Bill,
    amount: Annotated[str, typer.Option(help="Baht claimed back.")],
    on: On = None,
) -> None:
    """Record a taxpayer's claim for money back (s.54), within three years of the payment."""
    office = open_office()
    done = commands.claim_refund(
        office,
        bill=read_bill(bill),
        amount_satang=satang_of(amount),
        on=on_day(on),
        who="officer",
        by=office.signed(),
    )
    console().print(f"Claim recorded, at log position {done.position}.")


@arrears.command("list")
def list_arrears(body: Body, year: Year, on: On = None, as_json: AsJson = False) -> None:
    """List the notices that are past their day and not paid."""
    found = arrears_of(open_office(), body=body_code(body), tax_year=year, on=on_day(on))
    numbers = [
        BillReference(body=body_code(body), tax_year=year, notice=one.notice).number
        for one in found
    ]
    if as_json:
        print_json(
            [
                {"notice": number, "overdue": vars(one.standing.overdue)}
                for number, one in zip(numbers, found, strict=True)
            ]
        )
        return
    rows = [
        (number, baht(late.tax_satang), baht(late.penalty_satang), baht(late.surcharge_satang))
        for number, late in zip(numbers, (one.standing.overdue for one in found), strict=True)
    ]
    out = console()
    heads = ("notice", "tax", "penalty (s.68, s.69)", "surcharge (s.70)")
    out.print(table(f"In arrears in {body}, {year}", heads, rows))
    out.print(f"{len(found):,} notices, {baht(sum(one.tax_satang for one in found))} baht of tax.")


@arrears.command("warn")
def warn_all(
    body: Body,
    year: Year,
    on: On = None,
    days: Annotated[int, typer.Option(help="Days the letter gives (s.69).")] = DAYS_TO_PAY,
) -> None:
    """Record letters of warning to all in arrears who have none yet (s.61)."""
    office = open_office()
    done = warn(
        office,
        body=body_code(body),
        tax_year=year,
        on=on_day(on),
        days_to_pay=days,
        by=office.signed(),
    )
    console().print(
        f"{done.count:,} letters over {baht(done.tax_satang)} baht of tax, "
        f"at log position {done.position}. Write them: thidin letters warnings"
    )


@arrears.command("served")
def served(
    body: Body,
    year: Year,
    manner: Manner,
    on: On = None,
    received: Annotated[
        str | None, typer.Option(help="Day received; default: that day, or as s.13 deems.")
    ] = None,
    notice: Annotated[
        list[int] | None, typer.Option(help="Number in the year; several may be. Default: all.")
    ] = None,
) -> None:
    """Record that letters of warning reached their taxpayers in one manner (s.13)."""
    office = open_office()
    number, served_on = manner_of(manner), on_day(on)
    law = office.law.for_year(year)
    roll = office.rolls.roll(body_code(body), year)
    services = warned_alike(
        roll,
        manner=number,
        served_on=served_on,
        received_on=day(received, "--received")
        if received
        else received_on(law, manner=number, served_on=served_on),
        notices=notice,
    )
    position = serve_warnings(
        office, body=roll.body, tax_year=year, services=services, by=office.signed()
    )
    console().print(f"{len(services):,} warnings served by {manner}, at log position {position}.")


@arrears.command("tell")
def tell(body: Body, year: Year, on: On = None) -> None:
    """Record the list of properties in arrears for the land office (s.60)."""
    office = open_office()
    done = tell_land_office(
        office, body=body_code(body), tax_year=year, on=on_day(on), by=office.signed()
    )
    console().print(
        f"{done.count:,} properties with {baht(done.tax_satang)} baht of tax, "
        f"at log position {done.position}."
    )


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(account, name="account")
    app.add_typer(arrears, name="arrears")
