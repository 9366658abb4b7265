"""`thidin payments`: what banks tell, day files, money in suspense, money taken at the counter."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from api.banks import BANKS_FILE, Banks, open_banks
from api.cli.collecting import On, on_day, reason_code, satang_of
from api.cli.printing import AsJson, baht, console, print_json, table
from api.commands import payments as commands
from api.commands.bank import (
    Answered,
    Drained,
    Question,
    confirm_held,
    drain,
    inbox_of,
    inquire,
)
from api.commands.counter import EntryWrong, entered
from api.commands.reconcile import Amount, Reconciled, reconcile
from api.office import Office, open_office, today
from domain.bill_reference import BillReference, read_bill, read_reference
from domain.payment import Part, Payment
from importers.bank import open_day_file
from projections.suspense import in_suspense

payments = typer.Typer(help="Money that comes in, and where it goes.", no_args_is_help=True)

"""Stands for the bank where an officer took the money."""

_DIFFERS = 2

Bank = Annotated[str, typer.Option("--bank", help="The bank's code, three digits.")]
OfBank = Annotated[str, typer.Argument(help="The bank's code; 000: the local body's own counter.")]
Reference = Annotated[str, typer.Argument(help="The bank's own reference of the payment.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]


@payments.command("receive")
def receive(file: File, bank: Bank, as_json: AsJson = False) -> None:
    """Take a bank's confirmations from a file, one JSON object a line, and record them."""
    office = open_office()
    inbox = inbox_of(office)
    by = office.signed()
    try:
        with file.open("rb") as lines:
            kept = [
                inbox.submit(line.strip(), bank=bank, headers={}, received_at=by.at)
                for line in lines
                if line.strip()
            ]
        for one in kept:
            one.result()
        _show_drained(drain(office, inbox, billers=office.billers, by=by), as_json=as_json)
    finally:
        inbox.close()


@payments.command("drain")
def drain_inbox(as_json: AsJson = False) -> None:
    """Record what banks sent and waits in the inbox; list what a person has to look at."""
    office = open_office()
    inbox = inbox_of(office)
    banks = _banks()
    clients = {bank: banks.client(bank) for bank in banks.addresses}
    try:
        by, hold_from = office.signed(), banks.hold_from_satang
        found = drain(office, inbox, billers=office.billers, by=by, hold_from=hold_from)
        confirmed = confirm_held(office, inbox, clients, billers=office.billers, by=by)
        _show_drained(found, as_json=as_json)
        if confirmed and not as_json:
            console().print(f"{confirmed:,} that were held are confirmed by their bank.")
        rows = [(number, bank, reason) for number, bank, reason in inbox.set_aside()]
        if rows and not as_json:
            heads = ("message", "bank", "why")
            console().print(table("Messages a person has to look at", heads, rows))
    finally:
        inbox.close()


def _show_drained(found: Drained, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(found))
        return
    console().print(
        f"{found.new:,} new, {found.known:,} known before, {found.refused:,} refused as they say "
        f"otherwise than before, {found.set_aside:,} set aside for a person to look at."
        + (f" {found.held:,} held until the bank was asked." if found.held else "")
    )


@payments.command("reconcile")
def reconcile_file(file: File, bank: Bank, as_json: AsJson = False) -> None:
    """Hold a bank's day file against the log; exit status 2 where the two do not agree."""
    office = open_office()
    with Progress(console=console(), disable=as_json, transient=True) as progress:
        reading = progress.add_task("Checking the file", total=None)
        day_file = open_day_file(file, bank=bank, advanced=lambda n: progress.advance(reading, n))
        total = day_file.sums.payments + day_file.sums.reversals
        comparing = progress.add_task("Holding it against the log", total=total)
        found = reconcile(
            office,
            day_file,
            billers=office.billers,
            by=office.signed(),
            advanced=lambda n: progress.advance(comparing, n),
        )
    if as_json:
        print_json(asdict(found) | {"agrees": found.agrees})
    else:
        _show_reconciled(found)
    if not found.agrees:
        raise typer.Exit(_DIFFERS)


def _show_reconciled(found: Reconciled) -> None:
    out = console()
    rows = [
        (name, f"{amount.count:,}", baht(amount.satang))
        for name, amount in (
            (
                "in the file",
                Amount(count=found.stated.payments, satang=found.stated.payments_satang),
            ),
            ("known before", found.known),
            ("new", found.new),
            ("  of these in suspense", found.suspended),
            ("another amount than before", found.different),
            ("damaged in the log", found.damaged),
            ("taken back, new", found.taken_back),
            ("taken back, known before", found.taken_back_before),
            ("taken back, damaged in the log", found.damaged_reversals),
            ("in the log and not in the file", found.missing),
        )
    ]
    out.print(table("The bank's day file", ("payments", "count", "baht"), rows))
    rows = [(one.bank_reference, baht(one.amount_satang), one.why) for one in found.differences]
    if rows:
        out.print(table("Not as the bank says", ("reference", "baht", "why"), rows))
    rows = [(one.bank_reference, baht(one.amount_satang), one.receipt) for one in found.missed]
    if rows:
        out.print(table("Not in the file; ask the bank", ("reference", "baht", "receipt"), rows))
    out.print("Bank and log agree." if found.agrees else "Bank and log do not agree yet.")


@payments.command("ask")
def ask(
    bank: Bank,
    reference: Annotated[str, typer.Argument(help="Reference 1 of a bill or an order.")],
    biller: Annotated[str, typer.Option(help="Biller id; default: of the bill's local body.")] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Ask a bank for a payment whose confirmation never came."""
    office = open_office()
    client = _banks().client(bank)
    found_reference = read_reference(reference)
    holder = found_reference.body if isinstance(found_reference, BillReference) else 0
    question = Question(
        biller=biller or office.billers.biller(holder),
        ref1=found_reference.ref1,
        days=(on_day(on),),
    )
    found = inquire(office, client, [question], billers=office.billers, by=office.signed())
    if as_json:
        print_json({"new": found.new, "known": found.known, "refused": found.refused})
        return
    console().print(_answer(found))


def _banks() -> Banks:
    file = os.environ.get(BANKS_FILE)
    return open_banks(Path(file) if file else None)


def _answer(found: Answered) -> str:
    if found.unanswered:
        return "The bank did not answer. Nothing changed; ask again later."
    if found.open:
        return "The bank has no such payment on that day. It stays open; nothing failed."
    refused = "".join(f" {why}" for why in found.refused)
    return f"{found.new} new, {found.known} known before.{refused}"


@payments.command("suspense")
def suspense(as_json: AsJson = False) -> None:
    """List the money that matches nothing and waits."""
    found = list(in_suspense(open_office().log))
    if as_json:
        print_json([_plain(one) for one in found])
        return
    rows = [
        (one["bank"], one["reference"], one["paid_on"], baht(one["amount_satang"]), one["why"])
        for one in map(_plain, found)
    ]
    out = console()
    out.print(table("In suspense", ("bank", "reference", "paid on", "baht", "why"), rows))
    total = sum(_plain(one)["amount_satang"] for one in found)
    out.print(f"{len(found):,} payments, {baht(total)} baht.")


def _plain(payment: Payment) -> Mapping[str, Any]:
    assert payment.received is not None
    told = payment.received.told
    return {
        "bank": told.bank,
        "reference": told.bank_reference,
        "paid_on": told.paid_on.isoformat(),
        "amount_satang": told.amount_satang,
        "why": payment.suspended,
        "proposed_by": payment.match_proposed.officer if payment.match_proposed else "",
    }


@payments.command("match")
def match(
    bank: OfBank,
    reference: Reference,
    part: Annotated[
        list[str], typer.Option("--part", help="NOTICE=BAHT, such as 0520-0203-69/00001234=60000.")
    ],
    reason: Annotated[
        str, typer.Option(help="Code of the reason, such as MISTYPED, where a bill had the money.")
    ] = "",
) -> None:
    """Propose whose the money of a payment is; another person approves."""
    office = open_office()
    position = commands.propose_match(
        office,
        bank=bank,
        bank_reference=reference,
        parts=_parts(office, part),
        by=office.signed(),
        reason=reason_code(reason) if reason else "",
    )
    console().print(
        f"Proposed, at log position {position}. Now another person: "
        f"thidin payments approve {bank} {reference}"
    )


def _parts(office: Office, texts: Sequence[str]) -> list[Part]:
    parts = []
    for text in texts:
        notice, _, amount = text.rpartition("=")
        bill = read_bill(notice)
        roll = office.rolls.roll(bill.body, bill.tax_year)
        parts.append(
            Part(
                body=bill.body,
                tax_year=bill.tax_year,
                notice=bill.notice,
                taxpayer=roll.taxpayer_of(bill.notice),
                amount_satang=satang_of(amount),
            )
        )
    return parts


@payments.command("approve")
def approve(bank: OfBank, reference: Reference, on: On = None) -> None:
    """Approve whose the money is, as another person proposed."""
    office = open_office()
    position = commands.approve_match(
        office, bank=bank, bank_reference=reference, on=on_day(on), by=office.signed()
    )
    console().print(f"Approved, at log position {position}.")


@payments.command("send-back")
def send_back(bank: OfBank, reference: Reference) -> None:
    """Propose to send money in suspense back to whoever paid; another person approves."""
    office = open_office()
    position = commands.propose_return(
        office, bank=bank, bank_reference=reference, by=office.signed()
    )
    console().print(
        f"Proposed, at log position {position}. Now another person: "
        f"thidin payments sent-back {bank} {reference}"
    )


@payments.command("sent-back")
def sent_back(bank: OfBank, reference: Reference, on: On = None) -> None:
    """Approve and record that money in suspense went back."""
    office = open_office()
    position = commands.approve_return(
        office, bank=bank, bank_reference=reference, on=on_day(on), by=office.signed()
    )
    console().print(f"Sent back, at log position {position}.")


@payments.command("enter")
def enter(
    bill: Annotated[str, typer.Argument(help="Notice number, or its reference 1.")],
    amount: Annotated[str, typer.Option(help="Baht, such as 1234.56.")],
    channel: Annotated[str, typer.Option(help="counter: taken here; post: came by post.")],
    receipt: Annotated[str, typer.Option(help="Number in the receipt book; once for ever.")],
    paid_on: Annotated[
        str | None,
        typer.Option("--paid-on", help="Day taken, or the day of the stamp (s.51); today."),
    ] = None,
) -> None:
    """Enter money taken at the counter or come by post (s.49 to s.51)."""
    office = open_office()
    reference = read_bill(bill)
    try:
        line = entered(
            reference,
            amount_satang=satang_of(amount),
            channel=channel,
            receipt=receipt,
            paid_on=on_day(paid_on),
            today=today(),
        )
    except EntryWrong as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    (outcome,) = commands.receive(office, [line], billers=office.billers, by=office.signed())
    if outcome.conflict:
        console().print(f"Refused: {outcome.conflict}")
        raise typer.Exit(1)
    known = "" if outcome.new else " It was entered before; nothing changed."
    console().print(
        f"Receipt {outcome.receipt}: {outcome.state}, at log position {outcome.position}.{known}"
    )
    if outcome.new and outcome.state == "in-suspense":
        console().print(
            "The day is earlier and spares penalty or surcharge, so another officer has to agree: "
            f"thidin payments approve {line.bank} {line.bank_reference}"
        )


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(payments, name="payments")
