"""The correction file of a job: the rows that were kept back, as they came, with what is wrong."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import Response

from api.http.front import Front
from api.http.imports import context_of
from api.http.problems import Problem
from api.http.uploads import opened
from importers.mending import write_corrections
from importers.reading import read_file
from projections.sessions import Job

CSV: str = "text/csv; charset=utf-8"
XLSX: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: str = "application/zip"


@dataclass(frozen=True, kw_only=True)
class Mending:
    """A file to be mended and handed in again."""

    name: str
    media_type: str
    content: bytes


def correction_file(front: Front, job: Job) -> Mending:
    """Write what is to be mended of a job's file, several tables in an archive.

    Raises `Problem` where nothing is, or the file is no longer kept; `FileRefused` for a file that
    is none.
    """
    with (
        opened(front, job.request["sha256"], job.request["name"]) as path,
        tempfile.TemporaryDirectory(prefix="thidin-") as folder,
    ):
        tables = read_file(path, context_of(front, job))
        written = [write_corrections(path, one, Path(folder)) for one in tables]
        found = [one for one in dict.fromkeys(written) if one is not None]
        if not found:
            raise Problem("absent")
        return _together(found)


def file_response(found: Mending) -> Response:
    """Answer with the file, to be kept."""
    name = quote(found.name)
    told = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(found.content, media_type=found.media_type, headers=told)


def _together(found: Sequence[Path]) -> Mending:
    if len(found) == 1:
        (path,) = found
        media_type = XLSX if path.suffix == ".xlsx" else CSV
        return Mending(name=path.name, media_type=media_type, content=path.read_bytes())
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in found:
            archive.write(path, path.name)
    return Mending(name="corrections.zip", media_type=ZIP, content=whole.getvalue())
