"""The law in force, once for all tests of the engine."""

import pytest

from domain.law import Law, YearLaw, load_law


@pytest.fixture(scope="session")
def law_in_force() -> Law:
    """The law in force."""
    return load_law()


@pytest.fixture(scope="session")
def law(law_in_force: Law) -> YearLaw:
    """The law of tax year 2569, which reduces nothing for all."""
    return law_in_force.for_year(2569)
