"""Which version of a thing was read and is to be changed: ETag and If-Match (RFC 9110, 13)."""

from api.http.problems import Problem


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"v{version}"'


def must_match(if_match: str | None, version: int) -> None:
    """Hold what was read against what is. Raises `Problem`: missing (428) or failed (412).

    `*` would mean "whatever it is now" and so guards nothing; it counts as missing.
    """
    if if_match is None or if_match.strip() == "*":
        raise Problem("precondition-missing", headers={"ETag": etag(version)})
    told = [one.strip() for one in if_match.split(",")]
    if etag(version) not in told:
        raise Problem("precondition-failed", headers={"ETag": etag(version)})
