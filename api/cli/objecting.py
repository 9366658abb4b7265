"""`thidin objections`: file, propose, decide, accept by silence, appeal (s.32, s.33, s.73)."""

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from api.cli.collecting import On, on_day
from api.cli.correcting import area_of, shares_of
from api.cli.printing import AsJson, Body, Year, baht, body_code, console, day, print_json, table
from api.commands import appeals
from api.commands import objections as commands
from api.commands.clock import pass_day
from api.commands.objections import bill_if_accepted
from api.office import Office, open_office, today
from domain.bill_reference import read_bill
from domain.errors import Refused
from domain.objection import GROUNDS, MATTERS, OUTCOMES, Claim, Objection, Statement

objections = typer.Typer(
    help="Objections, appeals, list corrections, changed uses.", no_args_is_help=True
)

SomeBody = Annotated[str | None, typer.Option("--body", help="Local body; default: all.")]
SomeYear = Annotated[int | None, typer.Option("--year", help="Tax year; default: all.")]
Matter = Annotated[str, typer.Argument(help="Number of the matter: OB-05600601-69-000001.")]
Property = Annotated[str | None, typer.Option("--property", help="Parcel or building code.")]
Since = Annotated[str | None, typer.Option(help="From which day it is true, YYYY-MM-DD.")]
Area = Annotated[str | None, typer.Option(help="Land area, rai-ngan-wah: 1-2-53.6")]
Use = Annotated[str | None, typer.Option(help="Shares of use: residence=60,other=40")]
Main = Annotated[bool | None, typer.Option("--main/--not-main", help="Main residence (s.41).")]

Documents = Annotated[
    list[Path] | None,
    typer.Option("--document", help="A scan: PDF, JPEG or PNG; several may be.", dir_okay=False,
                 exists=True),
]  # fmt: skip

DOCUMENT_DAYS: Final = 3660
"""ASSUMPTION: as over HTTP, for ten years."""

_STARTS: Final = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
_MATTER = re.compile(r"OB-(\d{8})-(\d{2})-(\d{6})")
_CENTURY = 2500


class MatterUnreadable(Refused):
    """What was typed names no matter, or claims nothing."""

    code = "matter-unreadable"


def matter_of(office: Office, text: str) -> Objection:
    """Return the matter of a number. Raises `MatterUnreadable`, `MatterClosed`."""
    found = _MATTER.fullmatch(text.strip().upper())
    if found is None:
        raise MatterUnreadable("A matter is written OB-05600601-69-000001: body, year, number.")
    body, year, number = (int(one) for one in found.groups())
    return office.matters.matter(body, _CENTURY + year, number)


def claim_of(
    property_: str | None, since: str | None, area: str | None, use: str | None, main: bool | None
) -> tuple[Claim, ...]:
    """Return what is said to be true, none where no property is named.

    Raises `MatterUnreadable` where a property is named and nothing is said of it.
    """
    if property_ is None:
        return ()
    changes: dict[str, dict[str, int]] = {}
    if area is not None:
        changes["parcel"] = {"area_cwah": area_of(area)}
    if use is not None:
        changes["use"] = {**shares_of(use), "vacant_from": 0}
    if main is not None:
        changes.setdefault("use", {})["main"] = int(main)
    if not changes or since is None:
        raise MatterUnreadable(
            "Say what is true of the property (--area, --use, --main) and --since which day."
        )
    return (Claim(property=property_, since=day(since, "--since"), changes=changes),)


@objections.command("file")
def file(  # noqa: PLR0913 - one option a field of the form
    bill: Annotated[str, typer.Argument(help="Number of the notice, or its reference 1.")],
    ground: Annotated[
        list[str], typer.Option(help=f"One of {', '.join(GROUNDS)}; several may be.")
    ],
    matter: Annotated[str, typer.Option(help=f"One of {', '.join(MATTERS)}.")] = "objection",
    property_: Property = None,
    since: Since = None,
    area: Area = None,
    use: Use = None,
    main: Main = None,
    document: Documents = None,
    on: On = None,
) -> None:
    """File an objection to a notice (PDS 10), and show what the bill would be if it is accepted."""
    office = open_office()
    reference = read_bill(bill)
    roll = office.rolls.roll(reference.body, reference.tax_year)
    roll.must_be_issued()
    taxpayer = roll.taxpayer_of(reference.notice)
    claims = claim_of(property_, since, area, use, main)
    by = office.signed()
    out = console()
    if claims:
        then = bill_if_accepted(
            office,
            body=reference.body,
            tax_year=reference.tax_year,
            taxpayer=taxpayer,
            claims=claims,
            by=by,
        )
        out.print(
            f"If accepted, the bill is {baht(then.then_satang)} baht instead of "
            f"{baht(then.now_satang)}."
        )
    filed, position = commands.file_matter(
        office,
        body=reference.body,
        tax_year=reference.tax_year,
        statement=Statement(
            matter=matter,
            taxpayer=taxpayer,
            notice=reference.notice,
            grounds=tuple(ground),
            claims=claims,
            documents=kept(office, document or []),
        ),
        filed_on=on_day(on),
        by=by,
    )
    assert filed.filed is not None
    out.print(
        f"{filed.reference} filed, to be answered by {filed.filed.answer_by.isoformat()}"
        f"{' (filed too late, s.73)' if filed.filed.late else ''}, at log position {position}."
    )


@objections.command("attach")
def attach(matter: Matter, document: Documents = None) -> None:
    """Add documents to a matter nobody has decided yet."""
    office = open_office()
    found = matter_of(office, matter)
    for one in kept(office, document or []):
        office.log.record([found.add_document(one, by=office.signed())])
        found = matter_of(office, matter)
    console().print(f"{found.reference} has {len(found.documents)} documents.")


@objections.command("documents")
def documents(
    matter: Matter, to: Annotated[Path, typer.Option("--to", help="Folder to write them to.")]
) -> None:
    """Write a matter's documents into a folder, as they came."""
    office = open_office()
    found = matter_of(office, matter)
    to.mkdir(parents=True, exist_ok=True)
    for number, digest in enumerate(found.documents, 1):
        content = office.vault.file(digest)
        if content is None:
            raise MatterUnreadable(f"Document {number} of {found.reference} is kept no longer.")
        ending = next((end for start, end in _STARTS if content.startswith(start)), "txt")
        (to / f"{found.reference}-{number}.{ending}").write_bytes(content)
    console().print(f"{len(found.documents)} documents of {found.reference} written to {to}.")


def kept(office: Office, paths: Sequence[Path]) -> tuple[str, ...]:
    """Keep documents sealed in the vault; return their digests. Raises `MatterUnreadable`."""
    digests = []
    for path in paths:
        content = path.read_bytes()
        if not content.startswith(tuple(start for start, _ in _STARTS)):
            raise MatterUnreadable(f"{path.name} is no PDF, JPEG or PNG.")
        digest = hashlib.sha256(content).hexdigest()
        office.vault.keep_file(digest, content, until=today() + timedelta(days=DOCUMENT_DAYS))
        digests.append(digest)
    return tuple(dict.fromkeys(digests))


@objections.command("list")
def list_matters(body: Body, year: Year, as_json: AsJson = False) -> None:
    """List a body's matters of a year with their state and last day to answer."""
    office = open_office()
    rows = [
        (
            one.reference,
            one.filed.statement.matter,
            ", ".join(one.filed.statement.grounds),
            one.filed.filed_on.isoformat(),
            one.filed.answer_by.isoformat(),
            one.state,
        )
        for one in office.matters.of_year(body_code(body), year)
        if one.filed is not None
    ]
    heads = ("number", "matter", "grounds", "filed", "answer_by", "state")
    if as_json:
        print_json([dict(zip(heads, row, strict=True)) for row in rows])
        return
    console().print(table(f"Matters of {body}, {year}", heads, rows))


@objections.command("propose")
def propose(
    matter: Matter,
    outcome: Annotated[str, typer.Argument(help=f"One of {', '.join(OUTCOMES)}.")],
    property_: Property = None,
    since: Since = None,
    area: Area = None,
    use: Use = None,
    main: Main = None,
) -> None:
    """Propose how to decide; accepted takes what the taxpayer claimed unless another is given."""
    office = open_office()
    found = matter_of(office, matter)
    position = commands.propose_outcome(
        office,
        found,
        outcome=outcome,
        claims=_claims(found, outcome, claim_of(property_, since, area, use, main)),
        by=office.signed(),
    )
    console().print(
        f"Proposed at log position {position}; now another person: thidin objections "
        f"decide {found.reference}"
    )


def _claims(matter: Objection, outcome: str, given: tuple[Claim, ...]) -> tuple[Claim, ...]:
    if outcome == "accepted" and not given:
        assert matter.filed is not None
        return matter.filed.statement.claims
    return given


@objections.command("decide")
def decide(matter: Matter, on: On = None) -> None:
    """Decide as another person proposed, and bill anew."""
    office = open_office()
    found = matter_of(office, matter)
    position = commands.decide(office, found, decided_on=on_day(on), by=office.signed())
    _say(office, found, position)


@objections.command("silences")
def silences(body: SomeBody = None, year: SomeYear = None, on: On = None) -> None:
    """Accept every objection nobody answered in time (s.73 paragraph 2), and bill anew.

    Without a body and a year, in all of them. The service does it once a day by itself.
    """
    office = open_office()
    today, by = on_day(on), office.signed()
    if body is None or year is None:
        passed = pass_day(office, today=today, by=by)
        accepted, finished = passed.accepted, passed.billed
    else:
        where = {"body": body_code(body), "tax_year": year}
        accepted = commands.accept_silences(office, **where, today=today, by=by)
        finished = commands.finish_all(office, **where, on=today, by=by)
    console().print(f"{accepted:,} objections accepted by silence, {finished:,} billed anew.")


@objections.command("appeal")
def appeal(matter: Matter, on: On = None) -> None:
    """Record an appeal to the committee, filed with the chief (s.73 paragraph 4)."""
    office = open_office()
    found = matter_of(office, matter)
    _say(office, found, appeals.appeal(office, found, filed_on=on_day(on), by=office.signed()))


@objections.command("forward")
def forward(matter: Matter, on: On = None) -> None:
    """Record that an appeal went on to the committee."""
    office = open_office()
    found = matter_of(office, matter)
    _say(office, found, appeals.forward(office, found, on=on_day(on), by=office.signed()))


@objections.command("sue")
def sue(matter: Matter, on: On = None) -> None:
    """Record a suit against the committee's decision or silence (s.82)."""
    office = open_office()
    found = matter_of(office, matter)
    _say(office, found, appeals.sue(office, found, filed_on=on_day(on), by=office.signed()))


@objections.command("decided")
def decided(  # noqa: PLR0913 - one option a field of the claim
    matter: Matter,
    outcome: Annotated[str, typer.Argument(help=f"One of {', '.join(OUTCOMES)}.")],
    property_: Property = None,
    since: Since = None,
    area: Area = None,
    use: Use = None,
    main: Main = None,
    on: On = None,
) -> None:
    """Record what the committee or the court decided, and bill anew (s.81, s.82)."""
    office = open_office()
    found = matter_of(office, matter)
    position = appeals.decide_above(
        office,
        found,
        outcome=outcome,
        claims=_claims(found, outcome, claim_of(property_, since, area, use, main)),
        decided_on=on_day(on),
        by=office.signed(),
    )
    _say(office, found, position)


@objections.command("withdraw")
def withdraw(matter: Matter, on: On = None) -> None:
    """Take a matter back."""
    office = open_office()
    found = matter_of(office, matter)
    _say(office, found, appeals.withdraw(office, found, on=on_day(on), by=office.signed()))


def _say(office: Office, matter: Objection, position: int) -> None:
    state = office.matters.matter(matter.body, matter.tax_year, matter.number).state
    console().print(f"{matter.reference} is {state}, at log position {position}.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(objections, name="objections")
