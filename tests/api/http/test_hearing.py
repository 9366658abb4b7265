"""An officer enters what came in on paper, and what the committee and the court made of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_issuing import did, with_chief
from tests.api.http.test_objecting import HALF, MATTERS
from tests.api.http.town import OTHER_BODY, Caller

DECISIONS = f"/local-bodies/{BODY}/decisions/2569"
OCTETS = {"Content-Type": "application/octet-stream"}
LETTER = b"%PDF-1.7 a letter of objection"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def paper(collecting: Collecting, **changed: Any) -> dict[str, Any]:
    return {
        "taxpayer": taxpayer.show(collecting.town.person(1)),
        "kind": "objection",
        "filed_on": "2026-05-08",
        "grounds": ["area"],
        "claims": [HALF],
        **changed,
    }


def scanned(clerk: Caller, content: bytes = LETTER) -> str:
    answer = clerk.post(f"{DECISIONS}/documents", content=content, headers=OCTETS)
    assert answer.status_code == 200, answer.text
    document: str = answer.json()["document"]
    return document


def test_a_letter_is_entered_with_its_scan_and_its_clock_runs_from_the_day_it_came(
    collecting: Collecting,
) -> None:
    clerk, person = collecting.town.officer(), collecting.town.signed_in(1)
    letter = scanned(clerk)

    entered = did(
        clerk,
        f"{DECISIONS}/matters",
        "m1",
        **paper(collecting, documents=[letter], words="ที่ดินครึ่งเดียว"),
    ).json()

    assert (entered["filed_on"], entered["answer_by"]) == ("2026-05-08", "2026-07-07")
    assert not entered["filed_late"]
    (found,) = person.get(MATTERS).json()["items"]
    assert found["matter"] == entered["matter"]
    first, words = found["documents"]
    assert first == letter
    own = person.get(f"{MATTERS}/{found['matter']}/documents/{letter}")
    assert (own.content, own.headers["Content-Type"]) == (LETTER, "application/pdf")
    written = clerk.get(f"{DECISIONS}/matters/1/documents/{words}")
    assert written.text == "ที่ดินครึ่งเดียว"
    assert written.headers["Content-Disposition"] == (
        f'attachment; filename="OB-{BODY}-69-000001-2.txt"'
    )


def test_documents_are_shown_with_their_matter_alone(collecting: Collecting) -> None:
    clerk = collecting.town.officer()
    did(clerk, f"{DECISIONS}/matters", "m1", **paper(collecting))
    stray = scanned(clerk)

    assert clerk.get(f"{DECISIONS}/matters/1/documents/{stray}").status_code == 404
    added = did(clerk, f"{DECISIONS}/matters/1/documents", "m2", document=stray)
    assert added.json()["documents"] == [stray]
    other = collecting.town.signed_in(2)
    number = added.json()["matter"]
    assert other.get(f"{MATTERS}/{number}/documents/{stray}").status_code == 404
    assert (
        did(clerk, f"{DECISIONS}/matters/1/documents", "m3", document="0" * 64).status_code == 404
    )


def test_refused_appealed_decided_above_and_billed_anew(collecting: Collecting) -> None:
    clerk, chief = collecting.town.officer(), with_chief(collecting.town)
    one = f"{DECISIONS}/matters/1"
    did(clerk, f"{DECISIONS}/matters", "m1", **paper(collecting))
    did(clerk, f"{one}/propose", "m2", outcome="refused")
    did(chief, f"{one}/decide", "m3")

    appealed = did(clerk, f"{one}/appeal", "m4", on="2026-06-15")
    tomorrow = did(clerk, f"{one}/forward", "m5", on="2026-06-16")
    did(clerk, f"{one}/forward", "m6", on="2026-06-15")
    by_clerk = did(clerk, f"{one}/decided-above", "m7", on="2026-06-15", outcome="accepted")
    decided = did(chief, f"{one}/decided-above", "m8", on="2026-06-15", outcome="accepted")

    assert appealed.status_code == 200, appealed.text
    assert appealed.json()["state"] == "with-committee"
    assert (tomorrow.status_code, by_clerk.status_code) == (422, 403)
    assert decided.status_code == 200, decided.text
    assert (decided.json()["state"], decided.json()["billed_anew"]) == ("accepted", True)
    assert collecting.stands(1, collecting.clock.at.date()).assessed_satang == 600_000


def test_what_cannot_be_entered_is_refused_and_nothing_recorded(collecting: Collecting) -> None:
    clerk, head = collecting.town.officer(), collecting.town.office.log.head()
    entered = f"{DECISIONS}/matters"
    stranger = taxpayer.show(collecting.town.person(9))

    future = did(clerk, entered, "m1", **paper(collecting, filed_on="2026-06-16"))
    unknown = did(clerk, entered, "m2", **paper(collecting, taxpayer=stranger))
    missing = did(clerk, entered, "m3", **paper(collecting, documents=["0" * 64]))
    others = did(clerk, entered, "m4", **paper(collecting, claims=[{**HALF, "property": "01A002"}]))
    elsewhere = did(clerk, entered.replace(BODY, OTHER_BODY), "m5", **paper(collecting))

    assert [one.status_code for one in (future, unknown, missing, elsewhere)] == [
        422,
        404,
        404,
        404,
    ]
    assert others.json()["type"].endswith("unknown-property")
    assert collecting.town.office.log.head() == head


def test_s73_the_day_itself_accepts_what_nobody_answered(collecting: Collecting) -> None:
    did(collecting.town.officer(), f"{DECISIONS}/matters", "m1", **paper(collecting))
    daily = collecting.town.front.daily
    before = daily.work()
    collecting.clock.at += timedelta(days=22)
    on_the_last_day = daily.work()
    still = collecting.town.office.matters.matter(int(BODY), 2569, 1).state
    collecting.clock.at += timedelta(days=1)

    assert (before, on_the_last_day, still) == (True, True, "with-chief")
    assert (daily.work(), daily.work()) == (True, False)
    matter = collecting.town.office.matters.matter(int(BODY), 2569, 1)
    assert (matter.state, matter.rebilled is not None) == ("accepted-by-silence", True)
    assert collecting.stands(1, collecting.clock.at.date()).assessed_satang == 600_000
