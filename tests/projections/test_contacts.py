"""Where a taxpayer is written to lies sealed in the vault, and is erased with the person."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, create_engine, select, update

from projections.vault import Contact, Person, Vault, VaultDamaged
from projections.vault.tables import CONTACT, CONTACT_KEY

KEY = bytes(range(32))
SOMCHAI, MALEE = 77, 88
MAIL = Contact(email="somchai@mail.example", phone="+66812345678")


@pytest.fixture
def engine(log_url: str) -> Iterator[Engine]:
    engine = create_engine(log_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


@pytest.fixture
def vault(engine: Engine) -> Vault:
    return Vault(engine, KEY)


def test_addresses_kept_last_stand_and_others_have_none(vault: Vault) -> None:
    vault.contacts.keep(SOMCHAI, MAIL)
    vault.contacts.keep(SOMCHAI, Contact(email="new@mail.example"))
    vault.contacts.note_portal_user(SOMCHAI, "u-1")

    both = vault.contacts.reveal_all([SOMCHAI, MALEE])

    assert both == {SOMCHAI: Contact(email="new@mail.example", portal_user="u-1")}
    assert vault.contacts.reveal(MALEE) == Contact()
    assert [both[SOMCHAI].of(one) for one in ("email", "sms", "portal")] == [
        "new@mail.example",
        "",
        "u-1",
    ]


def test_an_office_that_changes_a_person_changes_no_address(vault: Vault) -> None:
    person = Person(identity="1520100123459", kind=1, name="นายสมชาย", address="")
    vault.remember([person])
    who = int(vault.pseudonyms([person.identity])[0])
    vault.contacts.keep(who, MAIL)

    vault.remember([Person(identity=person.identity, kind=1, name="นายสมชาย ใจดี", address="9/2")])

    assert vault.contacts.reveal(who) == MAIL


def test_an_address_is_proven_by_the_code_sent_to_it_in_time_and_in_five_tries() -> None:
    asked = MAIL.asks("email", "048213", until=1_000.0)

    def typed(*codes: str, now: float = 999.0) -> bool:
        contact = asked
        for one in codes:
            contact = contact.answered("email", one, now=now)
        return contact.is_proven("email")

    assert typed("048213")
    assert typed(*["000000"] * 4, "048213")
    assert not typed(*["000000"] * 5, "048213")
    assert not typed("048213", now=1_000.0)
    assert not typed("", "48213", "0482131")
    assert not asked.answered("sms", "048213", now=999.0).is_proven("sms")
    assert asked.is_proven("portal")
    assert "048213" not in repr(asked)


def test_another_address_is_to_be_proven_anew_and_the_same_is_not() -> None:
    proven = MAIL.asks("email", "048213", until=1_000.0).answered("email", "048213", now=0.0)

    same = proven.changed(email=MAIL.email, phone="+66898765432")
    other = proven.changed(email="new@mail.example", phone=MAIL.phone)
    waiting = MAIL.asks("email", "048213", until=1_000.0).changed(email="x@y.example", phone="")

    assert same.is_proven("email")
    assert not other.is_proven("email")
    assert not waiting.answered("email", "048213", now=0.0).is_proven("email")


def test_an_address_kept_before_codes_were_sent_is_not_proven(vault: Vault) -> None:
    before = msgspec.msgpack.encode(["somchai@mail.example", "", ""])

    assert msgspec.msgpack.decode(before, type=Contact) == Contact(email="somchai@mail.example")
    vault.contacts.keep(SOMCHAI, MAIL.asks("email", "048213", until=1.0))
    assert vault.contacts.reveal(SOMCHAI).asked["email"].code == "048213"


def test_erasing_a_person_erases_the_addresses(vault: Vault, engine: Engine) -> None:
    vault.contacts.keep(SOMCHAI, MAIL)

    vault.erase(SOMCHAI)

    assert vault.contacts.reveal(SOMCHAI) == Contact()
    with engine.connect() as connection:
        assert connection.execute(select(CONTACT_KEY)).all() == []
        assert connection.execute(select(CONTACT)).all() == []


def test_addresses_put_under_another_taxpayer_do_not_open(vault: Vault, engine: Engine) -> None:
    vault.contacts.keep(SOMCHAI, MAIL)
    with engine.begin() as connection:
        for table in (CONTACT, CONTACT_KEY):
            connection.execute(update(table).values(taxpayer=MALEE))

    with pytest.raises(VaultDamaged, match="are another person's") as told:
        vault.contacts.reveal(MALEE)

    assert "somchai" not in str(told.value)


def test_addresses_are_in_no_file_and_no_message_in_the_clear(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'vault.sqlite'}")
    Vault(engine, KEY).contacts.keep(SOMCHAI, MAIL)
    engine.dispose()

    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert b"somchai" not in stored
    assert b"812345678" not in stored
    assert repr(MAIL) == "Contact(…)"


def test_a_vault_of_before_gets_the_new_tables(engine: Engine) -> None:
    Vault(engine, KEY)
    with engine.begin() as connection:
        CONTACT.drop(connection)
        CONTACT_KEY.drop(connection)

    Vault(engine, KEY).contacts.keep(SOMCHAI, MAIL)

    assert Vault(engine, KEY).contacts.reveal(SOMCHAI) == MAIL
