"""Messages to partners are signed as Standard Webhooks has it, and checked as its receivers do."""

from datetime import UTC, datetime, timedelta

import pytest

from api.webhooks import WebhookWrong, check, headers, read_key, sign
from domain.errors import UnsafeSetting

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NUMBER = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)


def test_the_published_vector_comes_out() -> None:
    made = sign(BODY, key=read_key(KEY), number=NUMBER, timestamp=1614265330)

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_sent_is_taken_by_who_has_the_key() -> None:
    key = read_key(KEY)
    sent = dict(headers(BODY, key=key, number=NUMBER, at=AT))

    check(BODY, sent, key=key, now=AT + timedelta(minutes=5))
    sent["webhook-signature"] = "v1,AAAA v1a,other " + sent["webhook-signature"]
    check(BODY, sent, key=key, now=AT)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_other"},
        {"webhook-id": ""},
        {"webhook-id": "a.b"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "9" * 40},
        {"webhook-signature": ""},
        {"webhook-signature": "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-signature": "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-signature": "ก"},
    ],
)
def test_a_changed_message_is_refused(changed: dict[str, str]) -> None:
    sent = {**headers(BODY, key=read_key(KEY), number=NUMBER, at=AT), **changed}

    with pytest.raises(WebhookWrong):
        check(BODY, sent, key=read_key(KEY), now=AT)


def test_changed_bytes_another_key_and_another_day_are_refused() -> None:
    key = read_key(KEY)
    sent = headers(BODY, key=key, number=NUMBER, at=AT)

    for body, used, now in (
        (BODY + b" ", key, AT),
        (BODY, bytes(24), AT),
        (BODY, key, AT + timedelta(seconds=301)),
        (BODY, key, AT - timedelta(seconds=301)),
    ):
        with pytest.raises(WebhookWrong):
            check(body, sent, key=used, now=now)


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_AAAA", "whsec_" + "A" * 120, "whsec_*"])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnsafeSetting):
        read_key(text)
