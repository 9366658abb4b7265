"""A taxpayer chooses how to be told, over HTTP, and sees what was sent, and nobody else does."""

import logging
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import taxpayer
from tests.api.http.collecting import TAX, Collecting, of_collecting
from tests.api.notifications.postbox import Postbox, mail_settings, postbox
from tests.api.notifications.provider import HANGS, Provider, provider

SETTINGS = "/taxpayers/me/notifications/settings"
MESSAGES = "/taxpayers/me/notifications"
MAIL = "somchai@example.com"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


@pytest.fixture
def collecting(tmp_path: Path, box: Postbox) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office", channels=mail_settings(box))


def chooses(
    collecting: Collecting, *, owner: int = 1, tag: str = '"v0"', ial: str = "2.3", **wish: Any
) -> Any:
    fields = {"channels": ["email"], "language": "th", "email": MAIL, **wish}
    return collecting.town.signed_in(owner, ial=ial).ask(
        "PUT",
        SETTINGS,
        json=fields,
        headers={"Idempotency-Key": f"{tag} {fields}".encode().hex()[:200], "If-Match": tag},
    )


def test_who_chose_nothing_is_told_by_letters_alone(collecting: Collecting) -> None:
    answer = collecting.town.signed_in(1).get(SETTINGS)

    assert answer.json() == {
        "channels": [],
        "language": "th",
        "email": "",
        "phone": "",
        "portal": False,
        "unproven": [],
        "offered": ["email"],
    }
    assert answer.headers["ETag"] == '"v0"'


def test_a_choice_is_seen_by_whose_it_is_and_stands_in_no_log(
    collecting: Collecting, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    answer = chooses(collecting, language="both", phone="081-234 5678")

    assert answer.status_code == 200, answer.text
    seen = collecting.town.signed_in(1).get(SETTINGS)
    assert (
        seen.json()
        == answer.json()
        == {
            "channels": ["email"],
            "language": "both",
            "email": MAIL,
            "phone": "+66812345678",
            "portal": False,
            "unproven": ["email"],
            "offered": ["email"],
        }
    )
    assert seen.headers["ETag"] == answer.headers["ETag"] == '"v1"'
    assert collecting.town.signed_in(2).get(SETTINGS).json()["email"] == ""
    recorded = [repr(one.event) for one in collecting.town.office.log.after(0)]
    told = "\n".join([*recorded, *(one.getMessage() for one in caplog.records)])
    assert "channel='email'" in told
    assert MAIL not in told
    assert "812345678" not in told


def test_a_choice_repeated_is_made_once_and_one_not_read_before_is_refused(
    collecting: Collecting,
) -> None:
    first, again = chooses(collecting), chooses(collecting)
    stale = chooses(collecting, channels=[])

    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert stale.status_code == 412
    assert collecting.town.signed_in(1).get(SETTINGS).headers["ETag"] == '"v1"'


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ({"channels": ["sms"], "phone": "0812345678"}, "channel-not-offered"),
        ({"email": ""}, "contact-missing"),
        ({"email": "somchai at example"}, "contact-wrong"),
        ({"phone": "054123456"}, "contact-wrong"),
        ({"channels": ["post"]}, "value-wrong"),
        ({"language": "fr"}, "value-wrong"),
    ],
)
def test_what_cannot_be_sent_to_is_not_chosen_and_not_said_back(
    collecting: Collecting, wish: dict[str, Any], problem: str
) -> None:
    head = collecting.town.office.log.head()

    answer = chooses(collecting, **wish)

    assert answer.status_code == 422
    assert answer.json()["type"] == f"urn:thidin:problem:{problem}"
    assert "somchai" not in answer.text
    assert "054123456" not in answer.text
    assert collecting.town.office.log.head() == head
    assert collecting.town.signed_in(1).get(SETTINGS).json()["email"] == ""


def code_in(box: Postbox) -> str:
    """Return the code of the latest mail."""
    found = re.search(r"รหัสยืนยันคือ ([0-9]{6}) ", box.texts[-1])
    assert found, box.texts[-1]
    return found[1]


def proves(collecting: Collecting, code: str, *, owner: int = 1, channel: str = "email") -> Any:
    return collecting.town.signed_in(owner).post(
        f"{MESSAGES}/proofs",
        json={"channel": channel, "code": code},
        headers={"Idempotency-Key": f"{owner} {code}".encode().hex()},
    )


def test_nothing_but_a_code_goes_to_an_address_nobody_has_shown_to_be_theirs(
    collecting: Collecting, box: Postbox
) -> None:
    chooses(collecting)
    collecting.tells(collecting.transfer())
    collecting.recorded()
    collecting.town.front.notifying.work()

    assert [str(one["Subject"]) for one in box.mails] == ["รหัสยืนยันที่อยู่สำหรับรับข้อความเรื่องภาษีที่ดิน"]
    shown = collecting.town.signed_in(1).get(MESSAGES).json()["items"]
    assert {one["kind"]: (one["state"], one["reason"]) for one in shown} == {
        "address-code": ("sent", None),
        "paid": ("given-up", "unproven"),
    }
    (kept,) = (one["text"] for one in shown if one["kind"] == "address-code")
    assert "••••••" in kept
    assert code_in(box) not in kept


def test_a_code_typed_back_proves_the_address_and_another_address_is_proven_anew(
    collecting: Collecting, box: Postbox
) -> None:
    chooses(collecting)
    collecting.town.front.notifying.work()
    code = code_in(box)
    thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))

    other = proves(collecting, code, owner=2)
    proven = proves(collecting, f"{thai[:3]} {thai[3:]}")
    again = chooses(collecting, tag='"v1"', language="en")
    moved = chooses(collecting, tag='"v2"', email="somsak@example.com")

    assert (other.status_code, other.json()["code"]) == (422, "code-wrong")
    assert (proven.status_code, proven.json()["unproven"]) == (200, [])
    assert again.json()["unproven"] == []
    assert moved.json()["unproven"] == ["email"]
    collecting.town.front.notifying.work()
    assert box.to[-1] == "somsak@example.com"
    assert code_in(box) != code or len(box.mails) > 1


def test_a_code_is_guessed_at_five_times_and_asked_for_six_times_an_hour(
    collecting: Collecting, box: Postbox
) -> None:
    chooses(collecting)
    collecting.town.front.notifying.work()
    code = code_in(box)

    guesses = [proves(collecting, f"x{number}").status_code for number in range(5)]
    too_late = proves(collecting, code)
    for number in range(1, 6):
        assert chooses(collecting, tag=f'"v{number}"').status_code == 200
    too_many = chooses(collecting, tag='"v6"')

    assert guesses == [422] * 5
    assert too_late.status_code == 422
    assert too_many.status_code == 429
    collecting.clock.at += timedelta(minutes=31)
    collecting.town.front.notifying.work()
    assert len(box.mails) == 1


def test_choosing_needs_a_surely_known_person(collecting: Collecting) -> None:
    assert chooses(collecting, ial="1.1").status_code == 403


def test_what_was_sent_is_shown_to_the_taxpayer_alone(collecting: Collecting, box: Postbox) -> None:
    chooses(collecting)
    collecting.town.front.notifying.work()
    assert proves(collecting, code_in(box)).status_code == 200
    collecting.tells(collecting.transfer())
    collecting.recorded()
    collecting.town.front.notifying.work()

    shown = collecting.town.signed_in(1).get(MESSAGES).json()

    paid, code = sorted(shown["items"], key=lambda one: one["kind"], reverse=True)
    assert (paid["kind"], code["kind"]) == ("paid", "address-code")
    assert (paid["channel"], paid["state"], paid["reason"]) == ("email", "sent", None)
    assert paid["sent_at"] == int(collecting.clock())
    assert "12,000.00 บาท" in paid["text"]
    assert paid["text"] in box.texts
    assert MAIL not in str(shown)
    assert taxpayer.show(collecting.town.person(1)) not in str(shown)
    assert collecting.town.signed_in(2).get(MESSAGES).json() == {"items": [], "next": None}


def test_a_provider_that_hangs_holds_up_no_payment(tmp_path: Path) -> None:
    """Fault F32: the sending thread waits for the provider, and money goes on coming in."""
    with provider(HANGS) as told:
        for collecting in of_collecting(tmp_path / "office", channels=_sms(tmp_path, told)):
            chosen = chooses(collecting, channels=["sms"], email="", phone="0812345678")
            assert chosen.status_code == 200
            sending = threading.Thread(target=collecting.town.front.notifying.work)
            sending.start()
            assert told.asked.wait(30)

            taken = collecting.tells(collecting.transfer())
            collecting.recorded()

            assert sending.is_alive()
            assert taken.json()["resCode"] == "00"
            assert collecting.stands().paid.tax_satang == TAX
            told.over.set()
            sending.join()
            (waiting,) = collecting.town.front.notifying.outbox.latest(
                state="waiting", taxpayer=None, most=9, after=None
            )
            assert (waiting.kind, waiting.tries) == ("address-code", 1)


def _sms(folder: Path, told: Provider) -> str:
    key = folder / "sms.key"
    key.write_text("our-key", "utf-8")
    key.chmod(0o600)
    return f'[sms]\naddress = "{told.address}"\nkey_file = "{key}"\nsender = "THIDIN"\n'


def test_a_damaged_outbox_holds_up_no_payment(collecting: Collecting) -> None:
    chooses(collecting)
    with collecting.town.front.notifying.outbox.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE notify_message")

    collecting.town.front.notifying.background._try()
    taken = collecting.tells(collecting.transfer())
    collecting.recorded()

    assert taken.json()["resCode"] == "00"
    assert collecting.stands().paid.tax_satang == TAX
