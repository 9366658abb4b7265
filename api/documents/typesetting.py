"""The typesetter: templates and their content in, PDF bytes out, the same for the same content."""

import json
import re
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Final

import typst

from api.documents.font import FONT_PACKAGE
from api.documents.letter import Content, Writer
from api.documents.thai_writing import Digits
from api.documents.words import WordBreaker

_EMPTY: Final = "empty.typ"
_AGEING: Final = 4
"""With each file set, pieces of two or three files remain."""
_KEPT: Final = "a-2a"
_READ_ALOUD: Final = "ua-1"

_FIXED_TEXT: Final = re.compile(r'((?:th|both|heading-of)\(|[,(] ?)"([^"]*[\u0e01-\u0e4e][^"]*)"')


class Typesetter:
    """Sets letters and forms; one thread uses it at a time.

    The templates' own Thai texts are told apart into words once, when it is made. Never fork a
    process in which one has worked: the child would wait for ever. `edition` tells templates and
    typesetter apart from others, in 16 bytes. With `specimen` each page says that it is one.
    """

    def __init__(
        self,
        *,
        digits: Digits = Digits.ARABIC,
        words: WordBreaker | None = None,
        specimen: bool = False,
    ) -> None:
        self.writer = Writer(words=words or WordBreaker(), digits=digits)
        self._root = Path(tempfile.mkdtemp(prefix="templates-"))
        weakref.finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        self._inputs = {"specimen": "yes"} if specimen else {}
        edition = blake2b(version("typst").encode(), digest_size=16)
        edition.update(b"specimen" if specimen else b"")
        for template in sorted(
            resources.files("api.documents").joinpath("templates").iterdir(), key=str
        ):
            source = _FIXED_TEXT.sub(self._fixed, template.read_text("utf-8"))
            (self._root / template.name).write_text(source, "utf-8")
            edition.update(source.encode())
        (self._root / _EMPTY).write_text("", "utf-8")
        self.edition = edition.digest()
        self._compiler = typst.Compiler(
            root=str(self._root), font_paths=[_fonts()], ignore_system_fonts=True
        )

    def pdf(self, template: str, contents: Sequence[Content], *, title: str, day: date) -> bytes:
        """Set some contents of one template, each beginning on a page of its own.

        `title` and `day` are the file's. The same arguments always give the same bytes.
        """
        run = {"title": title, "day": [day.year, day.month, day.day], "items": list(contents)}
        made = self._compiler.compile(
            input=str(self._root / f"{template}.typ"),
            format="pdf",
            sys_inputs=self._inputs
            | {"data": json.dumps(run, ensure_ascii=False, separators=(",", ":"))},
            pdf_standards=[_KEPT, _READ_ALOUD],
        )
        assert isinstance(made, bytes)
        return made

    def forget(self) -> None:
        """Let go of what was laid out a few calls ago.

        The compiler keeps each piece of layout for ten more compilations, 1.5 MB a notice: a body's
        run would fill the memory and look longer and longer for what it kept. Nothing else ages it
        but to compile; a compilation that runs at the same time keeps what it still needs.
        """
        for _ in range(_AGEING):
            self._compiler.compile(input=str(self._root / _EMPTY), format="pdf")

    def _fixed(self, found: re.Match[str]) -> str:
        return f'{found[1]}"{self.writer.text(found[2])}"'


def _fonts() -> str:
    return str(resources.files(FONT_PACKAGE).joinpath("files"))
