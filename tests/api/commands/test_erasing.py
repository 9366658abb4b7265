"""A person is made nameless by two people with a week between, and stays so after a restore."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.commands.erasing import (
    approve_erasure,
    decline_erasure,
    erase_again,
    erasure_of,
    propose_erasure,
)
from api.office import BANGKOK
from domain.erasure import WAITS, NoErasure, NotYet
from domain.errors import OnePerson
from domain.local_body import Signed
from projections.vault import Person
from tests.api.commands.desk import Desk

ASKED = datetime(2026, 6, 1, 9, tzinfo=BANGKOK)
PERSON = Person(identity="1520100123459", kind=1, name="นายสมชาย ใจดี", address="9/2")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, 1)


@pytest.fixture
def who(desk: Desk) -> int:
    """Somebody the vault knows."""
    desk.office.vault.remember([PERSON])
    return int(desk.office.vault.pseudonyms([PERSON.identity])[0])


def by(officer: str, after: timedelta = timedelta(0)) -> Signed:
    return Signed(officer=officer, at=ASKED + after)


def is_known(desk: Desk, who: int) -> bool:
    return who in desk.office.vault.reveal_all([who])


def test_nobody_erases_a_person_alone_or_within_a_week(desk: Desk, who: int) -> None:
    with pytest.raises(NoErasure, match="Nobody proposed to erase this person"):
        approve_erasure(desk.office, who, by=by("officer-1"))
    propose_erasure(desk.office, who, by=by("officer-1"))
    again = propose_erasure(desk.office, who, by=by("officer-2"))

    with pytest.raises(OnePerson):
        approve_erasure(desk.office, who, by=by("officer-1", WAITS))
    with pytest.raises(NotYet) as early:
        approve_erasure(desk.office, who, by=by("officer-2", WAITS - timedelta(seconds=1)))

    assert str(early.value) == (
        "It waits 7 days, in which a mistake is noticed: approve it on 2026-06-08 or later, or "
        "decline it."
    )
    assert again.proposed is not None
    assert again.proposed.officer == "officer-1"
    assert is_known(desk, who)
    assert erasure_of(desk.office, who).approved is None


def test_another_officer_erases_after_a_week_and_the_log_says_so_of_a_number(
    desk: Desk, who: int
) -> None:
    propose_erasure(desk.office, who, by=by("officer-1"))

    erased = approve_erasure(desk.office, who, by=by("officer-2", WAITS))

    assert erased
    assert not is_known(desk, who)
    approved = erasure_of(desk.office, who).approved
    assert approved is not None
    assert (approved.proposed_by, approved.officer) == ("officer-1", "officer-2")
    assert not approve_erasure(desk.office, who, by=by("officer-2", WAITS))


def test_what_was_declined_is_not_approved(desk: Desk, who: int) -> None:
    propose_erasure(desk.office, who, by=by("officer-1"))
    decline_erasure(desk.office, who, by=by("officer-1"))

    with pytest.raises(NoErasure):
        approve_erasure(desk.office, who, by=by("officer-2", WAITS))

    assert is_known(desk, who)


def test_whom_a_backup_brought_back_is_erased_again(desk: Desk, who: int) -> None:
    propose_erasure(desk.office, who, by=by("officer-1"))
    approve_erasure(desk.office, who, by=by("officer-2", WAITS))
    desk.office.vault.remember([PERSON])
    back = is_known(desk, who)

    assert (back, erase_again(desk.office), erase_again(desk.office)) == (True, 1, 0)
    assert not is_known(desk, who)
