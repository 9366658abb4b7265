"""The vault keeps who a taxpayer is apart from what a taxpayer owes, and can forget the first."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, Table, create_engine, delete, func, insert, select, update

from domain import taxpayer
from domain.errors import UnsafeSetting
from domain.taxpayer import JointOwners
from projections.vault import Person, Vault, VaultDamaged, open_key
from projections.vault.key import Keys
from projections.vault.key_blocks import AT_ONCE
from projections.vault.tables import KEY_BLOCK, PERSON, PERSON_KEY

KEY = bytes(range(32))
SOMCHAI = "1520100123459"
MALEE = "3520500987652"


def a_person(identity: str = SOMCHAI, **changed: str) -> Person:
    told = {"name": "นายสมชาย ใจดี", "address": "9 หมู่ 2 ต.ชมพู อ.เมืองลำปาง จ.ลำปาง"} | changed
    return Person(identity=identity, kind=1, **told)


@pytest.fixture
def engine(log_url: str) -> Iterator[Engine]:
    engine = create_engine(log_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


@pytest.fixture
def vault(engine: Engine) -> Vault:
    return Vault(engine, KEY)


@pytest.fixture
def number(vault: Vault) -> Callable[[str], int]:
    return lambda identity: int(vault.pseudonyms([identity])[0])


def test_a_person_is_found_by_identity_number_and_revealed_by_taxpayer_number(
    vault: Vault, number: Callable[[str], int]
) -> None:
    vault.remember([a_person(), a_person(MALEE, name="นางมาลี ใจดี")])

    found = vault.find(MALEE)
    revealed = vault.reveal(number(SOMCHAI))

    assert found == a_person(MALEE, name="นางมาลี ใจดี")
    assert revealed == a_person()


def test_nobody_stands_behind_a_number_that_was_never_remembered(vault: Vault) -> None:
    assert vault.find(SOMCHAI) is None


def test_the_same_identity_numbers_give_the_same_taxpayers_and_others_give_others(
    vault: Vault, engine: Engine
) -> None:
    first = vault.pseudonyms([SOMCHAI, MALEE, SOMCHAI])

    again = Vault(engine, KEY).pseudonyms([MALEE])

    assert first.dtype == np.int64
    assert first[0] == first[2] != first[1] == again[0]


def test_joint_owners_have_one_number_in_whatever_order_they_are_named(
    vault: Vault, number: Callable[[str], int]
) -> None:
    one, other = number(SOMCHAI), number(MALEE)

    sets = [
        [(one, 1, 2), (other, 2, 4)],
        [(other, 1, 2), (one, 1, 2)],
        [(one, 1, 3), (other, 2, 3)],
    ]
    members = np.asarray(sets, dtype=np.int64).reshape(6, 3)
    person, num, den = members.T
    starts = np.asarray([0, 2, 4, 6])
    joint = vault.joints(JointOwners(starts=starts, person=person, num=num, den=den)).tolist()

    assert joint[0] == joint[1]
    assert joint[1] != joint[2]


def test_only_new_and_changed_persons_are_written(vault: Vault) -> None:
    assert vault.remember([a_person(), a_person(MALEE)]) == 2
    assert vault.remember([a_person(), a_person(MALEE)]) == 0

    assert vault.remember([a_person(), a_person(MALEE, address="12 ถ.ฉัตรไชย")]) == 1

    moved = vault.find(MALEE)
    assert moved is not None
    assert moved.address == "12 ถ.ฉัตรไชย"


def test_of_a_person_named_twice_in_one_file_the_last_line_stands(vault: Vault) -> None:
    assert vault.remember([a_person(name="นายสมชาย"), a_person(name="นายสมชาย ใจดี")]) == 1

    found = vault.find(SOMCHAI)
    assert found is not None
    assert found.name == "นายสมชาย ใจดี"


def test_what_an_office_leaves_blank_stays_as_known_before(vault: Vault) -> None:
    vault.remember([a_person()])

    written = vault.remember([a_person(name="", address="")])

    assert written == 0
    assert vault.find(SOMCHAI) == a_person()


def test_more_persons_than_one_batch_are_all_remembered(vault: Vault) -> None:
    persons = [a_person(f"{number:013d}") for number in range(1, 20_102)]

    assert vault.remember(persons) == 20_101

    assert vault.find("0000000000001") == persons[0]
    assert vault.find("0000000020101") == persons[-1]


def test_the_database_file_holds_no_name_number_or_address_in_the_clear(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    vault = Vault(engine, KEY)
    content = "โฉนด,9/2,นายสมชาย ใจดี".encode()

    vault.remember([a_person()])
    vault.keep_file(sha256(content).hexdigest(), content, until=date(2026, 6, 30))
    engine.dispose()

    stored = path.read_bytes()
    for told in ("สมชาย", "ใจดี", SOMCHAI, "ชมพู"):
        assert told.encode() not in stored
        assert told.encode("utf-16-le") not in stored


def test_a_person_in_a_message_or_a_traceback_shows_nothing(vault: Vault) -> None:
    assert f"{a_person()} {a_person()!r}" == "Person(…) Person(…)"


def test_an_erased_person_cannot_be_revealed_and_the_sums_by_taxpayer_stay(
    vault: Vault, number: Callable[[str], int]
) -> None:
    vault.remember([a_person(), a_person(MALEE)])
    owed_satang = {number(SOMCHAI): 300_000, number(MALEE): 125_050}

    erased = vault.erase(number(SOMCHAI))

    assert erased
    assert vault.reveal(number(SOMCHAI)) is None
    assert vault.find(MALEE) == a_person(MALEE)
    assert owed_satang[number(SOMCHAI)] == 300_000
    assert sum(owed_satang[number(identity)] for identity in (SOMCHAI, MALEE)) == 425_050


def test_erasing_somebody_who_is_not_there_says_so(
    vault: Vault, number: Callable[[str], int]
) -> None:
    vault.remember([a_person(MALEE)])

    assert not vault.erase(number(SOMCHAI))
    assert vault.find(MALEE) == a_person(MALEE)


def test_an_erased_persons_key_is_nowhere_in_the_database_file(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    vault = Vault(engine, KEY)
    vault.remember([a_person()])
    with engine.connect() as connection:
        wrapped = connection.scalar(select(KEY_BLOCK.c.wrapped))
    assert wrapped is not None
    assert any(wrapped in file.read_bytes() for file in tmp_path.iterdir())

    vault.erase(int(vault.pseudonyms([SOMCHAI])[0]))

    assert not any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    engine.dispose()


def test_a_person_whom_a_later_file_names_again_is_remembered_again(
    vault: Vault, number: Callable[[str], int]
) -> None:
    vault.remember([a_person()])
    vault.erase(number(SOMCHAI))

    assert vault.remember([a_person()]) == 1
    assert vault.find(SOMCHAI) == a_person()


def test_a_record_out_of_a_backup_stays_closed_once_its_person_is_erased_or_was_told_anew(
    vault: Vault, engine: Engine, number: Callable[[str], int]
) -> None:
    vault.remember([a_person(), a_person(MALEE)])
    kept = rows_of(engine, PERSON)

    vault.erase(number(SOMCHAI))
    vault.remember([a_person(MALEE, name="นางมาลี มั่นคง")])
    vault.erase(number(MALEE))
    with engine.begin() as connection:
        connection.execute(delete(PERSON))
        connection.execute(insert(PERSON), kept)

    assert vault.find(SOMCHAI) is None
    assert vault.find(MALEE) is None


def test_erasing_one_of_many_leaves_the_others_of_its_block(
    vault: Vault, engine: Engine, number: Callable[[str], int]
) -> None:
    persons = [a_person(f"{at:013d}") for at in range(1, 2 * AT_ONCE + 2)]
    vault.remember(persons)

    vault.erase(number(persons[7].identity))

    assert len(rows_of(engine, KEY_BLOCK)) == 3
    found = [vault.find(one.identity) for one in persons]
    assert found == [None if one is persons[7] else one for one in persons]


def test_two_who_tell_of_the_same_people_at_once_leave_one_key_for_each(
    vault: Vault, engine: Engine
) -> None:
    told = [
        [a_person(f"{at:013d}", address=f"{at} หมู่ {who}") for at in range(1, 301)] for who in (1, 2)
    ]

    with ThreadPoolExecutor(2) as both:
        list(both.map(vault.remember, told))

    wrapping = AESGCM(Keys.drawn_from(KEY).wrapping)
    blocks = [
        wrapping.decrypt(
            row["wrapped"][:12], row["wrapped"][12:], b"block" + row["block"].to_bytes(8, "big")
        )
        for row in rows_of(engine, KEY_BLOCK)
    ]
    keys = [block[at : at + 32] for block in blocks for at in range(0, len(block), 32)]
    assert len([key for key in keys if any(key)]) == 300
    assert vault.find("0000000000300") in (told[0][-1], told[1][-1])


def test_a_record_of_before_blocks_of_keys_opens_is_told_anew_and_is_erased(
    vault: Vault, engine: Engine, number: Callable[[str], int]
) -> None:
    for identity in (SOMCHAI, MALEE):
        keep_as_before(engine, number(identity), a_person(identity))

    revealed = [vault.find(SOMCHAI), vault.find(MALEE)]
    vault.remember([a_person(address="")])
    vault.remember([a_person(MALEE, address="11 หมู่ 1")])

    assert revealed == [a_person(), a_person(MALEE)]
    assert vault.find(SOMCHAI) == a_person()
    assert vault.find(MALEE) == a_person(MALEE, address="11 หมู่ 1")
    assert [row["taxpayer"] for row in rows_of(engine, PERSON_KEY)] == [number(SOMCHAI)]
    assert vault.erase(number(SOMCHAI))
    assert vault.find(SOMCHAI) is None
    assert rows_of(engine, PERSON_KEY) == []


def keep_as_before(engine: Engine, who: int, person: Person) -> None:
    """Put a person as vaults did that wrapped each key by itself."""
    keys, owner = Keys.drawn_from(KEY), who.to_bytes(8, "big")
    plain = msgspec.msgpack.encode(person)
    fingerprint = blake2b(plain, key=keys.fingerprints, digest_size=16).digest()
    key, nonce = sha256(owner).digest(), bytes(range(12))
    with engine.begin() as connection:
        sealed = nonce + AESGCM(key).encrypt(nonce, plain, owner)
        connection.execute(insert(PERSON).values(
            taxpayer=who, fingerprint=fingerprint, sealed=sealed
        ))  # fmt: skip
        wrapped = nonce + AESGCM(keys.wrapping).encrypt(nonce, key, owner)
        connection.execute(insert(PERSON_KEY).values(taxpayer=who, wrapped=wrapped))


def rows_of(engine: Engine, table: Table) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def test_records_swapped_between_two_persons_are_detected(
    vault: Vault, engine: Engine, number: Callable[[str], int]
) -> None:
    vault.remember([a_person(), a_person(MALEE)])
    pair = (number(SOMCHAI), number(MALEE))
    held = {row["taxpayer"]: row["sealed"] for row in rows_of(engine, PERSON)}

    with engine.begin() as connection:
        for who, other in (pair, pair[::-1]):
            swapped = update(PERSON).where(PERSON.c.taxpayer == who).values(sealed=held[other])
            connection.execute(swapped)

    for who in pair:
        with pytest.raises(VaultDamaged) as told:
            vault.reveal(who)
        assert str(told.value) == (
            f"The vault's record of {taxpayer.show(who)} does not open: it was changed or is "
            "another person's. Restore the vault's tables from a backup."
        )


def test_a_changed_block_of_keys_is_detected(vault: Vault, engine: Engine) -> None:
    vault.remember([a_person()])
    with engine.begin() as connection:
        number = connection.scalar(select(KEY_BLOCK.c.block))
        connection.execute(update(KEY_BLOCK).values(wrapped=bytes(60)))

    with pytest.raises(VaultDamaged) as told:
        vault.find(SOMCHAI)

    assert str(told.value) == (
        f"The vault's block of keys {number} does not open: it was changed or is missing. "
        "Restore the vault's tables from a backup."
    )


def test_another_key_is_refused_because_it_would_give_everyone_a_second_number(
    vault: Vault, engine: Engine
) -> None:
    vault.remember([a_person()])

    with pytest.raises(UnsafeSetting) as told:
        Vault(engine, bytes(32))

    assert str(told.value) == (
        "This key is not the one the vault was filled with. "
        "Use the key file that belongs to this database."
    )
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(PERSON)) == 1


def test_a_quarantined_file_comes_back_byte_by_byte_until_its_last_day(vault: Vault) -> None:
    content = "เลขโฉนด\r\n๑๒๓\r\n".encode("cp874") * 1000
    digest = sha256(content).hexdigest()
    vault.keep_file(digest, content, until=date(2026, 6, 30))

    assert vault.drop_files(date(2026, 6, 30)) == 0
    assert vault.file(digest) == content

    assert vault.drop_files(date(2026, 7, 1)) == 1
    assert vault.file(digest) is None


def test_a_file_kept_twice_stays_until_the_later_day(vault: Vault) -> None:
    digest = sha256(b"parcel").hexdigest()
    vault.keep_file(digest, b"parcel", until=date(2026, 6, 30))
    vault.keep_file(digest, b"parcel", until=date(2026, 3, 31))

    assert vault.drop_files(date(2026, 4, 1)) == 0
    assert vault.file(digest) == b"parcel"


def test_a_file_is_not_kept_under_another_files_digest(vault: Vault) -> None:
    digest = sha256(b"parcel").hexdigest()

    with pytest.raises(ValueError, match="The digest is not the file's"):
        vault.keep_file(digest, b"building", until=date(2026, 6, 30))

    assert vault.file(digest) is None


def test_the_key_file_is_made_once_for_its_owner_alone_and_read_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "office" / "vault.key"

    made = open_key(path)

    assert len(made) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_key(path) == made
    assert [file.name for file in path.parent.iterdir()] == ["vault.key"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    open_key(path)
    path.chmod(0o640)

    with pytest.raises(UnsafeSetting) as told:
        open_key(path)

    assert str(told.value) == (
        f"The key file {path} may be read or changed by others. "
        f"Take that right away first: chmod 600 {path}"
    )


@pytest.mark.parametrize("content", ["", "เธ", "ab" * 31, "ab" * 33, "not hexadecimal"])
def test_a_key_file_that_holds_no_key_is_refused_and_left_alone(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "vault.key"
    path.write_text(content, "utf-8")
    path.chmod(0o600)

    with pytest.raises(UnsafeSetting) as told:
        open_key(path)

    assert str(told.value) == (
        f"The key file {path} does not hold 64 hexadecimal digits. "
        "Restore it from its backup; no other key opens the vault."
    )
    assert path.read_text("utf-8") == content


def test_two_programs_that_start_a_vault_together_agree_on_one_key(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as programs:
        opened = list(programs.map(lambda _: Vault(engine, KEY), range(2)))

    opened[0].remember([a_person()])

    assert opened[1].find(SOMCHAI) == a_person()
