"""Who looked at my data: officers, programs and people who act for one; and how much each looks."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from api.http import looks
from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_delegating import lets
from tests.api.http.test_issuing import with_chief
from tests.api.http.test_partners import NOTICES, code
from tests.api.http.town import Caller

MINE = "/taxpayers/me/looks"
OFFICE = f"/local-bodies/{BODY}"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def opened_by_the_clerk(collecting: Collecting, notice: int = 1) -> None:
    clerk, number = collecting.town.officer(), collecting.bill(notice).number
    assert clerk.get(f"{OFFICE}/notice", params={"number": number}).status_code == 200


def seen(person: Caller, **asked: Any) -> list[tuple[str, str, str, int]]:
    found = person.get(MINE, params=asked).json()["items"]
    return [(one["who"], one["role"], one["what"]["english"], one["times"]) for one in found]


def test_one_sees_which_officer_looked_how_often_and_others_do_not(
    collecting: Collecting,
) -> None:
    opened_by_the_clerk(collecting)
    opened_by_the_clerk(collecting)

    (one,) = collecting.town.signed_in(1).get(MINE).json()["items"]

    assert one == {
        "on": "2026-06-15",
        "who": "officer-7",
        "role": "clerk",
        "body": BODY,
        "body_name": "องค์การบริหารส่วนตำบลตัวอย่าง",
        "body_name_en": "",
        "what": {
            "thai": "ดูการรับชำระและเงินรอเจ้าของ",
            "english": "See payments, and money that waits",
        },
        "everybody": False,
        "times": 2,
    }
    assert seen(collecting.town.signed_in(2)) == []


def test_looking_at_ones_own_is_not_kept_and_acting_for_another_is(
    collecting: Collecting,
) -> None:
    owner, helper = collecting.town.signed_in(1), collecting.town.signed_in(9)
    who = taxpayer.show(collecting.town.person(9))
    lets(owner, who, "see")
    notice = f"/taxpayers/me/notices/{BODY}/2569"
    owner.get(notice)
    helper.get(notice, headers={"Thidin-For": taxpayer.show(collecting.town.person(1))})

    assert seen(owner) == [(who, "taxpayer", "See what one owes and what was paid", 1)]
    assert seen(helper) == []


def test_a_program_that_one_consented_to_is_seen_looking(collecting: Collecting) -> None:
    collecting.town.program("portal").get(NOTICES, headers=code(collecting, "see"))

    assert seen(collecting.town.signed_in(1)) == [("portal", "portal", "See a citizen's bills", 1)]


def test_a_whole_report_is_told_to_everybody_in_it(collecting: Collecting) -> None:
    clerk = collecting.town.officer()
    assert clerk.get(f"{OFFICE}/reports/2569/notices").status_code == 200

    (one,) = collecting.town.signed_in(2).get(MINE).json()["items"]

    assert (one["everybody"], one["who"], one["body"]) == (True, "officer-7", BODY)


def test_a_chief_sees_how_much_each_officer_looks_at(collecting: Collecting) -> None:
    chief = with_chief(collecting.town)
    opened_by_the_clerk(collecting, 1)
    opened_by_the_clerk(collecting, 2)
    clerk = collecting.town.officer()
    clerk.get(f"{OFFICE}/reports/2569/notices")

    assert chief.get(f"{OFFICE}/looks").json()["items"] == [
        {
            "officer": "officer-7",
            "role": "clerk",
            "tables_taken": 1,
            "taxpayers_30_days": 2,
            "taxpayers_7_days": 2,
            "taxpayers_1_days": 2,
        }
    ]
    assert clerk.get(f"{OFFICE}/looks").status_code == 403


def test_who_looks_at_very_many_is_told_to_the_operators_once(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(looks, "MANY_A_DAY", 2)
    with caplog.at_level(logging.ERROR, "thidin.looks"):
        for notice in (1, 2, 3, 1):
            opened_by_the_clerk(collecting, notice)

    assert [one.getMessage() for one in caplog.records] == [
        "officer-7 has looked at 2 taxpayers today."
    ]


def test_what_cannot_be_kept_is_not_shown(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setattr(collecting.town.front.stores.looks, "note", full)
    clerk, number = collecting.town.officer(), collecting.bill(1).number
    answer = clerk.get(f"{OFFICE}/notice", params={"number": number})

    assert answer.status_code == 503
    assert "12000.00" not in answer.text
