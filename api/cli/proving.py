"""`thidin verify`, `ledger`, `checkpoint`: is all what it was, and does every satang add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from api.cli.collecting import On, on_day
from api.cli.printing import AsJson, MaybeBody, baht, body_code, console, print_json, table
from api.commands.books import Books, books_of
from api.office import Office, open_office, today
from projections.bill_engine import bill_hashes
from projections.cash import Money
from projections.evidence import Checkpoint, CheckpointWrong, public_key_of
from projections.ledger import Assessed

NOT_PROVEN = 2


def verify(
    year: Annotated[
        int | None, typer.Option("--year", help="Only this closed tax year, Buddhist Era.")
    ] = None,
    body: MaybeBody = None,
    as_json: AsJson = False,
) -> None:
    """Prove the log, the books and every closed year again; with --year that closed year alone.

    Exit status 0 where all is as it was; 2 where a bill differs, the books do not balance, the log
    was changed or is damaged, or nobody closed the year that was asked for.
    """
    office = open_office()
    damage = [str(one) for one in office.log.damage()]
    codes = [body_code(body)] if body else list(office.registers.codes())
    if year is None:
        closed = [
            proof(office, code, one) for code in codes for one in office.registers.body(code).closed
        ]
        _verify_all(office, damage, closed, as_json=as_json)
        return
    results = [proof(office, code, year) for code in codes]
    closed = [one for one in results if one["closed"]]
    proven = not damage and bool(closed) and all(one["proven"] for one in closed)
    if as_json:
        print_json({"damage": damage, "bodies": results, "proven": proven})
    else:
        _print(console(), damage, results)
    if not proven:
        raise typer.Exit(NOT_PROVEN)


def _verify_all(
    office: Office, damage: list[str], closed: list[dict[str, Any]], *, as_json: bool
) -> None:
    out = console()
    changed = [] if damage else [str(one) for one in tampered(office)]
    books = None if damage else books_of(office, on=today())
    wrong = [] if books is None else list(books.wrong)
    proven = not (damage or changed or wrong) and all(one["proven"] for one in closed)
    if as_json:
        plain = {} if books is None else as_plain(books)
        found = {"damage": damage, "changed": changed, "wrong": wrong, "years": closed, **plain}
        print_json({**found, "proven": proven})
    else:
        _print(out, damage, closed)
        for line in changed:
            out.print(f"[red]Changed:[/] {line}")
        for line in wrong:
            out.print(f"[red]Wrong:[/] {line}")
        if books is not None:
            _print_books(out, books, checkpoints=len(office.evidence.checkpoints()))
    if not proven:
        raise typer.Exit(NOT_PROVEN)


def _print(out: Console, damage: list[str], results: list[dict[str, Any]]) -> None:
    for line in damage:
        out.print(f"[red]Damaged:[/] {line}")
    for one in results:
        out.print(_told(one))


def tampered(office: Office) -> list[str]:
    """Return where the log is not what it was when the tree and the checkpoints were made."""
    public = public_key_of(office.keys.checkpoints)
    notes: list[Checkpoint] = []
    for note in office.evidence.checkpoints():
        try:
            notes.append(Checkpoint.read(note, public))
        except CheckpointWrong as wrong:
            return [str(wrong)]
    return [str(one) for one in office.evidence.tampered(office.log, notes)]


def _print_books(out: Console, books: Books, *, checkpoints: int) -> None:
    bills, money = books.nation, books.cash.together
    out.print(
        f"{bills.notices:,} bills: assessed {baht(bills.assessed)} = outstanding "
        f"{baht(bills.outstanding)} + paid {baht(bills.paid)} + relieved {baht(bills.relieved)} + "
        f"written off {baht(bills.written_off)} baht."
    )
    out.print(
        f"{money.count:,} payments: received {baht(money.received)} = allocated "
        f"{baht(money.allocated)} + in suspense {baht(money.suspense)} + returned "
        f"{baht(money.returned)} baht. Of the allocated, tax {baht(bills.paid)}, charges "
        f"{baht(bills.charges_paid)}, credit {baht(bills.credit)}, refunded {baht(bills.refunded)}."
    )
    good = "[red]The books do not balance.[/]" if books.wrong else "Every satang is in its place."
    out.print(f"{good} The log agrees with its tree and {checkpoints} signed checkpoints.")


def ledger(
    body: MaybeBody = None,
    on: On = None,
    by_day: Annotated[bool, typer.Option("--by-day", help="Payments day by day.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the books on a day: by body and year, for the nation, and by day."""
    books = books_of(open_office(), on=on_day(on), body=body_code(body) if body else None)
    if as_json:
        print_json(as_plain(books))
    else:
        _print_ledger(console(), books, by_day=by_day)
    if books.wrong:
        raise typer.Exit(NOT_PROVEN)


def _print_ledger(out: Console, books: Books, *, by_day: bool) -> None:
    for title, names in (
        ("Tax", ("assessed", "outstanding", "paid", "relieved", "written_off")),
        ("Money", ("received", "paid", "charges_paid", "credit", "refunded")),
    ):
        rows = [
            (f"{code:08d}", str(year), f"{sums.notices:,}", *_amounts(sums, names))
            for (code, year), sums in sorted(books.bills.items())
        ]
        rows.append(("all", "", f"{books.nation.notices:,}", *_amounts(books.nation, names)))
        heads = ("body", "year", "bills", *(name.replace("_", " ") for name in names))
        out.print(table(f"{title} on {books.on.isoformat()}, baht", heads, rows))
    if by_day:
        days = [(day.isoformat(), *_cells(one)) for day, one in sorted(books.cash.by_day.items())]
        days.append(("all", *_cells(books.cash.together)))
        heads = ("day", "payments", "received", "allocated", "suspense", "returned", "taken back")
        out.print(table("Payments by the day that counts, baht", heads, days))
    for line in books.wrong:
        out.print(f"[red]Wrong:[/] {line}")


def _amounts(sums: Assessed, names: Sequence[str]) -> Iterator[str]:
    return (baht(getattr(sums, name)) for name in names)


def _cells(one: Money) -> tuple[str, ...]:
    amounts = (one.received, one.allocated, one.suspense, one.returned, one.reversed)
    return (f"{one.count:,}", *(baht(amount) for amount in amounts))


def as_plain(books: Books) -> dict[str, Any]:
    """Return the books for programs; sums in satang."""
    return {
        "on": books.on.isoformat(),
        "nation": _sums(books.nation),
        "bodies": [
            {"body": f"{code:08d}", "tax_year": year, **_sums(sums)}
            for (code, year), sums in sorted(books.bills.items())
        ],
        "payments": {**vars(books.cash.together), "balances": books.cash.together.balances},
        "days": {
            day.isoformat(): dict(vars(one)) for day, one in sorted(books.cash.by_day.items())
        },
        "wrong": list(books.wrong),
    }


def _sums(sums: Assessed) -> Mapping[str, int | bool]:
    named = {one.name: getattr(sums, one.name) for one in fields(Assessed)}
    return {**named, "balances": sums.balances}


def checkpoint(
    check: Annotated[
        Path | None, typer.Option("--check", help="A checkpoint printed earlier, held to the log.")
    ] = None,
) -> None:
    """Sign what the log holds now, or hold an earlier checkpoint to the log.

    The public key goes to whoever wants to check receipts; a printed checkpoint kept elsewhere
    shows later whether anything before it was changed. Exit status 2 where something was.
    """
    office, out = open_office(), console()
    key = office.keys.checkpoints
    public = public_key_of(key)
    if check is None:
        out.print(office.evidence.checkpoint(office.log, key=key, at=office.signed().at), end="")
        out.print(f"public key {public.hex()}")
        return
    note = Checkpoint.read(check.read_text("utf-8").partition("\npublic key ")[0] + "\n", public)
    changed = list(office.evidence.tampered(office.log, [note]))
    for one in changed:
        out.print(f"[red]Changed:[/] {one}")
    if changed:
        raise typer.Exit(NOT_PROVEN)
    out.print(f"The first {note.size:,} acts are what they were on {note.at.isoformat()}.")


def proof(office: Office, code: int, year: int) -> dict[str, Any]:
    closed = office.registers.body(code).closed.get(year)
    if closed is None:
        return {"body": f"{code:08d}", "tax_year": year, "closed": False, "proven": False}
    bills = office.registers.bills(code, office.law, tax_year=year, position=closed.as_known_at)
    hashes = bill_hashes(bills.arranged.assessables, bills.assessment)
    then = dict(zip(closed.bills["taxpayer"].tolist(), closed.bills["hash"].tolist(), strict=True))
    now = dict(zip(bills.arranged.assessables.taxpayer.tolist(), hashes.tolist(), strict=True))
    differ = sorted(who for who in then.keys() | now.keys() if then.get(who) != now.get(who))
    tax = int(np.asarray(closed.bills["tax_satang"]).sum())
    return {
        "body": f"{code:08d}",
        "closed": True,
        "as_known_at": closed.as_known_at,
        "bills": len(then),
        "tax": baht(tax),
        "same_law": closed.law == bills.law.digest,
        "differ": len(differ),
        "proven": not differ,
    }


def _told(one: dict[str, Any]) -> str:
    if not one["closed"]:
        return (
            f"{one['body']}: the year is not closed, so there is nothing to prove. To close it: "
            f"thidin assess --year {one['tax_year']} --body {one['body']} --close"
        )
    law = "" if one["same_law"] else " (the year's law has changed since)"
    if one["proven"]:
        return (
            f"{one['body']}: {one['bills']:,} bills, {one['tax']} baht, as known at log position "
            f"{one['as_known_at']}: every hash agrees{law}."
        )
    return f"[red]{one['body']}: {one['differ']:,} of {one['bills']:,} bills differ{law}.[/]"


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (verify, ledger, checkpoint):
        app.command()(command)
