"""Who starts a case, adds to it and widens its audience, also while it is being taken from the writer."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.integration.walls.contexts import ALDER, BIRCH, CEDAR, CONTEXTS, OFFICE, WEB, Walled
from tests.way import Way


@pytest.mark.parametrize(
    "column", ["audience", "barred", "raising_workspace_id", "reference", "rules_version"]
)
def test_nobody_widens_an_audience_or_changes_whose_case_it_is(walled: Walled, column: str) -> None:
    with walled.connected(WEB, OFFICE) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"update portal.escalation set {column} = {column}")


@pytest.mark.parametrize(
    ("kind", "may"),
    [("response", {OFFICE}), ("referral", {ALDER, BIRCH}), ("summary", set()), ("review", set())],
)
def test_only_those_whose_step_it_is_make_a_part_that_widens_the_audience(
    walled: Walled, kind: str, may: set[str]
) -> None:
    made = set()
    for context in CONTEXTS:
        with walled.connected(WEB, context) as connection, suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at)"
                " values (%(new)s, %(case)s, %(kind)s, %(cedar)s, 'awaited', now())",
                {**walled.names, "new": uuid4(), "kind": kind},
            )
            made.add(context)
    assert made == may


def test_a_case_is_started_in_ones_own_workspace_only(walled: Walled) -> None:
    with walled.connected(WEB, CEDAR) as connection:
        audience = connection.execute(
            "insert into portal.escalation (rules_version, opened_at) values (1, now())"
            " returning raising_workspace_id, audience"
        ).fetchone()
    cedar = walled.names["cedar"]
    assert audience == (cedar, [cedar])


def test_a_reply_is_kept_by_its_own_agency_alone(walled: Walled) -> None:
    part = walled.people.logins
    with psycopg.connect(part.owner_url) as owner:
        owner.execute("set role portal_owner")
        row = owner.execute(
            "select id from portal.part where escalation_id = %(case)s and kind = 'response'", walled.names
        ).fetchone()
    assert row
    made = set()
    for context in CONTEXTS:
        with walled.connected(WEB, context) as connection, suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into portal.document"
                " (escalation_id, part_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
                " values (%(case)s, %(part)s, 'part_2', 9, '{}', 'n', 'r', now())",
                {**walled.names, "part": row[0]},
            )
            made.add(context)
    assert made == {BIRCH}


def test_a_writer_who_waited_while_the_case_was_taken_is_refused(walled: Walled) -> None:
    """The race: birch waits for the lock to add to the history while the Business Unit removes birch."""
    way = Way(walled.people).forwarded()
    case = way.see(way.officer).case.id
    with (
        walled.connected(WEB, OFFICE) as office,
        psycopg.connect(walled.people.logins.web_url) as birch,
        psycopg.connect(walled.people.logins.owner_url) as watcher,
    ):
        workspace, membership = walled.contexts[BIRCH]
        birch.execute(
            "select set_config('portal.workspace', %s, true), set_config('portal.membership', %s, true)",
            (str(workspace), str(membership)),
        )
        office.execute("update portal.part set state = 'replaced' where escalation_id = %s", (case,))
        outcome = _in_background(birch, case)
        _wait_until_blocked(watcher, birch.info.backend_pid)
        office.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            outcome()


def _in_background(connection: psycopg.Connection[Any], case: UUID) -> Any:
    pool = ThreadPoolExecutor(1)
    future = pool.submit(
        connection.execute,
        "insert into portal.history (escalation_id, event, at, payload) values (%s, 'x', now(), '{}')",
        (case,),
    )
    return lambda: future.result(timeout=10)


def _wait_until_blocked(watcher: psycopg.Connection[Any], pid: int) -> None:
    for _ in range(500):
        blocked = watcher.execute("select cardinality(pg_blocking_pids(%s))", (pid,)).fetchone()
        watcher.rollback()
        if blocked and blocked[0]:
            return
        watcher.execute("select pg_sleep(0.01)")
    raise AssertionError("The writer never came to wait for the lock.")
