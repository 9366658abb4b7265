"""Which letters a text file is written in, decided once for the whole file, never by the cell.

UTF-8 (with or without a byte order mark) if every byte of the file allows it, else Windows-874
(the superset of TIS-620) if every byte is one of its letters; nothing else. Latin-1 would accept
any bytes at all and is never tried.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from importers.carriers.limits import Limits
from importers.problems import refusal

_BLOCK = 1 << 20
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_NOT_874 = re.compile(rb"[\x81-\x84\x86-\x90\x98-\x9f\xdb-\xde\xfc-\xff]")
_ABOVE_874 = re.compile(rb"(.?)[\xd1\xd4-\xda\xe7-\xee]", re.DOTALL)
_THAI_874 = re.compile(rb"[\xa1-\xfb]")
_GARBLED = re.compile("(?:เ[ธน].?){2,}|(?:à¸.|à¹.){2,}")
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
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, size, first_not_874, sample, quoted = True, 0, -1, b"", False
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if not size:
                _refuse_wide(block)
                sample = block
            if b"\0" in block:
                raise refusal("FILE-01", why="เป็นไฟล์ไบนารี", why_english="it is a binary file")
            digest.update(block)
            quoted = quoted or b'"' in block
            if not block.isascii():
                if is_utf8:
                    is_utf8 = _accepts(utf8, block)
                if first_not_874 < 0 and (found := _NOT_874.search(block)):
                    first_not_874 = size + found.start()
            size += len(block)
            if size > limits.csv_bytes:
                raise too_large("ขนาด", "size", size, limits.csv_bytes)
    if not size:
        raise refusal("FILE-03")
    if is_utf8 and _accepts(utf8, b"", final=True):
        _refuse_garbled(sample.decode("utf-8", "ignore"))
        return Encoding(name="utf-8", sha256=digest.hexdigest(), size=size, quoted=quoted)
    if first_not_874 >= 0:
        raise refusal(
            "ENC-01", why=f"ไบต์ที่ {first_not_874}", why_english=f"byte {first_not_874}"
        )
    _refuse_not_thai(sample)
    _refuse_garbled(sample.decode("cp874", "ignore"))
    return Encoding(name="cp874", sha256=digest.hexdigest(), size=size, quoted=quoted)


def too_large(what: str, what_english: str, found: int, limit: int) -> Exception:
    """Return the refusal of a file that exceeds a limit (FILE-06)."""
    return refusal(
        "FILE-06", what=what, what_english=what_english, found=f"{found:,}", limit=f"{limit:,}"
    )


def _accepts(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


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
    marks = _ABOVE_874.findall(sample)
    stray = sum(1 for before in marks if not _THAI_874.match(before))
    if marks and stray * 5 > len(marks):
        raise refusal("ENC-01", why="ไม่ใช่ภาษาไทย", why_english="this is not Thai")


def _refuse_garbled(sample: str) -> None:
    """Refuse Thai that was converted twice: "เธ" or "เน" runs in more than a fifth of the cells."""
    thai = _THAI_CELL.findall(sample)
    garbled = sum(1 for cell in thai if _GARBLED.search(cell))
    if garbled * 5 > len(thai):
        raise refusal("ENC-03")
