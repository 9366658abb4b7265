"""The generator's own command: `python -m generator --pilot FOLDER` or `--nation FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.nation_files import make_nation
from generator.pilot import MONTHS, make_pilot


def main() -> None:
    """Make the files that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m generator", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--pilot", type=Path, metavar="FOLDER", help="three real local bodies")
    what.add_argument("--nation", type=Path, metavar="FOLDER", help="made-up local bodies")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dirt", type=float, default=1.0, help="0 for clean files, 1 as usual")
    parser.add_argument("--size", type=float, default=0.01, help="1 for the whole nation")
    parser.add_argument("--months", type=int, default=12, help="of the land office, for a nation")
    chosen = parser.parse_args()
    if chosen.pilot is not None:
        make_pilot(chosen.pilot, seed=chosen.seed, dirt=chosen.dirt)
    else:
        make_nation(
            chosen.nation,
            seed=chosen.seed,
            size=chosen.size,
            dirt=chosen.dirt,
            months=MONTHS[len(MONTHS) - chosen.months :],
        )


if __name__ == "__main__":
    main()
