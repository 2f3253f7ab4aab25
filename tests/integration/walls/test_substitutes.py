"""The walls of the bench, at SQL: who is named a substitute, by whom, and who reads who sits (decision 22)."""

import pytest

from portal.protocol.actors import Role
from tests.integration.walls.bench import CLOSED, CONFLICTS, DECLARE, OPEN_TO_MEMBERS, Bench

NAME = (
    "insert into portal.substitute (escalation_id, membership_id, named_by_name, at)"
    " values (%(case)s, %(membership)s, 'n', now())"
)


def test_decision_22_a_substitute_reads_and_declares_only_on_the_case_for_which_they_are_named(
    bench: Bench,
) -> None:
    officer, executive = bench.people.who("business_unit", Role.OFFICER), bench.people.workspaces["executive"]
    with bench.member("substitute") as acting:
        assert acting.told() == []
        assert acting.refused(DECLARE)
        acting.becomes(officer.workspace, officer.membership)
        acting.does(NAME, membership=bench.members["substitute"])
        acting.becomes(executive, bench.members["substitute"])
        assert [row["reference"] for row in acting.told()] == [bench.way.reference]
        assert acting.reads() == CLOSED
        acting.does(DECLARE)
        assert acting.reads() == OPEN_TO_MEMBERS


@pytest.mark.parametrize("who", ["substitute of birch", "free"])
def test_decision_22_no_substitute_is_named_from_a_party_or_who_is_none(bench: Bench, who: str) -> None:
    with bench.one_of("business_unit", Role.OFFICER) as acting:
        assert acting.refused(NAME, membership=bench.members[who])


def test_decision_22_only_the_business_unit_names_a_substitute(bench: Bench) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE)
        assert acting.refused(NAME, membership=bench.members["substitute"])


def test_the_bench_is_read_by_the_business_unit_and_the_executive(bench: Bench) -> None:
    statement = "select name, found from portal.bench(%(case)s)"
    with bench.one_of("business_unit", Role.OFFICER) as acting:
        found = {row["name"]: row["found"] for row in acting.does(statement)}
        assert {who: found[who] for who in CONFLICTS if who in found} == {
            who: why for who, why in CONFLICTS.items() if who != "who signed Part 4"
        }
        assert found["alder deputy"] == ["signed"]
        assert "substitute" not in found
    with bench.one_of("alder", Role.SENIOR_MANAGER) as acting:
        assert acting.does(statement) == []
    with bench.member("substitute") as acting:
        assert acting.does(statement) == []
