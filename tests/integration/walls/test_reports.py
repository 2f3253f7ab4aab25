"""The walls round a report that is still a draft, at SQL: who reads it, and that a manager alone issues it."""

from uuid import UUID

import psycopg
import pytest

from portal.protocol.actors import Role
from tests.integration.walls.contexts import CONTEXTS, OFFICE, WEB, Walled

READS = {
    "report": "select 1 from portal.report where id = %(unissued)s",
    "report_words": "select 1 from portal.report_words where report_id = %(unissued)s",
}
ISSUES = (
    "update portal.report set state = 'issued', exact = '{}', shareable = '{}', told = '[]',"
    " issued_by = portal.current_membership(), issued_at = now() where id = %(unissued)s"
)


@pytest.mark.parametrize("table", READS)
def test_a_draft_is_read_by_the_business_unit_alone(walled: Walled, table: str) -> None:
    reached = set()
    for context in CONTEXTS:
        with walled.connected(WEB, context) as connection:
            if connection.execute(READS[table], walled.names).rowcount:
                reached.add(context)
    assert reached == {OFFICE}


def test_a_manager_alone_issues_a_report(walled: Walled) -> None:
    issued = {role for role in (Role.OFFICER, Role.MANAGER, Role.CLERK) if _issues(walled, role)}
    assert issued == {Role.MANAGER}


def test_an_action_needs_an_issued_report(walled: Walled) -> None:
    action = (
        "insert into portal.report_action (id, report_id, what, owner, due_on, recorded_by_name, recorded_at)"
        " values (gen_random_uuid(), %(unissued)s, 'w', 'o', '2027-01-04', 'n', now())"
    )
    with walled.connected(WEB, OFFICE) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(action, walled.names)


def _issues(walled: Walled, role: Role) -> bool:
    one = walled.people.who("business_unit", role)
    with psycopg.connect(walled.people.logins.web_url) as connection:
        for name, value in (("workspace", one.workspace), ("membership", one.membership)):
            _set(connection, name, value)
        try:
            return connection.execute(ISSUES, walled.names).rowcount > 0
        except psycopg.errors.InsufficientPrivilege:
            return False
        finally:
            connection.rollback()


def _set(connection: psycopg.Connection[tuple[object, ...]], name: str, value: UUID) -> None:
    connection.execute("select set_config(%s, %s, true)", (f"portal.{name}", str(value)))
