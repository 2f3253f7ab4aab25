"""Sign-ins under way, kept in the browser's signed cookie until it comes back from the sign-in service.

A few at a time, so that two tabs may each sign in; the oldest makes room, because a cookie holds 4 KB.
"""

from dataclasses import dataclass, field
from uuid import UUID

from flask import session

KEPT = 3
_KEY = "sign_ins"


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way with one service: what must match when it ends, and where it leads."""

    state: str
    service: UUID
    nonce: str
    code_verifier: str = field(repr=False)
    next: str
    invitation: UUID | None
    trial: bool = False
    """Whether the service is only tried: nobody is let in by it, and nobody bound."""


def keep(begun: Begun) -> None:
    """Remember it in this browser."""
    invitation = begun.invitation.hex if begun.invitation else ""
    row = [begun.state, begun.service.hex, begun.nonce, begun.code_verifier, begun.next, invitation]
    row.append("trial" if begun.trial else "")
    session[_KEY] = [*_rows(), row][-KEPT:]


def take(state: str) -> Begun | None:
    """The one with this state, which is forgotten; None when this browser began no such sign-in."""
    found = next((row for row in _rows() if row[0] == state), None)
    if found is None:
        return None
    session[_KEY] = [row for row in _rows() if row is not found]
    state, service, nonce, verifier, path, invitation, *trial = found
    guest = UUID(invitation) if invitation else None
    return Begun(state, UUID(service), nonce, verifier, path, guest, trial=any(trial))


def clear_session() -> None:
    """Forget everything the browser holds but the other sign-ins under way: a new person begins afresh."""
    rows = _rows()
    session.clear()
    if rows:
        session[_KEY] = rows


def _rows() -> list[list[str]]:
    return list(session.get(_KEY, []))
