"""The walls of the Executive's deliberations, at SQL: who holds a view and keeps minutes, and who reads them."""

import pytest

from portal.protocol.actors import Role
from tests.integration.walls.bench import CONFLICTS, DECLARE, HOLD, MEET, MINUTES, VIEWS, Bench


def test_deliberations_are_read_by_who_sits_and_the_minutes_by_the_clerk(bench: Bench) -> None:
    minutes, views = set(), set()
    executive = bench.people.workspaces["executive"]
    readers = {
        f"{slug} {role}": bench.people.who(slug, role)
        for slug, role in (
            ("business_unit", Role.OFFICER), ("business_unit", Role.MANAGER), ("business_unit", Role.CLERK),
            ("alder", Role.SENIOR_MANAGER), ("birch", Role.SENIOR_MANAGER), ("scrutineer", Role.SCRUTINEER),
        )
    }  # fmt: skip
    with bench.member("free") as acting:
        acting.does(DECLARE)
        acting.does(MEET)
        acting.does(HOLD)
        contexts = {name: (one.workspace, one.membership) for name, one in readers.items()}
        contexts |= {name: (executive, membership) for name, membership in bench.members.items()}
        for name, (workspace, membership) in contexts.items():
            acting.becomes(workspace, membership)
            minutes |= {name} if acting.does(MINUTES) else set()
            views |= {name} if acting.does(VIEWS) else set()
    assert minutes == {"free", "business_unit clerk"}
    assert views == {"free"}


@pytest.mark.parametrize("who", ["another free", "of the raising agency"])
def test_who_has_not_declared_or_is_recused_holds_no_view_and_keeps_no_minutes(
    bench: Bench, who: str
) -> None:
    with bench.member(who) as acting:
        if who in CONFLICTS:
            acting.does(DECLARE)
        assert acting.refused(MEET)
        assert acting.refused(HOLD)


@pytest.mark.parametrize("event", ["propose", "give_view"])
def test_what_the_executive_did_among_themselves_is_in_nobody_elses_history(bench: Bench, event: str) -> None:
    """Nor in that of the Business Unit, but for its clerk."""
    write = (
        "insert into portal.history (escalation_id, event, at, payload)"
        f" values (%(case)s, '{event}', now(), '{{}}')"
    )
    read = f"select from portal.history where event = '{event}'"
    with bench.member("free") as acting:
        acting.does(DECLARE)
        acting.does(write)
        found = {}
        for slug, role in (
            ("business_unit", Role.OFFICER), ("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER),
            ("executive", Role.CHAIR),
        ):  # fmt: skip
            one = bench.people.who(slug, role)
            acting.becomes(one.workspace, one.membership)
            found[role] = acting.connection.execute(read).rowcount
    assert found == {Role.OFFICER: 0, Role.CLERK: 1, Role.SENIOR_MANAGER: 0, Role.CHAIR: 0}
