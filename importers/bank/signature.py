"""A bank's signature over the bytes it sent: HMAC with SHA-256, a key per bank, two at a time.

What is signed is the time of sending, a point, and the raw body; so neither can be changed and an
old message cannot be sent again much later. A message sent again soon does no harm: the bank's own
reference names a payment for ever.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Refused, UnsafeSetting

BANK_HEADER: Final = "x-bank-code"
TIMESTAMP_HEADER: Final = "x-bank-timestamp"
SIGNATURE_HEADER: Final = "x-bank-signature"
"""Where a message says which bank sent it, when, and its signature."""

LEAST_KEY_BYTES: Final = 32
MOST_KEYS: Final = 2
_TIMESTAMP: Final = re.compile(r"[0-9]{10}")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{64}")
_BANK: Final = re.compile(r"[0-9]{3}")


class SignatureWrong(Refused):
    """The message is not from the bank it names, or was sent too long ago."""

    code = "signature-wrong"


@dataclass(frozen=True, kw_only=True)
class BankKeys:
    """The keys of each bank, at most two while one follows the other; how old a message may be.

    Raises `UnsafeSetting` for a short key, a third key, or a bank that is no three digits.
    """

    of: Mapping[str, Sequence[bytes]] = field(repr=False)
    window: timedelta = timedelta(minutes=5)

    def __post_init__(self) -> None:
        for bank, keys in self.of.items():
            if not _BANK.fullmatch(bank):
                raise UnsafeSetting("A bank's keys are named by its code of three digits.")
            if not 1 <= len(keys) <= MOST_KEYS:
                raise UnsafeSetting(f"Bank {bank} needs one key, or two while keys change.")
            if any(len(key) < LEAST_KEY_BYTES for key in keys):
                raise UnsafeSetting(
                    f"A key of bank {bank} is shorter than {LEAST_KEY_BYTES} bytes."
                )


def sign(raw: bytes, *, key: bytes, timestamp: str) -> str:
    """Return the signature of a message: 64 hexadecimal digits."""
    return hmac.new(key, timestamp.encode("ascii") + b"." + raw, hashlib.sha256).hexdigest()


def check_signature(
    raw: bytes, *, bank: str, timestamp: str, signature: str, keys: BankKeys, now: datetime
) -> None:
    """Check that the bank sent these bytes lately; `timestamp` is in seconds since 1970.

    Raises `SignatureWrong`, with one message whatever is wrong. The comparison takes the same time
    for every signature, and an unknown bank is held against a key nobody has.
    """
    known = keys.of.get(bank, (bytes(LEAST_KEY_BYTES),))
    stated = timestamp if _TIMESTAMP.fullmatch(timestamp) else "0000000000"
    given = signature if _SIGNATURE.fullmatch(signature) else ""
    matches = [hmac.compare_digest(sign(raw, key=key, timestamp=stated), given) for key in known]
    age = abs(int(now.timestamp()) - int(stated))
    lately = age <= keys.window.total_seconds()
    if not (any(matches) and bank in keys.of and lately and stated == timestamp):
        raise SignatureWrong(
            "The signature does not fit the bytes and the time of sending, the bank is not known "
            "here, or the message was sent too long ago."
        )
