"""Checks a receipt of Thidin offline; it shares no code with Thidin. See the README beside it."""

import argparse
import json
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LARGEST = 10_000_000
SEAL = "\n\n— "


class Fake(Exception):  # noqa: N818 - says what it is
    """Why the receipt is not genuine."""


def signed_tree(note: str, key: bytes) -> tuple[int, bytes]:
    """Return size and root of a checkpoint that the key signed."""
    text, _, tail = note.partition(SEAL)
    seal = b64decode(tail.split(" ")[-1])
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(seal[4:], f"{text}\n".encode())
    except InvalidSignature as wrong:
        raise Fake("the checkpoint was not signed with this key") from wrong
    lines = text.split("\n")
    return int(lines[1]), b64decode(lines[2])


def leaf(act: dict[str, Any]) -> bytes:
    """Return the leaf hash of an act as the log stores it."""
    name = act["name"].encode()
    content = [
        int(act["position"]).to_bytes(8, "big"),
        UUID(act["stream"]).bytes,
        int(act["version"]).to_bytes(8, "big"),
        len(name).to_bytes(2, "big"),
        name,
        b64decode(act["state"]),
    ]
    return sha256(b"\x00" + b"".join(content)).digest()


def leads_to(root: bytes, node: bytes, place: int, size: int, path: list[bytes]) -> bool:
    """Follow an audit path (RFC 9162, section 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    last = size - 1
    for other in path:
        if last == 0:
            return False
        if place % 2 == 1 or place == last:
            node = sha256(b"\x01" + other + node).digest()
            while place % 2 == 0 and place != 0:
                place, last = place // 2, last // 2
        else:
            node = sha256(b"\x01" + node + other).digest()
        place, last = place // 2, last // 2
    return last == 0 and node == root


def proven(proof: dict[str, Any], name: str, key: bytes) -> dict[str, Any]:
    """Return what an act says, once it is proved to be in the log."""
    size, root = signed_tree(proof["checkpoint"], key)
    act = proof["act"]
    if not act["name"].startswith(f"{name}."):
        raise Fake(f"the act is {act['name']}, not {name}")
    path = [b64decode(one) for one in proof["path"]]
    if size != proof["size"] or not leads_to(root, leaf(act), proof["leaf"], size, path):
        raise Fake(f"the act {name} is not in the log that was signed")
    state = zstandard.ZstdDecompressor().decompress(
        b64decode(act["state"]), max_output_size=LARGEST
    )
    return msgspec.msgpack.decode(state, type=dict[str, Any])


def notice_number(bill: dict[str, Any]) -> str:
    """Return a notice's number as it is printed: body, year, number."""
    body, year = f"{bill['body']:08d}", bill["tax_year"] % 100
    return f"{body[:4]}-{body[4:]}-{year:02d}/{bill['notice']:08d}"


def verify(receipt: dict[str, Any], key: bytes) -> str:
    """Return a sentence on a genuine receipt. Raises `Fake`."""
    received = proven(receipt["received"], "Payment.Received", key)
    allocated = proven(receipt["allocated"], "Payment.Allocated", key)
    if receipt["received"]["act"]["stream"] != receipt["allocated"]["act"]["stream"]:
        raise Fake("the two acts are of different payments")
    told = received["told"]
    says = receipt["receipt"]
    if says["amount_satang"] != told["amount_satang"]:
        raise Fake("the amount is not what was received")
    if says["paid_on"] != str(told["paid_on"]):
        raise Fake("the day is not that of the payment")
    bills = [
        (part["body"], part["tax_year"], part["notice"], part["amount_satang"])
        for part in allocated["parts"]
    ]
    listed = [
        (one["body"], one["tax_year"], one["notice"], one["amount_satang"]) for one in says["bills"]
    ]
    if bills != listed or sum(bill[-1] for bill in bills) != says["amount_satang"]:
        raise Fake("the bills are not those the money was given to")
    if any(one["number"] != notice_number(one) for one in says["bills"]):
        raise Fake("a notice's number is not that of its bill")
    number = UUID(receipt["received"]["act"]["stream"]).int & (1 << 62) - 1
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    shown = "R" + "".join(letters[number >> shift & 31] for shift in range(60, -1, -5))
    if says["number"] != shown:
        raise Fake("the number is not that of the payment")
    baht, satang = divmod(says["amount_satang"], 100)
    return f"Genuine: receipt {shown}, {baht:,}.{satang:02d} baht, paid on {says['paid_on']}."


def main() -> int:
    """Check a file; return the exit status."""
    asked = argparse.ArgumentParser(description="Is this receipt of Thidin genuine?")
    asked.add_argument("file", type=Path)
    asked.add_argument("--key", required=True, help="public key, 64 hexadecimal digits")
    given = asked.parse_args()
    try:
        receipt = json.loads(given.file.read_text(encoding="utf-8"))
        sys.stdout.write(verify(receipt, bytes.fromhex(given.key)) + "\n")
    except Fake as fake:
        sys.stdout.write(f"NOT GENUINE: {fake}.\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError, zstandard.ZstdError) as wrong:
        sys.stdout.write(f"NOT A RECEIPT: {type(wrong).__name__} while reading the file.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
