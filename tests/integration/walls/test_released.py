"""The walls of what is released, at SQL: to one who is recused, once it is decided, and by no other way."""

import pytest

from portal.protocol.actors import Role
from tests.integration.walls.bench import CLOSED, CONFLICTS, DECLARE, MINUTES, VIEWS, Acting, Bench

RELEASED = "select kind from portal.released_to_recused(%(case)s)"
LOOK = (
    "insert into portal.access (escalation_id, at, what, purpose, name, role)"
    " values (%(case)s, now(), '{what}', '', 'n', 'r')"
)
DECIDE = (
    "insert into portal.document"
    " (escalation_id, kind, version, content, signed_by_name, signed_by_role, signed_at)"
    " values (%(case)s, '{kind}', 1, '{{}}', 'n', 'r', now())"
)
STANDS = "update portal.escalation set state = %(state)s where id = %(case)s"
CORRECT = (
    "insert into portal.note (escalation_id, kind, about, body, name, role, at)"
    " values (%(case)s, 'clerical', 'decision', 'It is 8.', 'n', 'r', now())"
)


def _signed(bench: Bench, acting: Acting, *, state: str) -> None:
    """The decision and the summary are signed by who sits, and the case then stands in this state."""
    acting.becomes(bench.people.workspaces["executive"], bench.members["free"])
    for statement in (DECLARE, DECIDE.format(kind="decision"), DECIDE.format(kind="summary_issued"), CORRECT):
        acting.does(statement)
    acting.does(STANDS, state=state)


@pytest.mark.parametrize("who", [*CONFLICTS, "another free"])
def test_one_who_is_recused_reads_the_decision_as_it_was_released_and_nothing_else(
    bench: Bench, who: str
) -> None:
    """By what the portal finds, or by what was declared."""
    executive = bench.people.workspaces["executive"]
    with bench.member(who) as acting:
        if who not in CONFLICTS:
            acting.does(DECLARE, interests=["managed"])
        _signed(bench, acting, state="decided")
        acting.becomes(executive, bench.members[who])
        kinds = sorted(row["kind"] for row in acting.does(RELEASED))
        assert kinds == ["clerical", "decision", "summary_issued"]
        assert acting.does("select name from portal.identity_to_mask(%(case)s)")
        assert acting.reads() == CLOSED
        assert acting.does(MINUTES) == acting.does(VIEWS) == []


def test_before_it_is_decided_nothing_is_released(bench: Bench) -> None:
    with bench.member("of the raising agency") as acting:
        acting.does(DECLARE)
        _signed(bench, acting, state="accepted")
        acting.becomes(bench.people.workspaces["executive"], bench.members["of the raising agency"])
        assert acting.does(RELEASED) == []
        assert acting.does("select name from portal.identity_to_mask(%(case)s)") == []


def test_who_is_not_recused_reads_it_by_no_such_way(bench: Bench) -> None:
    """Who sits reads the papers; one who never declared reads nothing; a substitute who was not named, nothing."""
    where = bench.people.workspaces
    others = [("executive", bench.members[who]) for who in ("free", "another free", "substitute of birch")]
    for slug, role in (
        ("business_unit", Role.OFFICER), ("birch", Role.DEPUTY), ("scrutineer", Role.SCRUTINEER),
        ("learning", Role.READER),
    ):  # fmt: skip
        others.append((slug, bench.people.who(slug, role).membership))
    with bench.member("free") as acting:
        _signed(bench, acting, state="decided")
        for slug, membership in others:
            acting.becomes(where[slug], membership)
            assert acting.does(RELEASED) == [], slug


def test_decision_27_one_who_is_recused_keeps_their_own_look_and_no_other(bench: Bench) -> None:
    executive, recused = bench.people.workspaces["executive"], bench.members["of the raising agency"]
    with bench.member("of the raising agency") as acting:
        acting.does(DECLARE)
        _signed(bench, acting, state="accepted")
        acting.becomes(executive, recused)
        assert acting.refused(LOOK.format(what="view"))
        acting.becomes(executive, bench.members["free"])
        acting.does(STANDS, state="decided")
        acting.becomes(executive, recused)
        assert acting.refused(LOOK.format(what="copy"))
        acting.does(LOOK.format(what="view"))
        read = acting.does("select what from portal.access where escalation_id = %(case)s")
        assert read == [{"what": "view"}]
