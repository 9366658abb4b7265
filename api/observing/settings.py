"""What is watched and by whom, from the environment; all of it is off until it is set."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from api.identity.addresses import is_loopback
from domain.errors import UnsafeSetting

METRICS: Final = "THIDIN_METRICS"
METRICS_TOKEN_FILE: Final = "THIDIN_METRICS_TOKEN_FILE"  # noqa: S105 - the setting's name
OTLP: Final = "THIDIN_OTLP"
TRACED_ONE_IN: Final = "THIDIN_TRACED_ONE_IN"
LINES: Final = "THIDIN_LOG_LINES"
TEXT: Final = "text"
JSON: Final = "json"
COUNTED_TOGETHER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where the Prometheus library's processes count together; it is the library's own setting."""

_SEEN_BY_OTHERS: Final = 0o077
_SHORTEST_TOKEN: Final = 16


@dataclass(frozen=True, kw_only=True)
class Observing:
    """What is watched. `door` is where figures are shown, `collector` where OTLP goes, "" for none.

    One request in `traced_one_in` is traced: all of them would take most of the service's time.
    """

    door: tuple[str, int] | None = None
    token: str = field(default="", repr=False)
    collector: str = ""
    traced_one_in: int = 100
    json_lines: bool = False

    @staticmethod
    def of(environment: Mapping[str, str]) -> "Observing":
        """Read the settings. Raises `UnsafeSetting`."""
        plain = Observing()
        door = environment.get(METRICS)
        token = environment.get(METRICS_TOKEN_FILE)
        lines = environment.get(LINES) or TEXT
        if lines not in {TEXT, JSON}:
            raise UnsafeSetting(f"{LINES} is {TEXT} or {JSON}; what is set is neither.")
        found = Observing(
            door=_address(door) if door else None,
            token=_secret(Path(token)) if token else "",
            collector=(environment.get(OTLP) or "").rstrip("/"),
            traced_one_in=_number(environment.get(TRACED_ONE_IN), plain.traced_one_in),
            json_lines=lines == JSON,
        )
        found.check()
        return found

    def check(self) -> None:
        """Refuse what would show figures to anybody, or cannot work. Raises `UnsafeSetting`."""
        if self.door is not None:
            _must_have("prometheus_client", METRICS)
            if not (is_loopback(self.door[0]) or self.token):
                raise UnsafeSetting(
                    f"{METRICS} is reached over the network. Name a file with a token that whoever "
                    f"asks must send in {METRICS_TOKEN_FILE}, or use 127.0.0.1."
                )
        if self.collector:
            _must_have("opentelemetry.sdk", OTLP)
            parts = urlsplit(self.collector)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
                raise UnsafeSetting(
                    f"{OTLP} is where the collector takes OTLP over HTTP, such as "
                    "http://127.0.0.1:4318, without name or password."
                )


@contextmanager
def counted_together(environment: MutableMapping[str, str]) -> Iterator[None]:
    """Let all processes of a service count into one folder, gone afterwards, if anybody looks."""
    if not environment.get(METRICS):
        yield
        return
    folder = tempfile.mkdtemp(prefix="thidin-figures-")
    environment[COUNTED_TOGETHER] = folder
    try:
        yield
    finally:
        forget_counts(environment)
        environment.pop(COUNTED_TOGETHER, None)


def forget_counts(environment: Mapping[str, str]) -> None:
    """Remove the folder; whoever ends last does, since a signal may end a service in between."""
    folder = environment.get(COUNTED_TOGETHER)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and int(port) < 2**16):
        raise UnsafeSetting(f"{METRICS} is an address and a port, such as 127.0.0.1:9464.")
    return host.strip("[]"), int(port)


def _number(text: str | None, otherwise: int) -> int:
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise UnsafeSetting(f"{TRACED_ONE_IN} is a whole number from 1: one request in so many.")
    return int(text)


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & _SEEN_BY_OTHERS:
            raise UnsafeSetting(f"The token {path} may be read by others: chmod 600 {path}")
        secret = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise UnsafeSetting(f"The token {path} ({METRICS_TOKEN_FILE}) cannot be read.") from wrong
    if len(secret) < _SHORTEST_TOKEN:
        raise UnsafeSetting(
            f"The token {path} is shorter than {_SHORTEST_TOKEN} letters. Make one with "
            f"umask 077; openssl rand -hex 32 > {path}"
        )
    return secret


def _must_have(library: str, setting: str) -> None:
    try:
        found = find_spec(library)
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise UnsafeSetting(
            f"{setting} is set, and the library it needs is not installed: make full"
        )
