"""Is everything there, fresh and provable: `thidin status`, `imports`, `rebuild`, `verify`."""

import time
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from api.cli.printing import (
    AsJson,
    MaybeBody,
    Scheduler,
    body_code,
    console,
    print_json,
    table,
)
from api.commands.freshness import lag
from api.commands.over_workers import again
from api.office import BANGKOK, Office, open_office, today
from domain.calendar import show_date_be
from domain.errors import StreamDamaged
from projections import read_models

NOT_PROVEN = 2
KEEP_SECONDS = 10
"""No request takes longer; whoever begins later sees the new tables."""


def status(as_json: AsJson = False) -> None:
    """Say which bodies there are, how much is known, how fresh it is, and where the log stands."""
    office = open_office()
    behind = lag(office, now=datetime.now(BANGKOK))
    position = office.follow()
    result: dict[str, Any] = {
        "log_position": office.log.head(),
        "read_models_position": position,
        "read_models_lag": asdict(behind),
        "bodies": [_body_or_damage(office, code) for code in office.registers.codes()],
        "imports": _freshness(office),
        "set_aside": [
            {
                "stream": one.name,
                "position": one.position,
                "acts": one.acts,
                "reason": one.reason,
            }
            for one in office.views.set_aside()
        ],
    }
    if as_json:
        print_json(result)
        return
    out = console()
    out.print(f"Log position {result['log_position']}, read models at {position}.")
    if behind.positions:
        out.print(
            f"They were {behind.positions:,} positions behind, the first for {behind.seconds:,} s."
        )
    _show_set_aside(out, result)
    rows = [
        (
            f"{one['code']} {one['name']}",
            f"{one['parcels']:,}",
            f"{one['buildings']:,}",
            f"{one['units']:,}",
            f"{one['facts']:,}",
            f"{one['waiting']:,}",
            one["step"],
        )
        for one in result["bodies"]
        if "damage" not in one
    ]
    headings = ("อปท.", "parcels", "buildings", "units", "facts", "waiting", "step")
    out.print(table("Local bodies", headings, rows))
    fresh = [
        (
            one["place"],
            one["feed"],
            one["files"],
            show_date_be(one["latest"]),
            f"{one['days']:,}",
            f"{one['applied']:,}",
            f"{one['quarantined']:,}",
        )
        for one in result["imports"]
    ]
    of_feeds = ("place", "feed", "files", "data as of", "days old", "rows applied", "quarantined")
    out.print(table("Feeds", of_feeds, fresh))


def _show_set_aside(out: Console, result: dict[str, Any]) -> None:
    """Say what is left out, before anything else: whoever looks must see it."""
    for one in result["set_aside"]:
        out.print(
            f"[bold red]Set aside:[/] {one['stream']} from log position {one['position']} on, "
            f"{one['acts']:,} acts; all other streams go on. {escape(one['reason'])} "
            "After mending: thidin rebuild.",
            soft_wrap=True,
        )
    for one in result["bodies"]:
        if "damage" in one:
            out.print(
                f"[bold red]Damaged:[/] {one['code']}: {escape(one['damage'])}", soft_wrap=True
            )


def _body_or_damage(office: Office, code: int) -> dict[str, Any]:
    """Say what is known of a body, or why it cannot be said: the others are shown all the same."""
    try:
        return _body(office, code)
    except StreamDamaged as damaged:
        return {"code": f"{code:08d}", "damage": str(damaged)}


def _body(office: Office, code: int) -> dict[str, Any]:
    body, register = office.registers.body(code), office.registers.register(code)
    joined = body.must_have_joined()
    kinds = read_models.properties_by_kind(office.views, code)
    known = len(register.spaces["property"])
    codes = sum(1 for key in register.spaces["property"].all() if key.startswith("C:"))
    linked = register.facts["parcel"].column("code")
    carried = len(np.unique(linked[linked >= 0]))
    return {
        "code": f"{code:08d}",
        "name": joined.name_th,
        "kind": joined.kind,
        "province": joined.province,
        "parcels": kinds.get(1, 0),
        "buildings": kinds.get(2, 0),
        "units": kinds.get(3, 0),
        "keys": known,
        "facts": sum(len(facts) for facts in register.facts.values()),
        "acts": len(register.acts),
        "waiting": max(codes - carried, 0),
        "step": body.steps[-1][1].step if body.steps else "joined",
    }


def _freshness(office: Office) -> list[dict[str, Any]]:
    day = today()
    return [
        {
            "place": _place(one.stream, one.place),
            "feed": one.feed,
            "files": one.files,
            "latest": one.latest,
            "days": (day - one.latest).days,
            "applied": one.applied,
            "quarantined": one.quarantined,
        }
        for one in read_models.freshness(office.views)
    ]


def _place(stream: str, place: int) -> str:
    """Write a body's code with its 8 digits, a province's with its 2."""
    return f"{place:08d}" if stream == "register" else f"{place:02d}"


def imports(body: MaybeBody = None, as_json: AsJson = False) -> None:
    """List the files that were received, with their rows."""
    office = open_office()
    office.follow()
    rows = read_models.imports(office.views, body_code(body) if body else None)
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            row["position"],
            _place(row["stream"], row["place"]),
            row["feed"],
            show_date_be(row["as_of"]),
            f"{row['rows_in']:,}",
            f"{row['rows_applied']:,}",
            f"{row['rows_unchanged']:,}",
            f"{row['rows_quarantined']:,}",
        )
        for row in rows
    ]
    headings = ("position", "place", "feed", "as of", "rows", "applied", "unchanged", "kept back")
    console().print(table("Imports", headings, shown))


def rebuild(
    keep: Annotated[
        int,
        typer.Option(
            min=0,
            help="Seconds to keep the old tables, for requests under way in other processes.",
        ),
    ] = KEEP_SECONDS,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Build the read models anew from the log while the old ones serve, then switch."""
    office = open_office()
    views = office.views
    head = office.log.head()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rebuilding", total=head)
        position = views.build(
            office.log,
            office.registers,
            again(office, scheduler),
            advanced=lambda at: bar.update(task, completed=at),
        )
        bar.add_task(f"keeping the old tables for {keep} s", total=None)
        time.sleep(keep)
        views.drop_others()
    if as_json:
        print_json({"position": position, "generation": office.views.tables.number})
    else:
        console().print(f"Read models rebuilt to log position {position}.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (status, imports, rebuild):
        app.command()(command)
