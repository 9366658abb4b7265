"""`python -m sandbox_bank`: a bank to try things with, on this computer alone."""

import argparse
import ipaddress
import os
import secrets
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx2
import uvicorn

from sandbox_bank.app import Desk, create_app
from sandbox_bank.books import Books
from sandbox_bank.transfer import BANGKOK
from sandbox_bank.webhooks import Post, Webhooks

HOST: Final = "127.0.0.1"
PATH: Final = "/api/v1/bank/confirmations"
_KEY_BYTES: Final = 32
_ANSWER_SECONDS: Final = 10.0


class NotHere(ValueError):  # noqa: N818 - says what is refused
    """The bank would be reached from, or send to, another computer."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the bank until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox_bank", description=__doc__)
    parser.add_argument("--port", type=int, default=8014)
    parser.add_argument("--host", default=HOST, help="an address of this computer only")
    parser.add_argument("--thidin", default="http://127.0.0.1:8000", help="where Thidin listens")
    parser.add_argument("--bank", default="014", help="the bank's code, three digits")
    parser.add_argument("--key-file", type=Path, default=Path("var/sandbox-bank.key"))
    parser.add_argument("--books", type=Path, help="file that keeps the books between runs")
    chosen = parser.parse_args(arguments)
    try:
        must_be_here(chosen.host)
        must_be_here(urlsplit(chosen.thidin).hostname or "")
    except NotHere as refused:
        parser.error(str(refused))
    key = open_key(chosen.key_file)
    books = Books(bank=chosen.bank, path=chosen.books)
    with httpx2.Client(timeout=_ANSWER_SECONDS, trust_env=False) as client:
        webhooks = Webhooks(bank=chosen.bank, key=key, post=_poster(client, chosen.thidin))
        stop = threading.Event()
        sender = threading.Thread(target=webhooks.send_until, args=(stop, now), name="webhooks")
        sender.start()
        try:
            app = create_app(Desk(books=books, webhooks=webhooks, key=key, clock=now))
            sys.stderr.write(f"Sandbox bank {chosen.bank} tells {chosen.thidin}{PATH}\n")
            uvicorn.run(app, host=chosen.host, port=chosen.port, log_level="warning")
        finally:
            stop.set()
            sender.join()


def now() -> datetime:
    """Return the time in Bangkok."""
    return datetime.now(BANGKOK)


def must_be_here(host: str) -> None:
    """Refuse every address that another computer could have. Raises `NotHere`."""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    if not here:
        raise NotHere(
            "The sandbox bank moves no money, so it runs on this computer alone and tells a "
            "Thidin on this computer alone: use 127.0.0.1."
        )


def open_key(path: Path) -> bytes:
    """Return the key of the file, made where there is none; Thidin is given the same file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
    return bytes.fromhex(path.read_text("ascii").strip())


def _poster(client: httpx2.Client, thidin: str) -> Post:
    def post(raw: bytes, headers: Mapping[str, str]) -> bool:
        try:
            answer = client.post(f"{thidin}{PATH}", content=raw, headers=dict(headers))
        except httpx2.HTTPError:
            return False
        return answer.is_success

    return post


if __name__ == "__main__":
    main()
