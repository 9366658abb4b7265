"""The vault itself: remember, find, reveal and erase persons, and keep files in quarantine."""

import os
from collections.abc import Container, Mapping, Sequence
from datetime import date
from hashlib import blake2b, sha256
from hmac import compare_digest
from typing import Final

import numpy as np
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from numpy.typing import NDArray
from sqlalchemy import BindParameter, Connection, Engine, bindparam, delete, select, update

from domain import taxpayer
from domain.calendar import to_days
from domain.errors import UnsafeSetting, VaultDamaged
from domain.taxpayer import JointOwners
from projections.vault import person as record
from projections.vault.contacts import Contacts
from projections.vault.key import Keys
from projections.vault.key_blocks import HEAD, KeyBlocks, open_record
from projections.vault.person import Person, Told
from projections.vault.tables import (
    CONTACT_KEY,
    FILE,
    KEY_BLOCK,
    PERSON,
    PERSON_KEY,
    agree_on,
    changes_of_others,
    clear_traces,
    create,
    forget_for_good,
    put,
    take_turns,
)

_NONCE: Final = 12
_ERASED: Final = b""

# Some MB a transaction: online acts in the same store wait a tenth of a second at most. Numbers
# come in no order: however few people it is about, a transaction touches most pages of the index.
_BATCH: Final = 20_000


class Vault:
    """Persons behind taxpayer numbers, and quarantined files, on SQLite or PostgreSQL.

    The engine's tables are made where they are missing. Raises UnsafeSetting where the key is not
    the one the vault was filled with: it would give every taxpayer a second number.
    """

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._keys = Keys.drawn_from(key)
        self._wrapping = AESGCM(self._keys.wrapping)
        self._files = AESGCM(self._keys.files)
        self._fingerprint = blake2b(key=self._keys.fingerprints, digest_size=16)
        self._blocks = KeyBlocks(self._wrapping)
        self.contacts = Contacts(engine=engine, wrapping=self._wrapping)
        create(engine)
        self._check_key()

    def pseudonyms(self, identities: Sequence[str]) -> NDArray[np.int64]:
        """Return the taxpayer numbers, shape `(n,)`, of identity numbers without blanks or dashes.

        Raises ValueError where an identity is empty.
        """
        return taxpayer.pseudonyms(self._keys.pseudonyms, identities)

    def joints(self, owners: JointOwners) -> NDArray[np.int64]:
        """Return the taxpayer numbers `(k,)` of sets of joint owners."""
        return taxpayer.joints(self._keys.pseudonyms, owners)

    def remember(self, persons: Sequence[Person]) -> int:
        """Keep the persons that are new or changed; return how many that were.

        What an office left blank stays as known before. Of one person named twice the last stands.
        Batches are kept one by one: to call again after a failure is safe and repeats nothing.
        """
        numbers = self.pseudonyms([person.identity for person in persons])
        return self.remember_under(numbers, [record.told_of(person) for person in persons])

    def remember_under(self, numbers: NDArray[np.int64], told: Sequence[Told]) -> int:
        """Keep persons `(n,)` as `remember` does, whose pseudonyms are known already."""
        written = 0
        for start in range(0, len(told), _BATCH):
            # In order of the key the store's pages are met once, and two writers never block
            # each other in a ring. The last of each number stands first from behind.
            who, behind = np.unique(numbers[start : start + _BATCH][::-1], return_index=True)
            last = min(start + _BATCH, len(told)) - 1
            mine = [told[last - place] for place in behind.tolist()]
            with self._engine.begin() as connection:
                written += self._remember(connection, who.tolist(), mine)
        return written

    def reveal(self, who: int) -> Person | None:
        """Return the person behind a taxpayer number; None where never remembered or erased.

        Raises VaultDamaged where the record was changed or belongs to somebody else.
        """
        with self._engine.connect() as connection:
            return self._known(connection, [who]).get(who)

    def reveal_all(self, numbers: Sequence[int]) -> Mapping[int, Person]:
        """Return the persons behind taxpayer numbers, those that `reveal` knows.

        Raises VaultDamaged as `reveal` does.
        """
        found: dict[int, Person] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(numbers), _BATCH):
                found.update(self._known(connection, numbers[start : start + _BATCH]))
        return found

    def find(self, identity: str) -> Person | None:
        """Return the person with this identity number; None as in `reveal`."""
        return self.reveal(taxpayer.pseudonym(self._keys.pseudonyms, identity))

    def erase(self, who: int) -> bool:
        """Delete the person's key and addresses, for good; False where there was no key.

        Nothing in the log changes. Backups of the key table keep the key until they expire.
        ASSUMPTION: a person whom an office's later file names again is remembered again, since the
        tax goes on; the local body's data protection officer decides otherwise.
        """
        with self._engine.begin() as connection:
            forget_for_good(connection)
            take_turns(connection)
            # Deleting first: from then on nobody else writes, on SQLite too.
            self.contacts.erase(connection, who)
            erased = self._destroy_keys(connection, [who])
            connection.execute(
                update(PERSON).where(PERSON.c.taxpayer == who).values(fingerprint=_ERASED)
            )
        for table in (PERSON_KEY, KEY_BLOCK, CONTACT_KEY):
            clear_traces(self._engine, table)
        return erased

    def keep_file(self, digest: str, content: bytes, *, until: date) -> None:
        """Keep an office's file as it came, sealed, at least until that day.

        `digest` is its SHA-256 in hexadecimal digits; ValueError where it is not. A file kept
        twice stays until the later day.
        """
        name = bytes.fromhex(digest)
        if sha256(content).digest() != name:
            msg = "The digest is not the file's."
            raise ValueError(msg)
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._files.encrypt(nonce, zstandard.compress(content, 1), name)
        with self._engine.begin() as connection:
            kept = connection.scalar(select(FILE.c.until).where(FILE.c.sha256 == name))
            put(connection, FILE, [(name, max(to_days(until), kept or 0), sealed)])

    def file(self, digest: str) -> bytes | None:
        """Return a kept file's content; None where it is not kept or no longer."""
        name = bytes.fromhex(digest)
        with self._engine.connect() as connection:
            sealed = connection.scalar(select(FILE.c.sealed).where(FILE.c.sha256 == name))
        if sealed is None:
            return None
        try:
            packed = self._files.decrypt(sealed[:_NONCE], sealed[_NONCE:], name)
        except InvalidTag:
            raise VaultDamaged(
                f"The kept file {digest} does not open: it was changed or is another file. "
                "Restore the table vault_file from a backup."
            ) from None
        return zstandard.decompress(packed)

    def drop_files(self, today: date) -> int:
        """Delete the files whose last day is past; return how many."""
        with self._engine.begin() as connection:
            forget_for_good(connection)
            dropped = connection.execute(delete(FILE).where(FILE.c.until < to_days(today))).rowcount
        if dropped:
            clear_traces(self._engine, FILE)
        return dropped

    def _check_key(self) -> None:
        """Write the key's check value into a new vault; refuse another key for a filled one."""
        with self._engine.begin() as connection:
            held = agree_on(connection, self._keys.check)
        if not compare_digest(held, self._keys.check):
            raise UnsafeSetting(
                "This key is not the one the vault was filled with. "
                "Use the key file that belongs to this database."
            )

    def _remember(self, connection: Connection, numbers: list[int], told: list[Told]) -> int:
        """Seal and put those of one batch that differ from what the vault holds."""
        seen = changes_of_others(connection)
        held = _fingerprints(connection, numbers)
        if held:
            told = self._completed(connection, numbers, told, held)
        plains = [record.to_bytes(one) for one in told]
        marks = self._marks(plains)
        new = [at for at, who in enumerate(numbers) if held.get(who) != marks[at]]
        if not new:
            return 0
        who, plains = [numbers[at] for at in new], [plains[at] for at in new]
        take_turns(connection)
        sealed = self._blocks.seal(connection, plains, np.asarray(who, dtype=">i8").tobytes())
        # From here on nobody else writes. Most people are new, and nobody has told of them since.
        alone = seen is not None and seen == changes_of_others(connection)
        self._destroy_keys(connection, [one for one in who if one in held] if alone else who)
        put(connection, PERSON, list(zip(who, [marks[at] for at in new], sealed, strict=True)))
        return len(who)

    def _marks(self, plains: Sequence[bytes]) -> list[bytes]:
        """Return what tells the content of records without opening them."""
        begin, marks = self._fingerprint.copy, []
        for plain in plains:
            one = begin()
            one.update(plain)
            marks.append(one.digest())
        return marks

    def _destroy_keys(self, connection: Connection, numbers: Sequence[int]) -> bool:
        """Destroy the keys that open those persons' records now; whether there were any.

        A record that is replaced loses its key too: no later erasing would find it.
        """
        if not numbers:
            return False
        listed = ",".join(map(str, numbers))
        found = connection.exec_driver_sql(
            f"SELECT taxpayer, substr(sealed, 1, {HEAD}) FROM {PERSON.name} "  # noqa: S608 - whole numbers
            f"WHERE taxpayer IN ({listed}) AND length(fingerprint) > 0"
        )
        heads: dict[int, bytes] = {who: head for who, head in found}  # noqa: C416 - rows are not pairs
        if not heads:
            return False
        mine = PERSON_KEY.c.taxpayer.in_(_listed())
        known = {"numbers": list(heads)}
        before = set(connection.scalars(select(PERSON_KEY.c.taxpayer).where(mine), known))
        if before:
            connection.execute(delete(PERSON_KEY).where(mine), known)
        self._blocks.destroy(connection, [head for who, head in heads.items() if who not in before])
        return True

    def _completed(
        self, connection: Connection, numbers: list[int], told: list[Told], held: Container[int]
    ) -> list[Told]:
        """Return the persons with what was left blank as it was known before."""
        pairs = list(zip(numbers, told, strict=True))
        blank = [who for who, (_, _, name, address) in pairs if not (name and address)]
        known = self._known(connection, [who for who in blank if who in held])
        return [record.completed(one, known[who]) if who in known else one for who, one in pairs]

    def _known(self, connection: Connection, numbers: Sequence[int]) -> Mapping[int, Person]:
        """Open the records of those taxpayers who have one and whose key was not deleted."""
        if not numbers:
            return {}
        rows = connection.execute(
            select(PERSON.c.taxpayer, PERSON_KEY.c.wrapped, PERSON.c.sealed)
            .join(PERSON_KEY, PERSON_KEY.c.taxpayer == PERSON.c.taxpayer, isouter=True)
            .where(PERSON.c.taxpayer.in_(_listed()), PERSON.c.fingerprint != _ERASED),
            {"numbers": numbers},
        ).all()
        heads = [sealed[:HEAD] for _, wrapped, sealed in rows if wrapped is None]
        keys = self._blocks.keys_of(connection, heads)
        return {
            who: self._opened(who, wrapped, sealed, keys)
            for who, wrapped, sealed in rows
            if wrapped is not None or sealed[:HEAD] in keys
        }

    def _opened(
        self, who: int, wrapped: bytes | None, sealed: bytes, keys: Mapping[bytes, bytes]
    ) -> Person:
        owner = who.to_bytes(8, "big")
        try:
            if wrapped is None:
                return record.from_bytes(open_record(sealed, keys[sealed[:HEAD]], owner))
            # A record of before, whose key is wrapped by itself.
            key = self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], owner)
            plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner)
        except InvalidTag:
            raise VaultDamaged(
                f"The vault's record of {taxpayer.show(who)} does not open: it was changed or is "
                "another person's. Restore the vault's tables from a backup."
            ) from None
        return record.from_bytes(plain)


def _fingerprints(connection: Connection, numbers: Sequence[int]) -> dict[int, bytes]:
    """Return what tells a record's content without opening it, of the taxpayers who have one.

    The statement goes to the driver as it is: SQLAlchemy would write each number by itself.
    """
    if not numbers:
        return {}
    listed = ",".join(map(str, numbers))
    found = connection.exec_driver_sql(
        f"SELECT taxpayer, fingerprint FROM {PERSON.name} WHERE taxpayer IN ({listed})"  # noqa: S608 - whole numbers
    )
    return {who: fingerprint for who, fingerprint in found}  # noqa: C416 - rows are not pairs


def _listed() -> BindParameter[Sequence[int]]:
    """Write the numbers into the statement: a store takes fewer parameters than a batch has."""
    return bindparam("numbers", expanding=True, literal_execute=True)
