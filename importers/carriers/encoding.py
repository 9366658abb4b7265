"""Which letters a text file is written in, decided once for the whole file, never by the cell.

UTF-8 (with or without a byte order mark) if every byte of the file allows it, else Windows-874
(the superset of TIS-620) if every byte is one of its letters; nothing else. Latin-1 would accept
any bytes at all and is never tried.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from importers.carriers.limits import Limits
from importers.problems import refusal

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
"""Bytes at a file's beginning that show whether it is Thai at all, and Thai as it was written."""
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_NOT_874 = re.compile(rb"[\x81-\x84\x86-\x90\x98-\x9f\xdb-\xde\xfc-\xff]")
_MARKS_874 = frozenset(b"\xd1\xd4\xd5\xd6\xd7\xd8\xd9\xda\xe7\xe8\xe9\xea\xeb\xec\xed\xee")
_LETTERS_874 = range(0xA1, 0xFC)
_KINDS_874 = bytes(
    ord("m" if byte in _MARKS_874 else "l" if byte in _LETTERS_874 else "-") for byte in range(256)
)
"""For each byte whether it is a mark above or below a letter, a letter, or neither."""
_GARBLED = re.compile("(?:เ[ธน].?){3,}|(?:à¸.|à¹.){3,}")
_MAYBE_GARBLED = (re.compile("เ[ธน].?เ[ธน].?เ[ธน]"), re.compile("à[¸¹]"))
"""What garbled text has somewhere; found at once because each begins with one letter."""
_THAI_CELL = re.compile("[^\x00-\x7f,|;\t\r\n]+")


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """How a text file is to be decoded, and what was learnt while reading it through once."""

    name: str
    sha256: str
    size: int
    quoted: bool


def decide_encoding(path: Path, limits: Limits) -> Encoding:
    """Read a text file through and return its encoding and hash.

    Raises `FileRefused`: FILE-03 empty, FILE-06 too large, FILE-01 binary, ENC-01 neither UTF-8
    nor Windows-874 (with the byte offset), ENC-03 Thai converted twice.
    """
    seen = _Bytes(limits)
    # Hashing works without the GIL, so it goes on while Python looks at the same block.
    with path.open("rb") as file, ThreadPoolExecutor(max_workers=1) as hashing:
        while block := file.read(_BLOCK):
            hashed = hashing.submit(seen.digest.update, block)
            seen.look(block)
            hashed.result()
    if not seen.size:
        raise refusal("FILE-03")
    name = seen.encoding()
    sample = seen.sample.decode(name, "ignore")
    if name == "cp874":
        _refuse_not_thai(seen.sample)
    refuse_garbled(sample)
    return Encoding(name=name, sha256=seen.digest.hexdigest(), size=seen.size, quoted=seen.quoted)


class _Bytes:
    """What was seen of a text file while its bytes went by."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._utf8 = codecs.getincrementaldecoder("utf-8")("strict")
        self._first_not_utf8 = -1
        self._first_not_874 = -1
        self.digest = hashlib.sha256()
        self.size = 0
        self.quoted = False
        self.sample = b""

    def look(self, block: bytes) -> None:
        """Look at the next bytes; raises FILE-01, FILE-06 and ENC-01 for UTF-16."""
        if not self.size:
            _refuse_wide(block)
            self.sample = block[:_SAMPLE]
        if b"\0" in block:
            raise refusal("FILE-01", why="เป็นไฟล์ไบนารี", why_english="it is a binary file")
        self.quoted = self.quoted or b'"' in block
        if self._first_not_utf8 < 0:
            self._first_not_utf8 = self._stumble(block)
        if self._first_not_874 < 0 and not block.isascii():
            found = _NOT_874.search(block)
            self._first_not_874 = self.size + found.start() if found else -1
        self.size += len(block)
        if self.size > self._limits.csv_bytes:
            raise too_large("ขนาด", "size", self.size, self._limits.csv_bytes)

    def encoding(self) -> str:
        """Return "utf-8" or "cp874" for all that was seen, or raise ENC-01."""
        if self._first_not_utf8 < 0:
            self._first_not_utf8 = self._stumble(b"", final=True)
        if self._first_not_utf8 < 0:
            return "utf-8"
        if self._first_not_874 >= 0:
            # The encoding that got further is the one the file was meant to be in.
            place = max(self._first_not_874, self._first_not_utf8)
            raise refusal("ENC-01", why=f"ไบต์ที่ {place}", why_english=f"byte {place}")
        return "cp874"

    def _stumble(self, block: bytes, *, final: bool = False) -> int:
        """Return the offset of the first byte that is not UTF-8, -1 if there is none."""
        waiting = len(self._utf8.getstate()[0])
        try:
            self._utf8.decode(block, final)
        except UnicodeDecodeError as error:
            return self.size - waiting + error.start
        return -1


def too_large(what: str, what_english: str, found: int, limit: int) -> Exception:
    """Return the refusal of a file that exceeds a limit (FILE-06)."""
    return refusal(
        "FILE-06", what=what, what_english=what_english, found=f"{found:,}", limit=f"{limit:,}"
    )


def _refuse_wide(block: bytes) -> None:
    even, odd = block[:400:2], block[1:400:2]
    half = len(odd) // 2
    wide = block.startswith(_WIDE_MARKS) or (
        half > 1 and (even.count(0) > half or odd.count(0) > half)
    )
    if wide:
        raise refusal("ENC-01", why="ไฟล์เป็น UTF-16", why_english="the file is UTF-16")


def _refuse_not_thai(sample: bytes) -> None:
    """Refuse text whose marks stand on no Thai letter: Western text read as Windows-874."""
    kinds = sample.translate(_KINDS_874)
    marks, stray = kinds.count(b"m"), kinds.count(b"-m") + kinds.startswith(b"m")
    if stray * 5 > marks:
        raise refusal("ENC-01", why="ไม่ใช่ภาษาไทย", why_english="this is not Thai")


def refuse_garbled(sample: str) -> None:
    """Refuse Thai that was converted twice: "เธ" or "เน" runs in more than a fifth of the cells."""
    if not any(sign.search(sample) for sign in _MAYBE_GARBLED):
        return
    thai = _THAI_CELL.findall(sample)
    garbled = sum(1 for cell in thai if _GARBLED.search(cell))
    if garbled * 5 > len(thai):
        raise refusal("ENC-03")
