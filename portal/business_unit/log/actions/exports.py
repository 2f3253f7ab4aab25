"""Taking a file of the log: exactly what its list shows, and kept who took it (decision 27)."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.business_unit.log.asking import Asking
from portal.business_unit.log.models import LogExportRow
from portal.business_unit.log.queries import Logged, all_of, logged, words_of
from portal.infra.calendar import now
from portal.protocol.actors import Actor
from portal.protocol.errors import Invalid

MOST = 10_000
"""How many cases a file holds."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file is made of. `cut`: the list is longer than a file may be."""

    rows: tuple[Logged, ...]
    asked: str
    cut: bool


def take(session: Session, actor: Actor, asking: Asking, *, kind: str) -> Taken:
    """The cases of the whole list, in its order, and a row that says who took them.

    Raises Invalid when there are none: words that find nothing may be anybody's name, and are not kept.
    """
    found = all_of(session, asking, most=MOST + 1)
    if not found:
        raise Invalid({"kind": "No case is like this, so there is nothing to put into a file."})
    rows, cut = logged(session, found[:MOST]), len(found) > MOST
    asked = in_words(session, asking)
    session.execute(
        insert(LogExportRow).values(
            id=uuid4(), name=actor.name, role=actor.role_words, at=now(), kind=kind, asked=asked,
            rows=len(rows), cut=cut,
        )
    )  # fmt: skip
    return Taken(rows, asked, cut)


def in_words(session: Session, asking: Asking) -> str:
    """What was asked, in one sentence."""
    asked = ", ".join(words_of(session, asking)) or "every case"
    return asked[:1].upper() + asked[1:]
