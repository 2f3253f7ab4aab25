"""What the partnership set in the portal itself, laid over what its deployment says.

Every process asks for it now and then and keeps the answer for some seconds: a page costs no round trip for it.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.infra.db import Database

KEPT_SECONDS = 5.0
"""How long another process may go on with what was set before."""

AS_TEXT = (
    "partnership",
    "emergency_number",
    "social_care_number",
    "marking",
    "sender_name",
    "reply_to",
    "colour",
)
"""The settings that are one text, named as the deployment's."""

_NOW = text("select name, value from portal.settings_now()")
_LOGO = text("select portal.logo_in_use(:digest)")

_KEPT: WeakKeyDictionary[Database, tuple[float, Mapping[str, Any]]] = WeakKeyDictionary()


def as_set(database: Database, deployed: Settings) -> Settings:
    """The settings as they are now: the deployment's, and over them what was set in the portal.

    When the database does not answer, what it last said stands: a page that says so still shows the right numbers.
    """
    return overlaid(deployed, _asked(database))


def forget(database: Database) -> None:
    """Ask anew at the next occasion, since something was set."""
    _KEPT.pop(database, None)


def stored(session: Session) -> dict[str, Any]:
    """What was set in the portal, by the name of each setting."""
    return {row.name: row.value for row in session.execute(_NOW)}


def logo(database: Database, digest: str) -> bytes | None:
    """The logo of this digest, while it is the one in use."""
    found = database.ask(lambda session: session.scalar(_LOGO, {"digest": digest}))
    return None if found is None else bytes(found)


def overlaid(deployed: Settings, said: Mapping[str, Any]) -> Settings:
    """The deployment's settings with what was set in the portal over them."""
    changed: dict[str, Any] = {name: str(said[name]) for name in AS_TEXT if name in said}
    mark = said.get("logo") or {}
    return replace(
        deployed, **changed, logo=str(mark.get("digest", "")), logo_words=str(mark.get("words", ""))
    )


def _asked(database: Database) -> Mapping[str, Any]:
    at, said = _KEPT.get(database, (float("-inf"), {}))
    now = time.monotonic()
    if now - at < KEPT_SECONDS:
        return said
    # Whoever needs more of the database than this will say that it does not answer.
    with suppress(SQLAlchemyError):
        said = database.ask(stored)
    _KEPT[database] = now, said
    return said
