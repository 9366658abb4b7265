"""What the tests of the service share: a town of a test's own, and one for those that only look."""

from collections.abc import Iterator

import pytest

from tests.api.http.town import Town, of_office, town

__all__ = ["seen_town", "town"]


@pytest.fixture(scope="package")
def seen_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town that no test changes."""
    yield from of_office(tmp_path_factory.mktemp("seen") / "office")
