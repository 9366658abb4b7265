"""Work of the service that no request waits for: a thread that does it again and again."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from domain.errors import LogBusy, LogUnavailable, StaleStream
from projections.sessions import StoreUnavailable

_LOG: Final = logging.getLogger("thidin.background")


@dataclass(kw_only=True)
class Background:
    """A thread that does `work` when it is woken, and every `seconds` anyway.

    Work that fails is told to the operators and done again: its messages and questions lie on disk.
    """

    name: str
    work: Callable[[], object]
    seconds: float
    _wanted: threading.Event = field(default_factory=threading.Event)
    _closing: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def closing(self) -> bool:
        """Whether the service is about to end, so that long work stops in between."""
        return self._closing.is_set()

    def open(self) -> None:
        """Begin."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._go_on, name=self.name, daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Do the work soon."""
        self._wanted.set()

    def close(self) -> None:
        """Let the work under way finish."""
        self._closing.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _go_on(self) -> None:
        while not self._closing.is_set():
            self._wanted.wait(self.seconds)
            self._wanted.clear()
            self._try()

    def _try(self) -> None:
        try:
            self.work()
        except (StaleStream, LogBusy, LogUnavailable, StoreUnavailable) as failed:
            _LOG.warning("%s waits on: %s", self.name, type(failed).__name__)
        except Exception as failed:  # noqa: BLE001 - the thread must outlive whatever fails
            # Without the traceback's text, which could quote what was sent.
            _LOG.error("%s waits on, and needs a person: %s", self.name, type(failed).__name__)
