"""A program that tells of payments in many threads at once.

It says "ready", waits for a line, and then each thread tells of a payment: all of the same one
(`same` is 1), or each of its own (0), numbered from `first`. It prints one JSON object for each
telling.
"""

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

from api.commands.payments import receive
from api.office import Office, Settings
from domain.errors import StaleStream
from domain.log import open_log
from importers.bank import read_webhook
from tests.api.commands.bank_town import BANK, BILLERS, CLERK, confirmation, transfer

SOURCES = ("webhook", "inquiry", "file")


def told(office: Office, number: int, *, same: bool, together: Barrier) -> dict[str, Any]:
    """Tell of one payment, as often as others are in the way; return what came of it."""
    one = transfer() if same else transfer(number, number + 1)
    line = read_webhook(confirmation(one), bank=BANK)
    line = replace(line, source=SOURCES[number % len(SOURCES)])
    # Whoever comes second signs at another time, so that the two acts are not the same bytes.
    by = replace(CLERK, officer=f"officer-{number}")
    together.wait()
    while True:
        try:
            (outcome,) = receive(office, [line], billers=BILLERS, by=by)
        except StaleStream:
            continue
        return {
            "receipt": outcome.receipt,
            "new": outcome.new,
            "state": outcome.state,
            "conflict": outcome.conflict,
        }


def main(url: str, key_file: str, threads: str, same: str, first: str) -> None:
    """Tell, and print what came of each telling."""
    settings = Settings(database_url=url, key_file=Path(key_file), officer="officer-1")
    offices = [Office(settings) for _ in range(int(threads))]
    with open_log(url) as log:
        for office in offices:
            vars(office)["log"] = log
        tell(offices, same=same == "1", first=int(first))


def tell(offices: Sequence[Office], *, same: bool, first: int) -> None:
    """Let each office tell in a thread of its own, all at the same moment."""
    together = Barrier(len(offices))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(len(offices)) as pool:
        outcomes = pool.map(
            lambda number: told(offices[number], first + number, same=same, together=together),
            range(len(offices)),
        )
        for outcome in outcomes:
            sys.stdout.write(json.dumps(outcome) + "\n")
