"""The bank's books: what was paid and taken back, in a file of its own if there is one."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from sandbox_bank.codes import Slip
from sandbox_bank.transfer import Transfer


class NoSuchPayment(ValueError):  # noqa: N818 - says what is missing
    """The bank has no payment of that reference, or took it back already."""


class Books:
    """All transfers in the order they were made; safe for many threads."""

    def __init__(self, *, bank: str, path: Path | None = None) -> None:
        self.bank = bank
        self._path = path
        self._lock = Lock()
        self._run = secrets.token_hex(3).upper()
        self._transfers: list[Transfer] = []
        if path is not None and path.exists():
            with path.open(encoding="utf-8") as file:
                self._transfers = [_read(line) for line in file]

    def pay(self, slip: Slip, *, amount_satang: int, channel: str, at: datetime) -> Transfer:
        """Take a payment."""
        with self._lock:
            number = len(self._transfers) + 1
            return self._write(
                Transfer(
                    reference=f"{self.bank}{at:%Y%m%d}{self._run}{number:08d}",
                    amount_satang=amount_satang,
                    paid_at=at,
                    biller=slip.biller,
                    ref1=slip.ref1,
                    ref2=slip.ref2,
                    channel=channel,
                )
            )

    def take_back(self, reference: str, *, at: datetime) -> Transfer:
        """Take a payment back. Raises `NoSuchPayment`."""
        with self._lock:
            found = [one for one in self._transfers if one.reference == reference]
            if len(found) != 1:
                raise NoSuchPayment("There is no such payment, or it was taken back already.")
            return self._write(replace(found[0], paid_at=at, is_reversal=True))

    def _write(self, transfer: Transfer) -> Transfer:
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(transfer))
        self._transfers.append(transfer)
        return transfer

    def of_day(self, day: date, *, biller: str = "") -> Sequence[Transfer]:
        """Return a day's transfers, of one biller or sorted by biller."""
        with self._lock:
            found = [one for one in self._transfers if one.day == day]
        if biller:
            return [one for one in found if one.biller == biller]
        return sorted(found, key=lambda one: one.biller)

    def asked(self, *, biller: str, ref1: str, day: date) -> Sequence[Transfer]:
        """Return a day's transfers of one reference."""
        return [one for one in self.of_day(day, biller=biller) if one.ref1 == ref1]


def _line(one: Transfer) -> str:
    fields = {**vars(one), "paid_at": one.paid_at.isoformat()}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def _read(line: str) -> Transfer:
    fields = json.loads(line)
    return Transfer(**{**fields, "paid_at": datetime.fromisoformat(fields["paid_at"])})
