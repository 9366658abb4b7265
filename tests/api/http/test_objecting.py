"""Taxpayers say what is wrong, see what it would change, and take nobody else's property along."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.commands.objections import accept_silences, decide, finish_all, propose_outcome
from domain import taxpayer
from domain.local_body import Signed
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.town import FAR_BODY, Caller

MATTERS = "/taxpayers/me/matters"
HALF = {"property": "01A001", "since": "2026-01-01", "area_cwah": 20_000}
OBJECTION = {
    "body": BODY,
    "tax_year": 2569,
    "kind": "objection",
    "grounds": ["area"],
    "claims": [HALF],
}


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    """A town that tests only look at."""
    yield from of_collecting(tmp_path_factory.mktemp("looking") / "office")


def files(person: Caller, key: str = "k", headers: Any = None, **changed: Any) -> Any:
    return person.post(
        MATTERS,
        json={**OBJECTION, **changed},
        headers={"Idempotency-Key": key, **(headers or {})},
    )


def test_what_the_bill_would_be_is_computed_and_nothing_recorded(looking: Collecting) -> None:
    head = looking.town.office.log.head()
    person = looking.town.signed_in(1)

    answer = person.post(
        f"{MATTERS}/preview", json={"body": BODY, "tax_year": 2569, "claims": [HALF]}
    )

    # 200 square wah instead of 400 at 10,000 baht, 0.3 %: 6,000 baht instead of 12,000.
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "tax_now": "12000.00",
        "tax_then": "6000.00",
        "difference": "-6000.00",
    }
    assert looking.town.office.log.head() == head


def test_an_objection_is_filed_found_again_and_seen_by_nobody_else(
    collecting: Collecting,
) -> None:
    person = collecting.town.signed_in(1)

    answer = files(person)

    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert (told["state"], told["filed_on"], told["answer_by"]) == (
        "with-chief",
        "2026-06-15",
        "2026-08-14",
    )
    # Received on 10 April, so the 30 days of s.73 were over on 10 May.
    assert told["filed_late"]
    assert person.get(MATTERS).json()["items"] == [told]
    one = person.get(f"{MATTERS}/{told['matter']}")
    assert (one.json(), one.headers["ETag"]) == (told, answer.headers["ETag"])
    other = collecting.town.signed_in(2)
    assert other.get(MATTERS).json()["items"] == []
    assert other.get(f"{MATTERS}/{told['matter']}").status_code == 404


def test_a_repeated_filing_is_one_matter(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)

    first, again = files(person), files(person)

    assert again.json() == first.json()
    assert len(person.get(MATTERS).json()["items"]) == 1


def test_silence_accepts_what_was_filed_in_time_and_the_taxpayer_sees_it(
    collecting: Collecting,
) -> None:
    collecting.clock.at -= timedelta(days=50)
    person = collecting.town.signed_in(1)
    filed = files(person).json()
    collecting.clock.at += timedelta(days=70)
    today, at = collecting.clock.at.date(), collecting.clock.at
    office, by = collecting.town.office, Signed(officer="clock", at=at)
    accept_silences(office, body=int(BODY), tax_year=2569, today=today, by=by)
    finish_all(office, body=int(BODY), tax_year=2569, on=today, by=by)

    told = collecting.town.signed_in(1).get(f"{MATTERS}/{filed['matter']}").json()

    assert not filed["filed_late"]
    assert (told["state"], told["billed_anew"]) == ("accepted-by-silence", True)
    assert collecting.stands(1, today).assessed_satang == 600_000


@pytest.mark.parametrize("property_", ["01A002", "C:01A002", "01A999", "x", "1234567890123"])
def test_nobody_says_what_is_true_of_others_properties(looking: Collecting, property_: str) -> None:
    person = looking.town.signed_in(1)
    claims = [{**HALF, "property": property_}]

    answers = [
        files(person, claims=claims),
        person.post(f"{MATTERS}/preview", json={"body": BODY, "tax_year": 2569, "claims": claims}),
    ]

    assert [one.status_code for one in answers] == [404, 404]
    assert {one.json()["type"] for one in answers} == {"urn:thidin:problem:unknown-property"}
    assert property_ == "x" or property_ not in answers[0].text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"body": FAR_BODY}, 404),
        ({"body": "05609999"}, 404),
        ({"tax_year": 2568}, 404),
        ({"tax_year": 2500}, 404),
        ({"kind": "appeal"}, 422),
        ({"grounds": []}, 422),
        ({"grounds": ["because"]}, 422),
        ({"claims": [{"property": "01A001", "since": "2026-01-01"}]}, 422),
        ({"claims": [{**HALF, "since": "2026-02-30"}]}, 422),
        ({"claims": [{**HALF, "area_cwah": 0}]}, 422),
        ({"claims": [{**HALF, "use": {"residence": 50}}]}, 422),
        ({"claims": [HALF] * 21}, 422),
        ({"documents": ["0" * 64]}, 404),
        ({"documents": ["x"]}, 422),
    ],
)
def test_what_cannot_be_filed_is_refused_and_not_recorded(
    looking: Collecting, changed: dict[str, Any], status: int
) -> None:
    head = looking.town.office.log.head()

    answer = files(looking.town.signed_in(1), **changed)

    assert answer.status_code == status, answer.text
    assert looking.town.office.log.head() == head


@pytest.mark.parametrize(("kind", "ground"), [("list", "area"), ("use", "use")])
def test_a_wrong_list_and_a_changed_use_are_filed_without_a_notice(
    collecting: Collecting, kind: str, ground: str
) -> None:
    use = {"property": "01A001", "since": "2026-05-01", "use": {"residence": 100}}

    answer = files(collecting.town.signed_in(1), kind=kind, grounds=[ground], claims=[use])

    assert answer.status_code == 200, answer.text
    assert (answer.json()["kind"], answer.json()["filed_late"]) == (kind, False)


def test_who_has_nothing_in_a_body_files_nothing_there(looking: Collecting) -> None:
    answer = files(looking.town.signed_in(9), kind="list", claims=[])

    assert answer.status_code == 404


def test_documents_are_kept_sealed_and_named_by_their_digest(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    octets = {"Content-Type": "application/octet-stream"}

    kept = person.post(f"{MATTERS}/documents", content=b"%PDF-1.7 made up", headers=octets)
    filed = files(person, documents=[kept.json()["document"]])

    assert filed.json()["documents"] == [kept.json()["document"]]
    for wrong in (b"MZ\x90 a program", b"", b"<html>"):
        answer = person.post(f"{MATTERS}/documents", content=wrong, headers=octets)
        assert answer.status_code == 422
    text = person.post(f"{MATTERS}/documents", content=b"%PDF-", headers={"Content-Type": "x/y"})
    assert text.status_code == 415


def test_a_matter_is_taken_back_as_it_was_read(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    filed = files(person)
    where = f"{MATTERS}/{filed.json()['matter']}/withdrawal"
    tag = filed.headers["ETag"]

    def withdraws(key: str, if_match: str | None, who: Caller = person) -> Any:
        tagged = {} if if_match is None else {"If-Match": if_match}
        return who.post(where, headers={"Idempotency-Key": key, **tagged})

    assert withdraws("a", None).status_code == 428
    assert withdraws("b", '"v9"').status_code == 412
    assert withdraws("c", tag, collecting.town.signed_in(2)).status_code == 404
    done = withdraws("d", tag)
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")
    again = withdraws("e", done.headers["ETag"])
    assert (again.status_code, again.json()["code"]) == (409, "matter-closed")


def test_a_refusal_of_the_chief_is_appealed(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    filed = files(person).json()
    office, at = collecting.town.office, collecting.clock.at
    found = office.matters.matter(int(BODY), 2569, 1)
    propose_outcome(
        office, found, outcome="refused", claims=(), by=Signed(officer="officer-1", at=at)
    )
    found = office.matters.matter(int(BODY), 2569, 1)
    decide(office, found, decided_on=at.date(), by=Signed(officer="chief-1", at=at))
    where = f"{MATTERS}/{filed['matter']}"
    tag = person.get(where).headers["ETag"]

    answer = person.post(f"{where}/appeal", headers={"Idempotency-Key": "k", "If-Match": tag})

    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["stage"]) == ("with-committee", "committee")


def test_filing_needs_a_surely_known_person_and_the_scope_to_appeal(
    collecting: Collecting,
) -> None:
    barely = collecting.town.signed_in(1, ial="1.1")
    for_owner = {"Thidin-For": taxpayer.show(collecting.town.person(1))}
    collecting.town.signed_in(1).post(
        "/taxpayers/me/delegations",
        json={
            "to": taxpayer.show(collecting.town.person(9)),
            "scopes": ["see", "pay"],
            "until": "2026-12-31",
        },
        headers={"Idempotency-Key": "k", "If-Match": '"v0"'},
    )
    accountant = collecting.town.signed_in(9)

    assert files(barely).status_code == 403
    assert files(accountant, headers=for_owner).status_code == 404
    assert accountant.get(MATTERS, headers=for_owner).status_code == 200


def test_the_clocks_of_the_act_say_until_when_one_objects(looking: Collecting) -> None:
    told = looking.town.signed_in(1).get(f"{MATTERS}/clocks/{BODY}/2569").json()

    # Received on 10 April: the 30 days of s.73 ended on 10 May, and today is 15 June.
    assert told["objection"] == {
        "possible": True,
        "received_on": "2026-04-10",
        "last_day": "2026-05-10",
        "late": True,
        "answered_in_days": 60,
    }
    assert (told["notices_are_out"], told["use"]["told_within_days"]) == (True, 60)
    assert looking.town.signed_in(1).get(f"{MATTERS}/clocks/05609999/2569").status_code == 404


def test_silence_does_not_accept_what_was_filed_late_and_does_what_was_in_time(
    collecting: Collecting,
) -> None:
    late = files(collecting.town.signed_in(1)).json()["clock"]
    collecting.clock.at -= timedelta(days=50)
    in_time = files(collecting.town.signed_in(2), claims=[]).json()["clock"]

    assert (late["silence"], in_time["silence"]) == ("nothing", "accepts")


def test_words_are_kept_sealed_as_a_document(collecting: Collecting) -> None:
    told = files(collecting.town.signed_in(1), words=" ที่ดินมีเพียง 200 ตารางวา ").json()

    (digest,) = told["documents"]
    kept = collecting.town.office.vault.file(digest)
    assert kept == "ที่ดินมีเพียง 200 ตารางวา".encode()


def test_a_document_is_added_to_a_matter_as_it_was_read(collecting: Collecting) -> None:
    person = collecting.town.signed_in(1)
    filed = files(person)
    octets = {"Content-Type": "application/octet-stream"}
    kept = person.post(f"{MATTERS}/documents", content=b"%PDF-1.7 later", headers=octets).json()
    where = f"{MATTERS}/{filed.json()['matter']}/documents"
    keyed = {"Idempotency-Key": "a", "If-Match": filed.headers["ETag"]}

    answer = person.post(where, json={"document": kept["document"]}, headers=keyed)

    assert answer.json()["documents"] == [kept["document"]]
    absent = {"Idempotency-Key": "b", "If-Match": answer.headers["ETag"]}
    assert person.post(where, json={"document": "0" * 64}, headers=absent).status_code == 404
