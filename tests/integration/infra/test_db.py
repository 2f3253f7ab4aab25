"""One transaction at a time: its context, its refusals, and a server that was away for a moment."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from portal.infra.db import Context, Database
from tests.engines import Logins


@pytest.fixture
def web(database: Logins) -> Iterator[Database]:
    one = Database(database.web_url, pool_size=1)
    yield one
    one.engine.dispose()


def _context(session: Session) -> tuple[object, object]:
    row = session.execute(text("select portal.current_workspace(), portal.current_membership()")).one()
    return row[0], row[1]


def test_the_context_is_the_transactions_own(web: Database) -> None:
    context = Context(workspace=uuid4(), membership=uuid4())
    with web.work(context) as session:
        assert _context(session) == (context.workspace, context.membership)
    with web.work() as session:
        assert _context(session) == (None, None)
    assert web.ask(_context) == (None, None)


def test_a_transaction_for_reading_cannot_write(web: Database) -> None:
    with web.reading() as session, pytest.raises(InternalError):
        session.execute(text("insert into portal.once (key) values (gen_random_uuid())"))
    with web.work() as session:
        assert session.scalar(text("show transaction_read_only")) == "off"


def test_what_one_page_had_prepared_is_still_prepared_for_the_next(web: Database) -> None:
    for _ in range(10):  # the driver prepares what it is asked often
        with web.reading() as session:
            session.execute(text("select 'asked often'"))
    with web.reading() as session:
        prepared = session.scalars(text("select statement from pg_prepared_statements")).all()
    assert "select 'asked often'" in prepared


def _set_and_fail(web: Database) -> None:
    with web.work(Context(workspace=uuid4(), membership=uuid4())) as session:
        session.execute(text("select set_config('portal.mark', 'set', false)"))
        raise RuntimeError


def test_what_fails_is_not_kept(web: Database) -> None:
    with pytest.raises(RuntimeError):
        _set_and_fail(web)
    with web.reading() as session:
        assert not session.scalar(text("select current_setting('portal.mark', true)"))


@pytest.mark.parametrize("use", ["work", "reading", "ask"])
def test_connections_that_died_are_replaced_unseen(web: Database, database: Logins, use: str) -> None:
    with web.work() as session:
        pid = session.scalar(text("select pg_backend_pid()"))
    with psycopg.connect(database.web_url, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", (pid,))
    if use == "ask":
        assert web.ask(lambda session: session.scalar(text("select 1"))) == 1
        return
    with getattr(web, use)() as session:
        assert session.scalar(text("select 1")) == 1
