"""A repeated request is answered as the first; two officers who read one version: one is told."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.http.cursors import Cursors
from api.http.problems import Problem
from projections.sessions import Answer, InProgress, OtherBody, open_stores
from tests.api.cli.clerk import BODY
from tests.api.http.town import Caller, Town

CORRECTIONS = f"/local-bodies/{BODY}/corrections"


def correction(area_cwah: int, property_: str = "01A001") -> dict[str, object]:
    return {
        "property": property_,
        "since": "2026-01-01",
        "reason": "SURVEY-AGAIN",
        "area_cwah": area_cwah,
    }


def version(officer: Caller, property_: str = "01A001") -> str:
    answer = officer.get(f"/local-bodies/{BODY}/property", params={"key": property_})
    assert answer.status_code == 200, answer.text
    return str(answer.headers["ETag"])


def test_a_correction_changes_the_bill_and_gives_the_next_version(town: Town) -> None:
    officer = town.officer()
    before = version(officer)

    answer = officer.post(
        CORRECTIONS,
        json=correction(80_000),
        headers={"If-Match": before, "Idempotency-Key": "first"},
    )

    # 800 square wah at 10,000 baht: 8,000,000 baht at 0.3 % is 24,000, 12,000 more than before.
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["effect"]["bills_that_differ"] == 1
    assert answer.headers["ETag"] == version(officer) != before
    assert int(answer.headers["Thidin-Position"]) == told["position"] == town.office.log.head()


def test_a_repeated_request_is_answered_as_the_first_and_records_nothing(town: Town) -> None:
    officer = town.officer()
    headers = {"If-Match": version(officer), "Idempotency-Key": "once"}
    first = officer.post(CORRECTIONS, json=correction(80_000), headers=headers)
    head = town.office.log.head()

    again = officer.post(CORRECTIONS, json=correction(80_000), headers=headers)

    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert town.office.log.head() == head


def test_a_key_of_another_request_is_refused(town: Town) -> None:
    officer = town.officer()
    headers = {"If-Match": version(officer), "Idempotency-Key": "once"}
    officer.post(CORRECTIONS, json=correction(80_000), headers=headers)

    other = officer.post(CORRECTIONS, json=correction(90_000), headers=headers)

    assert other.status_code == 422
    assert other.json()["type"] == "urn:thidin:problem:idempotency-key-reused"


@pytest.mark.parametrize("key", [None, "", " ", "x" * 201])
def test_a_request_that_records_has_a_key(seen_town: Town, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}

    answer = seen_town.officer().post(CORRECTIONS, json=correction(80_000), headers=headers)

    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:thidin:problem:idempotency-key-missing"


def test_a_refusal_is_decided_anew_when_asked_again_with_its_key(town: Town) -> None:
    officer = town.officer()
    refused = officer.post(
        CORRECTIONS, json=correction(80_000), headers={"Idempotency-Key": "k", "If-Match": '"v0"'}
    )

    taken = officer.post(
        CORRECTIONS,
        json=correction(80_000),
        headers={"Idempotency-Key": "k", "If-Match": version(officer)},
    )

    assert refused.status_code == 412
    assert refused.headers["ETag"].startswith('"v')
    assert taken.status_code == 200


@pytest.mark.parametrize("if_match", [None, "*"])
def test_a_correction_says_which_version_was_read(seen_town: Town, if_match: str | None) -> None:
    headers = {"Idempotency-Key": "k"} | ({} if if_match is None else {"If-Match": if_match})

    answer = seen_town.officer().post(CORRECTIONS, json=correction(80_000), headers=headers)

    assert answer.status_code == 428
    assert answer.headers["ETag"] == version(seen_town.officer())


def test_of_twenty_officers_who_read_one_version_exactly_one_succeeds(town: Town) -> None:
    officer = town.officer()
    read = version(officer)
    head = town.office.log.head()
    start = threading.Barrier(20)

    def change(number: int) -> int:
        start.wait()
        headers = {"If-Match": read, "Idempotency-Key": f"k{number}"}
        answer = officer.post(CORRECTIONS, json=correction(50_000 + number), headers=headers)
        return int(answer.status_code)

    with ThreadPoolExecutor(20) as officers:
        statuses = sorted(officers.map(change, range(20)))

    assert statuses == [200] + [412] * 19
    assert town.office.log.head() == head + 1


def test_a_dry_run_records_nothing(seen_town: Town) -> None:
    head = seen_town.office.log.head()

    answer = seen_town.officer().post(
        CORRECTIONS,
        json={**correction(80_000), "dry_run": True},
        headers={"Idempotency-Key": "dry"},
    )

    assert (answer.status_code, answer.json()["position"]) == (200, None)
    assert answer.json()["effect"]["bills_that_differ"] == 1
    assert seen_town.office.log.head() == head


def test_who_has_seen_a_position_is_answered_from_there_or_later(town: Town) -> None:
    officer = town.officer()
    town.front.settings.__dict__["follow_seconds"] = 3_600.0
    officer.get(f"/local-bodies/{BODY}/properties?text=01A001")
    recorded = officer.post(
        CORRECTIONS,
        json=correction(80_000),
        headers={"If-Match": version(officer), "Idempotency-Key": "k"},
    ).headers["Thidin-Position"]

    old = officer.get(f"/local-bodies/{BODY}/properties?text=01A001")
    new = officer.get(
        f"/local-bodies/{BODY}/properties?text=01A001", headers={"Thidin-Min-Position": recorded}
    )
    beyond = officer.get(
        f"/local-bodies/{BODY}/properties?text=01A001", headers={"Thidin-Min-Position": "99999"}
    )

    assert int(old.headers["Thidin-Position"]) < int(recorded)
    assert old.json()["items"][0]["area"] == "400.00"
    assert new.json()["items"][0]["area"] == "800.00"
    assert int(new.headers["Thidin-Position"]) >= int(recorded)
    assert (beyond.status_code, beyond.json()["type"]) == (
        422,
        "urn:thidin:problem:position-unknown",
    )


def test_a_claimed_key_is_in_progress_until_its_worker_is_given_up(tmp_path: Path) -> None:
    answers = open_stores(f"sqlite:///{tmp_path / 'web.sqlite'}").answers
    claim = answers.claim(b"key", b"body", now=0.0, seconds=120.0)
    assert isinstance(claim, str)

    with pytest.raises(InProgress):
        answers.claim(b"key", b"body", now=60.0, seconds=120.0)
    with pytest.raises(OtherBody):
        answers.claim(b"key", b"other", now=60.0, seconds=120.0)
    second = answers.claim(b"key", b"body", now=121.0, seconds=120.0)

    assert isinstance(second, str)
    late = Answer(status=200, headers={}, content=b"late")
    answers.keep(b"key", claim, late, now=122.0, seconds=100.0)
    answers.keep(
        b"key", second, Answer(status=201, headers={}, content=b"{}"), now=123.0, seconds=100.0
    )
    found = answers.claim(b"key", b"body", now=124.0, seconds=120.0)
    assert isinstance(found, Answer)
    assert (found.status, found.content) == (201, b"{}")


def test_keys_outlast_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'web.sqlite'}"
    first = open_stores(url).answers
    claim = first.claim(b"key", b"body", now=0.0, seconds=120.0)
    assert isinstance(claim, str)
    kept = Answer(status=200, headers={"etag": '"v4"'}, content=b'{"a": 1}')
    first.keep(b"key", claim, kept, now=1.0, seconds=1_000.0)

    found = open_stores(url).answers.claim(b"key", b"body", now=2.0, seconds=120.0)

    assert found == kept


def test_a_cursor_works_with_its_own_search_alone() -> None:
    cursors = Cursors(b"k" * 32)
    cursor = cursors.write("bills of 5", (2569, 5600701))

    assert cursors.read("bills of 5", cursor) == (2569, 5600701)
    for search, text in (
        ("bills of 6", cursor),
        ("bills of 5", cursor[:-2]),
        ("bills of 5", cursor[:-1] + ("A" if cursor[-1] != "A" else "B")),
        ("bills of 5", "ก"),
        ("bills of 5", "*"),
        ("bills of 5", ""),
        ("bills of 5", json.dumps([2569, 5600701])),
    ):
        with pytest.raises(Problem) as refused:
            cursors.read(search, text)
        assert refused.value.name == "cursor-unreadable"
