"""A bank tells of payments over HTTP: kept before it is answered, recorded once, never unsigned."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from api.identity.agencies import digest_of
from projections.inbox import DONE, SET_ASIDE, WAITING, InboxUnavailable
from sandbox_bank.webhooks import confirmation, headers
from tests.api.http.collecting import BANK, KEY, MORNING, NEXT_KEY, TAX, Collecting, of_collecting
from tests.api.http.town import SECRET, Caller

PATH = "/api/v1/bank/confirmations"
TAKEN = {"resCode": "00", "resDesc": "success"}


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    """A town whose bank is refused in every test."""
    yield from of_collecting(tmp_path_factory.mktemp("refusing") / "office")


def kept(collecting: Collecting) -> dict[str, int]:
    return dict(collecting.town.front.bank.inbox.counts())


def test_a_confirmation_is_on_disk_when_it_is_answered_and_recorded_afterwards(
    collecting: Collecting,
) -> None:
    answer = collecting.tells(collecting.transfer())

    assert (answer.status_code, answer.json()) == (200, TAKEN)
    assert kept(collecting) == {WAITING: 1}
    assert collecting.stands().received_satang == 0

    collecting.recorded()

    assert kept(collecting) == {DONE: 1}
    assert collecting.stands().received_satang == TAX
    assert collecting.stands().outstanding.total_satang == 0


def test_the_same_confirmation_a_hundred_times_at_once_is_one_payment_answered_alike(
    collecting: Collecting,
) -> None:
    said = collecting.transfer()

    with ThreadPoolExecutor(20) as senders:
        answers = list(senders.map(lambda _: collecting.tells(said), range(100)))
    collecting.recorded()
    after = collecting.tells(said)

    assert {(one.status_code, one.text) for one in [*answers, after]} == {(200, after.text)}
    assert kept(collecting) == {DONE: 1}
    assert collecting.stands().received_satang == TAX


def test_both_of_a_banks_keys_are_good_while_one_follows_the_other(collecting: Collecting) -> None:
    old = collecting.tells(collecting.transfer(1, owner=1), key=KEY)
    new = collecting.tells(collecting.transfer(2, owner=2), key=NEXT_KEY)

    assert (old.status_code, new.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-bank-signature", "0" * 64),
        ("x-bank-signature", ""),
        ("x-bank-signature", "ก".encode().hex()),
        ("x-bank-code", "006"),
        ("x-bank-code", ""),
        ("x-bank-timestamp", "1781490601"),
        ("x-bank-timestamp", "now"),
    ],
)
def test_a_message_whose_signature_does_not_fit_is_refused_and_not_kept(
    refusing: Collecting, name: str, value: str
) -> None:
    answer = refusing.tells(refusing.transfer(), changed={name: value})

    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:thidin:problem:signature-wrong"
    assert kept(refusing) == {}


def test_a_message_of_yesterday_is_refused_although_its_signature_fits(
    refusing: Collecting,
) -> None:
    raw = confirmation(refusing.transfer())
    yesterday = headers(raw, bank=BANK, key=KEY, at=MORNING - timedelta(days=1))

    answer = refusing.town.client.post(PATH, content=raw, headers=yesterday)

    assert answer.status_code == 401
    assert kept(refusing) == {}


def test_changed_bytes_do_not_fit_the_signature(collecting: Collecting) -> None:
    raw = confirmation(collecting.transfer())
    good = collecting.tells(raw).request.headers

    answer = collecting.town.client.post(
        PATH, content=raw.replace(b"12000.00", b"12000.01"), headers=good
    )

    assert answer.status_code == 401
    assert kept(collecting) == {WAITING: 1}


def test_a_message_without_a_signature_is_refused_whoever_sends_it(collecting: Collecting) -> None:
    town = collecting.town
    raw = confirmation(collecting.transfer())
    town.front.settings.agencies_file.write_text(
        f'[[agency]]\nclient = "lands"\nname = "ธนาคาร"\nrole = "bank"\nscopes = []\n'
        f'secret_digests = ["{digest_of(SECRET)}"]\n',
        "utf-8",
    )
    agency = town.front.agencies.known("lands", SECRET)
    assert agency is not None
    token = town.front.agencies.token(agency, agency.scopes, now=town.front.now())
    bank = Caller(town.client, {"Authorization": f"Bearer {token}"})

    statuses = [
        asker.post("/bank/confirmations", content=raw).status_code
        for asker in (town.guest(), town.signed_in(1), bank)
    ]

    assert statuses == [401, 403, 401]
    assert kept(collecting) == {}


def test_what_cannot_be_read_is_kept_for_a_person_since_money_was_paid(
    collecting: Collecting,
) -> None:
    answers = [collecting.tells(raw) for raw in (b"", b"{", b'{"amount": NaN}', b"\xff" * 100)]
    collecting.recorded()

    assert [(one.status_code, one.json()) for one in answers] == [(200, TAKEN)] * 4
    assert kept(collecting) == {SET_ASIDE: 4}


def test_what_is_too_large_is_not_taken(refusing: Collecting) -> None:
    answer = refusing.tells(b"x" * (16 * 1024 + 1))

    assert answer.status_code == 413
    assert kept(refusing) == {}


def test_a_bank_is_told_to_send_again_when_the_message_was_not_kept(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: Future[int] = Future()
    failed.set_exception(InboxUnavailable())
    inbox = collecting.town.front.bank.inbox
    monkeypatch.setattr(inbox, "submit", lambda *_, **__: failed)
    answer = collecting.tells(collecting.transfer())

    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:thidin:problem:not-kept"
    assert "Retry-After" in answer.headers


def test_the_service_records_by_itself_while_it_runs(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    background = collecting.town.front.bank.background
    told, recorded = threading.Event(), threading.Event()
    record = background.work

    def recording() -> None:
        after = told.is_set()
        record()
        if after:
            recorded.set()

    monkeypatch.setattr(background, "work", recording)
    with collecting.town.client:
        assert collecting.tells(collecting.transfer()).status_code == 200
        told.set()
        assert recorded.wait(60)

    assert collecting.stands().received_satang == TAX


def test_who_records_for_long_keeps_the_claim(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, at_once = collecting.town.front.bank, 3
    monkeypatch.setattr("api.commands.bank.AT_ONCE", at_once)
    for number in range(2 * at_once + 1):
        collecting.tells(collecting.transfer(number, amount_satang=100))
    claimed: list[str | None] = []
    finish = bank.inbox.finish

    def slow(*given: object, **more: object) -> None:
        claimed.append(bank.claim())
        collecting.clock.at += timedelta(seconds=6)
        finish(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(bank.inbox, "finish", slow)
    collecting.recorded()

    # Three batches of six seconds each, under a claim of ten.
    assert claimed == [None] * 3
    assert kept(collecting) == {DONE: 2 * at_once + 1}


def test_a_process_that_died_keeps_the_others_waiting_for_a_short_time_only(
    collecting: Collecting,
) -> None:
    bank = collecting.town.front.bank
    collecting.tells(collecting.transfer())
    assert bank.claim() is not None
    collecting.clock.at += timedelta(seconds=11)

    assert bank.record()
    assert kept(collecting) == {DONE: 1}


def test_of_two_processes_one_records(collecting: Collecting) -> None:
    bank = collecting.town.front.bank
    collecting.tells(collecting.transfer())
    other = bank.claim()

    assert other is not None
    assert not bank.record()
    bank.release(other)
    assert bank.record()
    assert kept(collecting) == {DONE: 1}
