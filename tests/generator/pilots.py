"""Two pilots that are made once, one with its usual mess and one clean."""

from pathlib import Path

from generator.pilot import make_pilot

SEED = 7


def usual(folder: Path) -> None:
    """Write a pilot with the usual mess."""
    make_pilot(folder, seed=SEED, dirt=1.0)


def clean(folder: Path) -> None:
    """Write a clean pilot."""
    make_pilot(folder, seed=SEED, dirt=0.0)
