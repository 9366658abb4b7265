"""A taxpayer chooses on a page how to be told, and reads what was sent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.notifications.postbox import Postbox, mail_settings, postbox
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

SETTINGS = "/en/my/settings"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


@pytest.fixture
def collecting(tmp_path: Path, box: Postbox) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office", channels=mail_settings(box))


def test_a_channel_is_chosen_and_what_it_told_is_read(collecting: Collecting, box: Postbox) -> None:
    person = Reader(collecting.town.signed_in(1))
    wish = {"channel": "email", "email": "somchai@example.com", "language": "en"}

    done = person.sends(SETTINGS, wish)
    collecting.town.front.notifying.work()

    assert (done.status_code, done.headers["Location"]) == (303, f"{SETTINGS}?saved=yes")
    assert 'value="somchai@example.com"' in person.page(SETTINGS).text
    assert "e-mail · Sent" in read(person.page("/en/my/messages"))
    asked = read(person.page(SETTINGS))
    assert "Confirm the e-mail address somchai@example.com" in asked

    found = re.search(r"The code is ([0-9]{6})\.", box.texts[-1])
    assert found
    code = {"channel": "email", "code-email": found[1]}
    wrong = person.sends(f"{SETTINGS}/code", {**code, "code-email": "x"}, of=SETTINGS)
    right = person.sends(f"{SETTINGS}/code", code, of=SETTINGS)

    assert wrong.status_code == 422
    assert "The code is wrong, or good no more" in read(wrong)
    assert (right.status_code, right.headers["Location"]) == (303, f"{SETTINGS}?saved=proven")
    assert "Confirm the e-mail" not in read(person.page(SETTINGS))


def test_a_channel_without_an_address_is_refused_and_the_choice_stays(
    collecting: Collecting,
) -> None:
    person = Reader(collecting.town.signed_in(1))

    refused = person.sends(SETTINGS, {"channel": "email", "language": "both"})

    assert refused.status_code == 422
    assert 'value="email" checked' in refused.text
    assert 'value="both" checked' in refused.text


def test_who_looked_is_shown_to_whom_it_was_about(collecting: Collecting) -> None:
    number = collecting.bill(1).number
    where = f"/local-bodies/{BODY}/notice"
    assert collecting.town.officer().get(where, params={"number": number}).status_code == 200

    shown = read(Reader(collecting.town.signed_in(1)).page("/en/my/looks"))
    others = read(Reader(collecting.town.signed_in(2)).page("/en/my/looks?days=30"))

    assert "15 June 2026 (B.E. 2569) · Clerk of a local body officer-7" in shown
    assert "See payments, and money that waits · once" in shown
    assert "Nobody did." in others
