"""An address is read strictly: what is kept is what messages are sent to."""

import pytest

from api.notifications.addresses import ContactWrong, email_address, mobile_number


@pytest.mark.parametrize("typed", ["somchai@example.com", "s.c+tax@mail.example.co.th", ""])
def test_a_plain_address_is_kept_as_typed(typed: str) -> None:
    assert email_address(f" {typed} ") == typed


@pytest.mark.parametrize(
    "typed",
    [
        "somchai",
        "a@b",
        "a@@b.co",
        "a b@c.co",
        "a@b.co\nBcc: x@y.co",
        "<a@b.co>",
        "a@b.co,c@d.co",
        "สมชาย@example.com",
        "a@ตัวอย่าง.ไทย",
        ".a@b.co",
        "a@-b.co",
        f"{'a' * 65}@b.co",
        f"a@{'b' * 250}.co",
    ],
)
def test_anything_else_is_refused_without_being_said_back(typed: str) -> None:
    with pytest.raises(ContactWrong) as refused:
        email_address(typed)

    assert str(refused.value) == (
        "An e-mail address is plain letters, one @, and a name with a point."
    )


@pytest.mark.parametrize(
    "typed",
    ["0812345678", "081-234-5678", "(081) 234 5678", "+66812345678", "๐๘๑ ๒๓๔ ๕๖๗๘", "66812345678"],
)
def test_a_mobile_number_is_kept_in_one_form(typed: str) -> None:
    assert mobile_number(typed) == "+66812345678"


@pytest.mark.parametrize("typed", ["054123456", "081234567", "+15551234567", "08123456789", "x"])
def test_a_number_no_short_message_reaches_is_refused(typed: str) -> None:
    with pytest.raises(ContactWrong, match="begins with 06, 08 or 09"):
        mobile_number(typed)


def test_no_number_is_no_number() -> None:
    assert mobile_number(" ") == ""
