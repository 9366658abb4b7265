"""Requests sent to a service at a steady rate, each timed from when it was due."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import uvloop

CONNECTIONS: Final = 64
_HEAD_ENDS: Final = b"\r\n\r\n"
_OK: Final = b"HTTP/1.1 20"


@dataclass(frozen=True, kw_only=True)
class Load:
    """Seconds from when each request was due to its answer, in order; how many were refused."""

    seconds: Sequence[float]
    refused: int
    elapsed: float

    def ms(self, share: float) -> float:
        """Return within how many milliseconds a share of the requests was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1_000

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.elapsed


def send(port: int, requests: Sequence[bytes], *, per_second: float) -> Load:
    """Send requests over some connections; one that is due late counts as slow."""
    return uvloop.run(_send(port, requests, per_second))


async def _send(port: int, requests: Sequence[bytes], per_second: float) -> Load:
    seconds = [0.0] * len(requests)
    refused = 0
    # One after another, so that the service's processes share them.
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONNECTIONS)]
    started = time.perf_counter()

    async def one_connection(first: int) -> None:
        nonlocal refused
        reader, writer = opened[first]
        for number in range(first, len(requests), CONNECTIONS):
            due = started + number / per_second
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            writer.write(requests[number])
            if not await _answered(reader):
                refused += 1
            seconds[number] = time.perf_counter() - due
        writer.close()

    await asyncio.gather(*(one_connection(first) for first in range(CONNECTIONS)))
    return Load(seconds=seconds, refused=refused, elapsed=time.perf_counter() - started)


async def _answered(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(_HEAD_ENDS)
    length = next(
        int(line.partition(b":")[2])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length")
    )
    await reader.readexactly(length)
    return head.startswith(_OK)


def request(method: str, path: str, *, port: int, headers: dict[str, str], body: bytes) -> bytes:
    """Write one HTTP request."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + _HEAD_ENDS + body
