"""Where a taxpayer wants to be written to: sealed like a person, under a key of its own.

A record of its own beside the person's: an office's file changes the person, nobody but the
taxpayer changes this. Erasing the person erases it too.
"""

import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import BindParameter, Connection, Engine, bindparam, delete, select

from domain import taxpayer
from domain.errors import VaultDamaged
from projections.vault.tables import CONTACT, CONTACT_KEY, put

_KEY_BYTES: Final = 32
_NONCE: Final = 12
_PURPOSE: Final = b"contact"
_BATCH: Final = 10_000

PORTAL: Final = "portal"
TRIES: Final = 5
"""How often a code may be typed; one of a million is guessed once in 200,000 times."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A code that was sent to an address, good until a time, for so many tries."""

    code: str
    until: float
    tries_left: int

    def __repr__(self) -> str:
        """Say no code."""
        return "Asked(…)"


class Contact(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Addresses of one taxpayer, "" where there is none; it never shows what it holds.

    `portal_user` is how the national portal calls the person to us. `proven` are the channels whose
    address the taxpayer has shown to be theirs, `asked` the codes sent to addresses that are not.
    """

    email: str = ""
    phone: str = ""
    portal_user: str = ""
    proven: tuple[str, ...] = ()
    asked: dict[str, Asked] = {}

    def __repr__(self) -> str:
        """Say no address."""
        return "Contact(…)"

    def of(self, channel: str) -> str:
        """Return the address for a channel: email, sms or portal."""
        return {"email": self.email, "sms": self.phone, "portal": self.portal_user}[channel]

    def is_proven(self, channel: str) -> bool:
        """Say whether an address is the taxpayer's own; the portal says so of its own users."""
        return channel == PORTAL or channel in self.proven

    def changed(self, *, email: str, phone: str) -> "Contact":
        """Return the contact with other addresses, which are to be proven anew."""
        same = {"email": email == self.email, "sms": phone == self.phone}
        return msgspec.structs.replace(
            self,
            email=email,
            phone=phone,
            proven=tuple(one for one in self.proven if same[one]),
            asked={channel: asked for channel, asked in self.asked.items() if same[channel]},
        )

    def asks(self, channel: str, code: str, *, until: float) -> "Contact":
        """Return the contact with a new code, in place of one sent before."""
        asked = Asked(code=code, until=until, tries_left=TRIES)
        return msgspec.structs.replace(self, asked={**self.asked, channel: asked})

    def answered(self, channel: str, code: str, *, now: float) -> "Contact":
        """Return the contact after somebody typed a code: proven, or with a try less."""
        asked = self.asked.get(channel)
        if asked is None or asked.until <= now or asked.tries_left <= 0:
            return self
        others = {name: one for name, one in self.asked.items() if name != channel}
        if hmac.compare_digest(asked.code, code):
            return msgspec.structs.replace(self, proven=(*self.proven, channel), asked=others)
        tried = msgspec.structs.replace(asked, tries_left=asked.tries_left - 1)
        return msgspec.structs.replace(self, asked={**others, channel: tried})


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Contact)


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """The contacts in the vault's database; `wrapping` wraps each one's key."""

    engine: Engine
    wrapping: AESGCM

    def keep(self, who: int, contact: Contact) -> None:
        """Keep a taxpayer's addresses in place of those before."""
        with self.engine.begin() as connection:
            self._keep(connection, who, contact)

    def note_portal_user(self, who: int, user: str) -> None:
        """Keep how the portal calls a taxpayer; the other addresses stay."""
        with self.engine.begin() as connection:
            known = self._known(connection, [who]).get(who, Contact())
            if known.portal_user != user:
                self._keep(connection, who, msgspec.structs.replace(known, portal_user=user))

    def reveal(self, who: int) -> Contact:
        """Return a taxpayer's addresses, none where never kept or erased. Raises `VaultDamaged`."""
        with self.engine.connect() as connection:
            return self._known(connection, [who]).get(who, Contact())

    def reveal_all(self, numbers: Sequence[int]) -> Mapping[int, Contact]:
        """Return the addresses of those taxpayers who have some. Raises `VaultDamaged`."""
        found: dict[int, Contact] = {}
        with self.engine.connect() as connection:
            for start in range(0, len(numbers), _BATCH):
                found.update(self._known(connection, numbers[start : start + _BATCH]))
        return found

    def erase(self, connection: Connection, who: int) -> None:
        """Delete a taxpayer's addresses and their key in the erasing transaction."""
        for table in (CONTACT, CONTACT_KEY):
            connection.execute(delete(table).where(table.c.taxpayer == who))

    def _keep(self, connection: Connection, who: int, contact: Contact) -> None:
        key, nonce, wrap_nonce = os.urandom(_KEY_BYTES), os.urandom(_NONCE), os.urandom(_NONCE)
        mine = _bound(who)
        sealed = nonce + AESGCM(key).encrypt(nonce, _ENCODER.encode(contact), mine)
        put(connection, CONTACT, [(who, sealed)])
        put(
            connection,
            CONTACT_KEY,
            [(who, wrap_nonce + self.wrapping.encrypt(wrap_nonce, key, mine))],
        )

    def _known(self, connection: Connection, numbers: Sequence[int]) -> Mapping[int, Contact]:
        if not numbers:
            return {}
        listed: BindParameter[Sequence[int]] = bindparam(
            "numbers", expanding=True, literal_execute=True
        )
        found = connection.execute(
            select(CONTACT.c.taxpayer, CONTACT_KEY.c.wrapped, CONTACT.c.sealed)
            .join(CONTACT_KEY, CONTACT_KEY.c.taxpayer == CONTACT.c.taxpayer)
            .where(CONTACT.c.taxpayer.in_(listed)),
            {"numbers": list(numbers)},
        )
        return {who: self._opened(who, wrapped, sealed) for who, wrapped, sealed in found}

    def _opened(self, who: int, wrapped: bytes, sealed: bytes) -> Contact:
        mine = _bound(who)
        try:
            key = self.wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], mine)
            plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], mine)
        except InvalidTag:
            raise VaultDamaged(
                f"The vault's addresses of {taxpayer.show(who)} do not open: they were changed or "
                "are another person's. Restore the vault's tables from a backup."
            ) from None
        return _DECODER.decode(plain)


def _bound(who: int) -> bytes:
    """Return what a record is bound to, so that it opens as nobody else's and as nothing else."""
    return _PURPOSE + who.to_bytes(8, "big")
