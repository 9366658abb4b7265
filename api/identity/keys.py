"""The service's keys, drawn from one key file: of cursors, answers, forms, slips, tokens."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc.jwk import ECKey

from projections.vault import open_key

_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, kw_only=True)
class WebKeys:
    """One key per purpose; `tokens` signs with ES256."""

    cursors: bytes
    answers: bytes
    forms: bytes
    slips: bytes
    tokens: ECKey


def open_web_keys(path: Path) -> WebKeys:
    """Return the keys of a key file, made where there is none.

    All processes of one service read one file, else a token of one would be nothing to another.
    Raises UnsafeSetting where others may read the file or where it holds no key.
    """
    master = open_key(path)
    return WebKeys(
        cursors=_derived(master, b"thidin cursors"),
        answers=_derived(master, b"thidin keys of repeated requests"),
        forms=_derived(master, b"thidin forms of pages"),
        slips=_derived(master, b"thidin answers to the land office"),
        tokens=_signing_key(_derived(master, b"thidin access tokens", size=48)),
    )


def _derived(master: bytes, purpose: bytes, *, size: int = 32) -> bytes:
    return HKDF(algorithm=SHA256(), length=size, salt=None, info=purpose).derive(master)


def _signing_key(material: bytes) -> ECKey:
    # 48 bytes for a 32-byte range: no number is noticeably likelier than another (FIPS 186-5, A.4).
    number = int.from_bytes(material, "big") % (_P256_ORDER - 1) + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ECKey.import_key(pem)
