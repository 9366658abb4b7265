"""The law in force, once for all tests of the engine; each test runs in both of its forms."""

import pytest

from domain.law import Law, YearLaw, load_law
from projections.bill_engine import engine


@pytest.fixture(autouse=True, params=["plain", "compiled"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The plain form of the Act, or the compiled one however few the rows are."""
    form: str = request.param
    monkeypatch.setattr(engine, "ROWS_WORTH_COMPILING", 0 if form == "compiled" else 2**63)
    return form


@pytest.fixture(scope="session")
def law_in_force() -> Law:
    """The law in force."""
    return load_law()


@pytest.fixture(scope="session")
def law(law_in_force: Law) -> YearLaw:
    """The law of tax year 2569, which reduces nothing for all."""
    return law_in_force.for_year(2569)
