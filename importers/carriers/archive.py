"""The monthly ZIP of the land office, unpacked into a folder under names of our own."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from importers.carriers import unpacking
from importers.carriers.encoding import too_large
from importers.carriers.limits import Limits
from importers.problems import refusal

_TABLES = (".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".geojson", ".shp", ".gpkg")
_PACKED_WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xlsb")


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of a ZIP: its name there, with its folders, and where it was put."""

    name: str
    path: Path

    @property
    def suffix(self) -> str:
        """The end of its name, in lower case, with the dot."""
        return PurePosixPath(self.name).suffix.lower()


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP that is not a spreadsheet."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
    with unpacking.opened(path) as archive:
        names = set(archive.namelist())
    return "[Content_Types].xml" not in names and "mimetype" not in names


def unpack(
    path: Path, folder: Path, *, password: str | None = None, limits: Limits | None = None
) -> tuple[Member, ...]:
    """Unpack a ZIP into an existing folder and return its files in the order of their names.

    Files are written under numbers, never under names from the ZIP. Raises `FileRefused`:
    FILE-01 damaged, wrong password; FILE-03 empty; FILE-06 and FILE-08 hostile (size, ratio,
    entries, names, links, an archive inside).
    """
    limits = limits or Limits()
    size = path.stat().st_size
    if size > limits.archive_bytes:
        raise too_large("ขนาด", "size", size, limits.archive_bytes)
    secret = password.encode() if password else None
    unpacked = unpacking.Unpacked(limits)
    members = []
    with unpacking.opened(path) as archive:
        entries = unpacking.checked_entries(archive, limits)
        for number, entry in enumerate(sorted(entries, key=unpacking.entry_name)):
            name = unpacking.entry_name(entry)
            suffix = PurePosixPath(name).suffix.lower()
            target = folder / f"{number:04d}{suffix if suffix.isascii() else ''}"
            with target.open("xb") as file:
                first = b""
                for chunk in unpacking.chunks(archive, entry, unpacked, secret):
                    first = first or chunk[:8]
                    if unpacking.is_nested(first) and suffix not in _PACKED_WORKBOOKS:
                        raise refusal(
                            "FILE-08", why="มี ZIP ซ้อน ZIP", why_english="an archive in an archive"
                        )
                    file.write(chunk)
            members.append(Member(name=name, path=target))
    if not members:
        raise refusal("FILE-03")
    return tuple(members)


class Unpacked:
    """A ZIP's files in a private folder that goes when nobody holds this any more."""

    def __init__(
        self, path: Path, *, password: str | None = None, limits: Limits | None = None
    ) -> None:
        """Unpack a ZIP; raises `FileRefused` (see `unpack`)."""
        folder = Path(tempfile.mkdtemp(prefix="thidin-"))
        self._gone = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.members = unpack(path, folder, password=password, limits=limits)
        for member in self.members:
            if member.suffix == ".shp":
                self._join_parts(member)

    def tables(self) -> Sequence[Member]:
        """Return the files that may hold tables or shapes, by name alone."""
        return [one for one in self.members if one.suffix in _TABLES]

    def _join_parts(self, shapes: Member) -> None:
        """Give the parts of a shapefile one name again, as its readers look for them."""
        stem = PurePosixPath(shapes.name).with_suffix("")
        for part in self.members:
            if PurePosixPath(part.name).with_suffix("") == stem and part is not shapes:
                beside = shapes.path.with_suffix(part.suffix)
                if not beside.exists():
                    part.path.replace(beside)
