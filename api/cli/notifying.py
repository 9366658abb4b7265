"""`thidin notify`: messages to taxpayers, planned and sent by hand, and what became of them."""

import os
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from api.cli.keeping import TaxpayerUnreadable
from api.cli.printing import AsJson, console, print_json, table
from api.http.notifying import Notifying
from api.http.settings import HttpSettings
from api.identity.portal import Gateway
from api.notifications.settings import open_channels
from api.notifications.wording import CHANNELS, Written, sms_parts, write
from api.office import BANGKOK, open_office
from domain.calendar import show_date_be
from domain.local_body import Joined
from domain.log.stream_ids import Kind, stream_id
from domain.taxpayer import read, show
from projections.notifications import KINDS, REASONS, STATES, WAITING, Message
from projections.notifications.rules import day_in_bangkok
from projections.sessions import open_stores

notify = typer.Typer(help="Messages to taxpayers, beside the letters.", no_args_is_help=True)

SAMPLE: Final[Mapping[str, Any]] = {
    "body": 0,
    "tax_year": 2569,
    "reference": "0560070169000000184",
    "amount_satang": 1_200_000,
    "day": "2026-06-30",
    "receipt": "R3KY5DXDEMBX48",
}
SAMPLE_TELEPHONE: Final = "054123456"
SAMPLE_CODE: Final = "123456"
SAMPLE_BODY: Final = 5_600_701


def _opened() -> Notifying:
    office = open_office()
    settings = HttpSettings.of(os.environ)
    portal = Gateway(settings.portal_file) if settings.portal_file else None
    return Notifying(
        office=office,
        stores=open_stores(office.settings.beside("sessions")),
        channels=open_channels(settings.channels_file, portal),
        clock=time.time,
        follow=office.follow,
    )


@notify.command("plan")
def plan(
    again: Annotated[
        bool, typer.Option("--again", help="From the log's beginning; nothing is sent twice.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put what is new in the log, and what is due soon, into the outbox."""
    notifying = _opened()
    if again:
        notifying.planner.begin_again()
    planned = notifying.plan()
    told = {
        "planned": planned,
        "position": notifying.planner.position(),
        "recipients": notifying.outbox.recipients(),
    }
    if as_json:
        print_json(told)
        return
    console().print(
        f"{planned:,} messages planned, up to log position {told['position']}; "
        f"{told['recipients']:,} taxpayers chose to be told."
    )


@notify.command("send")
def send(as_json: AsJson = False) -> None:
    """Send what is due, by the channels of the settings."""
    notifying = _opened()
    sent = notifying.send()
    counts = [
        {"channel": channel, "state": state, "reason": reason or None, "messages": count}
        for (channel, state, reason), count in notifying.outbox.counts().items()
    ]
    if as_json:
        print_json({"sent": sent, "channels": list(notifying.channels.of), "outbox": counts})
        return
    out = console()
    if not notifying.channels.of:
        out.print("The settings name no channel, so nothing is sent: THIDIN_CHANNELS_FILE.")
    out.print(f"{sent:,} messages sent.")
    rows = [
        (one["channel"], one["state"], REASONS.get(str(one["reason"]), ""), f"{one['messages']:,}")
        for one in counts
    ]
    out.print(table("Outbox", ("channel", "state", "why", "messages"), rows))


@notify.command("list")
def listed(
    state: Annotated[str | None, typer.Option(help=f"One of {', '.join(STATES)}.")] = None,
    taxpayer: Annotated[str | None, typer.Option(help="TP- and 13 letters or digits.")] = None,
    most: Annotated[int, typer.Option("--most", help="At most so many, latest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List messages: what of, to which taxpayer, what became of each; never an address."""
    if state is not None and state not in STATES:
        msg = f"a state is one of {', '.join(STATES)}"
        raise typer.BadParameter(msg, param_hint="--state")
    found = _opened().outbox.latest(state=state, taxpayer=_who(taxpayer), most=most, after=None)
    if as_json:
        print_json([_plain(one) for one in found])
        return
    rows = [
        (
            show_date_be(day_in_bangkok(_at(one.planned_at))),
            one.kind,
            show(one.taxpayer),
            one.channel,
            one.state,
            REASONS.get(one.reason, one.reason),
            one.tries,
        )
        for one in found
    ]
    heads = ("planned", "of", "taxpayer", "channel", "state", "why", "tries")
    console().print(table("Messages", heads, rows))


@notify.command("texts")
def texts(as_json: AsJson = False) -> None:
    """Print every text with made-up figures, and how many short messages it takes."""
    found = [
        {"kind": kind, "channel": channel, "language": language, "text": written.text}
        | ({"subject": written.subject} if written.subject else {})
        | ({"parts": sms_parts(written.text)} if channel == "sms" else {})
        for kind in KINDS
        for channel in CHANNELS
        for language in ("th", "en")
        for written in [_sample(kind, channel, language)]
    ]
    if as_json:
        print_json(found)
        return
    out = console()
    for one in found:
        parts = f", {one['parts']} short messages" if "parts" in one else ""
        out.print(f"[bold]{one['kind']}[/], {one['channel']}, {one['language']}{parts}")
        out.print(str(one["text"]), markup=False, soft_wrap=True)
        out.print()


def _sample(kind: str, channel: str, language: str) -> Written:
    body = Joined(
        stream=stream_id(Kind.LOCAL_BODY, SAMPLE_BODY),
        version=1,
        code=SAMPLE_BODY,
        name_th="องค์การบริหารส่วนตำบลตัวอย่าง",
        name_en="",
        kind="TAO",
        province=60,
        officer="",
        recorded_at=_at(0.0),
    )
    return write(
        kind,
        channel=channel,
        language=language,
        told=SAMPLE,
        body=body,
        telephone=SAMPLE_TELEPHONE,
        code=SAMPLE_CODE,
    )


def _who(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return read(text)
    except ValueError as wrong:
        raise TaxpayerUnreadable(str(wrong)) from wrong


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, BANGKOK)


def _plain(one: Message) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "taxpayer": show(one.taxpayer),
        "channel": one.channel,
        "language": one.language,
        "told": {name: value for name, value in one.told.items() if name != "of"},
        "state": one.state,
        "reason": one.reason or None,
        "tries": one.tries,
        "planned_at": _at(one.planned_at).isoformat(),
        "next_at": _at(one.next_at).isoformat() if one.state == WAITING else None,
        "done_at": _at(one.done_at).isoformat() if one.done_at else None,
        "text": one.text,
    }


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(notify, name="notify")
