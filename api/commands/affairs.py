"""What a taxpayer decides about their own affairs: who may act for them, how they are told."""

from datetime import date, datetime

from api.office import Office
from domain.delegation import Affairs


def affairs_of(office: Office, taxpayer: int) -> Affairs:
    """Return what the log says of a taxpayer's own decisions."""
    affairs = Affairs(taxpayer=taxpayer)
    affairs.take_in(office.log.stream(affairs.stream))
    return affairs


def delegate(
    office: Office,
    affairs: Affairs,
    *,
    to: int,
    scopes: tuple[str, ...],
    until: date,
    today: date,
    at: datetime,
) -> int:
    """Let somebody act for a taxpayer; return the position. Raises `DelegationWrong`."""
    granted = affairs.delegate(to, scopes, until=until, today=today, at=at)
    return office.log.record([granted])


def revoke(office: Office, affairs: Affairs, *, to: int, at: datetime) -> int:
    """End a delegation; return the position. Raises `DelegationWrong`."""
    return office.log.record([affairs.revoke(to, at=at)])


def consent(
    office: Office,
    affairs: Affairs,
    *,
    client: str,
    scopes: tuple[str, ...],
    until: date,
    today: date,
    at: datetime,
) -> int:
    """Let a partner's program see or pay; return the position. Raises `DelegationWrong`."""
    return office.log.record([affairs.consent(client, scopes, until=until, today=today, at=at)])


def choose_channels(
    office: Office,
    affairs: Affairs,
    *,
    channels: tuple[str, ...],
    language: str,
    at: datetime,
    prove: tuple[str, ...] = (),
) -> int:
    """Choose how to be told; return the position. Raises `DelegationWrong`.

    `prove` are the channels whose address gets a code first.
    """
    chosen = affairs.choose_channels(channels, language=language, at=at, prove=prove)
    return office.log.record([chosen])


def withdraw_consent(office: Office, affairs: Affairs, *, client: str, at: datetime) -> int:
    """End a consent; return the position. Raises `DelegationWrong`."""
    return office.log.record([affairs.withdraw_consent(client, at=at)])
