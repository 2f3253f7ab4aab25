"""What is recorded stays: the history, what was signed, and how far a case has come."""

import psycopg
import pytest

from portal.escalations.actions import office, replies
from tests.integration.walls.contexts import ALDER, WEB, Walled
from tests.way import Way


@pytest.mark.parametrize("statement", ["update portal.history set event = 'x'", "delete from portal.history",
                                       "truncate portal.history", "delete from portal.document"])  # fmt: skip
def test_even_the_owner_only_adds_to_the_record(walled: Walled, statement: str) -> None:
    with psycopg.connect(walled.people.logins.owner_url) as owner:
        owner.execute("set role portal_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(statement)


def test_a_case_that_has_ended_stays_ended(walled: Walled) -> None:
    way = Way(walled.people).forwarded()
    version = way.version(way.manager)
    way.do(way.manager, replies.withdraw, way.reference, version=version, reasons="Settled.")
    case = way.see(way.manager).case.id
    with walled.connected(WEB, ALDER) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("update portal.escalation set state = 'forwarded' where id = %s", (case,))


@pytest.mark.parametrize("state", ["draft", "discarded"])
def test_a_submitted_case_stays_known(walled: Walled, state: str) -> None:
    with walled.connected(WEB, ALDER) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "update portal.escalation set state = %(state)s where id = %(case)s",
            {"state": state, **walled.names},
        )


def test_a_signed_childs_row_is_never_moved_or_changed(walled: Walled) -> None:
    way = Way(walled.people).submitted()
    version = way.version(way.officer)
    way.do(way.officer, office.send_back, way.reference, version=version, reasons="Again.")
    case = way.see(way.manager).case.id
    for statement in (
        "update portal.child set version = 9 where escalation_id = %(case)s",
        "delete from portal.child where escalation_id = %(case)s and version = 1",
        "delete from portal.child_key where escalation_id = %(case)s and version = 1",
        "insert into portal.child_key values (%(case)s, 1, 1, 'name', 'x')",
    ):
        with (
            walled.connected(WEB, ALDER) as connection,
            pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)),
        ):
            connection.execute(statement, {"case": case})
