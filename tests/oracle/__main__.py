"""`python -m tests.oracle`: engine against oracle on a million random properties and more."""

import argparse
import secrets
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat
from multiprocessing import get_context

from tests.oracle.agreement import check_random, together

BATCH = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 where all agreed, 1 at the first disagreement, whose papers are printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--properties", type=int, default=1_000_000, help="at least so many")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="as an earlier run printed it")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    asked = parser.parse_args(arguments)
    say = partial(print, flush=True)
    say(f"seed {asked.seed}: {asked.properties:,} properties in batches of {BATCH:,}")

    began = time.monotonic()
    batches = -(-asked.properties // BATCH)
    total = together(())
    seeds = [f"{asked.seed}/{batch}" for batch in range(batches)]
    size = repeat(min(BATCH, asked.properties))
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        for seed, checked in zip(seeds, pool.map(check_random, seeds, size), strict=True):
            total = together((total, checked))
            if total.first is not None:
                say(f"\nDISAGREEMENT in batch {seed}\n{total.first}")
                pool.shutdown(cancel_futures=True)
                return 1
            say(
                f"\r{total.properties:>12,} properties, {total.requests:,} requests agree, "
                f"{time.monotonic() - began:.0f} s",
                end="",
            )
    say(f"\nengine and oracle agree on {total.properties:,} properties, {total.lines:,} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
