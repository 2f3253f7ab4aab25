"""E-mail out: one letter at a time, over SMTP, with TLS unless the server is on this machine."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from portal.config import Settings
from portal.infra.calendar import now
from portal.infra.letters import Letter

WAIT_SECONDS = 20
"""How long one answer of the server may take."""
IN_ALL_SECONDS = 45
"""How long a whole conversation may take: less than a job may run, and than an outbox row is taken for."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class MailError(Exception):
    """The message could not be handed over; trying again later may help."""


def message(letter: Letter, *, sender: str, to: str, message_id: str, sender_name: str = "") -> EmailMessage:
    """A letter as plain text and as HTML, the same in both, with nothing that tells when it is read.

    `message_id` is the same on a repeat, so that a doubled one can be told.
    """
    mail = EmailMessage()
    mail["From"] = Address(sender_name, addr_spec=sender) if sender_name else sender
    mail["To"], mail["Subject"] = to, letter.subject
    if letter.reply_to:
        mail["Reply-To"] = letter.reply_to
    mail["Message-ID"], mail["Date"] = message_id, format_datetime(now(), usegmt=True)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text())
    mail.add_alternative(letter.html(), subtype="html")
    return mail


def written(letter: Letter, settings: Settings, *, to: str, message_id: str) -> EmailMessage:
    """The same, as the partnership set it: who it comes from, where a reply goes, its colour."""
    looks = replace(letter, reply_to=settings.reply_to, colour=settings.colour)
    return message(
        looks, sender=settings.mail_from, sender_name=settings.sender_name, to=to, message_id=message_id
    )


def send(smtp_url: str, mail: EmailMessage, *, still: Callable[[], None]) -> None:
    """Hand a message to the server that SMTP_URL names (smtp://user:password@host:port, or smtps://).

    Plain smtp is upgraded with STARTTLS, and refused where the server offers none, except on loopback; the
    server's certificate must be valid for its name. Once the server has taken the message it is sent, whatever
    becomes of the goodbye. `still` is asked last, before the message itself goes: it raises when somebody else may
    be sending it by now. Raises MailError.
    """
    try:
        with _server(smtp_url) as server:
            server.ask_before_data = still
            server.send_message(mail)
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"{type(error).__name__}: {error}") from error


class _Conversation(smtplib.SMTP):
    """A conversation that is cut off when it has taken too long in all; a timeout bounds each wait alone."""

    ask_before_data: Callable[[], None]

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The message itself, once it is sure that it is still ours to send."""
        self.ask_before_data()
        return super().data(msg)

    def __init__(self, *where: Any, **how: Any) -> None:
        self._over = threading.Event()
        threading.Thread(target=self._cut_off, daemon=True).start()
        try:
            super().__init__(*where, **how)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._over.set()
        super().close()

    def _cut_off(self) -> None:
        """Shut the connection when the time is up, which wakes whoever waits on it; again while it lives on.

        On the socket itself, below its TLS, which is not made for two threads.
        """
        seconds = IN_ALL_SECONDS
        while not self._over.wait(seconds):
            with suppress(OSError):
                if self.sock:
                    socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            seconds = 1


class _ConversationInTls(_Conversation, smtplib.SMTP_SSL):
    """The same, in TLS from its first byte."""


@contextmanager
def _server(smtp_url: str) -> Iterator[_Conversation]:
    """A server ready to take a message; the connection is closed at the end."""
    url = urlsplit(smtp_url)
    if url.scheme not in ("smtp", "smtps"):
        raise MailError("SMTP_URL must begin with smtp:// or smtps://")
    host = url.hostname or "localhost"
    tls = ssl.create_default_context()
    server: _Conversation
    if url.scheme == "smtps":
        server = _ConversationInTls(host, url.port or 465, timeout=WAIT_SECONDS, context=tls)
    else:
        server = _Conversation(host, url.port or 587, timeout=WAIT_SECONDS)
    try:
        if url.scheme != "smtps" and host not in LOOPBACK:
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
    finally:
        server.close()
