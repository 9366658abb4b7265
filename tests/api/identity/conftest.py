"""The towns that the tests of the service have, for the tests of signing in."""

from tests.api.http.conftest import seen_town, town

__all__ = ["seen_town", "town"]
