"""One pilot made once, with its usual mess, and one clean."""

from pathlib import Path

import pytest

from generator.pilot import make_pilot

SEED = 7


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a pilot with the usual mess."""
    folder = tmp_path_factory.mktemp("usual")
    make_pilot(folder, seed=SEED, dirt=1.0)
    return folder


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a clean pilot."""
    folder = tmp_path_factory.mktemp("clean")
    make_pilot(folder, seed=SEED, dirt=0.0)
    return folder
