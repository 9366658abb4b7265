"""Whatever is sent, the answer is a problem that says nothing back, and never a 500.

THIDIN_HOSTILE says how many random bodies are sent; `make hostile` sends many more.
"""

import json
import logging
import os
from collections.abc import Iterator
from random import Random
from typing import Final

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.http.guard import Guard
from api.http.problems import catalogue, of_refusal, unrevealing
from api.http.settings import HttpSettings
from domain.errors import Refused
from tests.api.cli.clerk import BODY, identity
from tests.api.http.town import ORIGIN, Town

HOSTILE: Final = int(os.environ.get("THIDIN_HOSTILE", "1000"))
JSON = {"Content-Type": "application/json"}
CORRECTIONS = f"/local-bodies/{BODY}/corrections"
CORRECTION = (
    b'{"property": "01A001", "since": "2026-01-01", "reason": "TYPING-ERROR", "area_cwah": 100}'
)
BAD_JSON = {
    "nothing": b"",
    "half": b'{"a": ',
    "NaN": b'{"area_cwah": NaN}',
    "Infinity": b'{"area_cwah": Infinity}',
    "too large for a float": b'{"area_cwah": 1e999}',
    "endless digits": b'{"area_cwah": ' + b"9" * 5_000 + b"}",
    "a name twice": b'{"property": "01A001", "property": "01A002"}',
    "a name twice, deep": b'{"use": {"other": 1, "other": 2}}',
    "too deep": b"[" * 5_000 + b"]" * 5_000,
    "rather deep": b'{"a":' * 40 + b"1" + b"}" * 40,
    "two values": b"{} {}",
}
BAD_TEXT = {
    "UTF-16": '{"property": "01A001"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "Latin-1": b'{"property": "\xe9"}',
    "half a surrogate pair": b'{"property": "\\ud800"}',
    "half a surrogate pair as a name": b'{"\\uDC00": 1}',
    "an escaped NUL": b'{"property": "01A\\u0000001"}',
}
WRONG_VALUES = [
    b"[]",
    b'"x"',
    b"null",
    b'{"property": 5}',
    CORRECTION.replace(b"100", b"1.5"),
    CORRECTION.replace(b"100", b'"100"'),
    CORRECTION.replace(b"100", b"true"),
    CORRECTION.replace(b"100", b"99999999999999999999"),
    CORRECTION.replace(b"2026-01-01", b"2026-02-30"),
    CORRECTION.replace(b"TYPING-ERROR", b"BECAUSE"),
    CORRECTION.replace(b'"area_cwah": 100', b'"officer": "officer-1"'),
    CORRECTION.replace(b'"area_cwah": 100', b'"use": {"other": 60}'),
    CORRECTION.replace(b'"area_cwah": 100', '"price": "๑๒๓"'.encode()),
]


def send(
    town: Town, raw: bytes | Iterator[bytes], *, headers: dict[str, str] = JSON, key: str = "k"
) -> object:
    return town.officer().post(
        CORRECTIONS,
        content=raw,
        headers={**headers, "Idempotency-Key": key},
    )


@pytest.mark.parametrize("raw", BAD_JSON.values(), ids=BAD_JSON)
def test_what_is_not_proper_json_is_refused(seen_town: Town, raw: bytes) -> None:
    answer = send(seen_town, raw)

    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert answer.json()["type"] == "urn:thidin:problem:not-json"  # type: ignore[attr-defined]


@pytest.mark.parametrize("raw", BAD_TEXT.values(), ids=BAD_TEXT)
def test_what_is_not_clean_utf_8_is_refused(seen_town: Town, raw: bytes) -> None:
    answer = send(seen_town, raw)

    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert answer.json()["type"] == "urn:thidin:problem:encoding-wrong"  # type: ignore[attr-defined]


@pytest.mark.parametrize("raw", WRONG_VALUES)
def test_a_wrong_value_is_told_by_its_place_alone(seen_town: Town, raw: bytes) -> None:
    answer = send(seen_town, raw)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert answer.json()["type"] == "urn:thidin:problem:value-wrong"  # type: ignore[attr-defined]


def test_nothing_that_was_sent_is_said_back(seen_town: Town) -> None:
    number = identity(1)
    raw = json.dumps({"property": {"นาย ก": number}, number: "ลับ", "since": number}).encode()

    answer = send(seen_town, raw)

    told = answer.text  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert number not in told
    assert "นาย ก" not in told
    assert {one["where"] for one in answer.json()["errors"]} == {  # type: ignore[attr-defined]
        "body.property",
        "body.since",
        "body.reason",
        "body",
    }


def test_a_refusal_of_the_domain_does_not_say_back_what_was_typed(seen_town: Town) -> None:
    number = identity(1)

    answer = seen_town.officer().get(f"/local-bodies/{BODY}/property", params={"key": number})

    assert answer.status_code == 404
    assert answer.json()["code"] == "property-unknown"
    assert number not in answer.text


def test_quotes_and_long_numbers_are_left_out_of_a_sentence() -> None:
    told = unrevealing("No property '01A' or \"x\" of 1-2345-67890-12-3, ๑๒๓๔๕๖๗๘๙๐๑๒๓,\x1b but 8.")

    assert told == "No property … or … of …, …,  but 8."


def test_a_refusal_without_a_table_of_its_own_is_told_with_its_code() -> None:
    class NewlyRefused(Refused):
        code = "newly-refused"

    problem = of_refusal(NewlyRefused("It cannot be."))

    assert (problem.name, problem.detail, problem.members["code"]) == (
        "refused",
        "It cannot be.",
        "newly-refused",
    )


def test_every_kind_of_problem_says_something_in_both_languages() -> None:
    for name, entry in catalogue().items():
        assert name == name.lower()
        assert 400 <= entry.status < 600
        assert (
            all(
                "\u0e01" <= letter[0] <= "\u0e5b"
                for letter in (entry.title_th, entry.detail_th.lstrip("JSON "))
                if letter
            )
            or name == "not-json"
        )
        assert entry.title_en.isascii()
        assert entry.detail_en.isascii()


def test_a_large_body_is_refused_before_it_is_read_whole(seen_town: Town) -> None:
    answer = send(seen_town, b" " * 70_000 + b"{}")

    assert answer.status_code == 413  # type: ignore[attr-defined]
    assert answer.json()["type"] == "urn:thidin:problem:body-too-large"  # type: ignore[attr-defined]


def test_a_large_body_that_declares_no_length_is_refused_too(seen_town: Town) -> None:
    pieces = iter([b" " * 60_000, b" " * 60_000, b"{}"])

    answer = send(seen_town, pieces)

    assert answer.status_code == 413  # type: ignore[attr-defined]
    assert answer.json()["type"] == "urn:thidin:problem:body-too-large"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/json; charset=utf-16", "application/xml"]
)
def test_other_content_than_json_is_refused(seen_town: Town, kind: str) -> None:
    answer = send(seen_town, CORRECTION, headers={"Content-Type": kind})

    assert answer.status_code == 415  # type: ignore[attr-defined]


def test_an_unknown_page_and_an_unknown_method_are_problems_too(seen_town: Town) -> None:
    nowhere = seen_town.client.get("/api/v1/nowhere")
    wrong = seen_town.client.delete("/api/v1/health")

    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "urn:thidin:problem:absent")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET")
    assert wrong.headers["Content-Type"] == "application/problem+json"


def test_another_host_name_is_refused(seen_town: Town) -> None:
    answer = seen_town.client.get("/api/v1/health", headers={"Host": "tax.example.evil.test"})

    assert (answer.status_code, answer.json()["type"]) == (421, "urn:thidin:problem:wrong-host")


def test_every_answer_has_the_headers_that_keep_browsers_from_harm(seen_town: Town) -> None:
    for path in ("/api/v1/health", "/api/v1/nowhere", "/api/v1/taxpayers/me/bills"):
        headers = seen_town.client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "Server" not in headers


def test_what_nobody_foresaw_is_told_by_a_number_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = FastAPI()

    @app.get("/broken")
    async def broken() -> None:
        message = f"the secret of {identity(1)}"
        raise RuntimeError(message)

    app.add_middleware(Guard, settings=HttpSettings(origin=ORIGIN))
    caplog.set_level(logging.INFO)

    answer = TestClient(app, base_url=ORIGIN).get("/broken")

    number = answer.headers["Thidin-Correlation"]
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:thidin:problem:unexpected"
    assert answer.json()["correlation"] == number
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name == "thidin.http")
    assert f"unexpected {number} RuntimeError at" in ours
    assert identity(1) not in answer.text + ours


def test_the_log_has_the_pattern_of_an_address_and_not_the_address(
    seen_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="thidin.http")

    seen_town.officer().get(f"/local-bodies/{BODY}/property", params={"key": identity(1)})

    (line,) = [one.getMessage() for one in caplog.records if one.name == "thidin.http"]
    assert "GET /local-bodies/{body}/property 404" in line or "{body}/property 404" in line
    assert identity(1) not in line


PIECES = [
    b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\u", b"d800", b"\\", b"null", b"true", b"NaN",
    b"-", b"1e999", b"0", b"\x00", b"\xff", b"\xfe", b"\xed\xa0\x80", b" ", b"\n", b'"property"',
    b'"since"', b'"2026-01-01"', b'"reason"', b'"TYPING-ERROR"', b'"area_cwah"', b"100", b"1.5",
    "๑๒๓".encode(), b'"use"', b'"other"', b'"tax_year"', b"2569", b'"properties"', b'"\\u0000"',
]  # fmt: skip


def hostile(dice: Random) -> bytes:
    """Return a body: pieces of JSON in any order, or a proper one with some bytes changed."""
    if dice.random() < 0.5:
        return b"".join(dice.choices(PIECES, k=dice.randrange(1, 20)))
    body = bytearray(CORRECTION)
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(body))
        body[place : place + dice.randrange(3)] = dice.choice(PIECES)
    return bytes(body)


def test_no_hostile_body_is_answered_with_a_500(seen_town: Town) -> None:
    seed = 20_690_101
    dice = Random(seed)
    officer = seen_town.officer()
    head = seen_town.office.log.head()
    statuses: dict[int, int] = {}

    async def ask(client: httpx2.AsyncClient) -> None:
        for number in range(HOSTILE):
            raw = hostile(dice)
            if number % 2:
                answer = await client.post("/calculate", content=raw, headers=JSON)
            else:
                headers = {**officer.headers, **JSON, "Idempotency-Key": str(number)}
                answer = await client.post(CORRECTIONS, content=raw, headers=headers)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            assert answer.status_code < 500, (seed, number, raw)
            assert "correlation" in answer.json() or answer.status_code == 200

    seen_town.of_many(ask)

    assert seen_town.office.log.head() == head
    assert statuses[400] > HOSTILE / 6
    assert statuses[422] > HOSTILE / 150


ADDRESSES = [
    "/local-bodies/{}/properties", "/local-bodies/05600701/properties?text={}",
    "/local-bodies/05600701/properties?taxpayer={}", "/local-bodies/05600701/property?key={}",
    "/local-bodies/05600701/properties?text=1&cursor={}", "/local-bodies/05600701/import-jobs/{}",
    "/local-bodies/05600701/bills/{}/2569/explanation", "/sign-in/{}", "/session?{}",
    "/taxpayers/me/bills/{}/2569/explanation", "/taxpayers/me/bills/05600701/{}/explanation",
]  # fmt: skip
STRANGE = [
    "", "%00", "%FF", "%ED%A0%80", "..%2F..%2Fetc", "'", "%27%20OR%201=1--", "%25", "_", "\\",
    "%E0%B9%91%E0%B9%92", "99999999999999999999", "-1", "1e5", "TP-0000000000000",
    "TP-ZZZZZZZZZZZZZ", "a" * 300,
    "%F0%9F%92%A3", "%0d%0aSet-Cookie:x", "05600701%00", "٠١٢٣٤٥٦٧", "[]", "{}",
]  # fmt: skip


@pytest.mark.parametrize("part", STRANGE)
def test_no_strange_address_or_header_is_answered_with_a_500(seen_town: Town, part: str) -> None:
    askers = (seen_town.officer(), seen_town.signed_in(1))
    paths = [address.format(part) for address in ADDRESSES]
    header = {"Thidin-Min-Position": part[:60]} if part.isascii() else {}

    async def ask(client: httpx2.AsyncClient) -> None:
        for asker in askers:
            for path in paths:
                answer = await client.get(path, headers=asker.headers)
                assert answer.status_code < 500, path
            bills = {**asker.headers, **header}
            answer = await client.get("/taxpayers/me/bills", headers=bills)
            assert answer.status_code < 500, header

    seen_town.of_many(ask)
