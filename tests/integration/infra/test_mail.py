"""Mail handed to real servers: TLS or not at all off this machine, in bounded time, and sent once it is taken.

127.0.0.2 is this computer too, but not one of the names for which plain SMTP is allowed.
"""

import datetime
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.demo import ports
from portal.demo.mailbox import Sink, Store
from portal.infra import mail
from portal.infra.letters import Letter
from portal.infra.mail import MailError

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
LETTER = Letter(about="A test", partnership="Westmarch", workspace="Birch", lines=("You are asked to look.",))
Serve = Callable[..., int]


def send(url: str, message: EmailMessage) -> None:
    """Send what is surely still ours to send."""
    mail.send(url, message, still=lambda: None)


@pytest.fixture
def message() -> EmailMessage:
    return mail.message(
        LETTER, sender="a@portal.example", to="b@birch.example", message_id="<1@portal.example>"
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (folder := tmp_path / "mail").mkdir()
    return Store(folder)


@pytest.fixture
def serve(store: Store) -> Iterator[Serve]:
    """Starts a mail server at an address, as aiosmtpd's Controller is asked for one; gives its port."""
    with ExitStack() as started:

        def begin(host: str, **how: Any) -> int:
            server = Controller(Sink(store), hostname=host, port=ports.free(), **how)
            server.start()
            started.callback(server.stop)
            return int(server.port)

        yield begin


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for the address elsewhere that only itself vouches for, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "practice mail server")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ELSEWHERE))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the certificate one that this computer believes."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_plain_smtp_is_enough_on_this_machine(
    serve: Serve, store: Store, message: EmailMessage, host: str
) -> None:
    send(f"smtp://{host}:{serve(HERE)}", message)
    assert [one.subject for one in store.messages()] == ["A test"]


def test_what_is_no_longer_ours_to_send_is_not_handed_over(
    serve: Serve, store: Store, message: EmailMessage
) -> None:
    def lost() -> None:
        raise ConnectionError("the lock is gone")

    with pytest.raises(MailError, match="the lock is gone"):
        mail.send(f"smtp://{HERE}:{serve(HERE)}", message, still=lost)
    assert store.messages() == []


def test_plain_smtp_is_refused_elsewhere(serve: Serve, store: Store, message: EmailMessage) -> None:
    with pytest.raises(MailError, match="STARTTLS extension not supported"):
        send(f"smtp://{ELSEWHERE}:{serve(ELSEWHERE)}", message)
    assert store.messages() == []


def test_starttls_to_a_certificate_nobody_vouches_for_is_refused(
    serve: Serve, store: Store, message: EmailMessage, tls: ssl.SSLContext
) -> None:
    port = serve(ELSEWHERE, tls_context=tls, require_starttls=True)
    with pytest.raises(MailError, match="certificate verify failed: self"):
        send(f"smtp://{ELSEWHERE}:{port}", message)
    assert store.messages() == []


def test_smtps_to_a_certificate_nobody_vouches_for_is_refused(
    serve: Serve, store: Store, message: EmailMessage, tls: ssl.SSLContext
) -> None:
    with pytest.raises(MailError, match="certificate verify failed: self"):
        send(f"smtps://{ELSEWHERE}:{serve(ELSEWHERE, ssl_context=tls)}", message)
    assert store.messages() == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_for_another_name_is_refused(
    serve: Serve, store: Store, message: EmailMessage, tls: ssl.SSLContext, scheme: str
) -> None:
    how: dict[str, Any] = {"ssl_context": tls} if scheme == "smtps" else {"tls_context": tls}
    with pytest.raises(MailError, match="IP address mismatch"):
        send(f"{scheme}://127.0.0.3:{serve('127.0.0.3', **how)}", message)
    assert store.messages() == []


@pytest.mark.usefixtures("trusted")
def test_mail_goes_out_in_tls_to_a_server_that_is_trusted(
    serve: Serve, store: Store, message: EmailMessage, tls: ssl.SSLContext
) -> None:
    send(f"smtp://{ELSEWHERE}:{serve(ELSEWHERE, tls_context=tls, require_starttls=True)}", message)
    send(f"smtps://{ELSEWHERE}:{serve(ELSEWHERE, ssl_context=tls)}", message)
    assert len(store.messages()) == 2


@pytest.mark.parametrize("url", ["mail.birch.example:587", "http://127.0.0.1:25", "//127.0.0.1:25"])
def test_another_kind_of_address_is_refused(message: EmailMessage, url: str) -> None:
    with pytest.raises(MailError, match="must begin with smtp:// or smtps://"):
        send(url, message)


class Scripted(socketserver.StreamRequestHandler):
    """A server that takes whatever it is sent, with a greeting and a goodbye of the test's own."""

    def handle(self) -> None:
        for line in self.server.greeting:
            self.wfile.write(line)
            if self.server.stopping.wait(0.1):
                return
        for line in self.rfile:
            if line == b".\r\n":
                self.server.taken += 1
            if line.upper() == b"QUIT\r\n":
                self.wfile.write(self.server.goodbye)
                return
            self.wfile.write(self.answer(line))

    def answer(self, line: bytes) -> bytes:
        """Nothing while the message itself comes; it ends with a line of one dot."""
        if line.upper() == b"DATA\r\n":
            self.of_message = True
            return b"354 Go on\r\n"
        if line == b".\r\n":
            self.of_message = False
        return b"" if self.of_message else b"250 Yes\r\n"

    of_message = False


@contextmanager
def scripted(*, greeting: tuple[bytes, ...] = (b"220 Hello\r\n",), goodbye: bytes) -> Iterator[Any]:
    """The server, listening; it counts what it has taken."""
    with socketserver.ThreadingTCPServer((HERE, 0), Scripted) as server:
        server.greeting, server.goodbye, server.taken = greeting, goodbye, 0
        server.stopping = threading.Event()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("goodbye", [b"221 Bye\r\n", b"421 Going away\r\n", b""])
def test_a_message_that_was_taken_is_sent_whatever_the_goodbye(message: EmailMessage, goodbye: bytes) -> None:
    with scripted(goodbye=goodbye) as server:
        send(f"smtp://{HERE}:{server.server_address[1]}", message)
        assert server.taken == 1


def test_a_conversation_that_takes_too_long_in_all_is_cut_off(
    message: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line of this greeting comes in time, and so many of them that it takes a minute."""
    monkeypatch.setattr(mail, "IN_ALL_SECONDS", 0.5)
    greeting = (*(b"220-Please hold the line\r\n",) * 600, b"220 Hello\r\n")
    with (
        scripted(greeting=greeting, goodbye=b"221 Bye\r\n") as server,
        pytest.raises(MailError, match="Connection unexpectedly closed"),
    ):
        send(f"smtp://{HERE}:{server.server_address[1]}", message)
    assert server.taken == 0
