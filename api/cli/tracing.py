"""`thidin trace` and `thidin receipt`: where a payment's money is, and the proof of it."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.tree import Tree

from api.cli.collecting import On, on_day
from api.cli.printing import AsJson, baht, console, print_json
from api.commands.receipts import receipt_of
from api.commands.trace import Satang, acts_of, follow, payment_of
from api.explained.amounts import baht_of_csat, percent_of_pcm
from api.explained.facts import AUTHORITIES, fact_in_words
from api.office import Office, open_office
from domain import taxpayer
from domain.calendar import show_date_be
from projections.evidence import public_key_of
from projections.origin import Fact

Number = Annotated[str, typer.Argument(help="Receipt number, or the bank's code of three digits.")]
Reference = Annotated[
    str | None, typer.Argument(help="The bank's own reference, where its code is given.")
]


def trace(
    receipt: Number,
    reference: Reference = None,
    satang: Annotated[int, typer.Option(help="Which satang of the payment, from 1.")] = 1,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Follow one satang from the bank's line to the receipt, the bill, the band and the facts."""
    office = open_office()
    payment = payment_of(office, receipt, reference)
    found = follow(office, payment, number=satang, on=on_day(on))
    if as_json:
        print_json(as_plain(office, found))
        return
    console().print(tree(office, found))


def tree(office: Office, one: Satang) -> Tree:
    """Draw the way of a satang."""
    assert one.payment.received is not None
    told, applied = one.payment.received.told, one.applied
    root = Tree(f"[bold]Satang {one.number:,} of {baht(told.amount_satang)} baht[/]")
    line = root.add(
        f"bank {told.bank}, its reference {told.bank_reference}: paid "
        f"{show_date_be(told.paid_on)} by {told.channel}, told by {told.source}"
    )
    for position, name, officer in acts_of(office, one.payment):
        line.add(f"position {position}: Payment.{name}, by {officer}")
    receipt = line.add(f"receipt {one.payment.receipt_number}")
    bill = receipt.add(
        f"notice {one.bill.number} of {taxpayer.show(one.part.taxpayer)}: "
        f"{baht(one.part.amount_satang)} baht = tax {baht(applied.split.tax_satang)} + penalty "
        f"{baht(applied.split.penalty_satang)} + surcharge {baht(applied.split.surcharge_satang)} "
        f"+ credit {baht(applied.credit_satang)}; this satang is {one.became}"
    )
    issue = bill.add(
        f"position {one.notice_position}: asked for on {show_date_be(one.issued_on)}"
        + (f" by amendment {one.amendment}" if one.amendment else "")
        + f", prepared by {one.prepared_by}, approved by {one.approved_by}, from the register as "
        f"of position {one.register_position}"
    )
    if one.line is None:
        return root
    in_line = issue.add(
        f"line {one.line.number}: net {_csat(one.line.net_csat)} baht, tax "
        f"{baht(one.line.tax_satang)} ({one.line.rates_citation.provision})"
    )
    if one.band is not None:
        upper = "above" if one.band.upper_csat is None else f"to {_csat(one.band.upper_csat)}"
        in_line = in_line.add(
            f"band from {_csat(one.band.lower_csat)} {upper} baht at "
            f"{percent_of_pcm(one.band.rate_pcm)}"
        )
    if one.share is not None:
        held = in_line.add(f"{one.share.property}, {one.share.use}: {_csat(one.share.value_csat)}")
        for fact in one.share.facts:
            held.add(_told(fact))
    return root


def _csat(csat: int) -> str:
    return str(baht_of_csat(csat))


def _told(fact: Fact) -> str:
    origin = fact.origin
    source = (
        f"file {origin.file_sha256[:12]}… row {origin.row}" if origin.file_sha256 else "entered"
    )
    return (
        f"{fact_in_words(fact)}, since {show_date_be(fact.since)} — "
        f"{AUTHORITIES.get(origin.authority, origin.authority)}, {source}, position "
        f"{origin.position}, by {origin.officer}"
    )


def as_plain(office: Office, one: Satang) -> dict[str, Any]:
    """Return the way of a satang for programs; sums in satang."""
    assert one.payment.received is not None
    told = one.payment.received.told
    return {
        "satang": one.number,
        "bank": told.bank,
        "bank_reference": told.bank_reference,
        "amount_satang": told.amount_satang,
        "paid_on": told.paid_on.isoformat(),
        "channel": told.channel,
        "acts": [
            {"position": position, "act": f"Payment.{name}", "officer": officer}
            for position, name, officer in acts_of(office, one.payment)
        ],
        "receipt": one.payment.receipt_number,
        "notice": one.bill.number,
        "split": {**vars(one.applied.split), "credit_satang": one.applied.credit_satang},
        "became": one.became,
        "notice_position": one.notice_position,
        "amendment": one.amendment,
        "register_position": one.register_position,
        "line": one.line.number if one.line else None,
        "provision": one.line.rates_citation.provision if one.line else None,
        "band_rate": percent_of_pcm(one.band.rate_pcm) if one.band else None,
        "property": one.share.property if one.share else None,
        "facts": [
            {
                "table": fact.table,
                "says": fact_in_words(fact),
                "since": fact.since.isoformat(),
                "authority": fact.origin.authority,
                "file_sha256": fact.origin.file_sha256,
                "row": fact.origin.row,
                "position": fact.origin.position,
            }
            for fact in (one.share.facts if one.share else ())
        ],
    }


def receipt(
    number: Number,
    reference: Reference = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write the receipt with its proof into this file.")
    ] = None,
) -> None:
    """Show a receipt; with --to, write a file that anybody can check without us."""
    office, out = open_office(), console()
    payment = payment_of(office, number, reference)
    made = receipt_of(office, bank=payment.bank, bank_reference=payment.bank_reference)
    if to is not None:
        text = json.dumps(made.as_file, ensure_ascii=False, indent=1)
        to.write_text(f"{text}\n", encoding="utf-8")
        public = public_key_of(office.keys.checkpoints).hex()
        out.print(
            f"{to} written. Anybody can check it: python verifier/verify_receipt.py {to} --key "
            f"{public}"
        )
        return
    print_json(made.said)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (trace, receipt):
        app.command()(command)
