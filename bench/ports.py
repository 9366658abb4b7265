"""A port for a program that is about to begin."""

import secrets
import socket
from contextlib import suppress


def free_port() -> int:
    """Return a port that nobody has, below those that the system itself gives to connections.

    A port that the system gives and gets back may be another connection's before the program
    that is to have it has begun.
    """
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
