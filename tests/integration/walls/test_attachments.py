"""The walls round files, at SQL: quarantine, what was signed, and the scanner's hand."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import tuple_row

from portal.escalations.actions import attachments, part_1
from portal.escalations.actions.attachments import Described, Limits
from portal.infra import files
from portal.protocol.actors import Actor, Role
from portal.protocol.attachments import Paper
from tests.engines import Template
from tests.partnership import founded
from tests.way import Way

SAID = Described("Minutes", "A. Worker", "minutes", third_party=False, minimum=True)
WEB, WORKER = "web", "worker"


@dataclass
class Filed:
    """A case of alder's, signed off, with one file signed with it and one added since, both in quarantine."""

    way: Way
    signed: UUID
    added: UUID

    @contextmanager
    def connected(self, role: str, actor: Actor) -> Iterator[psycopg.Connection[Any]]:
        """A connection of a login in somebody's context, whose transaction is rolled back."""
        logins = self.way.partnership.logins
        url = {WEB: logins.web_url, WORKER: logins.worker_url}[role]
        with psycopg.connect(url, row_factory=tuple_row) as connection:
            connection.execute(
                "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
                (str(actor.workspace), str(actor.membership)),
            )
            yield connection
            connection.rollback()


def _attach(way: Way, words: bytes) -> UUID:
    added: UUID = way.do(
        way.contributor, attachments.add, way.reference, paper=Paper.PART_1, file=files.accept("a.txt", words),
        described=SAID, limits=Limits(9, scanned=True),
    )  # fmt: skip
    return added


@pytest.fixture
def filed(template: Template) -> Iterator[Filed]:
    with founded(template) as people:
        way = Way(people).started()
        signed = _attach(way, b"signed")
        way.do(way.manager, part_1.sign_off, way.reference, version=way.version(way.manager))
        other = Way(people).started()
        yield Filed(way, signed, _attach(other, b"added"))


def _content(connection: psycopg.Connection[Any], file: UUID) -> list[bytes]:
    rows = connection.execute(
        "select content from portal.attachment_content where attachment_id = %s", (file,)
    ).fetchall()
    return [bytes(row[0]) for row in rows]


def test_the_web_reads_nothing_that_waits_in_quarantine_whosever_it_is(filed: Filed) -> None:
    for actor in (filed.way.contributor, filed.way.officer):
        with filed.connected(WEB, actor) as connection:
            assert _content(connection, filed.signed) == []
    _judge(filed, filed.signed, "clean")
    for actor in (filed.way.contributor, filed.way.officer):
        with filed.connected(WEB, actor) as connection:
            assert _content(connection, filed.signed) == [b"signed"]


def test_a_refused_file_is_read_by_nobody(filed: Filed) -> None:
    _judge(filed, filed.signed, "refused")
    with filed.connected(WEB, filed.way.contributor) as connection:
        assert _content(connection, filed.signed) == []


def _judge(filed: Filed, file: UUID, state: str) -> None:
    """As the worker does."""
    actor = filed.way.contributor
    with psycopg.connect(filed.way.partnership.logins.worker_url) as connection:
        connection.execute(
            "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
            (str(actor.workspace), str(actor.membership)),
        )
        done = connection.execute(
            "update portal.attachment set state = %s, scanned_at = now() where id = %s", (state, file)
        )
        assert done.rowcount == 1


@pytest.mark.parametrize("who", ["contributor", "officer"])
def test_the_web_gives_no_verdict(filed: Filed, who: str) -> None:
    with (
        filed.connected(WEB, getattr(filed.way, who)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("update portal.attachment set state = 'clean'")


def test_the_worker_reads_and_judges_as_whoever_attached_it_alone(filed: Filed) -> None:
    way = filed.way
    for actor, sees in ((way.contributor, [b"signed"]), (way.officer, []), (way.responder, [])):
        with filed.connected(WORKER, actor) as connection:
            assert _content(connection, filed.signed) == sees
            done = connection.execute(
                "update portal.attachment set state = 'clean' where id = %s", (filed.signed,)
            )
            assert done.rowcount == len(sees)


def test_a_verdict_is_given_once(filed: Filed) -> None:
    _judge(filed, filed.signed, "refused")
    with filed.connected(WORKER, filed.way.contributor) as connection:
        again = connection.execute(
            "update portal.attachment set state = 'clean' where id = %s", (filed.signed,)
        )
        assert again.rowcount == 0


def test_the_worker_deletes_nothing_but_what_was_refused(filed: Filed) -> None:
    take = "delete from portal.attachment_content where attachment_id = %s"
    with filed.connected(WORKER, filed.way.contributor) as connection:
        assert connection.execute(take, (filed.signed,)).rowcount == 0
    _judge(filed, filed.signed, "refused")
    with filed.connected(WORKER, filed.way.contributor) as connection:
        assert connection.execute(take, (filed.signed,)).rowcount == 1


@pytest.mark.parametrize("change", ["since = 2", "since = null", "agencies = '{}'"])
def test_what_was_signed_is_not_overwritten(filed: Filed, change: str) -> None:
    with (
        filed.connected(WEB, filed.way.contributor) as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        connection.execute(f"update portal.attachment set {change} where id = %s", (filed.signed,))


@pytest.mark.parametrize("column", ["title", "name", "sha256", "size", "media_type", "workspace_id", "paper"])
def test_what_a_file_is_never_changes(filed: Filed, column: str) -> None:
    with (
        filed.connected(WEB, filed.way.contributor) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"update portal.attachment set {column} = {column}")


def test_content_is_never_changed_and_a_signed_file_gets_none_anew(filed: Filed) -> None:
    with filed.connected(WEB, filed.way.contributor) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("update portal.attachment_content set content = 'other'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("delete from portal.attachment_content")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("insert into portal.attachment_content values (%s, 'other')", (filed.signed,))


def test_only_a_file_that_was_never_signed_can_be_deleted(filed: Filed) -> None:
    with filed.connected(WEB, filed.way.contributor) as connection:
        remove = "delete from portal.attachment where id = %s"
        assert connection.execute(remove, (filed.signed,)).rowcount == 0
        assert connection.execute(remove, (filed.added,)).rowcount == 1
    with filed.connected(WEB, filed.way.officer) as connection:
        assert connection.execute(remove, (filed.added,)).rowcount == 0


@pytest.mark.parametrize("state", ["refused", "released"])
def test_a_file_begins_in_quarantine_or_clean(filed: Filed, state: str) -> None:
    wrong = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
    with filed.connected(WEB, filed.way.contributor) as connection, pytest.raises(wrong):
        connection.execute(
            "insert into portal.attachment (escalation_id, paper, name, title, author, type, third_party, minimum,"
            " media_type, size, sha256, state, added_by_name, added_at)"
            " select escalation_id, paper, name, title, author, type, third_party, minimum, media_type, size,"
            " sha256, %s, added_by_name, added_at from portal.attachment where id = %s",
            (state, filed.signed),
        )


def test_no_other_agency_knows_of_a_file(filed: Filed) -> None:
    cedar = filed.way.partnership.who("cedar", Role.SENIOR_MANAGER)
    with filed.connected(WEB, cedar) as connection:
        assert connection.execute("select 1 from portal.attachment").fetchall() == []


def test_files_are_attached_to_a_reply_by_its_own_agency_or_the_business_unit_alone(filed: Filed) -> None:
    way = filed.way.sent_on()
    (part,) = (one.part.id for one in way.see(way.officer).parts)
    may = []
    for actor in (way.contributor, way.responder, way.officer):
        with filed.connected(WEB, actor) as connection, suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into portal.attachment (escalation_id, part_id, paper, name, title, author, type,"
                " third_party, minimum, media_type, size, sha256, state, added_by_name, added_at)"
                " select id, %s, 'part_2', 'n', 't', 'a', 'plan', false, true, 'm', 1, sha256(''), 'clean',"
                " 'n', now() from portal.escalation where reference = %s",
                (part, way.reference),
            )
            may.append(actor)
    assert may == [way.responder, way.officer]
