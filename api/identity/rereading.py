"""A settings file that is read again as soon as it changes, without a restart."""

import threading
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from domain.errors import UnsafeSetting

Content = TypeVar("Content")


class Reread(Generic[Content]):
    """What a TOML file says now. A file that is not there says nothing: `{}`."""

    def __init__(self, path: Path, read: Callable[[Mapping[str, Any]], Content]) -> None:
        self._path = path
        self._read = read
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._content: Content | None = None

    def now(self) -> Content:
        """Return the content as the file stands. Raises `UnsafeSetting` where it is unreadable.

        A broken file is an error and not the content of before: somebody may have been struck off.
        """
        with self._lock:
            stamp = self._stamped()
            if self._content is None or stamp != self._stamp:
                self._content = None
                self._content = self._parsed()
                self._stamp = stamp
            return self._content

    def _stamped(self) -> tuple[int, int, int]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return (0, 0, 0)
        return (found.st_mtime_ns, found.st_size, found.st_ino)

    def _parsed(self) -> Content:
        try:
            given = tomllib.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            given = {}
        except (OSError, ValueError) as wrong:
            raise UnsafeSetting(f"{self._path} cannot be read: {type(wrong).__name__}.") from wrong
        try:
            return self._read(given)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise UnsafeSetting(
                f"{self._path} is not what it should be ({type(wrong).__name__}: {wrong}); see "
                "docs/serving.md for its form."
            ) from wrong
