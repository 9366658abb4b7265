"""How taxpayers are told beside the letters the law asks for, and what they were told.

Nothing but a code goes to an address before whoever reads there has typed the code back.
"""

import secrets
from typing import Annotated, Any, Final, Literal

from fastapi import Header, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands.affairs import affairs_of, choose_channels
from api.http.asking import POSITION, FrontOffice, may
from api.http.etags import etag, must_match
from api.http.examples import NOTIFICATION_SETTINGS, NOTIFICATIONS, like
from api.http.front import Front
from api.http.once import once
from api.http.routes import audience
from api.http.shown import Cursor
from api.notifications.addresses import email_address, mobile_number
from api.office import Office
from api.policy import Principal
from domain.delegation import CHANNELS, Affairs
from domain.errors import Refused
from projections.notifications import GIVEN_UP, SENT, Message
from projections.notifications.rules import CODE_GOOD_FOR
from projections.vault import Contact

PAGE: Final = 50
CODE_DIGITS: Final = 6

router = audience("/taxpayers/me/notifications", "taxpayer")

_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag that was read.", examples=['"v1"'])
]


class ChannelNotOffered(Refused):
    """This service does not send by that channel."""

    code = "channel-not-offered"


class ContactMissing(Refused):
    """A channel was chosen for which there is no address."""

    code = "contact-missing"


class Wish(BaseModel):
    """By which channels, in which language, and where to; no channel means letters alone."""

    model_config = ConfigDict(extra="forbid", strict=True)

    channels: Annotated[
        list[Literal["email", "sms", "portal"]],
        Field(max_length=len(CHANNELS), examples=[["email", "sms"]]),
    ]
    language: Annotated[Literal["th", "en", "both"], Field(examples=["th"])]
    email: Annotated[str, Field(max_length=254, examples=["somchai@example.com"])] = ""
    phone: Annotated[str, Field(max_length=30, examples=["081 234 5678"])] = ""


class CodeWrong(Refused):
    """What was typed is not the code that was sent, or it is good no more."""

    code = "code-wrong"


class Typed(BaseModel):
    """The code that came to an address."""

    model_config = ConfigDict(extra="forbid", strict=True)

    channel: Annotated[Literal["email", "sms"], Field(examples=["email"])]
    code: Annotated[str, Field(max_length=20, examples=["123456"])]


@router.get(
    "/settings", summary="วิธีรับข้อความของฉัน How I am told", responses=like(NOTIFICATION_SETTINGS)
)
async def settings(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notifications.own")],
) -> dict[str, Any]:
    """Return by which channels the taxpayer is told, in which language, and where to."""

    def look() -> tuple[Affairs, Contact, int]:
        with front.counter.held() as office:
            affairs = affairs_of(office, principal.taxpayer)
            return affairs, _contact(office, principal), office.log.head()

    affairs, contact, position = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _shown(front, affairs, contact)


@router.put(
    "/settings",
    summary="เลือกวิธีรับข้อความ Choose how I am told",
    dependencies=[once],
    responses=like(NOTIFICATION_SETTINGS),
)
async def choose(
    wish: Wish,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notifications.choose")],
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Choose from now on. Letters that the law asks for come all the same (s.13).

    Addresses go to the vault and nowhere else; what is left out is forgotten. An address that was
    not shown to be the taxpayer's own gets a code, which is typed back at `/proofs`.
    """
    email, phone = email_address(wish.email), mobile_number(wish.phone)

    def do() -> tuple[Affairs, Contact, int]:
        with front.till.held() as office:
            affairs, known = affairs_of(office, principal.taxpayer), _contact(office, principal)
            must_match(if_match, affairs.version)
            contact = known.changed(email=email, phone=phone)
            _check(front, wish, contact)
            prove = tuple(one for one in wish.channels if not contact.is_proven(one))
            if prove:
                front.throttle.address_code(principal.name)
            contact = _asked(front, contact, prove)
            # First where to, then whether: a channel is never chosen without an address.
            office.vault.contacts.keep(principal.taxpayer, contact)
            position = choose_channels(
                office,
                affairs,
                channels=tuple(wish.channels),
                language=wish.language,
                at=front.signed(principal.name).at,
                prove=prove,
            )
            return affairs_of(office, principal.taxpayer), contact, position

    affairs, contact, position = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _shown(front, affairs, contact)


@router.post(
    "/proofs",
    summary="ยืนยันที่อยู่ด้วยรหัส Type the code that came",
    dependencies=[once],
    responses=like(NOTIFICATION_SETTINGS),
)
async def prove(
    typed: Typed,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("notifications.choose")],
) -> dict[str, Any]:
    """Show an address to be the taxpayer's own by the code that was sent to it."""
    code = "".join(typed.code.translate(_THAI_DIGITS).split())

    def do() -> tuple[Affairs, Contact, int]:
        with front.till.held() as office:
            known = _contact(office, principal)
            contact = known.answered(typed.channel, code, now=front.now())
            if contact != known:
                office.vault.contacts.keep(principal.taxpayer, contact)
            if not contact.is_proven(typed.channel):
                raise CodeWrong("That is not the code that was sent, or it is good no more.")
            return affairs_of(office, principal.taxpayer), contact, office.log.head()

    affairs, contact, position = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(affairs.version)
    return _shown(front, affairs, contact)


@router.get("", summary="ข้อความที่ส่งถึงฉัน What I was told", responses=like(NOTIFICATIONS))
async def messages(
    front: FrontOffice,
    principal: Annotated[Principal, may("notifications.own")],
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return messages to the taxpayer, latest first: those sent, waiting, and given up with why."""

    def look() -> dict[str, Any]:
        search = f"notifications of {principal.taxpayer}"
        found = front.notifying.outbox.latest(
            state=None,
            taxpayer=principal.taxpayer,
            most=PAGE + 1,
            after=front.cursors.read(search, cursor) if cursor else None,
        )
        page, last = found[:PAGE], found[:PAGE][-1:]
        more = len(found) > PAGE
        key = (last[0].planned_at, last[0].number) if more else ()
        return {
            "items": [_message(one) for one in page],
            "next": front.cursors.write(search, key) if more else None,
        }

    return await front.pools.pages.run(look)


def _contact(office: Office, principal: Principal) -> Contact:
    return office.vault.contacts.reveal(principal.taxpayer)


def _asked(front: Front, contact: Contact, channels: tuple[str, ...]) -> Contact:
    """Return the contact with a fresh code for each of some channels."""
    until = front.now() + CODE_GOOD_FOR.total_seconds()
    for channel in channels:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        contact = contact.asks(channel, code, until=until)
    return contact


def _check(front: Front, wish: Wish, contact: Contact) -> None:
    for channel in wish.channels:
        if channel not in front.notifying.channels.of:
            raise ChannelNotOffered(f"This service does not send by {channel}.")
        if not contact.of(channel):
            raise ContactMissing(f"There is no address for {channel}.")


def _shown(front: Front, affairs: Affairs, contact: Contact) -> dict[str, Any]:
    chosen = affairs.channel
    return {
        "channels": list(chosen.channels) if chosen else [],
        "language": chosen.language if chosen else "th",
        "email": contact.email,
        "phone": contact.phone,
        "portal": bool(contact.portal_user),
        "unproven": [
            one for one in (chosen.channels if chosen else ()) if not contact.is_proven(one)
        ],
        "offered": [one for one in CHANNELS if one in front.notifying.channels.of],
    }


def _message(one: Message) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "channel": one.channel,
        "language": one.language,
        "state": one.state,
        "reason": one.reason if one.state == GIVEN_UP else None,
        "planned_at": int(one.planned_at),
        "sent_at": int(one.done_at) if one.state == SENT else None,
        "text": one.text,
    }
