"""A partner sees and pays the bills of who consented, and is told when they are settled."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.pauses import AGAIN_SECONDS
from api.webhooks import check, read_key
from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import BILLERS, Collecting, of_collecting
from tests.api.http.town import WEBHOOK_KEY

CONSENTS = "/taxpayers/me/consents"
NOTICES = "/portal/citizen/notices"
ORDERS = "/portal/citizen/orders"
BASKET = {"notices": [{"body": BODY, "tax_year": 2569}]}


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def consents(collecting: Collecting, *scopes: str, owner: int = 1, **changed: str) -> Any:
    fields = {"client": "portal", "until": "2026-12-31", "tag": '"v0"', **changed}
    return collecting.town.signed_in(owner).post(
        CONSENTS,
        json={"client": fields["client"], "scopes": list(scopes), "until": fields["until"]},
        headers={"If-Match": fields["tag"]},
    )


def code(collecting: Collecting, *scopes: str, owner: int = 1) -> dict[str, str]:
    answer = consents(collecting, *scopes, owner=owner)
    assert answer.status_code == 200, answer.text
    return {"Thidin-Consent": answer.json()["code"]}


def test_a_portal_shows_the_bills_of_who_consented_and_is_not_told_who_it_is(
    collecting: Collecting,
) -> None:
    portal = collecting.town.program("portal")
    consented = code(collecting, "see")

    answer = portal.get(NOTICES, headers=consented)

    assert answer.status_code == 200, answer.text
    (one,) = answer.json()["items"]
    assert (one["reference"], one["to_pay"]["total"]) == (collecting.bill(1).ref1, "12000.00")
    person = collecting.town.person(1)
    assert str(person) not in answer.text
    assert taxpayer.show(person) not in answer.text
    listed = collecting.town.signed_in(1).get(CONSENTS).json()["items"]
    assert listed == [
        {"client": "portal", "name": "แอปทางรัฐ", "scopes": ["see"], "until": "2026-12-31"}
    ]


def test_who_may_see_may_not_pay(collecting: Collecting) -> None:
    headers = {**code(collecting, "see"), "Idempotency-Key": "k"}

    answer = collecting.town.program("portal").post(ORDERS, json=BASKET, headers=headers)

    assert answer.status_code == 404


def test_a_consent_ends_when_it_is_withdrawn_or_its_day_is_over(collecting: Collecting) -> None:
    given = consents(collecting, "see", until="2026-06-15")
    headers = {"Thidin-Consent": given.json()["code"]}
    portal = collecting.town.program("portal")
    on_its_day = portal.get(NOTICES, headers=headers).status_code
    collecting.clock.at += timedelta(days=1)
    portal = collecting.town.program("portal")
    day_after = portal.get(NOTICES, headers=headers).status_code
    anew = consents(collecting, "see", tag=given.headers["ETag"])
    fresh = {"Thidin-Consent": anew.json()["code"]}
    statuses = [portal.get(NOTICES, headers=one).status_code for one in (headers, fresh)]

    person = collecting.town.signed_in(1)
    ended = person.ask("DELETE", f"{CONSENTS}/portal", headers={"If-Match": anew.headers["ETag"]})

    assert (ended.status_code, ended.json()) == (200, {"items": []})
    assert portal.get(NOTICES, headers=fresh).status_code == 404
    # The code before is good no more once there is a new one.
    assert (on_its_day, day_after, statuses) == (200, 404, [404, 200])


def test_a_consent_is_to_a_program_that_there_is_by_who_is_surely_known(
    collecting: Collecting,
) -> None:
    barely = collecting.town.signed_in(1, ial="1.1")
    asked = {"client": "portal", "scopes": ["see"], "until": "2026-12-31"}

    weak = barely.post(CONSENTS, json=asked, headers={"If-Match": '"v0"'})

    assert weak.status_code == 403
    assert consents(collecting, "see", client="nobody").status_code == 404
    assert consents(collecting, "see", client="lands").status_code == 404
    assert consents(collecting, "appeal").status_code == 422
    assert consents(collecting, "see", until="2036-01-01").json()["code"] == "delegation-wrong"
    assert consents(collecting, "see", tag='"v3"').status_code == 412
    head = collecting.town.office.log.head()
    assert collecting.town.signed_in(1).get(CONSENTS).json() == {"items": []}
    assert collecting.town.office.log.head() == head


def test_a_key_used_for_another_citizen_is_refused_and_shows_nothing(
    collecting: Collecting,
) -> None:
    portal = collecting.town.program("portal")
    first = {**code(collecting, "pay", owner=1), "Idempotency-Key": "k"}
    second = {**code(collecting, "pay", owner=2), "Idempotency-Key": "k"}

    one = portal.post(ORDERS, json=BASKET, headers=first)
    other = portal.post(ORDERS, json=BASKET, headers=second)

    assert one.status_code == 200
    assert other.status_code == 422
    assert one.json()["reference_1"] not in other.text


class Portal:
    """The portal's own server, which is told of settled orders."""

    def __init__(self, collecting: Collecting) -> None:
        self.collecting = collecting
        self.status = 204
        self.told: list[dict[str, Any]] = []
        self.ids: list[str] = []
        telling = collecting.town.front.telling
        telling.transport = httpx2.MockTransport(self.over)
        self.tell = telling.tell
        headers = {**code(collecting, "see", "pay"), "Idempotency-Key": "k"}
        self.consent = headers
        self.program = collecting.town.program("portal")
        self.order = self.program.post(ORDERS, json=BASKET, headers=headers).json()

    def over(self, request: httpx2.Request) -> httpx2.Response:
        assert str(request.url) == "https://portal.example/told"
        now = self.collecting.clock.at
        check(request.content, dict(request.headers), key=read_key(WEBHOOK_KEY), now=now)
        self.told.append(json.loads(request.content))
        self.ids.append(request.headers["webhook-id"])
        if self.status == 0:
            raise httpx2.ReadTimeout("no answer")
        return httpx2.Response(self.status)

    def paid(self) -> None:
        ref1, biller = self.order["reference_1"], BILLERS.biller(0)
        self.collecting.tells(self.collecting.transfer(ref1=ref1, biller=biller))
        self.collecting.recorded()

    def later(self, seconds: float) -> int:
        self.collecting.clock.at += timedelta(seconds=seconds)
        return self.tell()


def test_a_portal_is_told_once_that_its_order_is_settled(collecting: Collecting) -> None:
    portal = Portal(collecting)
    where = f"{ORDERS}/{portal.order['reference_1']}"
    before = portal.program.get(where, headers=portal.consent).json()["payment"]["state"]
    unpaid = portal.later(60)
    portal.paid()

    told = [portal.later(3_600) for _ in range(3)]

    assert (before, unpaid, told) == ("waiting", 0, [1, 0, 0])
    assert portal.told == [
        {
            "type": "order.settled",
            "timestamp": "2026-06-15T03:31:00+00:00",
            "data": {"reference_1": portal.order["reference_1"], "amount": "12000.00"},
        }
    ]


@pytest.mark.parametrize("status", [0, 500, 302, 404])
def test_a_portal_that_does_not_take_the_message_is_told_again_with_the_same_id(
    collecting: Collecting, status: int
) -> None:
    portal = Portal(collecting)
    portal.paid()
    portal.status = status
    failed = [portal.later(60), *(portal.later(one + 1) for one in AGAIN_SECONDS[:2])]
    portal.status = 200

    told = portal.later(AGAIN_SECONDS[2] + 1)

    assert (failed, told) == ([0, 0, 0], 1)
    assert len(set(portal.ids)) == 1


def test_a_portal_that_never_answers_is_given_up_and_the_money_is_where_it_belongs(
    collecting: Collecting,
) -> None:
    portal = Portal(collecting)
    portal.paid()
    portal.status = 500
    portal.later(60)
    for seconds in AGAIN_SECONDS:
        portal.later(seconds + 1)

    portal.status = 200

    assert portal.later(1_000_000) == 0
    assert len(portal.told) == len(AGAIN_SECONDS) + 1
    assert collecting.stands().outstanding.total_satang == 0


def test_a_portal_that_wants_no_more_messages_gets_none(collecting: Collecting) -> None:
    portal = Portal(collecting)
    portal.paid()
    portal.status = 410

    assert [portal.later(3_600) for _ in range(2)] == [0, 0]
    assert len(portal.told) == 1


def test_a_portal_is_told_when_the_bank_takes_the_money_back_and_when_it_is_paid_again(
    collecting: Collecting,
) -> None:
    portal = Portal(collecting)
    portal.paid()
    portal.later(60)
    ref1, biller = portal.order["reference_1"], BILLERS.biller(0)
    collecting.tells(collecting.transfer(ref1=ref1, biller=biller, is_reversal=True))
    collecting.recorded()
    portal.later(3_601)
    collecting.tells(collecting.transfer(2, ref1=ref1, biller=biller))
    collecting.recorded()

    portal.later(3_601)

    assert [one["type"] for one in portal.told] == [
        "order.settled",
        "order.reopened",
        "order.settled",
    ]
    assert portal.ids == [f"{ref1}-{number}" for number in (1, 2, 3)]
