"""What a taxpayer decides about their own affairs: who may act for them, how they are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.errors import Refused
from domain.log.events import Event, Recorded, stored
from domain.log.stream_ids import Kind, stream_id

SCOPES: Final = ("see", "pay", "appeal")
"""What somebody may do for a taxpayer; each includes those before it only where it is named."""

CONSENT_SCOPES: Final = ("see", "pay")
"""What a partner's program may do for a taxpayer who consents."""

POST: Final = "post"
CHANNELS: Final = ("email", "sms", "portal")
"""How a taxpayer is told of things beside the Act's letters on paper, which come by post anyway."""

LANGUAGES: Final = ("th", "en", "both")

YEARS_AT_MOST: Final = 5


class DelegationWrong(Refused):
    """The delegation cannot be granted or revoked so."""

    code = "delegation-wrong"


@stored("Taxpayer.DelegationGranted", version=1)
@dataclass(frozen=True, kw_only=True)
class DelegationGranted(Event):
    """Somebody else may act for the taxpayer, in this scope, until a day."""

    to: int
    scopes: tuple[str, ...]
    until: date
    recorded_at: datetime


@stored("Taxpayer.DelegationRevoked", version=1)
@dataclass(frozen=True, kw_only=True)
class DelegationRevoked(Event):
    """They may no longer."""

    to: int
    recorded_at: datetime


@stored("Taxpayer.ChannelChosen", version=1)
@dataclass(frozen=True, kw_only=True)
class ChannelChosen(Event):
    """How the taxpayer wants to be told, and in which language; addresses lie in the vault.

    `channel` is POST where by letters alone; `also` are further channels. `prove` are those whose
    address the taxpayer has yet to show to be theirs, by a code sent to it.
    """

    channel: str
    language: str
    recorded_at: datetime
    also: tuple[str, ...] = ()
    prove: tuple[str, ...] = ()

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the channels beside the post."""
        return tuple(one for one in (self.channel, *self.also) if one != POST)


@stored("Taxpayer.ConsentGiven", version=1)
@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    """A partner's program, such as the national portal's, may see or pay the bills, until a day."""

    client: str
    scopes: tuple[str, ...]
    until: date
    recorded_at: datetime


@stored("Taxpayer.ConsentWithdrawn", version=1)
@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    """It may no longer."""

    client: str
    recorded_at: datetime


TaxpayerEvent = (
    DelegationGranted | DelegationRevoked | ChannelChosen | ConsentGiven | ConsentWithdrawn
)


@dataclass(kw_only=True)
class Affairs:
    """What the log says of one taxpayer's own decisions."""

    taxpayer: int
    version: int = 0
    delegations: dict[int, DelegationGranted] = field(default_factory=dict)
    channel: ChannelChosen | None = None
    consents: dict[str, ConsentGiven] = field(default_factory=dict)

    @property
    def stream(self) -> UUID:
        """Id of the taxpayer's stream."""
        return stream_id(Kind.TAXPAYER, 0, number=self.taxpayer)

    def take_in(self, recorded: Iterable[Recorded]) -> None:
        """Take recorded acts in, in order."""
        for one in recorded:
            self.apply(one)

    def apply(self, recorded: Recorded) -> None:
        """Take one recorded act in. Assigns only; never refuses."""
        event = recorded.event
        match event:
            case DelegationGranted():
                self.delegations[event.to] = event
            case DelegationRevoked():
                self.delegations.pop(event.to, None)
            case ChannelChosen():
                self.channel = event
            case ConsentGiven():
                self.consents[event.client] = event
            case ConsentWithdrawn():
                self.consents.pop(event.client, None)
        self.version = recorded.event.version

    def may(self, who: int, scope: str, *, on: date) -> bool:
        """Say whether somebody may act for the taxpayer in a scope on a day."""
        granted = self.delegations.get(who)
        return granted is not None and scope in granted.scopes and on <= granted.until

    def delegate(
        self, to: int, scopes: tuple[str, ...], *, until: date, today: date, at: datetime
    ) -> DelegationGranted:
        """Let somebody act. Raises `DelegationWrong`."""
        if to == self.taxpayer:
            raise DelegationWrong("Nobody delegates to themselves.")
        _check(scopes, SCOPES, until=until, today=today)
        return DelegationGranted(
            stream=self.stream,
            version=self.version + 1,
            to=to,
            scopes=tuple(scope for scope in SCOPES if scope in scopes),
            until=until,
            recorded_at=at,
        )

    def revoke(self, to: int, *, at: datetime) -> DelegationRevoked:
        """End a delegation. Raises `DelegationWrong`."""
        if to not in self.delegations:
            raise DelegationWrong("There is no such delegation.")
        return DelegationRevoked(
            stream=self.stream, version=self.version + 1, to=to, recorded_at=at
        )

    def consents_to(self, client: str, scope: str, *, on: date) -> bool:
        """Say whether a partner's program may do something for the taxpayer on a day."""
        given = self.consents.get(client)
        return given is not None and scope in given.scopes and on <= given.until

    def consent(
        self, client: str, scopes: tuple[str, ...], *, until: date, today: date, at: datetime
    ) -> ConsentGiven:
        """Let a partner's program see or pay the bills. Raises `DelegationWrong`."""
        _check(scopes, CONSENT_SCOPES, until=until, today=today)
        return ConsentGiven(
            stream=self.stream,
            version=self.version + 1,
            client=client,
            scopes=tuple(scope for scope in CONSENT_SCOPES if scope in scopes),
            until=until,
            recorded_at=at,
        )

    def withdraw_consent(self, client: str, *, at: datetime) -> ConsentWithdrawn:
        """End a consent. Raises `DelegationWrong`."""
        if client not in self.consents:
            raise DelegationWrong("There is no such consent.")
        return ConsentWithdrawn(
            stream=self.stream, version=self.version + 1, client=client, recorded_at=at
        )

    def choose_channels(
        self,
        channels: tuple[str, ...],
        *,
        language: str,
        at: datetime,
        prove: tuple[str, ...] = (),
    ) -> ChannelChosen:
        """Choose how to be told; by letters alone without channels. Raises `DelegationWrong`.

        `prove` are channels whose address is to be shown to be the taxpayer's own.
        """
        if not set(channels) <= set(CHANNELS) or language not in LANGUAGES:
            raise DelegationWrong(
                f"Channels are {', '.join(CHANNELS)}, each once; languages {', '.join(LANGUAGES)}."
            )
        chosen = tuple(one for one in CHANNELS if one in channels) or (POST,)
        return ChannelChosen(
            stream=self.stream,
            version=self.version + 1,
            channel=chosen[0],
            language=language,
            recorded_at=at,
            also=chosen[1:],
            prove=tuple(one for one in chosen if one in prove),
        )


def _check(scopes: tuple[str, ...], known: tuple[str, ...], *, until: date, today: date) -> None:
    if not scopes or not set(scopes) <= set(known):
        raise DelegationWrong(f"It is to {', '.join(known)}, one or more of them.")
    latest = today.replace(year=today.year + YEARS_AT_MOST, day=min(today.day, 28))
    if not today <= until <= latest:
        raise DelegationWrong(
            f"It ends on a day from today to {latest.isoformat()}, not on {until.isoformat()}."
        )
