"""E-mail out: one plain message at a time, over SMTP, with TLS unless the server is on this machine."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

SECONDS = 20
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class MailError(Exception):
    """The message could not be handed over; trying again later may help."""


def message(*, sender: str, to: str, subject: str, body: str, message_id: str) -> EmailMessage:
    """A plain-text message. `message_id` is the same on a repeat, so that a doubled one can be told."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"], mail["Date"] = message_id, formatdate(usegmt=True)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail


def send(smtp_url: str, mail: EmailMessage) -> None:
    """Hand a message to the server that SMTP_URL names (smtp://user:password@host:port, or smtps://).

    Plain smtp is upgraded with STARTTLS, and refused where the server offers none, except on loopback.
    Raises MailError.
    """
    try:
        with _server(smtp_url) as server:
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"{type(error).__name__}: {error}") from error


@contextmanager
def _server(smtp_url: str) -> Iterator[smtplib.SMTP]:
    url = urlsplit(smtp_url)
    host = url.hostname or "localhost"
    tls = ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=SECONDS)
    with server:
        if url.scheme != "smtps" and host not in LOOPBACK:
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
