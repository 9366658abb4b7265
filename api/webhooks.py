"""Messages to partners' programs, signed as Standard Webhooks has it (standardwebhooks.com).

What is signed is the message's id, a point, the time in seconds, a point, and the raw body, with
HMAC-SHA256. A partner checks the signature, refuses what is older than five minutes, and knows a
repeated message by its id.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Refused, UnsafeSetting

ID_HEADER: Final = "webhook-id"
TIME_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"
PREFIX: Final = "whsec_"
LEAST_KEY_BYTES: Final = 24
MOST_KEY_BYTES: Final = 64
TOLERANCE: Final = timedelta(minutes=5)
_VERSION: Final = "v1"


class WebhookWrong(Refused):
    """A message is not signed with the key, or was sent too long ago."""

    code = "webhook-wrong"


def read_key(text: str) -> bytes:
    """Read a key as partners are given it: `whsec_` and base64. Raises `UnsafeSetting`."""
    try:
        key = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise UnsafeSetting("A webhook's key is whsec_ and base64.") from wrong
    if not LEAST_KEY_BYTES <= len(key) <= MOST_KEY_BYTES:
        raise UnsafeSetting(
            f"A webhook's key has {LEAST_KEY_BYTES} to {MOST_KEY_BYTES} bytes before base64."
        )
    return key


def sign(body: bytes, *, key: bytes, number: str, timestamp: int) -> str:
    """Return the signature `v1,…` of a message. `number` is its id, without a point."""
    assert "." not in number
    signed = f"{number}.{timestamp}.".encode() + body
    made = hmac.new(key, signed, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(made).decode('ascii')}"


def headers(body: bytes, *, key: bytes, number: str, at: datetime) -> Mapping[str, str]:
    """Return what goes with a message that is sent now; `number` stays the same when repeated."""
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        ID_HEADER: number,
        TIME_HEADER: str(timestamp),
        SIGNATURE_HEADER: sign(body, key=key, number=number, timestamp=timestamp),
    }


def check(body: bytes, given: Mapping[str, str], *, key: bytes, now: datetime) -> None:
    """Check a message as its receiver does; several signatures may stand there while keys change.

    Raises `WebhookWrong`, with one message whatever is wrong.
    """
    number, sent = given.get(ID_HEADER, ""), given.get(TIME_HEADER, "")
    plain = sent.isascii() and sent.isdigit() and len(sent) <= 12 and "." not in number  # noqa: PLR2004
    timestamp = int(sent) if plain else 0
    right = sign(body, key=key, number=number if plain else "", timestamp=timestamp)
    listed = given.get(SIGNATURE_HEADER, "").split(" ")
    matches = [hmac.compare_digest(right.encode(), one.encode()) for one in listed]
    lately = abs(int(now.timestamp()) - timestamp) <= TOLERANCE.total_seconds()
    if not (plain and number and any(matches) and lately):
        raise WebhookWrong("The message is not signed with this key, or was sent too long ago.")
