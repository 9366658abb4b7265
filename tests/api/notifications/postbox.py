"""A mail server on this machine: takes mail, or refuses it as a test says."""

import asyncio
import email
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

OK = "250 OK"


@dataclass
class Postbox:
    """What came in, and what to answer: to the address, to the content, and whether ever."""

    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    recipient: str = OK
    content: str = OK
    hangs_up: bool = False
    is_silent: bool = False
    password: str = ""
    refused: Collection[str] = ()
    port: int = 0
    connections: int = 0

    # The server finds what answers a command by its name.
    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 No such user"
        if self.recipient == OK:
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.content == OK:
            content = cast("bytes", envelope.content)
            self.mails.append(email.message_from_bytes(content, policy=default))
            self.to += envelope.rcpt_tos
        if self.is_silent:
            await asyncio.Event().wait()
        if self.hangs_up:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.content

    def knows(self, *asked: Any) -> AuthResult:
        """Say whether somebody's password is right."""
        return AuthResult(success=asked[-1].password.decode() == self.password, handled=False)

    @property
    def texts(self) -> list[str]:
        """Return what the mails say, without the blanks at the end."""
        return [one.get_content().replace("\r\n", "\n").rstrip() for one in self.mails]


@contextmanager
def postbox(tls: ssl.SSLContext | None = None, **told: Any) -> Iterator[Postbox]:
    """Run a mail server in a thread, on a port that was free."""
    box, loop = Postbox(**told), asyncio.new_event_loop()

    def made() -> SMTP:
        box.connections += 1
        return SMTP(
            box,
            loop=loop,
            tls_context=tls,
            authenticator=box.knows if box.password else None,
            auth_require_tls=False,
        )

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    # In the thread from the first: who drives a browser has a loop running here already.
    listens = loop.create_server(made, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(listens, loop).result()
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def mail_settings(box: Postbox) -> str:
    """Write a file of channels that names the server."""
    return (
        f'[email]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\n'
        'sender = "tax@thidin.example"\nsender_name = "ภาษีที่ดิน"\n'
    )


async def _close(server: asyncio.Server) -> None:
    server.close()
    others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)
