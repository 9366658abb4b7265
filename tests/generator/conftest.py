"""The pilots, for tests that look at their files."""

from pathlib import Path

import pytest

from tests.generator import pilots
from tests.made_once import made


@pytest.fixture(scope="session")
def usual() -> Path:
    """Return the folder of a pilot with the usual mess."""
    return made(pilots.usual)


@pytest.fixture(scope="session")
def clean() -> Path:
    """Return the folder of a clean pilot."""
    return made(pilots.clean)
