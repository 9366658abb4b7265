"""The press: letters as PDF while somebody waits, one at a time."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from api.documents import Letter, Typesetter
from api.documents.write import setting


@dataclass(kw_only=True)
class Press:
    """A typesetter, made when first asked for: that takes a second, and 100 MB."""

    specimen: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def _typesetter(self) -> Typesetter:
        return Typesetter(specimen=self.specimen)

    def pdf(self, letters: Iterable[Letter]) -> bytes:
        """Return letters of one kind as one PDF, each beginning on a page of its own."""
        with self._lock:
            made = [setting(letter, self._typesetter.writer) for letter in letters]
            first, last = made[0], made[-1]
            contents = [one.content for one in made]
            return self._typesetter.pdf(first.template, contents, title=first.title, day=last.day)
