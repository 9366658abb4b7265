"""Files that offices send, taken in piece by piece and kept sealed in the vault."""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from fastapi import Request

from api.http.front import Front
from api.http.problems import Problem

DAYS_TO_MEND: Final = 90
OCTETS: Final = "application/octet-stream"
SUFFIXES: Final = frozenset({".csv", ".txt", ".xlsx", ".zip", ".xls"})
_STRANGE: Final = re.compile(r"[^\w.\-]+")
_MOST_NAME: Final = 80


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that was sent: the digest it is kept under, and its name made harmless."""

    sha256: str
    name: str


async def receive(front: Front, request: Request, name: str) -> Upload:
    """Take a request's body in as a file and keep it, sealed. Raises `Problem`.

    The name is told to the readers, since some offices write the day or the place into it, but no
    path is ever made of it.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != OCTETS:
        raise Problem("media-type-wrong")
    harmless = harmless_name(name)
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as file:
        async for piece in request.stream():
            digest.update(piece)
            file.write(piece)
        if file.tell() == 0:
            raise Problem("value-wrong")

        def keep() -> None:
            file.seek(0)
            until = front.today() + timedelta(days=DAYS_TO_MEND)
            front.office.vault.keep_file(digest.hexdigest(), file.read(), until=until)

        await front.pools.exports.run(keep)
    return Upload(sha256=digest.hexdigest(), name=harmless)


def harmless_name(name: str) -> str:
    """Return a file name of word characters, dots and dashes. Raises `Problem` for other kinds."""
    last = re.split(r"[/\\]", name)[-1]
    plain = _STRANGE.sub("_", last).lstrip("._-")[-_MOST_NAME:]
    if Path(plain).suffix.lower() not in SUFFIXES:
        raise Problem("value-wrong", detail=f"A file's name ends in {', '.join(sorted(SUFFIXES))}.")
    return plain


@contextmanager
def opened(front: Front, sha256: str, name: str) -> Iterator[Path]:
    """Give a kept file as a path that nobody else can read, for as long as it is used."""
    content = front.office.vault.file(sha256)
    if content is None:
        raise Problem("absent")
    with tempfile.TemporaryDirectory(prefix="thidin-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path
