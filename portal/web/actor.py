"""Who is signed in, whom they act for, and the transactions they act in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask, Response, current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.infra import once
from portal.infra.db import Context, Database
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid, NotAllowed
from portal.web.forms import NOT_OURS, PortalForm
from portal.web.htmx import redirect_to_address

_KEY = re.compile("[0-9a-f]{32}")


class NotSignedIn(NotAllowed):
    """Nobody is signed in any more (401, the typed text kept)."""

    def __init__(self) -> None:
        super().__init__("You are not signed in.")


class NoRole(NotAllowed):
    """The person is signed in, and nobody has given them a role yet."""

    def __init__(self) -> None:
        super().__init__("You are signed in, but you have no role yet.")


class NotChosen(NotAllowed):
    """The person may act for several workspaces, and has not said for which."""

    def __init__(self) -> None:
        super().__init__("Choose who you are acting for.")


@dataclass(frozen=True, slots=True)
class Portal:
    """What the application runs on, kept in its extensions."""

    settings: Settings
    database: Database


@dataclass(frozen=True, slots=True)
class User:
    """Whoever is signed in, as Flask-Login asks for them. The token is all that the cookie carries.

    `choices` holds an actor for each workspace they may act for; `actor` is the one they act as: the one they
    chose, or the only one.
    """

    token: str = field(repr=False)
    name: str
    home: str
    issuer: str
    choices: tuple[Actor, ...]
    actor: Actor | None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The token of the sign-in, so that ending the sign-in ends every copy of the cookie."""
        return self.token


@dataclass(slots=True)
class Work:
    """A unit of work under way. Set `leads_to` before its block ends; `redirect` once it has."""

    session: Session
    leads_to: str = "/"

    def redirect(self) -> Response:
        """Send the browser on, now that the work is committed."""
        return redirect_to_address(self.leads_to)


def init(app: Flask, portal: Portal) -> None:
    """Give the application what it runs on, and answer a form sent twice as the first was answered."""
    app.extensions["portal"] = portal
    app.register_error_handler(once.AlreadyDone, lambda done: redirect_to_address(done.location))


def portal() -> Portal:
    """What the application runs on."""
    found: Portal = current_app.extensions["portal"]
    return found


def user() -> User | None:
    """Who is signed in, acting for a workspace or not."""
    found = current_user._get_current_object()
    return found if isinstance(found, User) else None


def actor() -> Actor:
    """Who acts, and for which workspace. When nobody does, raises the NotAllowed that says why."""
    found = user()
    if found is None:
        raise NotSignedIn
    if found.actor is None:
        raise NotChosen if found.choices else NoRole
    return found.actor


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that sees what the actor may see, and in which PostgreSQL refuses every write."""
    with portal().database.reading(_context()) as session:
        yield session


@contextmanager
def looking() -> Iterator[Session]:
    """The one transaction in which opening a page writes: that somebody opened a case is kept (decision 27).

    The page stays a GET, since looking changes nothing of the case, and its own transaction stays read-only. This
    one follows it and holds nothing else. What is raised here denies the page: nobody looks unseen.
    """
    with portal().database.looking(_context()) as session:
        yield session


@contextmanager
def unit_of_work(form: PortalForm | None = None) -> Iterator[Work]:
    """A transaction in the actor's context, committed at the end of the block or not at all.

    With a form, its one-time key is used up with it: a form sent twice is done once, and the second sender is
    led where the first was (AlreadyDone). When the block fails the key may be used again. Raises Invalid for a
    key that we did not make.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        raise RuntimeError("A page that is only looked at may not write.")
    key = _key_of(form) if form else None
    with portal().database.work(_context()) as session:
        if key:
            _take(session, key)
        work = Work(session)
        yield work
        if key:
            once.remember(session, key, location=work.leads_to)


def lead_again(key: str) -> None:
    """Lead whoever sends a form a second time where the first led them (AlreadyDone).

    Asked before anything else where doing it may have closed the door behind them: whoever declines a case can no
    longer open it, and is not told that there is none.
    """
    if not _KEY.fullmatch(key):
        return
    with reading() as session:
        location = once.led_to(session, UUID(key))
    if location:
        raise once.AlreadyDone(location)


def _context() -> Context:
    acting = actor()
    return Context(workspace=acting.workspace, membership=acting.membership)


def _key_of(form: PortalForm) -> UUID:
    """The key that was sent. A form that came without one holds a key of its own making, which is not taken."""
    sent = str((form.once.raw_data or [""])[0])
    if not _KEY.fullmatch(sent):
        raise Invalid({"once": NOT_OURS})
    return UUID(sent)


def _take(session: Session, key: UUID) -> None:
    try:
        once.take(session, key)
    except once.NotYours:
        raise Invalid({"once": NOT_OURS}) from None
