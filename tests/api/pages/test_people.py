"""A taxpayer lets somebody act, who then acts for them under a banner; and keeps all data."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import taxpayer
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.town import Caller
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

LET = {
    "scope": ["see", "pay"],
    "until-day": "31",
    "until-month": "12",
    "until-year": "2569",
}


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def reader(collecting: Collecting, owner: int) -> Reader:
    return Reader(collecting.town.signed_in(owner))


def code(collecting: Collecting, owner: int) -> str:
    return taxpayer.show(collecting.town.person(owner))


def acting(one: Reader, whom: str) -> Reader:
    """Return the same person as their browser is after choosing for whom to act."""
    cookies = f"{one.caller.headers['Cookie']}; thidin-for={whom}"
    return Reader(Caller(one.caller.client, {**one.caller.headers, "Cookie": cookies}))


def test_a_relative_is_let_in_acts_under_a_banner_and_is_shut_out_again(
    collecting: Collecting,
) -> None:
    owner, son = reader(collecting, 1), reader(collecting, 9)
    whom, to = code(collecting, 1), code(collecting, 9)
    before = son.sends("/en/my/people/act", {"code": whom}, of="/en/my/people")

    let = owner.sends("/en/my/people", {**LET, "to": f" {to.lower()} "})
    chosen = son.sends("/en/my/people/act", {"code": whom}, of="/en/my/people")
    bills = acting(son, whom).page("/en/my/pay")
    offered = son.page("/en/my/people")

    assert before.status_code == 404
    assert let.status_code == 303
    assert f"{to} · see, pay · until 31 December 2026" in read(owner.page("/en/my/people"))
    assert f"thidin-for={whom}; HttpOnly" in chosen.headers["Set-Cookie"]
    assert re.search(rf"You are acting for \S.* {whom} Stop, be myself again", read(bills))
    assert f"{whom} · see, pay · until 31 December 2026" in read(offered)
    assert "12,000.00 baht" in read(bills)
    assert to in read(son.page("/en/my/people"))

    ended = owner.sends("/en/my/people/end", {"to": to}, of="/en/my/people")

    assert ended.status_code == 303
    assert acting(son, whom).page("/en/my/pay").status_code == 404


def test_what_was_typed_stays_where_nobody_can_be_let_in_so(collecting: Collecting) -> None:
    owner = reader(collecting, 1)

    refused = owner.sends("/en/my/people", {**LET, "to": code(collecting, 1)})

    assert refused.status_code == 422
    assert f'value="{code(collecting, 1)}"' in refused.text
    assert 'name="until-year" type="text" inputmode="numeric" maxlength="8" value="2569"' in (
        refused.text
    )


def test_all_that_is_known_of_one_is_kept_as_files_that_are_safe_to_open(
    collecting: Collecting,
) -> None:
    person = reader(collecting, 1)

    whole = person.page("/my/data.json").json()
    table = person.page("/my/data/notices.csv").content.decode("utf-8-sig").splitlines()

    assert whole["taxpayer"] == code(collecting, 1)
    assert whole["notices"][0]["reference"] == collecting.bill(1).ref1
    assert set(whole) >= {"properties", "bills", "receipts", "matters", "delegations", "looks"}
    assert table[0].startswith("body,body_name,tax_year,notice_number,assessed")
    assert ",2569,0560-0701-69/" in table[1]
