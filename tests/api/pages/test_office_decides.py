"""A body's officers put right on pages what went wrong: letters, money, objections, damage."""

from collections.abc import Iterator

import pytest

from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_hearing import paper
from tests.api.http.test_issuing import did, with_chief
from tests.api.http.test_objecting import HALF
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

AT = f"/office/{BODY}"


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("desk") / "office")


@pytest.fixture(scope="module")
def clerk(collecting: Collecting) -> Reader:
    return Reader(collecting.town.officer())


@pytest.fixture(scope="module")
def chief(collecting: Collecting) -> Reader:
    return Reader(with_chief(collecting.town))


def test_money_entered_for_the_wrong_notice_is_moved_by_two_people(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    wrong, right = collecting.bill(1).number, collecting.bill(2).number
    told = {
        "notice": wrong, "amount": "12000.00", "channel": "counter", "receipt": "69-00040",
        "paid_on": "2026-06-15",
    }  # fmt: skip
    taken = clerk.sends(f"/en{AT}/money/take", told, of=f"/en{AT}/money/take?notice={wrong}")
    page = f"/en{AT}/money/suspense/000/{BODY}-69-00040"
    assert f"{BODY}-69-00040" in clerk.page(taken.headers["Location"]).text

    moved = {"do": "move", "notice": right, "amount": "12000.00", "reason": "ENTERED-WRONGLY"}
    proposed = clerk.sends(page, moved)
    waits = read(chief.page(page))
    approved = chief.sends(page, {"do": "approve-match"})

    assert (proposed.status_code, approved.status_code) == (303, 303)
    assert f"officer-7 proposes that it belongs to {right} 12,000.00 baht" in waits
    assert (collecting.stands(1).state, collecting.stands(2).state) == ("owed", "settled")
    assert f"Given to a notice: {right} 12,000.00 baht" in read(clerk.page(page))


def test_a_notice_that_came_back_was_received_by_nobody(
    collecting: Collecting, clerk: Reader
) -> None:
    bill = collecting.bill(3)
    page = f"{AT}/accounts/2569/{bill.notice}"
    who = taxpayer.show(collecting.town.person(3))
    before = read(clerk.page(f"/en{AT}/owners/{who}"))

    told = {"letter": "notice", "manner": "came-back", "on": "2026-04-20"}
    answer = clerk.sends(f"{page}/received", told, of=page)

    assert f"{bill.number} 2569 12,000.00 0.00 10/4/2569" in before
    assert answer.status_code == 303
    after = read(clerk.page(f"/en{AT}/owners/{who}"))
    assert f"{bill.number} 2569 12,000.00 0.00 – –" in after
    put_up = {"letter": "notice", "manner": "posting", "on": "2026-05-01"}
    clerk.sends(f"{page}/received", put_up, of=page)
    assert "0.00 8/5/2569 –" in read(clerk.page(f"/en{AT}/owners/{who}"))


def test_some_of_what_is_claimed_is_accepted(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    use = {"property": "01A001", "since": "2026-01-01", "main_residence": True}
    told = paper(collecting, claims=[HALF, use])
    number = did(clerk.caller, f"/local-bodies/{BODY}/decisions/2569/matters", "p", **told).json()[
        "number"
    ]
    page = f"/en{AT}/matters/2569/{number}"

    clerk.sends(page, {"do": "propose", "outcome": "partly", "claim": "0"})
    chief.sends(page, {"do": "decide"})

    assert "Accepted in part" in read(clerk.page(page))
    assert collecting.stands(1).assessed_satang == 600_000


def test_a_refusal_is_appealed_and_decided_by_the_committee(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    who = taxpayer.show(collecting.town.person(2))
    claim = {**HALF, "property": "01A002"}
    told = paper(collecting, taxpayer=who, claims=[claim])
    number = did(clerk.caller, f"/local-bodies/{BODY}/decisions/2569/matters", "q", **told).json()[
        "number"
    ]
    page = f"/en{AT}/matters/2569/{number}"
    clerk.sends(page, {"do": "propose", "outcome": "refused"})
    chief.sends(page, {"do": "decide"})

    clerk.sends(page, {"do": "appeal", "on": "2026-06-15"})
    with_committee = read(clerk.page(page))
    clerk.sends(page, {"do": "forward", "on": "2026-06-15"})
    chief.sends(page, {"do": "above", "on": "2026-06-15", "outcome": "accepted"})

    assert "With the appeals committee" in with_committee
    assert "Accepted" in read(clerk.page(page))
    assert collecting.stands(2).assessed_satang == 600_000


def test_relief_that_nobody_may_grant_oneself_is_declined_by_another(
    clerk: Reader, chief: Reader
) -> None:
    page = f"/en{AT}/reliefs"
    told = {
        "provision": "57", "ground": "FIRE", "since": "2026-05-03", "percent": "100",
        "approval": "60.3/7", "properties": "01A003",
    }  # fmt: skip
    tried = read(clerk.sends(f"{page}/2569", {**told, "do": "try"}, of=page))
    clerk.sends(f"{page}/2569", {**told, "do": "propose"}, of=page)
    waits = read(chief.page(f"/en{AT}"))

    declined = chief.sends(f"{page}/2569/1", {"do": "decline"}, of=page)

    assert "1 taxpayer, 1 property: tax 12,000.00 → 0.00 baht" in tried
    assert f"Relief after damage RE-{BODY}-69-000001 proposed by officer-7, waits" in waits
    assert declined.status_code == 303
    assert "Fire · s.57 60.3/7" in read(clerk.page(page))
    assert "Declined" in read(clerk.page(page))
