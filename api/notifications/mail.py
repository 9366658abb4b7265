"""E-mail by SMTP: plain text to one recipient, under the same Message-ID when it is sent again."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Final

from api.notifications.delivery import Never, NotNow
from api.notifications.wording import Written
from projections.notifications.outbox import REFUSED

TIMEOUT_SECONDS: Final = 10.0
STARTTLS: Final = "starttls"
TLS: Final = "tls"
PLAIN: Final = "none"
SECURITIES: Final = (STARTTLS, TLS, PLAIN)
_FOR_GOOD: Final = 500
_POLICY: Final = "5.7."
"""Beginning of the codes by which a server refuses us and not the address (RFC 3463)."""


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The server that takes our mail, and whom it is from; `user` is "" where it asks for none."""

    host: str
    port: int
    security: str
    sender: str
    sender_name: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """The domain of the sender's address, which Message-IDs end with."""
        return self.sender.rpartition("@")[2]


@dataclass(kw_only=True)
class Mail:
    """Hands mail over to a server, over one connection as long as it holds."""

    settings: MailSettings
    timeout: float = TIMEOUT_SECONDS
    at_once: int = 1
    _smtp: smtplib.SMTP | None = None

    def another(self) -> "Mail":
        """Return one like it, with a connection of its own."""
        return Mail(settings=self.settings, timeout=self.timeout, at_once=self.at_once)

    def deliver(self, to: str, written: Written, *, number: str, at: datetime) -> None:
        """Hand a message over. Raises `NotNow`, `Never`.

        A connection that is lost before the answer says nothing: it is sent again, under the same
        Message-ID.
        """
        message = self._message(to, written, number=number, at=at)
        try:
            smtp = self._connected()
            smtp.send_message(message, from_addr=self.settings.sender, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = refused.recipients[to]
            self._after(code, said, why="recipient")
        except smtplib.SMTPDataError as refused:
            self._after(refused.smtp_code, refused.smtp_error, why="content")
        except smtplib.SMTPResponseException as refused:
            # Our greeting, name or password: no fault of the address.
            self.close()
            raise NotNow(f"server {refused.smtp_code}", resting=True) from None
        except (OSError, smtplib.SMTPException) as failed:
            self.close()
            raise NotNow(type(failed).__name__, resting=True) from None

    def _after(self, code: int, said: bytes | str, *, why: str) -> None:
        """Raise what a refused message comes to; the server's words may hold the address."""
        text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
        if code >= _FOR_GOOD and not text.startswith(_POLICY):
            raise Never(REFUSED) from None
        raise NotNow(f"{why} {code}", resting=text.startswith(_POLICY)) from None

    def _message(self, to: str, written: Written, *, number: str, at: datetime) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = formataddr((self.settings.sender_name, self.settings.sender))
        message["To"] = to
        message["Subject"] = written.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{number}@{self.settings.domain}>"
        # No holiday notice answers it (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        # Seven bits: not every server on the way takes eight.
        message.set_content(written.text, cte="base64")
        return message

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        settings = self.settings
        if settings.security == TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                timeout=self.timeout,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(settings.host, settings.port, timeout=self.timeout)
        self._smtp = smtp
        if settings.security == STARTTLS:
            smtp.starttls(context=ssl.create_default_context())
        if settings.user:
            smtp.login(settings.user, settings.password)
        return smtp

    def close(self) -> None:
        """Say goodbye, or let a broken connection go."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()
