"""The examples of the description are what the service really answers, member by member."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from api.http import examples
from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.town import Caller, Town
from tests.api.notifications.postbox import mail_settings, postbox

NOTICE = f"/taxpayers/me/notices/{BODY}/2569"
MATTERS = "/taxpayers/me/matters"


def shape(told: Any) -> Any:
    """Return the members of an answer without their values; of a list, those of its first."""
    if isinstance(told, dict):
        return {name: shape(value) for name, value in told.items()}
    if isinstance(told, list):
        return [shape(told[0])] if told else []
    return "…"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What a town answers to those whose bills are out, paid in parts, and objected to."""
    folder = tmp_path_factory.mktemp("examples") / "office"
    with postbox() as box:
        for collecting in of_collecting(folder, channels=mail_settings(box)):
            yield dict(_asked(collecting))


def _asked(collecting: Collecting) -> Iterator[tuple[str, Any]]:
    guest, person = collecting.town.guest(), collecting.town.signed_in(1)
    typed = {"reference": collecting.bill(1).ref1, "amount": "12000.00"}
    yield "GUEST_BILL", guest.post("/guest/bills", json=typed).json()
    yield "NOTICES", person.get("/taxpayers/me/notices").json()
    yield "CONTACT", guest.get(f"/bodies/{BODY}/contact").json()
    yield "SUMMARY", person.get("/taxpayers/me/summary").json()
    shown = person.get(f"{NOTICE}/instalments")
    yield "PREVIEWED", shown.json()
    keyed = {"Idempotency-Key": "k", "If-Match": shown.headers["ETag"]}
    parts = person.post(f"{NOTICE}/instalments", json={"count": 3}, headers=keyed)
    yield "AGREED", parts.json()
    yield "CODES", person.post(f"{NOTICE}/codes", json={}).json()
    yield "TAKEN", collecting.tells(collecting.transfer(amount_satang=400_000)).json()
    collecting.recorded()
    one = person.get(NOTICE)
    yield "NOTICE", one.json()
    keyed = {"Idempotency-Key": "k", "If-Match": one.headers["ETag"]}
    claimed = person.post(f"{NOTICE}/refund-claims", json={"amount": "1000.00"}, headers=keyed)
    yield "CLAIM", claimed.json()
    basket = {"notices": [{"body": BODY, "tax_year": 2569}]}
    ordered = person.post("/taxpayers/me/orders", json=basket, headers={"Idempotency-Key": "k"})
    reference = ordered.json()["reference_1"]
    yield "ORDER", person.get(f"/taxpayers/me/orders/{reference}").json()
    yield "INQUIRED", person.post(f"{NOTICE}/inquiry", json={}).json()
    listed = person.get("/taxpayers/me/receipts").json()
    yield "RECEIPTS", listed
    receipt = person.get(f"/taxpayers/me/receipts/{listed['items'][0]['receipt']}").json()
    yield "RECEIPT", {**receipt, "file": {name: {} for name in receipt["file"]}}
    yield "CHECKED", guest.post("/receipts/check-file", json=receipt["file"]).json()
    clerk = collecting.town.officer()
    clerk.get(f"/local-bodies/{BODY}/notice", params={"number": collecting.bill(1).number})
    yield "LOOKS", person.get("/taxpayers/me/looks").json()
    yield "PROPERTIES", person.get("/taxpayers/me/properties").json()
    yield "BILLS", person.get("/taxpayers/me/bills").json()
    yield from _let(collecting, person)
    yield from _told(collecting, person)
    collecting.clock.at -= timedelta(days=50)
    yield from _objected(collecting.town.signed_in(1))


def _let(collecting: Collecting, person: Caller) -> Iterator[tuple[str, Any]]:
    to = taxpayer.show(collecting.town.person(9))
    let = person.post(
        "/taxpayers/me/delegations",
        json={"to": to, "scopes": ["see"], "until": "2026-12-31"},
        headers={"Idempotency-Key": "k", "If-Match": '"v0"'},
    )
    yield "DELEGATIONS", let.json()
    yield "RECEIVED", collecting.town.signed_in(9).get("/taxpayers/me/delegations/received").json()
    consented = person.post(
        "/taxpayers/me/consents",
        json={"client": "portal", "scopes": ["see"], "until": "2026-12-31"},
        headers={"If-Match": let.headers["ETag"]},
    )
    yield "CONSENTED", consented.json()
    yield "CONSENTS", person.get("/taxpayers/me/consents").json()


def _told(collecting: Collecting, person: Caller) -> Iterator[tuple[str, Any]]:
    tag = person.get("/taxpayers/me/notifications/settings").headers["ETag"]
    chosen = person.ask(
        "PUT",
        "/taxpayers/me/notifications/settings",
        json={"channels": ["email"], "language": "th", "email": "somchai@example.com"},
        headers={"Idempotency-Key": "k", "If-Match": tag},
    )
    yield "NOTIFICATION_SETTINGS", chosen.json()
    collecting.town.front.notifying.work()
    yield "NOTIFICATIONS", person.get("/taxpayers/me/notifications").json()


def _objected(person: Caller) -> Iterator[tuple[str, Any]]:
    claims = [{"property": "01A001", "since": "2026-01-01", "area_cwah": 20_000}]
    supposed = {"body": BODY, "tax_year": 2569, "claims": claims}
    yield "CLOCKS", person.get(f"{MATTERS}/clocks/{BODY}/2569").json()
    yield "IF_ACCEPTED", person.post(f"{MATTERS}/preview", json=supposed).json()
    filing = {**supposed, "kind": "objection", "grounds": ["area"]}
    filed = person.post(MATTERS, json=filing, headers={"Idempotency-Key": "k"})
    yield "MATTER", filed.json()
    octets = {"Content-Type": "application/octet-stream"}
    kept = person.post(f"{MATTERS}/documents", content=b"%PDF-1.7 made up", headers=octets)
    yield "DOCUMENT", kept.json()
    yield "MATTERS", person.get(MATTERS).json()


# A part of another example; what tests/api/identity/test_portal.py asks for.
OTHERS = ("IF_ONE_IS_MISSED", "MAP", "SIGNED_IN")
"""MAP has a test of its own, in a town with a map."""
EXAMPLES = [
    name
    for name, value in vars(examples).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, dict)
]


@pytest.mark.parametrize("name", [one for one in EXAMPLES if one not in OTHERS])
def test_an_example_has_the_members_of_a_real_answer(answers: dict[str, Any], name: str) -> None:
    assert shape(answers[name]) == shape(getattr(examples, name))


def test_an_example_says_what_the_engine_says(answers: dict[str, Any]) -> None:
    for name in ("PREVIEWED", "IF_ACCEPTED", "CLAIM", "TAKEN", "CLOCKS"):
        assert answers[name] == getattr(examples, name)
    told, example = dict(answers["MATTER"]), dict(examples.MATTER)
    assert told == example


def test_what_people_banks_and_portals_are_answered_has_an_example(seen_town: Town) -> None:
    described = seen_town.app.openapi()["paths"]
    without = {
        path
        for path, operations in described.items()
        for one in operations.values()
        if {"guest", "bank", "taxpayer", "portal"} & set(one["tags"])
        and "example" not in next(iter(one["responses"]["200"]["content"].values()))
    }

    # The explanation is described in docs/explaining.md, a document is a PDF.
    assert without == {
        "/api/v1/taxpayers/me/bills/{body}/{tax_year}/explanation",
        "/api/v1/taxpayers/me/matters/{number}/documents/{digest}",
        "/api/v1/taxpayers/me/notices/{body}/{tax_year}/documents/{kind}",
    }
