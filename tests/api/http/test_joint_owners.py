"""s.47(6): joint owners have one bill; each of them sees it and pays it, and nobody else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import app
from domain import taxpayer
from tests.api.cli.clerk import BODY, Clerk, identity, title, use, written
from tests.api.http.collecting import Clock, Collecting, issue
from tests.api.http.town import Caller, begin, build
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read
from tests.made_once import copied

RECEIVED = "/taxpayers/me/delegations/received"
NOTICE = f"/taxpayers/me/notices/{BODY}/2569"
HUSBAND, WIFE, STRANGER = 4, 5, 1


def _together(folder: Path) -> None:
    """Plot 4 is owned by persons 4 and 5, half each; its notice is out."""
    copied(begin, folder)
    clerk = Clerk(folder)
    owners = [
        title(4, owner_seq=1, share_num=1, share_den=2),
        title(
            4,
            owner_seq=2,
            id_no=identity(WIFE),
            first_name="ตัวอย่าง",
            last_name=f"ลำดับ{WIFE}",
            share_num=1,
            share_den=2,
        ),
    ]
    clerk.take(
        written(folder / "joint.csv", owners), written(folder / "use.csv", [use(4)]), confirm=True
    )
    assert (
        clerk.runner.invoke(app, ["assess", "--year", "2569"], env=clerk.environment).exit_code == 0
    )
    issue(clerk)


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    clock = Clock()
    town = build(tmp_path / "office", begun=_together, clock=clock)
    yield Collecting(town, clock)
    town.front.close()


def party_of(caller: Caller) -> str:
    """Return the number under which a joint owner finds what they own with others."""
    (one,) = caller.get(RECEIVED).json()["items"]
    assert (one["joint_owners"], one["name"], one["until"]) == (2, None, None)
    return str(one["taxpayer"])


def test_each_joint_owner_sees_and_pays_the_one_bill_and_others_do_not(
    collecting: Collecting,
) -> None:
    husband, wife, stranger = (collecting.town.signed_in(one) for one in (HUSBAND, WIFE, STRANGER))
    party = party_of(husband)
    together = {"Thidin-For": party}

    seen = [one.get(NOTICE, headers=together) for one in (husband, wife)]
    plots = wife.get("/taxpayers/me/properties", headers=together).json()["items"]
    codes = wife.post(f"{NOTICE}/codes", json={}, headers={"Idempotency-Key": "k", **together})

    assert party_of(wife) == party
    assert [one.status_code for one in seen] == [200, 200]
    assert seen[0].json()["reference"] == seen[1].json()["reference"]
    assert [one["parcel_code"] for one in plots] == ["01A004"]
    assert codes.status_code == 200
    assert stranger.get(NOTICE, headers=together).status_code == 404
    assert stranger.get(RECEIVED).json() == {"items": []}
    assert husband.get(NOTICE).status_code == 404


def test_acting_as_joint_owners_gives_nobody_leave_to_act_for_one_of_them(
    collecting: Collecting,
) -> None:
    wife = collecting.town.signed_in(WIFE)
    husband = taxpayer.show(collecting.town.person(HUSBAND))

    assert wife.get(NOTICE, headers={"Thidin-For": husband}).status_code == 404


def test_a_joint_owners_page_shows_what_is_owed_together_and_leads_there(
    collecting: Collecting,
) -> None:
    wife = Reader(collecting.town.signed_in(WIFE))
    party = party_of(wife.caller)

    mine = read(wife.page("/en/my"))
    chosen = wife.sends("/en/my/people/act", {"code": party}, of="/en/my/people")
    cookies = f"{wife.caller.headers['Cookie']}; thidin-for={party}"
    there = Reader(Caller(wife.caller.client, {**wife.caller.headers, "Cookie": cookies}))
    together = read(there.page("/en/my"))

    assert "Owned together with others" in mine
    assert "12,000.00 baht · 2 joint owners" in mine
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/en/my")
    assert "properties and bills that you own together with others, 2 in all" in together
    assert "To pay in all 12,000.00 baht" in together
    assert "Owned together with others" not in together.partition("own together")[2]
