"""E-mail goes to a real server; what it refuses for now is tried again, what for good is not."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.notifications.delivery import Never, NotNow
from api.notifications.mail import PLAIN, STARTTLS, Mail, MailSettings
from api.notifications.wording import Written
from tests.api.notifications.postbox import Postbox, postbox

AT = datetime(2026, 6, 20, 1, 0, tzinfo=UTC)
TO = "somchai@example.com"
WRITTEN = Written(subject="ใกล้ครบกำหนดชำระภาษีที่ดินและสิ่งปลูกสร้าง", text="ยอด 12,000.00 บาท")
NUMBER = "0123456789abcdef" * 2


def mail(box: Postbox, **changed: object) -> Mail:
    fields = {
        "host": "127.0.0.1",
        "port": box.port,
        "security": PLAIN,
        "sender": "tax@thidin.example",
        "sender_name": "ภาษีที่ดิน",
        **changed,
    }
    return Mail(settings=MailSettings(**fields), timeout=60.0)  # type: ignore[arg-type]


def deliver(sent: Mail, number: str = NUMBER) -> None:
    try:
        sent.deliver(TO, WRITTEN, number=number, at=AT)
    finally:
        sent.close()


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


def test_a_message_arrives_as_plain_thai_text_under_its_number(box: Postbox) -> None:
    deliver(mail(box))

    (one,) = box.mails
    assert box.to == [TO]
    assert one["Subject"] == WRITTEN.subject
    assert one["From"].addresses[0].display_name == "ภาษีที่ดิน"
    assert one["Message-ID"] == f"<{NUMBER}@thidin.example>"
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["Date"].datetime == AT
    assert one.get_content_type() == "text/plain"
    assert box.texts == [WRITTEN.text]


def test_several_messages_go_over_one_connection(box: Postbox) -> None:
    sent = mail(box)

    for number in ("1", "2", "3"):
        sent.deliver(TO, WRITTEN, number=number, at=AT)
    sent.close()

    assert [len(box.mails), box.connections] == [3, 1]


@pytest.mark.parametrize("said", ["550 5.1.1 No such user", "553 No such user"])
def test_an_address_refused_for_good_is_given_up(box: Postbox, said: str) -> None:
    box.recipient = said

    with pytest.raises(Never) as refused:
        deliver(mail(box))

    assert refused.value.reason == "refused"


def test_a_content_refused_for_good_is_given_up(box: Postbox) -> None:
    box.content = "554 5.6.0 Not like this"

    with pytest.raises(Never):
        deliver(mail(box))


@pytest.mark.parametrize(
    ("place", "said", "why", "resting"),
    [
        ("recipient", "451 4.7.1 Greylisted", "recipient 451", False),
        ("recipient", "550 5.7.1 Your server is on a list", "recipient 550", True),
        ("content", "452 4.3.1 Disk full", "content 452", False),
    ],
)
def test_what_is_refused_for_now_or_for_our_sake_is_tried_again(
    box: Postbox, place: str, said: str, why: str, resting: bool
) -> None:
    setattr(box, place, said)

    with pytest.raises(NotNow) as failed:
        deliver(mail(box))

    assert failed.value == NotNow(why, resting=resting)


def test_a_connection_lost_after_the_content_is_tried_again_under_the_same_number(
    box: Postbox,
) -> None:
    box.hangs_up = True
    with pytest.raises(NotNow, match="SMTPServerDisconnected"):
        deliver(mail(box))

    box.hangs_up = False
    deliver(mail(box))

    # The server had it: it comes twice, and whoever looks sees that it is one.
    assert {one["Message-ID"] for one in box.mails} == {f"<{NUMBER}@thidin.example>"}
    assert len(box.mails) == 2


def test_a_server_that_never_answers_is_left_after_a_while(box: Postbox) -> None:
    box.is_silent = True
    impatient = mail(box)
    impatient.timeout = 0.2

    with pytest.raises(NotNow) as failed:
        deliver(impatient)

    assert failed.value.resting


def test_a_server_that_is_not_there_rests() -> None:
    with postbox() as gone:
        pass

    with pytest.raises(NotNow) as failed:
        deliver(mail(gone))

    assert failed.value == NotNow("ConnectionRefusedError", resting=True)


@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated")
def test_a_wrong_password_is_our_fault_and_gives_nobody_up() -> None:
    with postbox(password="right") as guarded:
        with pytest.raises(NotNow) as failed:
            deliver(mail(guarded, user="thidin", password="wrong"))
        deliver(mail(guarded, user="thidin", password="right"))

    assert failed.value == NotNow("server 535", resting=True)
    assert len(guarded.mails) == 1


def test_a_server_that_cannot_encrypt_gets_nothing(box: Postbox) -> None:
    with pytest.raises(NotNow, match="SMTPNotSupportedError"):
        deliver(mail(box, security=STARTTLS))

    assert box.mails == []


def test_a_server_nobody_vouches_for_gets_nothing_and_a_vouched_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certified(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    with postbox(context) as encrypted:
        with pytest.raises(NotNow, match="SSLCertVerificationError"):
            deliver(mail(encrypted, security=STARTTLS))
        assert encrypted.mails == []

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        deliver(mail(encrypted, security=STARTTLS))

    assert encrypted.texts == [WRITTEN.text]


def certified(folder: Path) -> Path:
    """Write a key and a certificate of this machine that it vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM))
    return path
