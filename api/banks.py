"""The banks we work with: their keys, and where to ask them, from a file of settings."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from api.commands.bank import BankUnavailable
from api.identity.addresses import is_private
from api.identity.outbound import TIMEOUT_SECONDS
from domain.bank_line import BankLine
from domain.errors import Refused, UnsafeSetting
from domain.money import parse_baht
from importers.bank import (
    BankKeys,
    BankMessageRefused,
    SignatureWrong,
    check_signature,
    read_answer,
    sign,
)
from importers.bank.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER

BANKS_FILE: Final = "THIDIN_BANKS_FILE"
_BANK: Final = re.compile(r"[0-9]{3}")
_OTHERS: Final = 0o077


class BankUnknown(Refused):
    """The settings say nothing of that bank, or not where to ask it."""

    code = "bank-unknown"


@dataclass(frozen=True, kw_only=True)
class Banks:
    """Keys by bank, and the addresses of those that answer questions.

    `hold_from_satang` says from which amount a bank is asked whether it told of a payment, before
    it is recorded.
    """

    keys: BankKeys
    addresses: Mapping[str, str]
    hold_from_satang: Mapping[str, int] = field(default_factory=dict)

    def client(self, bank: str, transport: httpx2.BaseTransport | None = None) -> "HttpBank":
        """Return what asks a bank; `transport` is another than the network in tests.

        Raises `BankUnknown`.
        """
        address = self.addresses.get(bank)
        if address is None:
            raise BankUnknown(
                f"{BANKS_FILE} does not say where bank {bank} is asked; add ask = "
                '"https://…" to its table.'
            )
        return HttpBank(code=bank, address=address, keys=self.keys, transport=transport)


def open_banks(path: Path | None) -> Banks:
    """Read a TOML file of one table a bank: `keys`, one or two key files, and perhaps `ask`.

    Beside `ask`, `hold_from` is the amount from which a bank is asked first.
    Without a file there are no banks, so every message is refused. Raises `UnsafeSetting`.
    """
    if path is None:
        return Banks(keys=BankKeys(of={}), addresses={})
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise UnsafeSetting(f"The file of banks {path} cannot be read: {wrong}") from wrong
    keys: dict[str, Sequence[bytes]] = {}
    addresses: dict[str, str] = {}
    hold_from: dict[str, int] = {}
    for bank, table in found.items():
        files, ask = _table(path, bank, table)
        keys[bank] = [_key(path.parent / one) for one in files]
        if ask:
            addresses[bank] = ask
        if least := table.get("hold_from"):
            hold_from[bank] = _baht(path, bank, least, asked=bool(ask))
    return Banks(keys=BankKeys(of=keys), addresses=addresses, hold_from_satang=hold_from)


def _baht(path: Path, bank: str, text: object, *, asked: bool) -> int:
    """Read from which amount a bank is asked first. Raises `UnsafeSetting`."""
    satang = 0
    if isinstance(text, str) and asked:
        with suppress(ValueError):
            satang = parse_baht(text)
    if satang <= 0:
        raise UnsafeSetting(
            f'{path}: bank {bank} has hold_from = an amount in quotes, such as "1000000.00", only '
            "beside ask: it is asked whether it told of a payment of so much."
        )
    return satang


def _table(path: Path, bank: str, table: object) -> tuple[list[str], str]:
    """Read one bank's table. Raises `UnsafeSetting`."""
    fields: Mapping[str, Any] = table if isinstance(table, dict) else {}
    files, ask = fields.get("keys"), fields.get("ask", "")
    known = not set(fields) - {"keys", "ask", "hold_from"}
    texts = isinstance(files, list) and all(isinstance(one, str) for one in files)
    if not (_BANK.fullmatch(bank) and known and texts and isinstance(ask, str)):
        raise UnsafeSetting(
            f"{path} has a table for each bank, such as [014], with keys = [files of keys] and "
            f"perhaps ask = an address; the table {bank!r} is otherwise."
        )
    if ask and not is_private(ask):
        raise UnsafeSetting(f"{path}: bank {bank} is asked by https alone.")
    assert isinstance(files, list)
    return files, ask.rstrip("/")


def _key(path: Path) -> bytes:
    """Read a key file of hexadecimal digits. Raises `UnsafeSetting`."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise UnsafeSetting(f"The key file {path} may be read by others: chmod 600 {path}")
        return bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as wrong:
        raise UnsafeSetting(
            f"The key file {path} of a bank cannot be read as hexadecimal digits."
        ) from wrong


@dataclass(frozen=True, kw_only=True)
class HttpBank:
    """A bank asked over HTTP; question and answer are signed with the key we share."""

    code: str
    address: str
    keys: BankKeys
    transport: httpx2.BaseTransport | None = field(default=None, repr=False)

    def payments(self, *, biller: str, ref1: str, day: date) -> Sequence[BankLine]:
        """Return what the bank has of a reference on a day. Raises `BankUnavailable`."""
        query = urlencode({"biller": biller, "ref1": ref1, "day": day.isoformat()})
        now = datetime.now(UTC)
        timestamp = str(int(now.timestamp()))
        key = self.keys.of[self.code][0]
        headers = {
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign(query.encode(), key=key, timestamp=timestamp),
        }
        try:
            with httpx2.Client(
                transport=self.transport, timeout=TIMEOUT_SECONDS, trust_env=False
            ) as client:
                answer = client.get(f"{self.address}/inquiry?{query}", headers=headers)
            answer.raise_for_status()
            check_signature(
                answer.content,
                bank=self.code,
                timestamp=answer.headers.get(TIMESTAMP_HEADER, ""),
                signature=answer.headers.get(SIGNATURE_HEADER, ""),
                keys=self.keys,
                now=now,
            )
            return read_answer(answer.content, bank=self.code)
        except httpx2.HTTPError as wrong:
            raise BankUnavailable(
                f"Bank {self.code} did not answer ({type(wrong).__name__}); ask again later."
            ) from None
        except (SignatureWrong, BankMessageRefused) as wrong:
            raise BankUnavailable(
                f"What bank {self.code} answered cannot be taken: {wrong}"
            ) from None
