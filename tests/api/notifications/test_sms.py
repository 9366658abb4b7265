"""Short messages go to a provider's server; it may fail, hang, refuse a number, and come back."""

from datetime import UTC, datetime

import pytest

from api.notifications.delivery import Never, NotNow
from api.notifications.sms import FIELDS, Sms, SmsSettings
from api.notifications.wording import Written
from tests.api.notifications.provider import HANGS, Provider, provider

AT = datetime(2026, 6, 20, 1, 0, tzinfo=UTC)
NUMBER = "0123456789abcdef" * 2


def sms(told: Provider, **names: str) -> Sms:
    fields = {name: names.get(name, name) for name in FIELDS}
    settings = SmsSettings(address=told.address, key="our-key", sender="THIDIN", fields=fields)
    return Sms(settings=settings, timeout=60.0)


def deliver(sent: Sms) -> None:
    try:
        sent.deliver("+66812345678", Written(subject="", text="ยอด"), number=NUMBER, at=AT)
    finally:
        sent.close()


def test_a_message_is_handed_in_with_its_number_as_the_provider_calls_things() -> None:
    with provider() as told:
        deliver(sms(told, to="msisdn", text="message"))

    assert told.bodies == [
        {"msisdn": "+66812345678", "sender": "THIDIN", "message": "ยอด", "reference": NUMBER}
    ]
    assert told.headers[0]["Authorization"] == "Bearer our-key"
    assert told.headers[0]["Idempotency-Key"] == NUMBER


def test_a_provider_that_fails_then_hangs_then_works_gets_the_same_number_each_time() -> None:
    whys = []
    with provider(500, HANGS, 200) as told:
        for timeout in (60.0, 0.2, 60.0):
            sent = sms(told)
            sent.timeout = timeout
            try:
                deliver(sent)
            except NotNow as failed:
                whys.append(failed)

    assert whys == [NotNow("status 500", resting=True), NotNow("ReadTimeout", resting=True)]
    assert [one["reference"] for one in told.bodies] == [NUMBER] * 3


@pytest.mark.parametrize("status", [400, 422])
def test_a_number_refused_for_good_is_given_up(status: int) -> None:
    with provider(status) as told, pytest.raises(Never) as refused:
        deliver(sms(told))

    assert refused.value.reason == "refused"


@pytest.mark.parametrize("status", [301, 401, 403, 404, 429, 503])
def test_whatever_is_wrong_with_us_or_the_provider_gives_nobody_up(status: int) -> None:
    with provider(status) as told, pytest.raises(NotNow) as failed:
        deliver(sms(told))

    assert failed.value == NotNow(f"status {status}", resting=True)


def test_a_provider_that_is_not_there_rests() -> None:
    with provider() as gone:
        pass

    with pytest.raises(NotNow) as failed:
        deliver(sms(gone))

    assert failed.value == NotNow("ConnectError", resting=True)
