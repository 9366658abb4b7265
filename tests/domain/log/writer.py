"""A program that writes to a log once it is told to go: run with `python -m`."""

import sys

from domain.log import open_log
from domain.log.stream_ids import Kind, stream_id
from tests.domain.log.acts import noted


def main(url: str, place: str, acts: str) -> None:
    """Say that the program is ready, wait for a line and write."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    write(url, place=int(place), acts=int(acts))


def write(url: str, *, place: int, acts: int) -> None:
    """Record acts one by one on a stream of one's own; say each position once it is certain."""
    stream = stream_id(Kind.REGISTER, place)
    with open_log(url) as log:
        for version in range(1, acts + 1):
            # Two acts that belong together: after a crash there are both or neither.
            position = log.record(
                [
                    noted(2 * version - 1, stream=stream, note="x" * 200),
                    noted(2 * version, stream=stream),
                ]
            )
            sys.stdout.write(f"{position}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
