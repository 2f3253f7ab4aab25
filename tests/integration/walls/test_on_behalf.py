"""What the Business Unit writes down of a reply is its own at SQL too, until it is entered (decision 20)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.rows import tuple_row

from portal.escalations.actions import attachments, replies
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.infra.calendar import now
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from portal.protocol.clock import london_date
from tests import partnership
from tests.engines import Logins
from tests.way import REPLY, Way

DRAFTS = "select count(*) from portal.draft where kind = 'part_2'"
FILES = "select count(*) from portal.attachment where paper = 'part_2'"
CONTENTS = "select count(*) from portal.attachment_content"
SIGNED = {"signed_at_agency_by": {"name": "Robin Vale", "role": "Lead", "on": "2026-03-02"}}


@pytest.fixture
def way(database: Logins) -> Iterator[Way]:
    """A reply of birch's, written down with its e-mail and not entered yet."""
    people = partnership.build(database)
    way = Way(people).forwarded()
    (part,) = (one.part.id for one in way.see(way.officer).parts)
    way.do(way.officer, replies.save_reply, way.reference, version=0, content=REPLY, part=part)
    way.do(
        way.officer, attachments.add, way.reference, paper=Paper.PART_2, of_part=part,
        file=files.accept("reply.txt", b"So it is."), limits=Limits(9, scanned=False),
        described=Described("The e-mail", "Birch", "correspondence", third_party=False, minimum=True),
    )  # fmt: skip
    yield way
    people.database.engine.dispose()


@contextmanager
def _connected(way: Way, actor: Actor) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(way.partnership.logins.web_url, row_factory=tuple_row) as connection:
        connection.execute(
            "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
            (str(actor.workspace), str(actor.membership)),
        )
        yield connection
        connection.rollback()


def _sees(way: Way, actor: Actor) -> tuple[int, ...]:
    """How many drafts of a reply, files of one, and contents of a file somebody sees."""
    with _connected(way, actor) as connection:
        counts = (connection.execute(one).fetchone() for one in (DRAFTS, FILES, CONTENTS))
        return tuple(row[0] for row in counts if row)


def test_nobody_else_sees_the_draft_or_its_file(way: Way) -> None:
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    assert _sees(way, way.officer) == (2, 1, 1)
    for actor in (way.manager, way.responder, cedar):
        assert _sees(way, actor) == (0, 0, 0)


def test_once_it_is_entered_the_parties_see_the_file_and_never_the_draft(way: Way) -> None:
    (part,) = (one.part.id for one in way.see(way.officer).parts)
    way.do(
        way.officer, replies.respond_on_behalf, way.reference, version=way.version(way.officer), part=part,
        content={**REPLY, **SIGNED}, answered_on=london_date(now()),
    )  # fmt: skip
    cedar = way.partnership.who("cedar", Role.SENIOR_MANAGER)
    for actor in (way.manager, way.responder):
        assert _sees(way, actor) == (0, 1, 1)
    assert _sees(way, cedar) == (0, 0, 0)


@pytest.mark.parametrize("statement", ["update portal.draft set version = 9", "delete from portal.draft"])
def test_nobody_else_changes_the_draft(way: Way, statement: str) -> None:
    for actor in (way.manager, way.responder):
        with _connected(way, actor) as connection:
            assert connection.execute(f"{statement} where kind = 'part_2'").rowcount == 0
