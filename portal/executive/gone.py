"""What is said of a case that was closed to whoever declared on it, while they read or wrote (decision 21).

Whoever never declared on it is answered as if there were no such case.
"""

from collections.abc import Mapping

from flask import Blueprint, Response, request
from sqlalchemy import text

from portal.protocol.errors import NotFound, WrongState
from portal.web.actor import reading
from portal.web.errors import respond

LEFT, RECUSED = "left", "recused"
"""Why it is closed: it has left their workspace; they have a conflict of interest."""

_WHY = text("select portal.why_closed(:reference)")


def tell(blueprint: Blueprint, words: Mapping[str, str]) -> None:
    """Have the pages of this blueprint say why a case is closed, in these words, in place of "not found"."""

    @blueprint.errorhandler(NotFound)
    def not_found(error: NotFound) -> Response:
        why = _why((request.view_args or {}).get("reference"))
        return respond(WrongState(words[why]) if why else error)


def _why(reference: str | None) -> str | None:
    if not reference or "\0" in reference:
        return None
    with reading() as session:
        found: str | None = session.scalar(_WHY, {"reference": reference})
    return found
