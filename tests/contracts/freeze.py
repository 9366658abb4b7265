"""Freezes a sample of each act that has none yet: `python -m tests.contracts.freeze`."""

import sys

from tests.contracts.frozen import freeze
from tests.contracts.samples import SAMPLES


def main() -> None:
    """Write what is new and leave alone what is there."""
    for build in SAMPLES:
        if written := freeze(build()):
            sys.stdout.write(f"{written.name}\n")


if __name__ == "__main__":
    main()
