"""The letters in the practice mailbox, as a test reads them."""

import email
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

from portal.demo.mailbox import Store


def mail(store: Store) -> list[Message]:
    """Every letter, oldest first."""
    return [
        email.message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted(Path(store.folder).glob("*.eml"))
    ]


def to(store: Store, address: str) -> list[Message]:
    """Those to one address."""
    return [one for one in mail(store) if one["To"] == address]


def part(message: Any, kind: str) -> str:
    """One of a letter's two bodies: "plain" or "html"."""
    return str(message.get_body((kind,)).get_content())


def words(message: Any) -> str:
    """The plain text, its lines joined again."""
    return " ".join(part(message, "plain").split())
