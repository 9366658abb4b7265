"""Unpacking a ZIP without trusting a word it says: sizes are measured while bytes come out."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from importers.carriers.encoding import too_large
from importers.carriers.limits import Limits
from importers.problems import FileRefused, refusal

_CHUNK = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")


class Unpacked:
    """How many bytes have come out of one archive so far, held against its limits."""

    def __init__(self, limits: Limits) -> None:
        """Start with nothing unpacked."""
        self._limits = limits
        self._total = 0

    def count(self, entry: zipfile.ZipInfo, out: int, chunk: int) -> None:
        """Count a chunk of an entry of which `out` bytes have come; raises FILE-06 or FILE-08."""
        self._total += chunk
        if self._total > self._limits.unpacked_bytes:
            raise too_large(
                "ขนาดหลังคลายไฟล์", "unpacked size", self._total, self._limits.unpacked_bytes
            )
        packed = max(entry.compress_size, 1)
        if out > self._limits.ratio_from_bytes and out > packed * self._limits.ratio:
            raise refusal(
                "FILE-08",
                why=f"บีบอัดเกิน {self._limits.ratio} เท่า",
                why_english=f"it is packed more than {self._limits.ratio} times",
            )


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP; what is wrong with its bytes becomes FILE-01."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise refusal("FILE-01", why="ไฟล์ ZIP เสียหาย", why_english="the ZIP is damaged") from error


def checked_entries(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the files in a ZIP; raises `FileRefused`.

    FILE-06 too many entries; FILE-08 a name that would leave its folder, a symbolic link, one
    name twice.
    """
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise too_large("จำนวนไฟล์ใน ZIP", "files in the ZIP", len(entries), limits.entries)
    names = set()
    for entry in entries:
        name = entry_name(entry)
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name:
            raise refusal(
                "FILE-08", why="ชื่อไฟล์ออกนอกโฟลเดอร์", why_english="a name leaves its folder"
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise refusal("FILE-08", why="มีลิงก์", why_english="it holds a link")
        if name in names:
            raise refusal("FILE-08", why="ชื่อไฟล์ซ้ำ", why_english="a name stands twice")
        names.add(name)
    return [entry for entry in entries if not entry.is_dir()]


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; one that is not marked UTF-8 is UTF-8 or Windows-874 all the same."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "cp874"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def chunks(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    unpacked: Unpacked,
    password: bytes | None = None,
) -> Iterator[bytes]:
    """Yield an entry's bytes, counting them; raises `FileRefused` for a wrong password too."""
    out = 0
    try:
        with archive.open(entry, pwd=password) as file:
            while chunk := file.read(_CHUNK):
                out += len(chunk)
                unpacked.count(entry, out, len(chunk))
                yield chunk
    except RuntimeError as error:
        raise password_refused(given=password is not None) from error
    except zipfile.BadZipFile as error:
        if entry.flag_bits & _ENCRYPTED:
            raise password_refused(given=password is not None) from error
        raise


def password_refused(*, given: bool) -> FileRefused:
    """Return the refusal of a ZIP whose password is wrong or was not given."""
    if given:
        return refusal("FILE-01", why="รหัสผ่าน ZIP ไม่ถูกต้อง", why_english="wrong ZIP password")
    return refusal("FILE-01", why="ZIP มีรหัสผ่าน", why_english="the ZIP needs a password")


def is_nested(start: bytes) -> bool:
    """Whether a file's first bytes are those of another archive."""
    return start.startswith(_NESTED)
