"""A town that collects, served to browsers on this computer, with a double of ThaID beside it."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from api.cli.serving import write_providers
from api.identity.double import PEOPLE, ThaIdDouble, create_double
from tests.api.cli.clerk import identity
from tests.api.http.collecting import Collecting, issued, of_collecting
from tests.api.http.test_issuing import with_chief

NAMES: Mapping[int, str] = {
    1: "นางสมใจ มีที่นา",
    2: "นายทดลอง สองแปลง",
    3: '<script>alert(1)</script>\u202eเจ้าของ "ร้าย" ' + "ก" + "\u0e49" * 40 + "ย" * 500,
    21: "เจ้าหน้าที่",
    22: "ส่วนกลาง",
    23: "ธนารักษ์",
    24: "ผู้บริหารท้องถิ่น",
}
"""Who can sign in, by the number of the person; the third has the worst of names."""


@dataclass(frozen=True, kw_only=True)
class Street:
    """Where the pages are, and what stands behind them."""

    collecting: Collecting
    origin: str

    def choose(self, person: int) -> str:
        """Return what the person clicks at the double of ThaID."""
        return f"person={list(NAMES).index(person)}"


@contextmanager
def served(app: Any, listening: socket.socket) -> Iterator[None]:
    """Serve an application on a socket that listens already, until we are done."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield
    finally:
        # A browser that a failed test left open is not waited for.
        server.should_exit = server.force_exit = True
        thread.join()


def listening() -> socket.socket:
    """Return a socket of this computer alone; whoever connects before it is served waits."""
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    made.listen(64)
    return made


def of_street(
    folder: Path, begun: Callable[[Path], None] = issued, *, channels: str = ""
) -> Iterator[Street]:
    """Yield a street of pages, and let go of everything behind it; `begun` wrote its files."""
    ours, theirs = listening(), listening()
    origin = f"http://127.0.0.1:{ours.getsockname()[1]}"
    issuer = f"http://127.0.0.1:{theirs.getsockname()[1]}"
    for collecting in of_collecting(folder, origin=origin, channels=channels, begun=begun):
        with_chief(collecting.town)
        write_providers(folder / "providers.toml", issuer)
        people = tuple(
            {**PEOPLE[0], "pid": identity(number), "name": name} for number, name in NAMES.items()
        )
        double = ThaIdDouble(issuer=issuer, people=people, clock=collecting.clock)
        with served(create_double(double), theirs), served(collecting.town.app, ours):
            yield Street(collecting=collecting, origin=origin)
