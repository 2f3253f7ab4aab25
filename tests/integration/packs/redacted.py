"""Redacted copies of the one file of a written case: supplied, asked for in a pack, and held to the history."""

from functools import cache
from typing import Any
from uuid import UUID

from portal.executive import redacting
from portal.executive.packs.contents import Kind
from portal.infra.db import Database
from portal.infra.files import accept
from portal.infra.verification import verify
from portal.protocol.actors import Actor
from tests import files as made
from tests.integration.packs.written import Written
from tests.paper import in_one_line, pages_of

REDACTED, NEWER = "Redacted words", "Newer words"
WITHOUT_IDENTITY = (Kind.EXECUTIVE, Kind.LEARNING)


@cache
def paper(words: str) -> bytes:
    """A PDF of one page that says this."""
    return made.saved(made.paper(words))


def supply(case: Written, attachment: UUID, words: str = REDACTED, **how: Any) -> UUID:
    """The Business Unit, or `actor`, supplies a copy that says this, or `file`."""
    given = {"vouched": True, "scanned": False, "file": accept("redacted.pdf", paper(words)), **how}
    actor = given.pop("actor", case.officer)
    supplied: UUID = case.do(actor, redacting.supply, case.reference, attachment=attachment, **given)
    return supplied


def asker(case: Written, kind: Kind) -> Actor:
    """Who asks for a pack of this kind."""
    return {Kind.SCRUTINEER: case.scrutineer, Kind.EXECUTIVE: case.member, Kind.LEARNING: case.officer}[kind]


def packed(case: Written, builder: Database, kind: Kind = Kind.EXECUTIVE) -> list[str]:
    """What each volume of a pack says that is asked for now."""
    volumes = case.built(builder, case.asks(asker(case, kind), kind))
    return [in_one_line(" ".join(pages_of(one))) for one in volumes]


def faults(case: Written) -> list[str]:
    """What is found damaged when the history is worked out again."""
    return [one.what for one in verify(case.partnership.logins.owner_url).faults]
