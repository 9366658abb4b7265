"""What would send messages unsafely, or to nobody, is refused at the start."""

from datetime import time
from pathlib import Path

import pytest

from api.identity.portal import Gateway
from api.notifications.mail import Mail
from api.notifications.settings import open_channels
from api.notifications.sms import Sms
from domain.errors import UnsafeSetting
from projections.notifications import Rules
from tests.api.identity.test_portal import SETTINGS

MAIL = """
[email]
host = "mail.example"
sender = "tax@thidin.example"
sender_name = "ภาษีที่ดิน"
user = "thidin"
password_file = "mail.password"
"""
SMS = """
[sms]
address = "https://sms.example/v1/messages"
key_file = "sms.key"
sender = "THIDIN"
fields = { to = "msisdn" }
at_once = 8
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("mail.password", "sms.key"):
        (tmp_path / name).write_text("a secret\n", "utf-8")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def file(folder: Path, text: str) -> Path:
    path = folder / "channels.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_nobody_is_told_but_by_letters() -> None:
    assert open_channels(None, None).of == {}


def test_a_file_names_channels_hours_and_days(folder: Path) -> None:
    text = 'lead_days = [14, 3]\nquiet = ["21:30", "07:00"]\n' + MAIL + SMS

    opened = open_channels(file(folder, text), None)

    mail, sms = opened.of["email"], opened.of["sms"]
    assert isinstance(mail, Mail)
    assert isinstance(sms, Sms)
    assert (mail.settings.port, mail.settings.security) == (587, "starttls")
    assert (mail.at_once, sms.at_once) == (4, 8)
    assert (mail.settings.password, sms.settings.key) == ("a secret", "a secret")
    assert sms.settings.fields == {
        "to": "msisdn",
        "sender": "sender",
        "text": "text",
        "reference": "reference",
    }
    assert opened.rules == Rules(lead_days=(14, 3), quiet_from=time(21, 30), quiet_until=time(7))
    assert "a secret" not in repr(opened)


@pytest.mark.parametrize("pushes", [False, True])
def test_the_portals_file_says_whether_it_pushes(folder: Path, pushes: bool) -> None:
    path = folder / "portal.toml"
    lines = SETTINGS.splitlines()
    kept = [one for one in lines if pushes or not one.startswith("push_url")]
    path.write_text("\n".join(kept), "utf-8")

    assert list(open_channels(None, Gateway(path)).of) == ["portal"] * pushes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[email", "cannot be read"),
        ("[fax]", "has lead_days, quiet, and tables [email] and [sms], no more."),
        ("lead_days = [-1]", "lead_days are at most 5 numbers of days, 0 to 60"),
        ('lead_days = ["10"]', "lead_days are at most 5 numbers"),
        ("lead_days = [1, 2, 3, 4, 5, 6]", "lead_days are at most 5 numbers"),
        ('quiet = ["20:00"]', "quiet is from and until"),
        ('quiet = ["25:00", "08:00"]', "quiet is from and until"),
        ("[email]", "[email] has host, sender, sender_name, and may have"),
        (MAIL + 'subject = "x"', "[email] has host, sender, sender_name, and may have"),
        (MAIL + "port = 0", "a port from 1 to 65535"),
        (MAIL + "at_once = 3", "at_once is one of 1, 2, 4, 8, 16"),
        (MAIL + 'security = "maybe"', "is one of starttls, tls, none"),
        (MAIL + 'security = "none"', "goes to a server on this machine alone"),
        (MAIL.replace("tax@thidin.example", "ภาษี@thidin.example"), "is a plain address"),
        (MAIL.replace("ภาษีที่ดิน", "a\\nBcc: b"), "its name on one line"),
        (MAIL.replace('password_file = "mail.password"', ""), "both a user and a password_file"),
        (MAIL.replace("mail.password", "missing"), "of a channel cannot be read"),
        (SMS.replace("https", "http"), "is reached by https alone"),
        (SMS.replace("to =", "from ="), "fields that say what the provider calls"),
        (SMS.replace("sms.key", "empty.key"), "holds no secret on one line"),
    ],
)
def test_unsafe_settings_are_refused_in_words_that_say_what_to_do(
    folder: Path, text: str, says: str
) -> None:
    (folder / "empty.key").touch(0o600)

    with pytest.raises(UnsafeSetting) as refused:
        open_channels(file(folder, text), None)

    assert says in str(refused.value)


def test_a_secret_that_others_may_read_is_refused(folder: Path) -> None:
    (folder / "sms.key").chmod(0o644)

    with pytest.raises(UnsafeSetting, match="may be read by others: chmod 600"):
        open_channels(file(folder, SMS), None)
