"""Which program this is: two machines with another one could compute other bills without a word."""

import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

import domain
import projections
from domain.errors import Refused

_PARTS: Final = (domain, projections)
_FILES: Final = frozenset({".py", ".toml"})


class OtherProgram(Refused):
    """A worker runs another version than whoever asks it."""

    code = "other-program"


@cache
def program() -> str:
    """Return a digest of what bills follow from: our own code, the law's files, Python, NumPy."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {np.__version__}".encode())
    for part in _PARTS:
        assert part.__file__ is not None
        folder = Path(part.__file__).parent
        for file in sorted(folder.rglob("*")):
            if file.suffix in _FILES:
                digest.update(file.relative_to(folder.parent).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def must_be(asked_by: str) -> None:
    """Raise `OtherProgram` unless whoever asks runs this very program."""
    if asked_by != program():
        raise OtherProgram(
            "A worker runs another version of Thidin, of Python or of NumPy than this command. "
            "Install the same on all machines and start the workers again. Nothing was written."
        )
