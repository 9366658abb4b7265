"""`python -m tests.oracle`: engine against oracle on a million random properties and more."""

import argparse
import secrets
import sys
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_context

from tests.oracle.agreement import Checked, check_random, together

BATCH = 10_000


def _one(batch: int, *, seed: str, properties: int) -> Checked:
    return check_random(f"{seed}/{batch}", properties)


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
    job = partial(_one, seed=asked.seed, properties=min(BATCH, asked.properties))
    with get_context("spawn").Pool(asked.workers) as pool:
        for done, checked in enumerate(pool.imap(job, range(batches)), start=1):
            total = together((total, checked))
            if total.first is not None:
                say(f"\nDISAGREEMENT in batch {asked.seed}/{done - 1}\n{total.first}")
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
