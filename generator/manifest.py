"""The list of what was generated: every file, its rows, and what was spoilt on purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

NAME: Final = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class File:
    """One generated file.

    `body` is the code of 8 digits, or "" with `province` for the Treasury's files. `as_of` is the
    ISO day from which the file's facts hold where its rows name none. `rows` counts data rows,
    `spoilt` the rows spoilt on purpose by the problem code an importer should report. `order` is
    the order in which a clerk would import. A workbook or archive has its rows by `sheets`, a month
    of the land office its registered acts by effect in `acts`.
    """

    path: str
    feed: str
    order: int
    body: str = ""
    province: int = 0
    as_of: str = ""
    rows: int = 0
    encoding: str = ""
    spoilt: Mapping[str, int] = field(default_factory=dict)
    sheets: Mapping[str, int] = field(default_factory=dict)
    acts: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""


def write_manifest(
    folder: Path,
    *,
    seed: int,
    dirt: float,
    bodies: Sequence[Mapping[str, Any]],
    files: Sequence[File],
    stories: Sequence[Mapping[str, Any]],
) -> None:
    """Write `manifest.json` beside the files it lists."""
    listed = sorted(files, key=lambda file: (file.order, file.body, file.path))
    content = {
        "seed": seed,
        "dirt": dirt,
        "bodies": list(bodies),
        "files": [asdict(file) for file in listed],
        "stories": list(stories),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes."""
    return sha256(content).hexdigest()
