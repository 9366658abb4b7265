"""Officers issue notices, warn and keep the books over HTTP; the land office asks for clearance."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.commands.arrears import arrears_of
from api.office import BANGKOK
from api.policy import Role
from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Clock, Collecting, of_collecting
from tests.api.http.town import Caller, Town, build

NOTICES = f"/local-bodies/{BODY}/notices/2569"
ARREARS = f"/local-bodies/{BODY}/arrears/2569"
CLEARANCE = f"/land-office/{BODY}/clearance"
CHIEF = """
[[officer]]
officer = "chief-1"
taxpayer = "{who}"
role = [{{ role = "chief", body = "{body}" }}]
"""


def with_chief(town: Town) -> Caller:
    """Make the town's 24th person its chief."""
    path = town.front.settings.staff_file
    who = taxpayer.show(town.person(24))
    path.write_text(path.read_text("utf-8") + CHIEF.format(who=who, body=BODY), "utf-8")
    return town.signed_in(24, Role.CHIEF, BODY)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town before its notices, in April."""
    clock = Clock(datetime(2026, 4, 3, 9, tzinfo=BANGKOK))
    built = build(tmp_path / "office", clock=clock)
    with built.client:
        yield built
    built.front.stores.engine.dispose()
    built.office.log.close()


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Collecting]:
    """A town whose notices went unpaid, in July."""
    for collecting in of_collecting(tmp_path / "office"):
        collecting.clock.at = datetime(2026, 7, 20, 9, tzinfo=BANGKOK)
        yield collecting


def did(caller: Caller, path: str, key: str, **body: Any) -> Any:
    return caller.post(path, json=body, headers={"Idempotency-Key": key})


def test_two_people_issue_the_years_notices(town: Town) -> None:
    clerk, chief = town.officer(), with_chief(town)
    seen = clerk.get(f"{NOTICES}/preview").json()
    assert (seen["to_pay"], seen["this_year"]) == (3, "36000.00")
    answers = {gate: "checked" for gate, found in seen["gates"].items() if found}

    prepared = did(clerk, f"{NOTICES}/prepare", "p1", answers=answers)
    again = did(clerk, f"{NOTICES}/prepare", "p1", answers=answers)
    issued = did(chief, f"{NOTICES}/approve", "a1", issued_on="2026-04-01")
    served = did(
        clerk, f"{NOTICES}/served", "s1", manner="registered-post", served_on="2026-04-02",
        received_on="2026-04-03",
    )  # fmt: skip

    assert prepared.status_code == 200, prepared.text
    assert (again.status_code, again.json()) == (200, prepared.json())
    assert issued.json() == {
        "notices": 3,
        "tax": "36000.00",
        "amendment": 0,
        "pay_by": "2026-06-30",
    }
    assert served.json() == {"notices": 3, "received_on": "2026-04-03"}
    assert int(served.headers["Thidin-Position"]) == town.office.log.head()
    back = did(
        clerk, f"{NOTICES}/served", "s2", manner="came-back", served_on="2026-04-14", notices=[2]
    )
    assert back.json()["notices"] == 1
    assert town.office.rolls.roll(int(BODY), 2569).service_of(2) is None
    everything = did(clerk, f"{NOTICES}/served", "s3", manner="came-back", served_on="2026-04-14")
    assert everything.status_code == 409


def test_who_prepared_cannot_approve(town: Town) -> None:
    chief = with_chief(town)
    gates = chief.get(f"{NOTICES}/preview").json()["gates"]
    answers = {gate: "checked" for gate, found in gates.items() if found}
    assert did(chief, f"{NOTICES}/prepare", "p1", answers=answers).status_code == 200

    refused = did(chief, f"{NOTICES}/approve", "a1")

    assert refused.status_code == 409
    assert refused.json()["code"] == "one-person"


def test_a_clerk_cannot_issue_and_nothing_is_issued_for_a_day_to_come(town: Town) -> None:
    clerk, chief = town.officer(), with_chief(town)

    assert did(clerk, f"{NOTICES}/approve", "a1").status_code == 403
    assert did(chief, f"{NOTICES}/approve", "a2", issued_on="2027-01-01").status_code == 422
    assert did(chief, f"{NOTICES}/approve", "a3").status_code == 409
    assert did(
        clerk, f"{NOTICES}/served", "s1", manner="owl", served_on="2026-04-02"
    ).status_code in {
        400,
        422,
    }


def test_the_late_are_listed_warned_and_told_to_the_land_office(late: Collecting) -> None:
    clerk = late.town.officer()

    listed = clerk.get(ARREARS).json()
    warned = did(clerk, f"{ARREARS}/warnings", "w1", days_to_pay=15)
    received = did(clerk, f"{ARREARS}/warnings/received", "r1", received_on="2026-07-20")
    early = did(clerk, f"{ARREARS}/land-office", "l1")
    late.clock.at = datetime(2026, 8, 3, 9, tzinfo=BANGKOK)
    told = did(late.town.officer(), f"{ARREARS}/land-office", "l2")

    assert (listed["notices"], listed["tax"]) == (3, "36000.00")
    assert listed["items"][0]["penalty"] == "1200.00"
    assert warned.json() == {"listed": 3, "tax": "36000.00"}
    assert received.json() == {"letters": 3}
    assert early.status_code == 409
    assert told.json() == {"listed": 3, "tax": "36000.00"}


def test_the_books_balance(late: Collecting) -> None:
    found = late.town.officer().get(f"{ARREARS}/books").json()

    assert (found["notices"], found["assessed"], found["outstanding"]) == (
        3,
        "36000.00",
        "36000.00",
    )
    assert found["balances"]
    assert found["wrong"] == []


def test_the_land_office_learns_whether_a_property_is_clear_and_no_more(late: Collecting) -> None:
    asker = late.town.land_office()

    june = asker.get(CLEARANCE, params={"key": "01A001", "on": "2026-06-30"}).json()
    july = asker.get(CLEARANCE, params={"key": "01A001"})

    assert june["clear"]
    assert (july.json()["clear"], july.json()["years_in_arrears"]) == (False, [2569])
    assert "12000" not in july.text
    assert "TP-" not in july.text
    again = asker.get(
        CLEARANCE,
        params={"key": "01A001", "on": "2026-06-30", "position": june["position"]},
    )
    assert again.json() == june


@pytest.mark.parametrize(
    "asked",
    [
        {"key": "99Z999"},
        {"key": "01A001", "on": "2999-01-01"},
        {"key": "01A001", "position": 10**9},
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_repeats_nothing(
    late: Collecting, asked: dict[str, Any]
) -> None:
    answer = late.town.land_office().get(CLEARANCE, params=asked)

    assert answer.status_code in {404, 409}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "99Z999" not in answer.text


def test_who_paid_since_the_last_look_is_late_no_more(late: Collecting) -> None:
    clerk = late.town.officer()
    first = clerk.get(ARREARS).json()

    late.tells(late.transfer(1, owner=2, amount_satang=2_000_000))
    late.recorded()
    second = clerk.get(ARREARS).json()

    assert (first["notices"], second["notices"]) == (3, 2)
    paid = late.bill(2).notice
    assert [one["notice_in_year"] for one in second["items"]] == [
        one["notice_in_year"] for one in first["items"] if one["notice_in_year"] != paid
    ]
    office = late.town.clerk.office()
    anew = arrears_of(office, body=int(BODY), tax_year=2569, on=late.clock.at.date())
    office.log.close()
    assert [one.notice for one in anew] == [one["notice_in_year"] for one in second["items"]]
