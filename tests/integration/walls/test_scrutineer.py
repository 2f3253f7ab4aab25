"""The walls of the Scrutineer, at SQL: the case once directed and declared, and no deliberation (decision 23)."""

from uuid import UUID

from sqlalchemy import text

from portal.protocol.actors import Role
from tests.integration.walls.bench import CLOSED, DECLARE, MEET, MINUTES, TABLES, Bench, referred
from tests.partnership import as_owner


def test_decision_23_the_scrutineer_reads_the_case_once_directed_and_declared_and_no_deliberation(
    bench: Bench,
) -> None:
    """Until the case leaves the state ACCEPTED (section 4)."""
    way = referred(bench.people)
    case = way.see(way.officer).case.id
    bench.keeps("free", case, DECLARE, MEET)
    scrutineer = bench.one_of("scrutineer", Role.SCRUTINEER)
    with scrutineer as acting:
        acting.case = case
        assert acting.refused(DECLARE), "Not directed yet."
    _directed(bench, case)
    with bench.one_of("scrutineer", Role.SCRUTINEER) as acting:
        acting.case = case
        assert acting.reads() == CLOSED, "Interests are declared first."
        acting.does(DECLARE)
        assert acting.reads() == dict.fromkeys(TABLES, True)
        assert acting.does(MINUTES) == []
        assert (
            acting.does("select from portal.history where event = 'declare' and escalation_id = %(case)s")
            == []
        )
        acting.does(DECLARE, interests=["personal"])
        assert acting.reads() == CLOSED


def _directed(bench: Bench, case: UUID) -> None:
    """Accepted, with a summary directed, as the Executive's own pages do it."""
    with as_owner(bench.people.logins) as session:
        given = {"case": case, "scrutineer": bench.people.workspaces["scrutineer"]}
        session.execute(text("update portal.escalation set state = 'accepted' where id = :case"), given)
        session.execute(
            text(
                "insert into portal.part (id, escalation_id, kind, workspace_id, state, began_at)"
                " values (gen_random_uuid(), :case, 'summary', :scrutineer, 'directed', now())"
            ),
            given,
        )


def test_decision_23_the_scrutineer_reads_nothing_before_being_directed(bench: Bench) -> None:
    with bench.one_of("scrutineer", Role.SCRUTINEER) as acting:
        assert acting.reads() == CLOSED
        assert acting.refused(DECLARE)
