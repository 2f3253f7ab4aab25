"""The walls of the declarations, at SQL: who declares, that it stands, and who reads of it (decision 21)."""

import pytest

from portal.protocol.actors import Role
from tests.integration.walls.bench import DECLARE, Bench
from tests.way import Way


@pytest.mark.parametrize(
    "statement",
    ["update portal.declaration set interests = '{}'", "delete from portal.declaration"],
)
def test_a_declaration_stands(bench: Bench, statement: str) -> None:
    with bench.member("free") as acting:
        acting.does(DECLARE, interests=["managed"])
        assert acting.refused(statement)


def test_a_declaration_says_what_the_portal_found_and_not_what_it_is_told(bench: Bench) -> None:
    with bench.member("of the raising agency") as acting:
        for column, value in (
            ("found", "'{}'"),
            ("recused", "false"),
            ("membership_id", "gen_random_uuid()"),
        ):
            given = DECLARE.replace("interests,", f"interests, {column},")
            assert acting.refused(given.replace("%(interests)s", f"%(interests)s, {value}"))


def test_that_a_member_declared_stands_in_the_history_for_the_executive_and_the_business_unit(
    bench: Bench,
) -> None:
    seen = "select from portal.history where event = 'declare' and escalation_id = %(case)s"
    readers = {
        "business_unit": bench.people.who("business_unit", Role.OFFICER),
        "alder": bench.people.who("alder", Role.SENIOR_MANAGER),
        "birch": bench.people.who("birch", Role.SENIOR_MANAGER),
    }
    with bench.member("of the raising agency") as acting:
        acting.does(DECLARE)
        read = set()
        for slug, one in readers.items():
            acting.becomes(one.workspace, one.membership)
            read |= {slug} if acting.connection.execute(seen, {"case": bench.case}).rowcount else set()
        acting.becomes(bench.people.workspaces["executive"], bench.members["free"])
        acting.does(DECLARE)
        assert acting.connection.execute(seen, {"case": bench.case}).rowcount == 2
    assert read == {"business_unit"}


def test_a_declaration_is_read_by_who_made_it_and_by_those_who_need_it(bench: Bench) -> None:
    """Who is recused reads their own alone; a party none."""
    read = "select from portal.declaration where escalation_id = %(case)s"
    own, recused = ("executive", bench.members["free"]), ("executive", bench.members["of the raising agency"])
    readers = {
        "who sits": (own, 2), "who is recused": (recused, 1),
        **{slug: ((slug, bench.people.who(slug, role).membership), count) for slug, role, count in (
            ("business_unit", Role.OFFICER, 2), ("alder", Role.SENIOR_MANAGER, 0), ("birch", Role.DEPUTY, 0),
        )},
    }  # fmt: skip
    where = bench.people.workspaces
    with bench.acting(*own) as acting:
        acting.does("select")
        before = acting.connection.execute(read, {"case": bench.case}).rowcount
        for slug, membership in (own, recused):
            acting.becomes(where[slug], membership)
            acting.does(DECLARE)
        found = {}
        for name, ((slug, membership), _) in readers.items():
            acting.becomes(where[slug], membership)
            found[name] = acting.connection.execute(read, {"case": bench.case}).rowcount
        kept = found["business_unit"] - 2
    assert before == 0
    expected = {name: count + (kept if name in ("who sits", "business_unit") else 0)
                for name, (_, count) in readers.items()}  # fmt: skip
    assert found == expected


def test_nobody_declares_on_a_case_that_the_executive_does_not_have(bench: Bench) -> None:
    other = Way(bench.people).forwarded()
    case = other.see(other.officer).case.id
    with bench.member("free") as acting:
        assert acting.refused(DECLARE, case=case)
        assert case not in {row["escalation_id"] for row in acting.told()}


@pytest.mark.parametrize(("slug", "role"), [("business_unit", Role.CLERK), ("alder", Role.SENIOR_MANAGER)])
def test_nobody_else_declares(bench: Bench, slug: str, role: Role) -> None:
    with bench.one_of(slug, role) as acting:
        assert acting.refused(DECLARE)
        assert acting.told() == []
