"""The generator's own command: `python -m generator --pilot FOLDER` or `--nation FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.pilot import make_pilot


def main() -> None:
    """Make the files that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m generator", description=__doc__)
    parser.add_argument("--pilot", type=Path, metavar="FOLDER", required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dirt", type=float, default=1.0, help="0 for clean files, 1 as usual")
    chosen = parser.parse_args()
    make_pilot(chosen.pilot, seed=chosen.seed, dirt=chosen.dirt)


if __name__ == "__main__":
    main()
