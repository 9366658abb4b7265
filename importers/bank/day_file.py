"""A bank's day file, checked to its end before a line of it is used, and then read once more."""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from domain.bank_line import BankLine
from importers.bank.camt import read_camt
from importers.bank.comma_separated import read_comma_separated
from importers.bank.control import Seen, Sums
from importers.bank.fixed_width import read_fixed_width
from importers.bank.refused import BankFileRefused
from importers.bank.values import bank_of

MOST_BYTES: Final = 8 * 1024**3
ENCODINGS: Final = ("utf-8-sig", "cp874")
_BLOCK: Final = 1 << 20
_EVERY: Final = 10_000
_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class DayFile:
    """A file whose sums agree: which bank's, its form, its SHA-256, what it holds.

    `days` are those the file says it is of, or those of its lines where it says none. `others`
    counts entries that are neither payments nor reversals; `controls` the stated sums that were
    held against the lines.
    """

    path: Path
    bank: str
    form: str
    encoding: str
    sha256: str
    sums: Sums = field(hash=False)
    days: frozenset[date]
    others: int
    controls: int

    def lines(self) -> Iterator[BankLine]:
        """Yield the lines. Raises `BankFileRefused` where the file is not what it was."""
        seen = Seen()
        yield from _lines(
            self.path, form=self.form, encoding=self.encoding, bank=self.bank, seen=seen
        )
        if seen.sums != self.sums:
            raise BankFileRefused("it was changed while it was being read.")


def open_day_file(
    path: Path, *, bank: str, advanced: Callable[[int], None] | None = None
) -> DayFile:
    """Read a bank's file to its end and check it; nothing is recorded here.

    `advanced` is told how many lines were read since it was told last. Raises `BankFileRefused`
    with what is wrong and where.
    """
    bank_of(bank)
    sha256, encoding = _looked_through(path)
    form = _form(path)
    seen = Seen()
    days: set[date] = set()
    count = 0
    for count, line in enumerate(
        _lines(path, form=form, encoding=encoding, bank=bank, seen=seen), 1
    ):
        days.add(line.paid_on)
        if advanced is not None and not count % _EVERY:
            advanced(_EVERY)
    if advanced is not None:
        advanced(count % _EVERY)
    return DayFile(
        path=path,
        bank=bank,
        form=form,
        encoding=encoding,
        sha256=sha256,
        sums=seen.sums,
        days=frozenset(seen.days or days),
        others=seen.others,
        controls=seen.controls,
    )


def _lines(path: Path, *, form: str, encoding: str, bank: str, seen: Seen) -> Iterator[BankLine]:
    if form == "camt":
        with path.open("rb") as file:
            yield from read_camt(file, bank=bank, seen=seen)
        return
    read = read_fixed_width if form == "fixed-width" else read_comma_separated
    with path.open(encoding=encoding, newline="\n") as text, _decoded():
        yield from read(text, bank=bank, seen=seen)


@contextmanager
def _decoded() -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        raise BankFileRefused("it was changed while it was being read.") from None


def _looked_through(path: Path) -> tuple[str, str]:
    """Return the SHA-256 of the bytes and how they are written: UTF-8, else Windows-874."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > MOST_BYTES:
                raise BankFileRefused(f"it has more than {MOST_BYTES:,} bytes.")
            if b"\0" in block:
                raise BankFileRefused("it is no text.")
            digest.update(block)
    if not size:
        raise BankFileRefused("it is empty.")
    for encoding in ENCODINGS:
        if _is_written_in(path, encoding):
            return digest.hexdigest(), encoding
    raise BankFileRefused("it is neither UTF-8 nor Windows-874.")


def _is_written_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _form(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(256).removeprefix(_MARK).lstrip()
    if start.startswith(b"<"):
        return "camt"
    if start.startswith(b"H,"):
        return "comma-separated"
    if start.startswith(b"H"):
        return "fixed-width"
    raise BankFileRefused(
        "it begins neither with H, as the banks' own files do, nor with XML as ISO 20022 does."
    )
