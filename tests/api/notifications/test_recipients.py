"""Joint owners are told of the bill they have together; who was let in to see is told too."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.commands.affairs import affairs_of, delegate, revoke
from domain.bill_reference import BillReference
from projections.notifications import Message
from tests.api.commands.desk import BODY, PAY_BY, YEAR, Desk
from tests.api.notifications.told_town import NEIGHBOUR, OWNER, ToldTown, issued, told_town

PARTY, WIFE, SON = 500, 51, 52
TAX = 6_000_000
JOINT_NATURAL = 3


@pytest.fixture
def town(tmp_path: Path) -> Iterator[ToldTown]:
    """A third plot is owned by wife and son together; the son chose e-mail."""
    with told_town(tmp_path, {}) as made:
        _together(made.desk)
        made.chooses("email", who=SON)
        made.notifying.plan()
        yield made


def _together(desk: Desk) -> None:
    plot = {"number": 3, "party": PARTY, "person": JOINT_NATURAL, "members": (WIFE, SON)}
    desk.town.titles(plot)
    desk.town.used(3, other=1)
    desk.office.follow()


def lets(town: ToldTown, whose: int, *, to: int, scopes: tuple[str, ...] = ("see",)) -> None:
    office = town.desk.office
    until, today = date(2026, 12, 31), town.now.date()
    delegate(
        office,
        affairs_of(office, whose),
        to=to,
        scopes=scopes,
        until=until,
        today=today,
        at=town.now,
    )


def told(town: ToldTown, who: int) -> list[tuple[str, str, str]]:
    """Return of what somebody is told, of which notice, and why."""
    return [(one.kind, *_of(one)) for one in town.messages(who)]


def _of(one: Message) -> tuple[str, str]:
    return str(one.told["reference"]), str(one.told.get("why", ""))


def joint_bill(town: ToldTown) -> str:
    notice = town.desk.office.rolls.roll(BODY, YEAR).notice_of(PARTY)
    assert notice is not None
    return BillReference(body=BODY, tax_year=YEAR, notice=notice).ref1


def test_s47_a_joint_owner_is_told_and_reminded_of_the_bill_they_have_together(
    town: ToldTown,
) -> None:
    issued(town)
    town.notifying.plan()
    town.at(date(2026, 6, 20))
    town.notifying.plan()
    reference = joint_bill(town)

    assert told(town, SON) == [
        ("channels-chosen", "", ""),
        ("notice-issued", reference, "joint"),
        ("due-soon", reference, "joint"),
    ]
    assert told(town, WIFE) == []
    assert town.messages(PARTY) == []


def test_s47_whoever_of_them_pays_the_others_are_told_and_reminded_no_more(
    town: ToldTown,
) -> None:
    town.chooses("sms", who=WIFE)
    issued(town)
    town.at(date(2026, 6, 20), hour=21)
    town.notifying.plan()
    waiting = [one.kind for one in town.messages(WIFE) if one.kind == "due-soon"]

    town.pays(TAX, ref1=joint_bill(town))
    town.notifying.plan()

    assert waiting == ["due-soon"]
    for who in (WIFE, SON):
        ended = {one.kind: one.reason for one in town.messages(who)}
        assert (ended["due-soon"], ended["paid"]) == ("overtaken", "")
    town.at(PAY_BY)
    assert town.planned() == []


def test_who_was_let_in_to_see_is_told_of_the_bills_of_each_who_let_them(town: ToldTown) -> None:
    for whose in (OWNER, NEIGHBOUR):
        lets(town, whose, to=SON)
    lets(town, WIFE, to=OWNER, scopes=("pay",))
    town.chooses("email", who=OWNER)
    issued(town)
    town.notifying.plan()

    mine = [one for one in told(town, SON) if one[0] == "notice-issued"]

    assert sorted(why for _, _, why in mine) == ["joint", "others", "others"]
    assert len({reference for _, reference, _ in mine}) == 3
    assert [one[0] for one in told(town, OWNER)] == ["notice-issued"]


def test_whom_it_no_longer_concerns_is_told_no_more(town: ToldTown) -> None:
    lets(town, OWNER, to=SON)
    issued(town)
    town.notifying.plan()
    town.at(date(2026, 6, 20), hour=21)
    town.notifying.plan()
    office = town.desk.office

    revoke(office, affairs_of(office, OWNER), to=SON, at=town.now)
    town.notifying.plan()
    town.pays(TAX)
    town.notifying.plan()

    ended = [
        (one.kind, one.reason) for one in town.messages(SON) if one.told.get("why") == "others"
    ]
    assert sorted(ended) == [("due-soon", "unwanted"), ("notice-issued", "unwanted")]


def test_what_one_decides_for_oneself_is_told_to_nobody_else(town: ToldTown) -> None:
    lets(town, OWNER, to=SON)
    town.chooses("sms", who=OWNER)
    lets(town, OWNER, to=NEIGHBOUR)
    town.notifying.plan()

    assert [one.kind for one in town.messages(SON)] == ["channels-chosen"]
    assert [one.kind for one in town.messages(OWNER)] == ["channels-chosen", "delegation-given"]


def test_planning_from_the_beginning_tells_joint_owners_and_helpers_nothing_twice(
    town: ToldTown,
) -> None:
    lets(town, OWNER, to=SON)
    issued(town)
    town.notifying.plan()
    before = town.messages()

    town.notifying.planner.begin_again()

    assert town.planned() == []
    assert town.messages() == before
