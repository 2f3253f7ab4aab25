"""A form's one-time key: sent twice, it is done once."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_TAKE = text("insert into portal.once (key) values (:key) on conflict do nothing returning key")
_LED_TO = text("select location from portal.once where key = :key")
_REMEMBER = text("update portal.once set location = :location where key = :key")


class AlreadyDone(Exception):
    """The form was sent before and carried out. `location` is where its sender was led."""

    def __init__(self, location: str) -> None:
        super().__init__("This was already done.")
        self.location = location


class NotYours(Exception):
    """Somebody else has used the key."""


def take(session: Session, key: UUID) -> None:
    """Use the key up, for the membership of this context. Rolling back gives it back.

    While another transaction holds the key this waits for its end. Raises AlreadyDone when the key was used,
    NotYours when another membership used it.
    """
    if session.scalar(_TAKE, {"key": key}) is not None:
        return
    location = session.scalar(_LED_TO, {"key": key})
    if location is None:
        raise NotYours
    raise AlreadyDone(location)


def led_to(session: Session, key: UUID) -> str | None:
    """Where the membership of this context was led when it sent this key before; None when it has not."""
    location: str | None = session.scalar(_LED_TO, {"key": key})
    return location


def remember(session: Session, key: UUID, *, location: str) -> None:
    """Keep where the sender is led, for when the form comes again."""
    session.execute(_REMEMBER, {"key": key, "location": location})
