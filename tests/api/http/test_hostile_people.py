"""Whatever people, partners and strangers send to their routes, no answer is a 500 or says it back.

Requests are near to right ones: each is one that works with a few of its values replaced.
THIDIN_HOSTILE says how many hostile things are sent; `make hostile` sends many more.
"""

import os
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import httpx2
import pytest

from domain import taxpayer
from tests.api.cli.clerk import BODY, identity
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.town import Caller

SEEDS: Final = 4
ROUNDS: Final = int(os.environ.get("THIDIN_HOSTILE", "1000")) // SEEDS
SECRET = identity(1)
NOTICE = f"/taxpayers/me/notices/{BODY}/2569"
BASKET = {"notices": [{"body": BODY, "tax_year": 2569}]}
CLAIMS = [{"property": "01A001", "since": "2026-01-01", "area_cwah": 20_000, "use": None}]
WHERE = {"body": BODY, "tax_year": 2569}
STRANGE: list[Any] = [
    None, True, -1, 0, 1, 2**31, 2**63, 2**64, 10**39, 0.5, "", " ", "\u0e01", "x" * 5_000,
    "2026-02-30", "9999-12-31", "0001-01-01", "2569-01-01", "99999999", "00000000", "T0", SECRET,
    "TP-0123456789ABC", "1e9", "-5.00", "0.001", "๑๐๐", "' OR 1=1 --", "../../x", "\ud7ff",
    [], {}, [[]], [None], {"a": {"b": [1]}}, ["see"] * 50,
]  # fmt: skip
HEADERS: Mapping[str, list[str]] = {
    "If-Match": ['"v0"', '"v1"', "*", "", '"v' + "9" * 60 + '"', "W/x", SECRET],
    "Idempotency-Key": ["k", "", "x" * 201, SECRET],
    "Thidin-For": ["", "TP-0123456789ABC", "x", SECRET, "TP-" + "Z" * 13],
    "Thidin-Consent": ["", "x", "x" * 100, SECRET],
    "Thidin-Min-Position": ["0", "-1", "9" * 30, "x", "1"],
}


@dataclass(frozen=True)
class Request:
    """One request that works, or nearly so."""

    method: str
    path: str
    body: Any = None


REQUESTS = [
    Request("POST", "/guest/bills", {"reference": "0560070169000000184", "amount": "12000.00"}),
    Request("GET", "/guest/bills/x"),
    Request("POST", "/guest/bills/x/codes", {"what": "next"}),
    Request("GET", "/taxpayers/me/properties"),
    Request("GET", "/taxpayers/me/bills"),
    Request("GET", f"/taxpayers/me/bills/{BODY}/2569/explanation"),
    Request("GET", "/taxpayers/me/notices"),
    Request("GET", NOTICE),
    Request("GET", f"{NOTICE}/documents/properties"),
    Request("POST", f"{NOTICE}/codes", {"what": "all"}),
    Request("GET", f"{NOTICE}/instalments"),
    Request("POST", f"{NOTICE}/instalments", {"count": 3}),
    Request("POST", f"{NOTICE}/refund-claims", {"amount": "1.00"}),
    Request("POST", "/taxpayers/me/orders", BASKET),
    Request("GET", "/taxpayers/me/orders/T1VMV4A83HDKHN59"),
    Request("GET", "/taxpayers/me/receipts"),
    Request("GET", "/taxpayers/me/receipts/R3KY5DXDEMBX48"),
    Request("GET", "/taxpayers/me/matters"),
    Request("POST", "/taxpayers/me/matters/preview", {**WHERE, "claims": CLAIMS}),
    Request(
        "POST",
        "/taxpayers/me/matters",
        {**WHERE, "kind": "use", "grounds": ["use"], "claims": CLAIMS, "documents": []},
    ),
    Request("GET", f"/taxpayers/me/matters/OB-{BODY}-69-000001"),
    Request("POST", f"/taxpayers/me/matters/OB-{BODY}-69-000001/withdrawal"),
    Request("POST", f"/taxpayers/me/matters/OB-{BODY}-69-000001/appeal"),
    Request("GET", "/taxpayers/me/delegations"),
    Request(
        "POST",
        "/taxpayers/me/delegations",
        {"to": "TP-0123456789ABC", "scopes": ["see"], "until": "2026-12-31"},
    ),
    Request("DELETE", "/taxpayers/me/delegations/TP-0123456789ABC"),
    Request("GET", "/taxpayers/me/consents"),
    Request(
        "POST",
        "/taxpayers/me/consents",
        {"client": "portal", "scopes": ["see"], "until": "2026-12-31"},
    ),
    Request("DELETE", "/taxpayers/me/consents/portal"),
    Request("GET", "/portal/citizen/notices"),
    Request("POST", "/portal/citizen/orders", BASKET),
    Request("GET", "/portal/citizen/orders/T1VMV4A83HDKHN59"),
]


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("hostile") / "office")


def places(told: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value in a body."""
    if path:
        yield path
    if isinstance(told, dict):
        for name in told:
            yield from places(told[name], (*path, name))
    elif isinstance(told, list):
        for number, one in enumerate(told):
            yield from places(one, (*path, number))


def changed(dice: Random, body: Any) -> Any:
    """Return a body with one or two of its values replaced."""
    found = deepcopy(body)
    for _ in range(dice.randrange(3)):
        ways = list(places(found))
        if not ways:
            return deepcopy(dice.choice(STRANGE))
        way, inside = dice.choice(ways), found
        for step in way[:-1]:
            inside = inside[step]
        inside[way[-1]] = deepcopy(dice.choice(STRANGE))
    return found


def path_of(dice: Random, path: str) -> str:
    """Return an address, now and then with one part replaced."""
    parts = path.split("/")
    if dice.random() < 0.3:
        parts[dice.randrange(2, len(parts))] = dice.choice(
            ["x", SECRET, "%F0%9F%8F%A0", "%2e%2e", "99999999", "2499", "9" * 300, "", "%E0%B8%81"]
        )
    query = dice.choice(["", "", "?cursor=x", "?cursor=" + "A" * 900, "?count=99", "?x=%FF"])
    return "/".join(parts) + query


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_hostile_request_is_answered_with_a_500_or_said_back(
    collecting: Collecting, seed: int
) -> None:
    dice = Random(seed)
    town = collecting.town
    callers: list[Caller] = [
        town.signed_in(1),
        town.signed_in(9),
        town.program("portal"),
        town.guest(),
    ]
    known = {"Thidin-For": taxpayer.show(town.person(1))}

    async def ask(client: httpx2.AsyncClient) -> None:
        for _ in range(ROUNDS):
            request, caller = dice.choice(REQUESTS), dice.choice(callers)
            headers = {"Idempotency-Key": str(dice.random()), "If-Match": '"v0"'}
            headers |= known if dice.random() < 0.1 else {}
            for name in dice.sample(sorted(HEADERS), k=dice.randrange(3)):
                headers[name] = dice.choice(HEADERS[name])
            body = changed(dice, request.body)
            path = path_of(dice, request.path)
            answer = await client.request(
                request.method, path, json=body, headers={**caller.headers, **headers}
            )
            sent = (request.method, path, body, headers, answer.text)
            assert answer.status_code < 500, sent
            assert SECRET not in answer.text, sent

    town.of_many(ask)
