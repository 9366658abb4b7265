"""A taxpayer says on pages what is wrong, sees the law's clock, and keeps what was typed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

OBJECT = f"/en/my/matters/new/objection/{BODY}/2569"
SINCE = {"since-day": "1", "since-month": "1", "since-year": "2569"}
HALF = {"property-1": "P:1:60010000:1001", "ngan-1": "2", "wah-1": "0"}


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def reader(collecting: Collecting, owner: int = 1) -> Reader:
    return Reader(collecting.town.signed_in(owner))


def said(**more: Any) -> dict[str, Any]:
    return {**SINCE, **HALF, "ground": "area", **more}


def test_what_the_bill_would_be_is_shown_before_anything_is_filed(collecting: Collecting) -> None:
    person = reader(collecting)
    key = person.caller.get("/taxpayers/me/properties").json()["items"][0]["key"]
    head = collecting.town.office.log.head()

    shown = person.sends(OBJECT, said(act="preview", **{"property-1": key}))

    # Half of 400 square wah, so half of 12,000 baht.
    assert "Tax of 2569 now 12,000.00 baht It would be 6,000.00 baht" in read(shown)
    assert 'name="ngan-1" type="text" inputmode="decimal" maxlength="14" value="2"' in shown.text
    assert collecting.town.office.log.head() == head


def test_an_objection_is_filed_with_words_and_a_document_and_its_clock_runs(
    collecting: Collecting,
) -> None:
    collecting.clock.at -= timedelta(days=50)
    person = reader(collecting)
    key = person.caller.get("/taxpayers/me/properties").json()["items"][0]["key"]
    new = person.page("/en/my/matters/new")

    filed = person.sends(
        OBJECT,
        said(act="file", words="มีเพียง 200 ตารางวา", **{"property-1": key}),
        files={"file-1": ("deed.pdf", b"%PDF-1.7 made up")},
    )
    matter = person.page(filed.headers["Location"])

    assert "14 days left until 10 May 2026" in read(new)
    assert filed.status_code == 303
    words = read(matter)
    assert "60 days left It is to be answered by 25 June 2026" in words
    assert "If nobody answers by then, it counts as accepted" in words
    assert "area 200.00 square wah" in words
    assert "Documents 2" in words
    listed = read(person.page("/en/my/matters"))
    assert "Objection to a bill 2569 With the local body's chief" in listed

    clerk = Reader(collecting.town.officer())
    page = clerk.page(f"/en/office/{BODY}/matters/2569/1")
    links = re.findall(r'href="(/en/office/[^"]+/documents/[0-9a-f]+)"', page.text)
    assert {clerk.page(link).content for link in links} == {
        b"%PDF-1.7 made up",
        "มีเพียง 200 ตารางวา".encode(),
    }


def test_what_was_typed_and_attached_stays_where_it_is_refused(collecting: Collecting) -> None:
    person = reader(collecting)

    refused = person.sends(
        OBJECT,
        {**SINCE, "act": "file", "words": "<script>x</script>"},
        files={"file-1": ("a.png", b"\x89PNG\r\n\x1a\n made up")},
    )
    program = person.sends(OBJECT, said(act="file"), files={"file-1": ("a.png", b"MZ")})

    assert refused.status_code == 422
    assert "&lt;script&gt;x&lt;/script&gt;</textarea>" in refused.text
    assert "Attached: a.png" in read(refused)
    assert program.status_code == 422
    assert person.caller.get("/taxpayers/me/matters").json()["items"] == []


def test_a_matter_is_taken_back_as_it_was_read(collecting: Collecting) -> None:
    person = reader(collecting)
    use = {"since-day": "1", "since-month": "5", "since-year": "2569", "use-1": "residence"}
    key = person.caller.get("/taxpayers/me/properties").json()["items"][0]["key"]
    filed = person.sends(
        f"/my/matters/new/use/{BODY}/2570",
        {**use, "property-1": key, "ground": "use", "act": "file"},
    )
    where = filed.headers["Location"].partition("?")[0]

    stale = person.sends(where, {"act": "withdraw", "_version": '"v9"'})
    done = person.sends(where, {"act": "withdraw"})

    assert (filed.status_code, stale.status_code, done.status_code) == (303, 412, 303)
    assert "ถอนแล้ว" in read(person.page(where))
    assert reader(collecting, 2).page(where).status_code == 404
