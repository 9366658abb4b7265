"""Only the bank that shares a key can say that money came in, and only lately."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import UnsafeSetting
from importers.bank import BankKeys, SignatureWrong, check_signature, sign

OLD, NEW = b"old key of the bank, 32 bytes!!!!", b"new key of the bank, 32 bytes!!!!"
KEYS = BankKeys(of={"014": (OLD, NEW), "006": (b"key of another bank, 32 bytes long",)})
NOW = datetime(2026, 4, 30, 10, 0, tzinfo=UTC)
SENT = str(int(NOW.timestamp()))
RAW = b'{"amount":"1.00"}'


def check(
    raw: bytes = RAW,
    *,
    bank: str = "014",
    sent: str = SENT,
    key: bytes = OLD,
    signature: str | None = None,
    now: datetime = NOW,
) -> None:
    """Check a message that is in order but for what is given."""
    given = sign(RAW, key=key, timestamp=SENT) if signature is None else signature
    check_signature(raw, bank=bank, timestamp=sent, signature=given, keys=KEYS, now=now)


def test_the_signature_is_what_openssl_computes_over_time_point_and_body() -> None:
    # printf '1.data' | openssl dgst -sha256 -hmac key
    known = "b6229d82da15e6af1fffc22cda2f48fc2c073e1ee932ca01b055aca4d03b2a77"

    assert sign(b"data", key=b"key", timestamp="1") == known


def test_both_active_keys_are_good_while_one_follows_the_other() -> None:
    check(key=OLD)
    check(key=NEW)


def test_a_message_is_good_for_the_whole_window_and_no_longer() -> None:
    check(now=NOW + timedelta(minutes=5))
    check(now=NOW - timedelta(minutes=5))
    for now in (NOW + timedelta(seconds=301), NOW - timedelta(seconds=301)):
        with pytest.raises(SignatureWrong):
            check(now=now)


def test_every_single_changed_byte_is_noticed() -> None:
    for place in range(len(RAW)):
        changed = bytearray(RAW)
        changed[place] ^= 1
        with pytest.raises(SignatureWrong):
            check(bytes(changed))


@pytest.mark.parametrize(
    "case",
    [
        {"bank": "006"},
        {"bank": "999"},
        {"sent": str(int(SENT) + 1)},
        {"sent": ""},
        {"sent": "1e9"},
        {"sent": "๑๗๖๐๐๐๐๐๐๐"},
        {"signature": ""},
        {"signature": "0" * 64},
        {"signature": "é" * 64},
        {"key": b"a key that the bank does not have"},
    ],
)
def test_everything_else_is_refused_in_the_same_words(case: dict[str, str]) -> None:
    with pytest.raises(SignatureWrong) as refused:
        check(**case)  # type: ignore[arg-type]  # each case changes one thing of its own type

    assert str(refused.value) == (
        "The signature does not fit the bytes and the time of sending, the bank is not known here, "
        "or the message was sent too long ago."
    )


def test_an_unknown_bank_is_not_let_in_by_the_key_of_zeros() -> None:
    forged = sign(RAW, key=bytes(32), timestamp=SENT)

    with pytest.raises(SignatureWrong):
        check(bank="999", signature=forged)


@pytest.mark.parametrize(
    ("of", "message"),
    [
        ({"014": (b"short",)}, "A key of bank 014 is shorter than 32 bytes."),
        ({"014": ()}, "Bank 014 needs one key, or two while keys change."),
        ({"014": (OLD, NEW, OLD)}, "Bank 014 needs one key, or two while keys change."),
        ({"SCB": (OLD,)}, "A bank's keys are named by its code of three digits."),
    ],
)
def test_keys_that_protect_nothing_are_refused_at_the_start(
    of: dict[str, tuple[bytes, ...]], message: str
) -> None:
    with pytest.raises(UnsafeSetting) as refused:
        BankKeys(of=of)

    assert str(refused.value) == message


def test_keys_are_never_shown() -> None:
    assert "old key" not in repr(KEYS)
