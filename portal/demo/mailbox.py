"""The practice mailbox: takes every message the portal sends and shows it on a page, delivering nothing.

`python -m portal.demo.mailbox --port N --smtp-port N --folder F --clock-file C`, on loopback only. Each message is
a file. Times are those of the portal's clock, which a page of its own moves on.
"""

import argparse
import email.message
import email.policy
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from flask import Flask, Response, abort, render_template, request
from werkzeug.serving import make_server

from portal.config import ROOT
from portal.demo import clock
from portal.infra import calendar
from portal.infra.calendar import now
from portal.protocol.clock import LONDON

PAGE_SIZE = 200
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)

LINKS_LEAD_OUT = '<head><base target="_top">'
"""What makes a link of the framed HTML open as a page of its own."""


@dataclass(frozen=True)
class Message:
    """One message as the page shows it; `received` is London time. `html` is empty when it has none."""

    id: str
    received: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class Store:
    """The folder of messages. A name begins with the time it came, so that names sort by it."""

    folder: Path

    def keep(self, message: email.message.Message) -> None:
        """Keep a message whole or not at all."""
        name = f"{int(now().timestamp() * 1e9):020d}-{secrets.token_hex(4)}"
        fresh = self.folder / f"{name}.new"
        fresh.write_bytes(message.as_bytes())
        fresh.rename(self.folder / f"{name}.eml")

    def messages(self, recipient: str = "") -> list[Message]:
        """The newest messages first; those to `recipient` alone when one is named."""
        found = (_read(path) for path in sorted(self.folder.glob("*.eml"), reverse=True))
        return [message for message in found if not recipient or recipient in message.recipients]

    def message(self, name: str) -> Message | None:
        """The message of that name, if there is one."""
        return next((_read(path) for path in self.folder.glob("*.eml") if path.stem == name), None)


class Sink(MessageHandler):
    """What the mail server calls with each message. It notes who it was for in X-RcptTo."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    def handle_message(self, message: email.message.Message) -> None:
        self.store.keep(message)


def create_page(store: Store, clock_file: Path) -> Flask:
    """The pages that list the messages, show one, and move the clock on."""
    app = Flask(__name__, template_folder=str(ROOT / "templates" / "demo"), static_folder=None)
    clock.add_page(app, clock_file)

    @app.get("/")
    def index() -> str:
        recipient = request.args.get("to", "")
        everything = store.messages()
        recipients = sorted({name for message in everything for name in message.recipients})
        shown = [m for m in everything if not recipient or recipient in m.recipients]
        return render_template(
            "mailbox.html",
            messages=shown[:PAGE_SIZE],
            count=len(shown),
            recipients=recipients,
            recipient=recipient,
        )

    @app.get("/messages/<name>")
    def message(name: str) -> str:
        return render_template("message.html", message=store.message(name) or abort(404))

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Take mail on one port and show it on another until told to stop."""
    parser = argparse.ArgumentParser(prog="portal.demo.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--clock-file", type=Path, required=True)
    given = parser.parse_args(arguments)
    calendar.follow(given.clock_file)
    given.folder.mkdir(parents=True, exist_ok=True)
    store = Store(given.folder)
    sink = Controller(Sink(store), hostname="127.0.0.1", port=given.smtp_port)
    sink.start()
    make_server("127.0.0.1", given.port, create_page(store, given.clock_file), threaded=True).serve_forever()


def _read(path: Path) -> Message:
    content = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Message(
        id=path.stem,
        received=datetime.fromtimestamp(int(path.stem.partition("-")[0]) / 1e9, LONDON),
        sender=str(content["From"] or ""),
        recipients=tuple(str(content["X-RcptTo"] or "").split(", ")),
        subject=str(content["Subject"] or "(no subject)"),
        text=_body(content, "plain"),
        html=_body(content, "html").replace("<head>", LINKS_LEAD_OUT, 1),
        attachments=tuple(part.get_filename() or "unnamed" for part in content.iter_attachments()),
    )


def _body(content: email.message.EmailMessage, kind: str) -> str:
    body = content.get_body((kind,))
    return str(body.get_content()) if body else ""


if __name__ == "__main__":
    main()
